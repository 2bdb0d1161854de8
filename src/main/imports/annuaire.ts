import { open } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Rejet } from '#contract/commun.ts'
import type { Activite } from '#domain/listes.ts'
import type { Profession } from '#domain/tiers.ts'
import type { Progres } from '../progres.ts'
import { refuser, sentenceOf } from '../refus.ts'
import { comparable, packContenu, RIEN } from '../registre/listes.ts'
import { normalize } from './correspondance.ts'
import { decode, splitLines } from './csv.ts'
import type { FichierOuvert } from './fichier.ts'

// PS_LibreAcces_Personne_activite: « | », UTF-8, a header line, 56 columns; older files end every line with « | ».

const COLONNES = {
  typeIdentifiant: 'Type d’identifiant PP',
  identifiant: 'Identifiant PP',
  national: 'Identification nationale PP',
  nom: 'Nom d’exercice',
  prenom: 'Prénom d’exercice',
  profession: 'Code profession',
  libelle: 'Libellé profession',
  savoirFaire: 'Libellé savoir-faire',
  mode: 'Code mode exercice',
  libelleMode: 'Libellé mode exercice',
  site: 'Raison sociale site',
  commune: 'Libellé commune (coord. structure)',
} as const
type Colonne = keyof typeof COLONNES

/** Without them the annuaire answers nothing; the number itself is in one of two columns. */
const NECESSAIRES = ['profession', 'mode'] as const satisfies readonly Colonne[]

export const REMEDE_ANNUAIRE =
  'Téléchargez l’extraction «\u00a0PS_LibreAcces_Personne_activite\u00a0» de l’annuaire santé, décompressez-la et choisissez ce fichier.'

/** Professions of the annuaire (nomenclature G15) that the schemes finance. */
const PROFESSIONS: Readonly<Record<string, Profession>> = {
  '10': 'medecin',
  '50': 'sage_femme',
  '60': 'infirmier',
  '70': 'masseur_kinesitherapeute',
  '80': 'pedicure_podologue',
  '91': 'orthophoniste',
  '92': 'orthoptiste',
}

/** A person with more activities than that repeats itself. */
const ACTIVITES_MAX = 50

type Rangs = Readonly<Partial<Record<Colonne, number>>>

/** Where the columns are, and how many there are. Refuses a file that is not the annuaire, or that lacks a column. */
export function readEntete(ligne: string, nom: string): { readonly rangs: Rangs; readonly largeur: number } {
  const titres = ligne.split('|').map(normalize)
  while (titres.at(-1) === '') titres.pop()
  const rangs: Partial<Record<Colonne, number>> = {}
  for (const [cle, titre] of Object.entries(COLONNES) as [Colonne, string][]) {
    const rang = titres.indexOf(normalize(titre))
    if (rang !== -1) rangs[cle] = rang
  }
  const manquantes: string[] = NECESSAIRES.filter((c) => rangs[c] === undefined).map((c) => COLONNES[c])
  if (
    rangs.national === undefined &&
    (rangs.typeIdentifiant === undefined || rangs.identifiant === undefined)
  )
    manquantes.unshift(COLONNES.national)
  if (manquantes.length === NECESSAIRES.length + 1)
    refuser(`«\u00a0${nom}\u00a0» n’est pas l’extraction de l’annuaire santé.`, { remede: REMEDE_ANNUAIRE })
  if (manquantes.length > 0)
    refuser(
      `Il manque à «\u00a0${nom}\u00a0» ${manquantes.length > 1 ? 'des colonnes' : 'une colonne'} de l’annuaire santé\u00a0: ${manquantes.join(', ')}.`,
      { regle: 'colonnes de l’annuaire santé', remede: REMEDE_ANNUAIRE },
    )
  return { rangs, largeur: titres.length }
}

/** The cell of that rank, without cutting the line up. */
function cellAt(ligne: string, rang: number): string {
  let debut = 0
  for (let i = 0; i < rang; i++) {
    debut = ligne.indexOf('|', debut) + 1
    if (debut === 0) return ''
  }
  const fin = ligne.indexOf('|', debut)
  return fin === -1 ? ligne.slice(debut) : ligne.slice(debut, fin)
}

/** The RPPS of a line: the national number is 8 followed by it; type 8 says that the number alone is one. */
function rppsOf(ligne: string, { national, typeIdentifiant, identifiant }: Rangs): string {
  if (national !== undefined) {
    const numero = cellAt(ligne, national)
    return numero.length === 12 && numero.startsWith('8') ? numero.slice(1) : ''
  }
  return cellAt(ligne, typeIdentifiant ?? 0) === '8' ? cellAt(ligne, identifiant ?? 0) : ''
}

/** One person as kept while the file is read: texts of their own, so that the pieces of the file are let go. */
interface Personne {
  nom: string
  readonly activites: Set<string>
}

