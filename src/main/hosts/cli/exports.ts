import path from 'node:path'
import type { FormatExport } from '#contract/export.ts'
import { ETATS_COMMANDE, type EtatCommande } from '#domain/commande.ts'
import { AVANT_AVANCE } from './dossiers.ts'
import { Inutilisable, type Session } from './session.ts'
import { plural, type Reponse } from './sortie.ts'

/** Lists of the command line; rows that an import left out are in its own answer. */
export const LISTES_CLI = [
  'clients',
  'commandes',
  'demandes',
  'envois',
  'constats',
  'journal',
  'pieces',
  'refus',
  'argent',
  'reglements',
  'echeances',
  'pilotes',
] as const
type ListeCli = (typeof LISTES_CLI)[number]

export interface OptionsExport {
  readonly format: FormatExport
  readonly sortie: string
  readonly colonnes?: string
  readonly dispositif?: string
  readonly etat?: readonly string[]
  readonly texte?: string
  readonly assigneeA?: string
}

/** Which options filter which list: any other is refused, a filter that does nothing would lie. */
const FILTRES: Readonly<Record<ListeCli, readonly (keyof OptionsExport)[]>> = {
  clients: ['texte'],
  commandes: ['dispositif', 'etat', 'texte', 'assigneeA'],
  demandes: ['dispositif'],
  envois: ['dispositif'],
  constats: ['dispositif', 'etat', 'texte', 'assigneeA'],
  journal: [],
  pieces: [],
  refus: ['dispositif'],
  argent: ['dispositif'],
  reglements: [],
  echeances: [],
  pilotes: [],
}
const NOMS_OPTIONS = {
  dispositif: '--dispositif',
  etat: '--etat',
  texte: '--texte',
  assigneeA: '--assignee-a',
} as const

function readEtats(etats: readonly string[] | undefined): EtatCommande[] | undefined {
  const inconnu = etats?.find((e) => !ETATS_COMMANDE.some((connu) => connu === e))
  if (inconnu !== undefined)
    throw new Inutilisable(`L’état « ${inconnu} » n’existe pas.`, {
      remede: `États : ${ETATS_COMMANDE.join(', ')}.`,
    })
  return etats as EtatCommande[] | undefined
}

function checkOptions(liste: ListeCli, options: OptionsExport): void {
  for (const [cle, nom] of Object.entries(NOMS_OPTIONS) as [keyof typeof NOMS_OPTIONS, string][])
    if (options[cle] !== undefined && !FILTRES[liste].includes(cle))
      throw new Inutilisable(`L’option ${nom} ne filtre pas la liste « ${liste} ».`)
}

/** `exporter`: a list as a file, whole or not there. */
export async function exportListe(
  { client, signal, suivre }: Session,
  liste: ListeCli,
  options: OptionsExport,
): Promise<Reponse> {
  checkOptions(liste, options)
  if (options.dispositif !== undefined) await client.dispositif.montrer({ code: options.dispositif })
  const colonnes = options.colonnes
    ?.split(',')
    .map((c) => c.trim())
    .filter((c) => c !== '')
  const commun = {
    format: options.format,
    sortie: path.resolve(options.sortie),
    ...(colonnes !== undefined && { colonnes }),
  }
  const dispositif = options.dispositif ?? null
  const etats = readEtats(options.etat)
  const commandes = {
    dispositif,
    etats: etats ?? (liste === 'constats' ? [...AVANT_AVANCE] : []),
    texte: options.texte ?? '',
    assigneA: options.assigneeA ?? null,
    tri: 'numero',
  } as const
  const demande = () => {
    switch (liste) {
      case 'clients':
        return { ...commun, liste, filtre: { texte: options.texte ?? '' } }
      case 'commandes':
      case 'constats':
        return { ...commun, liste, filtre: commandes }
      case 'demandes':
      case 'envois':
      case 'argent':
        return { ...commun, liste, filtre: { dispositif } }
      case 'refus':
        if (dispositif === null) throw new Inutilisable('Dites de quel dispositif : --dispositif CODE.')
        return { ...commun, liste, filtre: { dispositif } }
      case 'journal':
      case 'pieces':
      case 'reglements':
      case 'echeances':
      case 'pilotes':
        return { ...commun, liste }
    }
  }
  const resultat = await suivre(client.exports.exporter(demande(), { signal }))
  return {
    json: resultat,
    texte: `${plural(resultat.lignes, 'ligne')} dans ${resultat.fichier}`,
    refus: false,
  }
}
