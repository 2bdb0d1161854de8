import type { Format } from '../formats/format.ts'
import { readRepetition } from '../formats/gabarit.ts'
import { compileLecteur, type Lecteur } from '../formats/lecture.ts'
import { isObjet, type Objet } from '../formats/modele.ts'
import { FichierIllisible, parseFichier } from './demandes-fichier.ts'

/** What the agency says of one line of a file of requests. */
export interface LigneRetour {
  /** Place in the file, from 1: what names a line that has no number. */
  readonly rang: number
  readonly numLigne: number | null
  readonly numeroEditeur: string | null
  readonly numeroAsp: string
  readonly code: string
  readonly libelle: string
  /** Why it cannot be read; null when it can. */
  readonly defaut: { readonly cle: string | null; readonly phrase: string } | null
}

export interface FichierRetour {
  readonly siret: string
  readonly numeroAns: string
  readonly lignes: readonly LigneRetour[]
  /** Keys of lines that the format does not have. */
  readonly clesInconnues: readonly string[]
}

/** A file of requests has 200 lines. */
const LIGNES_MAX = 10_000
const LIBELLE_MAX = 500
const CODE_MAX = 50

// The agency's own words for what it fills; their case is not attested for return files.
const REMPLIES = {
  asp: /^n(?:um|umero)?_?asp$/i,
  code: /^code_?traitement$/i,
  libelle: /^libelle_?traitement$/i,
} as const

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
const CONTROLES = /[\u0000-\u001f\u007f]+/g

/** A text or a number as text, as the register keeps it; null for nothing; undefined for what is neither. */
function texteOf(valeur: unknown): string | null | undefined {
  if (valeur === null || valeur === undefined) return null
  if (typeof valeur === 'string') return valeur.toWellFormed().replace(CONTROLES, ' ').trim() || null
  return typeof valeur === 'number' ? String(valeur) : undefined
}

const at = (objet: Objet, cle: string): unknown =>
  cle.split('.').reduce<unknown>((o, nom) => (isObjet(o) && Object.hasOwn(o, nom) ? o[nom] : null), objet)

function readLigne(ligne: unknown, rang: number, lecteur: Lecteur): LigneRetour {
  const vide = { rang, numLigne: null, numeroEditeur: null, numeroAsp: '', code: '', libelle: '' }
  const fault = (cle: string | null, phrase: string): LigneRetour => ({ ...vide, defaut: { cle, phrase } })
  if (!isObjet(ligne)) return fault(null, 'Cette ligne n’est pas un groupe de clés.')
  const { lu } = lecteur.readLigne(ligne)
  const lues = [...Object.entries(ligne), ...lu.remplies]
  const filled = (forme: RegExp) => lues.find(([cle, v]) => forme.test(cle) && v !== null)
  const cles = {
    numLigne: lecteur.cleOf('lignes[].numLigne'),
    numero: lecteur.cleOf('lignes[].commande.numero'),
  }
  const asp = lu.texte('lignes[].demande.numeroAsp') ?? filled(REMPLIES.asp)?.[1]
  const brutes = {
    [cles.numLigne]: at(ligne, cles.numLigne),
    [cles.numero]: at(ligne, cles.numero),
    numeroASP: asp,
    codeTraitement: filled(REMPLIES.code)?.[1],
    libelleTraitement: filled(REMPLIES.libelle)?.[1],
  }
  const numLigne = texteOf(brutes[cles.numLigne])
  const numero = texteOf(brutes[cles.numero])
  const lue: LigneRetour = {
    rang,
    numLigne: numLigne != null && /^\d{1,9}$/.test(numLigne) ? Number(numLigne) : null,
    numeroEditeur: numero ?? null,
    numeroAsp: texteOf(brutes.numeroASP) ?? '',
    code: texteOf(brutes.codeTraitement) ?? '',
    libelle: (texteOf(brutes.libelleTraitement) ?? '').slice(0, LIBELLE_MAX),
    defaut: null,
  }
  const illisible = Object.entries(brutes).find(([, v]) => texteOf(v) === undefined)
  const defaut =
    illisible !== undefined
      ? { cle: illisible[0], phrase: `${illisible[0]}\u00a0: un texte est attendu.` }
      : numLigne != null && lue.numLigne === null
        ? {
            cle: cles.numLigne,
            phrase: `«\u00a0${numLigne.slice(0, 50)}\u00a0» n’est pas un numéro de ligne.`,
          }
        : lue.numLigne === null && lue.numeroEditeur === null
          ? { cle: cles.numLigne, phrase: 'Cette ligne n’a ni son numéro, ni celui de la commande.' }
          : lue.code.length > CODE_MAX
            ? {
                cle: 'codeTraitement',
                phrase: `Le code fait ${lue.code.length} caractères\u00a0: ce n’en est pas un.`,
              }
            : lue.numeroAsp.length > CODE_MAX
              ? {
                  cle: 'numeroASP',
                  phrase: `Le n° ASP fait ${lue.numeroAsp.length} caractères\u00a0: ce n’en est pas un.`,
                }
              : null
  return { ...lue, defaut }
}