export interface LectureAnnuaire {
  /** Lines of data in the file. */
  readonly lignes: number
  /** By RPPS, packed; those of the register that the file does not name have an empty content. */
  readonly contenus: ReadonlyMap<string, string>
  readonly trouves: number
  /** Lines of people of the register that could not be read. */
  readonly rejets: readonly Rejet[]
}

const toActivite = (cellules: readonly string[], rangs: Rangs): Activite => {
  const at = (c: Colonne) => (rangs[c] === undefined ? '' : (cellules[rangs[c]] ?? '').trim())
  const avancee =
    /pratique avancee/i.test(comparable(at('savoirFaire'))) || /avancee/i.test(comparable(at('libelle')))
  const profession = PROFESSIONS[at('profession')] ?? null
  return {
    profession: profession === 'infirmier' && avancee ? 'infirmier_pratique_avancee' : profession,
    libelle: at('libelle'),
    mode: at('mode'),
    libelleMode: at('libelleMode'),
    site: at('site'),
    commune: at('commune'),
  }
}

/**
 * Reads the annuaire from one end to the other and keeps the people of the register alone: flat memory whatever the
 * size of the file. Refuses a file that is not the annuaire, or that was cut.
 */
export async function readAnnuaire(
  fichier: FichierOuvert,
  voulus: readonly string[],
  suivi: { readonly report: (progres: Progres) => void; readonly signal: AbortSignal },
): Promise<LectureAnnuaire> {
  const personnes = new Map<string, Personne>(voulus.map((rpps) => [rpps, { nom: '', activites: new Set() }]))
  let entete: ReturnType<typeof readEntete> | null = null
  let lignes = 0
  let derniere = ''
  const rejets: Rejet[] = []
  for await (const lot of splitLines(decode(fichier, fichier.encodage))) {
    for (const brute of lot) {
      const ligne = brute?.endsWith('\r') === true ? brute.slice(0, -1) : (brute ?? '')
      if (entete === null) {
        entete = readEntete(ligne, fichier.nom)
        continue
      }
      if (ligne === '') continue
      lignes++
      derniere = ligne
      const personne = personnes.get(rppsOf(ligne, entete.rangs))
      if (personne === undefined) continue
      const { rangs, largeur } = entete
      const cellules = ligne.split('|')
      if (cellules.length < largeur) {
        rejets.push({
          ligne: lignes + 1,
          colonne: null,
          valeur: rppsOf(ligne, rangs),
          regle: 'forme de la ligne',
          phrase: `La ligne a ${cellules.length} colonnes au lieu de ${largeur}.`,
        })
        continue
      }
      if (personne.nom === '')
        personne.nom = JSON.stringify(
          `${cellules[rangs.prenom ?? -1] ?? ''} ${cellules[rangs.nom ?? -1] ?? ''}`.trim(),
        )
      if (personne.activites.size < ACTIVITES_MAX)
        personne.activites.add(JSON.stringify(toActivite(cellules, rangs)))
    }
    suivi.report({
      fait: Math.min(lignes, fichier.fins),
      total: fichier.fins,
      libelle: 'Lecture de l’annuaire santé',
    })
    await nextTurn()
    suivi.signal.throwIfAborted()
  }
  await fichier.assertInchange()
  // Empty last cells are common; a line that stops before them was cut.
  if (entete === null || lignes === 0 || derniere.split('|').length < entete.largeur)
    refuser(
      `«\u00a0${fichier.nom}\u00a0» est coupé à la ligne ${lignes + 1}\u00a0: la liste en place est gardée.`,
      { regle: `${entete?.largeur ?? 0} colonnes par ligne`, remede: REMEDE_ANNUAIRE },
    )
  return {
    lignes,
    rejets,
    trouves: [...personnes.values()].filter((p) => p.activites.size > 0).length,
    contenus: new Map(
      [...personnes].map(([rpps, { nom, activites }]) => [
        rpps,
        packContenu({
          ...RIEN,
          nom: nom === '' ? '' : (JSON.parse(nom) as string),
          activites: [...activites].map((a) => JSON.parse(a) as Activite),
        }),
      ]),
    ),
  }
}

/** The head of the file alone: its columns are those of the annuaire, or it is refused. Bytes of the file. */
export async function checkAnnuaire(chemin: string): Promise<number> {
  const nom = path.basename(chemin)
  const fichier = await open(chemin, 'r').catch((erreur: unknown) =>
    refuser(`«\u00a0${nom}\u00a0» n’a pas pu être ouvert.`, {
      ou: chemin,
      remede: sentenceOf(erreur) ?? 'Vérifiez qu’il existe encore et que vous avez le droit de le lire.',
    }),
  )
  try {
    const { size } = await fichier.stat()
    const { buffer, bytesRead } = await fichier.read(Buffer.alloc(65_536), 0, 65_536, 0)
    const texte = buffer.toString('utf8', 0, bytesRead).replace(/^\ufeff/, '')
    readEntete(texte.split(/\r?\n/, 1)[0] ?? '', nom)
    return size
  } finally {
    await fichier.close()
  }
}
