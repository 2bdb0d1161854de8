import path from 'node:path'
import type { Kysely } from 'kysely'
import type { Contexte } from '../contexte.ts'
import { readSavoirRetour } from '../formats/codesRetour.ts'
import type { Format } from '../formats/format.ts'
import { FichierIllisible } from '../imports/demandes-fichier.ts'
import { type FichierRetour, readNumeros, readRetour } from '../imports/retour-lignes.ts'
import { openMagasin } from '../pieces/magasin.ts'
import { type EnvoiRetour, readDemandesOfEnvoi, readEnvoisRetour } from '../registre/retours.ts'
import type { Tables } from '../registre/schema.ts'
import { openFormatEnvoi } from './format-vigueur.ts'

type Db = Kysely<Tables>

/** A return file, the file of requests that it answers, and the order numbers that were sent. */
export interface RetourReconnu {
  readonly envoi: EnvoiRetour
  readonly fichier: FichierRetour
  readonly envoyes: ReadonlyMap<number, string>
}

/** Names that a return file's own name may stand for: as it is, then without a browser's « (1) ». */
function stemsOf(nom: string): readonly string[] {
  const { suffixe } = readSavoirRetour().fichier
  const sans = path.basename(nom).replace(/\.json$/i, '')
  const brut = (texte: string) =>
    (texte.toLowerCase().endsWith(suffixe.toLowerCase())
      ? texte.slice(0, -suffixe.length)
      : texte
    ).toLowerCase()
  return [...new Set([brut(sans), brut(sans.replace(/\s*\(\d+\)$/, ''))])]
}

const namesOf = (envoi: EnvoiRetour): readonly string[] =>
  [envoi.reference, envoi.jsonNom.replace(/\.json$/i, '')].map((n) => n.toLowerCase())

/** Numbers sent, from the bytes kept; from the register when they are gone. */
async function readEnvoyes(
  ctx: Contexte,
  db: Db,
  envoi: EnvoiRetour,
  format: Format,
): Promise<ReadonlyMap<number, string>> {
  const octets = await openMagasin(ctx.registre.dossier)
    .read(envoi.jsonSha256)
    .catch(() => null)
  if (octets !== null)
    try {
      return readNumeros(octets, format)
    } catch (erreur) {
      if (!(erreur instanceof FichierIllisible)) throw erreur
    }
  const demandes = await readDemandesOfEnvoi(db, envoi.id)
  return new Map(demandes.flatMap((d) => (d.numLigne === null ? [] : [[d.numLigne, d.numero] as const])))
}

/** What disagrees between the head of a return and the file sent, as the end of a sentence; null when nothing does. */
function headFault(fichier: FichierRetour, envoi: EnvoiRetour): string | null {
  if (fichier.siret !== '' && fichier.siret !== envoi.siret)
    return `le SIRET du fichier est ${fichier.siret}, et celui du vendeur ${envoi.siret}`
  if (fichier.numeroAns !== '' && fichier.numeroAns !== envoi.numeroAns)
    return `le n° ANS du fichier est ${fichier.numeroAns}, et celui de l’envoi ${envoi.numeroAns}`
  return null
}

/** The line of the file of requests that a line of the return answers; null when it answers none. */
export function joinLigne(
  ligne: FichierRetour['lignes'][number],
  envoyes: ReadonlyMap<number, string>,
): number | null {
  const { numLigne, numeroEditeur } = ligne
  if (numLigne === null) return [...envoyes].find(([, numero]) => numero === numeroEditeur)?.[0] ?? null
  const envoye = envoyes.get(numLigne)
  return envoye !== undefined && (numeroEditeur === null || numeroEditeur === envoye) ? numLigne : null
}

const fits = (fichier: FichierRetour, envoyes: ReadonlyMap<number, string>): boolean => {
  const lisibles = fichier.lignes.filter((l) => l.defaut === null)
  return (
    lisibles.length > 0 && lisibles.every((l) => l.numeroEditeur !== null && joinLigne(l, envoyes) !== null)
  )
}

async function open(ctx: Contexte, db: Db, envoi: EnvoiRetour, octets: Buffer): Promise<RetourReconnu> {
  const format = await openFormatEnvoi(db, envoi)
  const fichier = readRetour(octets, format)
  return { envoi, fichier, envoyes: await readEnvoyes(ctx, db, envoi, format) }
}