/**
 * Reads a return file of the agency with the format of the file that it answers: same lines, with what the agency
 * filled. No schema is imposed: the form of these files is known by analogy only. Throws `FichierIllisible`.
 */
export function readRetour(octets: Buffer, format: Format): FichierRetour {
  const contenu = parseFichier(octets)
  const lignes = contenu[format.cleLignes]
  if (!Array.isArray(lignes))
    throw new FichierIllisible(
      `Ce JSON n’est pas un retour de l’agence\u00a0: la liste «\u00a0${format.cleLignes}\u00a0» n’y est pas.`,
      'modèle de l’agence',
      format.cleLignes,
    )
  if (lignes.length === 0)
    throw new FichierIllisible('Ce fichier n’a aucune ligne.', 'modèle de l’agence', format.cleLignes)
  if (lignes.length > LIGNES_MAX)
    throw new FichierIllisible(
      `Ce fichier a ${lignes.length} lignes\u00a0: un fichier de demandes en a ${format.lignesMax} au plus.`,
      'taille',
      format.cleLignes,
    )
  const lecteur = compileLecteur(format.gabarit, format.cleLignes)
  const lues = (lignes as readonly unknown[]).map((l, i) => readLigne(l, i + 1, lecteur))
  const tete = lecteur.readTete(contenu)
  const premiere = (lignes as readonly unknown[]).find(isObjet)
  const head = (source: string) =>
    tete.texte(source) ?? (premiere && lecteur.readLigne(premiere).lu.texte(source)) ?? ''
  const siennes = new Set(Object.keys(modelOf(format)))
  const connue = (cle: string) => siennes.has(cle) || Object.values(REMPLIES).some((forme) => forme.test(cle))
  return {
    siret: head('fournisseur.siret'),
    numeroAns: head('referencement.numeroAns'),
    lignes: lues,
    clesInconnues: [
      ...new Set((lignes as readonly unknown[]).flatMap((l) => (isObjet(l) ? Object.keys(l) : []))),
    ]
      .filter((cle) => !connue(cle))
      .slice(0, 50)
      .map((cle) => cle.slice(0, 100)),
  }
}

/** The request of a format's template. */
function modelOf({ gabarit, cleLignes }: Format): Objet {
  const { element } = readRepetition(gabarit[cleLignes] as readonly unknown[], '')
  return isObjet(element) ? element : {}
}

/** Order numbers of a file that was sent, by line. */
export function readNumeros(octets: Buffer, format: Format): ReadonlyMap<number, string> {
  return new Map(
    readRetour(octets, format).lignes.flatMap((l) =>
      l.numLigne === null || l.numeroEditeur === null ? [] : [[l.numLigne, l.numeroEditeur] as const],
    ),
  )
}
