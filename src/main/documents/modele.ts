import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { TYPES_DOCUMENT, type TypeDocument } from '#domain/commande.ts'
import type { Source } from '#domain/constat.ts'
import type { Condition, Confiance, Dispositif } from '#domain/dispositif.ts'
import { resourcePath } from '../resources.ts'
import type { CleValeur } from './valeurs.ts'

/** A text printed as it is, `**bold**` apart, with the passage that asks for it. `derive`: no text gives these very words. */
export interface Mention {
  readonly texte: string
  readonly si?: Condition
  readonly gras?: boolean
  /** Only the 120-day mention is framed. */
  readonly cadre?: boolean
  /** What the signature commits to: all that follows, up to the signature, stands on its page. */
  readonly ancre?: boolean
  readonly source: Source
  readonly confiance: Confiance
}

export interface ChampImprime {
  readonly libelle: string
  readonly valeur: CleValeur
  /** The order number: heavier than the others. */
  readonly cle?: boolean
  readonly si?: Condition
  /** Name of the field for the agency's reader, when it has one. */
  readonly balise?: string
  readonly source: Source
}

export interface Colonne {
  readonly libelle: string
  readonly valeur: CleValeur
  /** Millimetres; the columns of a table add up to 174. */
  readonly largeur: number
  readonly identifiant?: boolean
}

export type Bloc =
  | {
      readonly bloc: 'section'
      readonly titre: string
      readonly si?: Condition
      readonly contenu: readonly Bloc[]
    }
  | { readonly bloc: 'champs'; readonly si?: Condition; readonly champs: readonly ChampImprime[] }
  /** One client: its fields. Several: one row each. */
  | {
      readonly bloc: 'clients'
      readonly si?: Condition
      readonly champs: readonly ChampImprime[]
      readonly titreTableau: string
      readonly colonnes: readonly Colonne[]
    }
  | {
      readonly bloc: 'montants'
      readonly si?: Condition
      readonly designation: string
      readonly libelleIdentifiant: string
      readonly identifiant: CleValeur
      readonly priseEnCharge: Mention
      readonly source: Source
    }
  | ({ readonly bloc: 'mention' } & Mention)
  /** Statements under a sentence, each after a square. */
  | {
      readonly bloc: 'puces'
      readonly si?: Condition
      readonly elements: readonly {
        readonly texte: string
        readonly si?: Condition
        readonly source: Source
        readonly confiance: Confiance
      }[]
    }
  /** Questions on the scenario, ticked when the register has the answer; others are left to the client. */
  | {
      readonly bloc: 'questions'
      readonly si?: Condition
      readonly consigne: string
      readonly questions: readonly {
        readonly cle: string
        readonly texte: string
        readonly source: Source
        readonly confiance: Confiance
      }[]
    }
  /** Aids already received under the regulation: printed when the client declared them, asked otherwise. */
  | {
      readonly bloc: 'aides'
      readonly si?: Condition
      readonly reglement: string
      readonly texte: string
      readonly aucune: string
      readonly montant: string
      readonly source: Source
      readonly confiance: Confiance
    }
  /** Frame that the signatory may write in. */
  | {
      readonly bloc: 'commentaires'
      readonly si?: Condition
      /** Millimetres. */
      readonly hauteur: number
      readonly source: Source
    }
  /**
   * `lieu`: « A …, le … » as the models of 28/07/2023 have it, on one date for all; per client, boxes side by side.
   * Otherwise a date and a name beside each box.
   */
  | {
      readonly bloc: 'signature'
      readonly si?: Condition
      readonly parClient: boolean
      readonly lieu?: boolean
      /** Name of the field of the date. */
      readonly date: string
      readonly libelleDate: string
      readonly libelleNom?: string
      readonly libelleCadre: string
      readonly source: Source
    }

export interface Rubrique {
  readonly titre: string
  readonly alineas: readonly {
    readonly type: 'texte' | 'puce' | 'tiret'
    readonly texte: string
    readonly si?: Condition
    readonly source: Source
  }[]
}

export interface Modele {
  readonly code: string
  readonly version: number
  readonly type: TypeDocument
  readonly dispositif: string
  readonly libelle: string
  /** False: no text gives this form; the application says so, the page does not. */
  readonly officiel: boolean
  readonly titre: string
  /** What the foot of each page and the PDF's own title call the document: « Facture {facture.numero} ». */
  readonly reference: string
  /** What it is about, beside the client's name, at the head of the pages that follow: « facture {facture.numero} ». */
  readonly rappel: string
  readonly sousTitres: readonly { readonly texte: string; readonly si?: Condition }[]
  readonly blocs: readonly Bloc[]
  readonly verso: { readonly titre: string; readonly rubriques: readonly Rubrique[] } | null
}

