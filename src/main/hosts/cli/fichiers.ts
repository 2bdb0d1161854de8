import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { parseJour } from '#domain/dates.ts'
import { parseTaux } from '#domain/montant.ts'
import type { Adresse } from '#domain/tiers.ts'
import { Inutilisable } from './session.ts'

/** A file of fields is a page or two; more than this is something else. */
const TAILLE_MAX = 5 * 1024 * 1024

/** Absolute path of an existing file, or a refusal. */
export async function existingFile(chemin: string): Promise<string> {
  const absolu = path.resolve(chemin)
  const infos = await stat(absolu).catch(() => null)
  if (infos === null) throw new Inutilisable(`Le fichier « ${chemin} » n’existe pas.`)
  if (!infos.isFile()) throw new Inutilisable(`« ${chemin} » n’est pas un fichier.`)
  return absolu
}

/** Reads a JSON file of fields and checks it. Every field that cannot be used is said at once. */
export async function readFields<T>(chemin: string, forme: z.ZodType<T>): Promise<T> {
  const absolu = await existingFile(chemin)
  if ((await stat(absolu)).size > TAILLE_MAX)
    throw new Inutilisable(`Le fichier « ${chemin} » est trop gros.`)
  const contenu = (await readFile(absolu, 'utf8')).replace(/^\uFEFF/, '')
  let lu: unknown
  try {
    lu = JSON.parse(contenu)
  } catch (erreur) {
    const position = /at position (\d+)/.exec((erreur as Error).message)?.[1]
    const ligne = contenu.slice(0, position === undefined ? undefined : Number(position)).split('\n').length
    throw new Inutilisable(
      `Le fichier « ${chemin} » n’est pas du JSON lisible, à partir de la ligne ${ligne}.`,
      {
        remede: 'Vérifiez les guillemets, les virgules et les accolades à cet endroit.',
      },
    )
  }
  const verdict = forme.safeParse(lu)
  if (verdict.success) return verdict.data
  const raisons = verdict.error.issues.map((i) =>
    i.path.length === 0 ? i.message : `champ « ${i.path.join('.')} » : ${i.message}`,
  )
  throw new Inutilisable(`Le fichier « ${chemin} » ne peut pas être utilisé. ${raisons.join(' ; ')}.`)
}

const texte = z.string().trim().max(500)

const jour = z
  .string()
  .nullable()
  .transform((saisie, ctx) => {
    if (saisie === null || saisie.trim() === '') return null
    const lu = parseJour(saisie)
    if (lu === null) ctx.addIssue(`« ${saisie} » n’est pas une date (AAAA-MM-JJ ou JJ/MM/AAAA)`)
    return lu
  })

/**
 * `1 rue des Lilas, 75001 Paris` → its three parts. Without a postal code all of it is the lines: the controls
 * say what the order form lacks.
 */
export function parseAdresse(saisie: string): Adresse {
  const m = /^(.*?)[\s,;]*\b(\d{5})[\s,]+([^\d\s].*?)\s*$/s.exec(saisie)
  if (m === null) return { lignes: saisie.trim(), codePostal: '', commune: '' }
  return { lignes: (m[1] ?? '').trim(), codePostal: m[2] as string, commune: m[3] as string }
}

const adresse = z.union([
  z.string().max(500).transform(parseAdresse),
  z.strictObject({ lignes: texte, codePostal: texte, commune: texte }),
])

/** A percentage: 20, 8.5, « 8,5 % ». A number under 0.9 is a fraction written by mistake: France has no such rate. */
const tauxTva = z.union([z.number(), z.string()]).transform((saisie, ctx) => {
  const taux = parseTaux(String(saisie))
  if (taux === null) ctx.addIssue(`« ${saisie} » n’est pas un taux en pour cent, par exemple 20 ou 8,5`)
  else if (taux > 0 && taux < 90)
    ctx.addIssue(`le taux s’écrit en pour cent : 20 pour 20 %, et non ${saisie}`)
  else return taux
  return z.NEVER
})

/** A vendor's file. `logo` is relative to the file. */
export const fichierFournisseur = z.strictObject({
  denomination: texte.min(1),
  siret: texte.min(1),
  adresse,
  responsable: z.strictObject({
    nom: texte,
    qualite: texte.default(''),
    telephone: texte.default(''),
    mail: texte.default(''),
  }),
  assujettiTVA: z.boolean(),
  tauxTVA: tauxTva.optional(),
  enrolementValideLe: jour.optional(),
  enrolements: z.record(z.string(), jour).optional(),
  enrolement: z.record(z.string(), jour).optional(),
  couleur: texte.optional(),
  mentionsFacture: z.string().max(2000).optional(),
  prefixe: texte.optional(),
  logo: texte.optional(),
})

/** A product's file: one referenced version under one scheme. */
export const fichierSolution = z.strictObject({
  denomination: texte.min(1),
  version: texte.min(1),
  numeroAns: texte.default(''),
  dispositif: texte.min(1),
  profils: z.array(texte).default([]),
  dateDossierComplet: jour.default(null),
  dateReferencement: jour.default(null),
  scenario: z.record(z.string(), z.union([z.boolean(), z.string(), z.null()])).default({}),
  fournisseur: texte.optional(),
  role: z.enum(['editeur', 'distributeur']).default('editeur'),
  declareLe: jour.default(null),
  mandatLe: jour.default(null),
})
