import type { Rejet } from '#contract/commun.ts'
import type { Installation } from '#domain/commande.ts'
import { type Jour, parseJour } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { ReponsesScenario } from '#domain/fournisseur.ts'
import { normalize } from './correspondance.ts'
import { LigneRefusee } from './ligneRefusee.ts'
import { detectConnues } from './tableau.ts'

const COLONNES = [
  'numero',
  'prevue',
  'realisee',
  'formation',
  'modalite',
  'supports',
  'enregistrement',
  'documents',
  'dmp',
  'releve',
] as const
export type ColonneInstallation = (typeof COLONNES)[number]

const AUTRES_TITRES: Readonly<Record<string, ColonneInstallation>> = {
  numerobdc: 'numero',
  numerocommande: 'numero',
  refbdc: 'numero',
  nbdc: 'numero',
  prevuele: 'prevue',
  dateprevue: 'prevue',
  realiseele: 'realisee',
  daterealisation: 'realisee',
  dateinstallation: 'realisee',
  dateformation: 'formation',
  formationle: 'formation',
  support: 'supports',
  supportsle: 'supports',
  documentsle: 'documents',
  documentsdmp: 'dmp',
  relevele: 'releve',
}

const columnOf = (titre: string): ColonneInstallation | null => {
  const cle = normalize(titre)
  return COLONNES.find((c) => c === cle) ?? AUTRES_TITRES[cle] ?? null
}

/** The line that names the columns. */
export const detectInstallations = detectConnues(columnOf)

/** Column of each field, and the headings that are none of ours. */
export function mapInstallations(titres: readonly string[]) {
  const rangs = new Map<ColonneInstallation, number>()
  const autres: { readonly titre: string; readonly rang: number }[] = []
  for (const [rang, titre] of titres.entries()) {
    const colonne = columnOf(titre)
    if (colonne !== null && !rangs.has(colonne)) rangs.set(colonne, rang)
    else autres.push({ titre, rang })
  }
  return { rangs, autres }
}

/** What one line says; a cell left empty says nothing. */
export interface LigneInstallation {
  readonly prevueLe?: Jour
  readonly realiseeLe?: Jour
  readonly formation: Installation['formation']
  /** Day on which every document of the scheme was handed over. */
  readonly documentsLe?: Jour
  readonly preuve: Installation['preuves'][number] | null
}

const MODALITES: Readonly<Record<string, 'presentiel' | 'distanciel'>> = {
  presentiel: 'presentiel',
  surplace: 'presentiel',
  distanciel: 'distanciel',
  distance: 'distanciel',
  adistance: 'distanciel',
  visio: 'distanciel',
  webinaire: 'distanciel',
}

/** Throws `LigneRefusee` on the first cell that cannot be read. */
export function readLigneInstallation(lire: (colonne: ColonneInstallation) => string): LigneInstallation {
  const jour = (colonne: ColonneInstallation): Jour | undefined => {
    const dit = lire(colonne)
    if (dit === '') return undefined
    const lu = parseJour(dit)
    if (lu === null)
      throw new LigneRefusee(colonne, dit, colonne, `«\u00a0${dit}\u00a0» n’est pas une date (JJ/MM/AAAA).`)
    return lu
  }
  const dite = lire('modalite')
  const modalite = MODALITES[normalize(dite)]
  if (dite !== '' && modalite === undefined)
    throw new LigneRefusee(
      'modalite',
      dite,
      'modalite',
      `«\u00a0${dite}\u00a0» n’est ni présentiel ni distanciel.`,
    )
  const nombre = lire('dmp')
  if (nombre !== '' && !/^\d{1,6}$/.test(nombre.replace(/\s/g, '')))
    throw new LigneRefusee('dmp', nombre, 'dmp', `«\u00a0${nombre}\u00a0» n’est pas un nombre de documents.`)
  const releveLe = jour('releve') ?? jour('realisee')
  if (nombre !== '' && releveLe === undefined)
    throw new LigneRefusee('releve', null, 'releve', 'Le jour du relevé des envois au DMP manque.')
  const [le, supportRemisLe, enregistrementRemisLe] = [
    jour('formation'),
    jour('supports'),
    jour('enregistrement'),
  ]
  const [prevueLe, realiseeLe, documentsLe] = [jour('prevue'), jour('realisee'), jour('documents')]
  return {
    ...(prevueLe !== undefined && { prevueLe }),
    ...(realiseeLe !== undefined && { realiseeLe }),
    ...(documentsLe !== undefined && { documentsLe }),
    formation: {
      ...(le !== undefined && { le }),
      ...(modalite !== undefined && { modalite }),
      ...(supportRemisLe !== undefined && { supportRemisLe }),
      ...(enregistrementRemisLe !== undefined && { enregistrementRemisLe }),
    },
    preuve:
      nombre === '' || releveLe === undefined
        ? null
        : { flux: 'dmp', nombre: Number(nombre.replace(/\s/g, '')), adresse: '', releveLe, commentaire: '' },
  }
}

/** The question of a scheme that a heading names, by its key or in its words; null when it has none. */
export const questionOf = ({ scenario }: Dispositif, titre: string) =>
  scenario.find((q) => normalize(q.cle) === normalize(titre) || normalize(q.libelle) === normalize(titre)) ??
  null

/** Answers of a line, under the headings that are questions of the order's scheme. */
export function readReponses(
  dispositif: Dispositif,
  cellules: readonly { readonly titre: string; readonly valeur: string }[],
): ReponsesScenario {
  const reponses: Record<string, boolean | string> = {}
  for (const { titre, valeur } of cellules) {
    const question = questionOf(dispositif, titre)
    if (question === null || valeur === '') continue
    if (question.type === 'liste') {
      reponses[question.cle] = valeur
      continue
    }
    const dit = normalize(valeur)
    if (!['oui', 'non', 'true', 'false', 'vrai', 'faux', 'o', 'n', '1', '0'].includes(dit))
      throw new LigneRefusee(titre, valeur, titre, `«\u00a0${valeur}\u00a0» n’est ni oui ni non.`)
    reponses[question.cle] = ['oui', 'true', 'vrai', 'o', '1'].includes(dit)
  }
  return reponses
}

export const rejectLine = (
  ligne: number,
  regle: string,
  phrase: string,
  colonne: string | null = null,
  valeur: string | null = null,
): Rejet => ({ ligne, colonne, valeur, regle, phrase })