/** A document model that does not hold: every reason at once, with the file's path. */
export class ModeleInvalide extends Error {
  constructor(fichier: string, raisons: readonly string[]) {
    super(`${fichier}\n${raisons.map((r) => `- ${r}`).join('\n')}`)
  }
}

function describe(erreur: ErrorObject): string {
  const cle = erreur.keyword === 'additionalProperties' ? ` « ${erreur.params.additionalProperty} »` : ''
  return `${erreur.instancePath === '' ? 'racine' : erreur.instancePath} : ${erreur.message}${cle}`
}

const LARGEUR_TABLEAU = 174

/** A document that lacks one of these says or binds nothing. */
const BLOCS_ATTENDUS: Readonly<Record<TypeDocument, readonly Bloc['bloc'][]>> = {
  BDC: ['montants', 'signature'],
  PV: ['signature'],
  VA: ['signature'],
  MOM: ['signature'],
  FACTURE: ['montants'],
}

function flatten(blocs: readonly Bloc[]): readonly Bloc[] {
  return blocs.flatMap((b) => (b.bloc === 'section' ? [b, ...flatten(b.contenu)] : [b]))
}

/** Is the framed mention, the 120-day one, printed under these conditions? */
export function printsMention(
  blocs: readonly Bloc[],
  satisfait: (si: Condition | undefined) => boolean,
): boolean {
  return blocs.some(
    (b) =>
      satisfait(b.si) &&
      (b.bloc === 'section' ? printsMention(b.contenu, satisfait) : b.bloc === 'mention' && b.cadre === true),
  )
}

/** What the schema cannot say. */
function checkCoherence(modele: Modele): string[] {
  const blocs = flatten(modele.blocs)
  const raisons: string[] = []
  for (const bloc of blocs)
    if (bloc.bloc === 'clients') {
      const total = bloc.colonnes.reduce((s, c) => s + c.largeur, 0)
      if (total !== LARGEUR_TABLEAU)
        raisons.push(`clients : colonnes de ${total} mm au total, ${LARGEUR_TABLEAU} attendus`)
    }
  for (const attendu of BLOCS_ATTENDUS[modele.type])
    if (!blocs.some((b) => b.bloc === attendu)) raisons.push(`blocs : aucun bloc « ${attendu} »`)
  return raisons
}

function compile() {
  const schema = JSON.parse(readFileSync(resourcePath('json-schemas', 'modele.schema.json'), 'utf8'))
  return new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    discriminator: true,
  }).compile(schema)
}
let validation: ReturnType<typeof compile> | null = null

/** Reads one model. Throws `ModeleInvalide` with every reason at once; unknown keys are refused. */
export function parseModele(fichier: string, texte: string): Modele {
  validation ??= compile()
  let contenu: unknown
  try {
    contenu = JSON.parse(texte)
  } catch (cause) {
    throw new ModeleInvalide(fichier, [`JSON illisible : ${(cause as Error).message}`])
  }
  if (!validation(contenu)) throw new ModeleInvalide(fichier, (validation.errors ?? []).map(describe))
  const { $schema: _, ...modele } = contenu as Modele & { $schema?: string }
  const raisons = checkCoherence(modele as Modele)
  if (raisons.length > 0) throw new ModeleInvalide(fichier, raisons)
  return modele as Modele
}

let modeles: ReadonlyMap<string, Modele> | null = null

/** The shipped models by code, read once per thread. Throws on the first file that does not hold. */
export function loadModeles(dossier = resourcePath('resources', 'modeles')): ReadonlyMap<string, Modele> {
  const lire = () => {
    const lus = new Map<string, Modele>()
    for (const nom of readdirSync(dossier).sort()) {
      if (!nom.endsWith('.json')) continue
      const fichier = path.join(dossier, nom)
      const modele = parseModele(fichier, readFileSync(fichier, 'utf8'))
      if (`${modele.code}.json` !== nom)
        throw new ModeleInvalide(fichier, [`code « ${modele.code} » différent du nom du fichier`])
      lus.set(modele.code, modele)
    }
    return lus
  }
  if (dossier !== resourcePath('resources', 'modeles')) return lire()
  modeles ??= lire()
  return modeles
}

/** Models of a scheme in the order in which a dossier meets them, schemes by code. */
export function listModeles(): readonly Modele[] {
  return [...loadModeles().values()].toSorted(
    (a, b) =>
      a.dispositif.localeCompare(b.dispositif) ||
      TYPES_DOCUMENT.indexOf(a.type) - TYPES_DOCUMENT.indexOf(b.type),
  )
}

/** The model of a document of a scheme; null when the scheme has none. Throws when it names a model that is not shipped. */
export function findModele(dispositif: Dispositif, type: TypeDocument): Modele | null {
  const code = dispositif.modeles[type]
  if (code === null) return null
  const modele = loadModeles().get(code)
  if (modele?.type !== type) throw new Error(`no ${type} model ${code}`)
  return modele
}