/** Every file of requests whose vendor, product and lines are those of the return. */
async function findByContent(
  ctx: Contexte,
  db: Db,
  envois: readonly EnvoiRetour[],
  octets: Buffer,
): Promise<readonly RetourReconnu[]> {
  const trouves: RetourReconnu[] = []
  const lus = new Map<string, { readonly format: Format; readonly fichier: FichierRetour } | null>()
  for (const envoi of envois) {
    const cle = `${envoi.format} ${envoi.formatVersion}`
    if (!lus.has(cle)) {
      const format = await openFormatEnvoi(db, envoi)
      try {
        lus.set(cle, { format, fichier: readRetour(octets, format) })
      } catch (erreur) {
        if (!(erreur instanceof FichierIllisible)) throw erreur
        lus.set(cle, null)
      }
    }
    const lu = lus.get(cle) ?? null
    if (lu === null || lu.fichier.siret !== envoi.siret || lu.fichier.numeroAns !== envoi.numeroAns) continue
    const envoyes = await readEnvoyes(ctx, db, envoi, lu.format)
    if (fits(lu.fichier, envoyes)) trouves.push({ envoi, fichier: lu.fichier, envoyes })
  }
  return trouves
}

const refuse = (phrase: string, regle: string): never => {
  throw new FichierIllisible(phrase, regle)
}

/** A return is of a file that was deposited. */
function assertDeposited({ envoi, ...reste }: RetourReconnu): RetourReconnu {
  if (envoi.etat === 'depose') return { envoi, ...reste }
  const pourquoi = {
    prepare: 'est en cours de préparation',
    exporte: 'est exporté, et son dépôt n’est pas enregistré',
    abandonne: 'a été abandonné dans Liasse',
  }[envoi.etat]
  const remede = envoi.etat === 'exporte' ? ' Enregistrez d’abord son dépôt.' : ''
  return refuse(`L’envoi ${envoi.reference} ${pourquoi}.${remede}`, 'dépôt de l’envoi')
}

/**
 * The file of requests that a return answers: by its name, otherwise by its content (vendor, product, order numbers of
 * its lines). Throws `FichierIllisible` when it is none of the register's, or could be several.
 */
export async function recognizeRetour(
  ctx: Contexte,
  db: Db,
  nom: string,
  octets: Buffer,
  sha256: string,
): Promise<RetourReconnu> {
  const envois = await readEnvoisRetour(db)
  const envoye = envois.find((e) => e.jsonSha256 === sha256)
  if (envoye !== undefined)
    refuse(
      `Ce fichier est celui de l’envoi ${envoye.reference}, tel qu’il a été écrit\u00a0: l’agence n’y a rien répondu.`,
      'retour de l’agence',
    )
  const parNom = stemsOf(nom)
    .map((stem) => envois.filter((e) => namesOf(e).includes(stem)))
    .find((trouves) => trouves.length > 0)
  let nomme: RetourReconnu | null = null
  for (const envoi of parNom ?? []) {
    const lu = await open(ctx, db, envoi, octets)
    if (headFault(lu.fichier, envoi) === null && fits(lu.fichier, lu.envoyes)) return assertDeposited(lu)
    nomme ??= lu
  }
  const [seul, autre] = await findByContent(
    ctx,
    db,
    envois.filter((e) => e.etat === 'depose' || e.etat === 'exporte'),
    octets,
  )
  if (seul !== undefined && autre === undefined) return assertDeposited(seul)
  if (nomme !== null) {
    const faute = headFault(nomme.fichier, nomme.envoi)
    if (faute !== null)
      refuse(
        `Ce fichier porte le nom de l’envoi ${nomme.envoi.reference}, mais ${faute}.`,
        'en-tête du fichier',
      )
    // Its lines that were sent are read; the others are refused one by one.
    return assertDeposited(nomme)
  }
  if (seul !== undefined && autre !== undefined)
    refuse(
      `Ce fichier convient à plusieurs envois (${seul.envoi.reference}, ${autre.envoi.reference})\u00a0: rendez-lui le nom que l’agence lui a donné.`,
      'envoi',
    )
  return refuse(
    envois.length === 0
      ? 'Le registre n’a aucun envoi\u00a0: ce retour n’est pas celui de ses demandes.'
      : 'Ce fichier ne répond à aucun envoi du registre\u00a0: ni son nom, ni son vendeur, son produit et ses numéros de commande ne sont ceux d’un fichier déposé. Vérifiez que le fichier est entier, et rendez-lui le nom que l’agence lui a donné.',
    'envoi',
  )
}
