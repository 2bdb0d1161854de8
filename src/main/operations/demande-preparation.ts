import type { Envoi } from '#contract/avance.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { type Jour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Contexte } from '../contexte.ts'
import {
  areFichiersWhole,
  type ContenuEnvoi,
  EnvoiInfidele,
  explainEcriture,
  isNameTaken,
  removeFichiers,
  storeContenu,
  verifyFichiers,
  writeFichiers,
} from '../exports/envoi.ts'
import { ZipInfidele } from '../exports/zip.ts'
import { FichierRefuse, type Format } from '../formats/format.ts'
import { ContenuAltere, type Magasin, openMagasin } from '../pieces/magasin.ts'
import { refuser } from '../refus.ts'
import { moveDemandes, readDemandesEnvoi } from '../registre/demandes.ts'
import {
  insertEnvoi,
  moveEnvoi,
  readCandidates,
  readDernierRang,
  readEnvoi,
  readEnvoisPrepares,
} from '../registre/envois.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { lockPreparation } from '../registre/verrou.ts'
import { isConfirmed, type Lot } from './demande-examen.ts'
import { assembleLot, changedMeanwhile, type LotAssemble } from './demande-lot.ts'
import { DEMANDES } from './demande-type.ts'
import { openFormatEnvoi } from './format-vigueur.ts'
import { invaliderVerifications } from './verification.ts'

/** `AVANCE-SFP-LGC-Va2-20261117-`: the rank of the day follows. */
const prefixOf = (type: TypeDemande, dispositif: string, jour: Jour): string =>
  `${DEMANDES[type].prefixe}-${dispositif}-${jour.replaceAll('-', '')}-`

/** Names free in the register from the next rank of the day: `name(i)` is the i-th. */
export async function openNames(
  ctx: Contexte,
  type: TypeDemande,
  dispositif: string,
): Promise<(rang: number) => string> {
  const prefixe = prefixOf(type, dispositif, jourParis(ctx.maintenant()))
  const dernier = await ctx.registre.lire((db) => readDernierRang(db, prefixe))
  return (rang) => `${prefixe}${dernier + rang + 1}`
}

/** The next name free in the register and in the folder. Called under the lock of preparations. */
async function chooseReference(
  ctx: Contexte,
  type: TypeDemande,
  dispositif: string,
  sortie: string,
): Promise<string> {
  const nommer = await openNames(ctx, type, dispositif)
  for (let rang = 0; ; rang++) if (!(await isNameTaken(sortie, nommer(rang)))) return nommer(rang)
}

async function storeLot(
  magasin: Magasin,
  format: Format,
  lot: LotAssemble,
  reference: string,
): Promise<ContenuEnvoi> {
  const entrees = lot.pieces.map((piece) => ({
    ...piece,
    lire: () =>
      magasin.read(piece.sha256).catch((erreur: unknown) => {
        if (!(erreur instanceof ContenuAltere) && (erreur as { code?: string }).code !== 'ENOENT')
          throw erreur
        refuser(
          `La pièce de la commande ${piece.numero} a été modifiée ou effacée dans le dossier du registre.`,
          {
            ou: magasin.chemin(piece.sha256),
            remede: 'Écartez cette pièce et joignez à nouveau l’original.',
          },
        )
      }),
  }))
  return storeContenu(
    magasin,
    format.write(lot.fichier),
    entrees,
    format.jsonDansZip ? `${reference}.json` : null,
  )
}

/** The intent, before any file: names, hashes, and the requests that it holds. Refuses orders changed meanwhile. */
function recordIntent(
  ctx: Contexte,
  { type, dispositif, format, lot, reference, sortie }: Preparation,
  assemble: LotAssemble,
  contenu: ContenuEnvoi,
): Promise<number> {
  return ctx.registre.ecrire(async (tx) => {
    const ids = lot.partantes.map((p) => p.id)
    const libres = new Map(
      (await readCandidates(tx, type, dispositif.code, ids)).map((c) => [c.id, c.revision]),
    )
    for (const partante of lot.partantes)
      if (libres.get(partante.id) !== partante.revision) changedMeanwhile(partante.numero)
    const id = await insertEnvoi(
      tx,
      {
        reference,
        type,
        dispositif: dispositif.code,
        fournisseurId: lot.fournisseurId,
        numeroAns: lot.numeroAns,
        format: format.code,
        formatVersion: format.version,
        formatConfirme: isConfirmed(format) ? 1 : 0,
        prepareLe: ctx.maintenant(),
        dossier: sortie,
        jsonNom: `${reference}.json`,
        jsonSha256: contenu.json.sha256,
        jsonTaille: contenu.json.taille,
        zipNom: `${reference}.zip`,
        zipSha256: contenu.zip.sha256,
        zipTaille: contenu.zip.taille,
        zipPieces: contenu.zip.pieces,
      },
      assemble.demandes,
    )
    await journaliser(tx, ctx, [
      {
        sujet: 'envoi',
        sujetId: id,
        action: 'preparation',
        vers: 'prepare',
        detail: sortie,
        fichier: reference,
      },
    ])
    return id
  })
}

const demandeIds = async (tx: Ecriture, envoiId: number) =>
  (await readDemandesEnvoi(tx, envoiId)).map((d) => d.id)

/** Both files were read back: the envoi and its requests are exported. */
async function recordExport(ctx: Contexte, envoi: Envoi): Promise<void> {
  await ctx.registre.ecrire(async (tx) => {
    const deplacees = await moveDemandes(tx, await demandeIds(tx, envoi.id), 'exporter')
    const { de, vers } = await moveEnvoi(tx, envoi, 'exporter')
    const commun = { sujet: 'envoi', sujetId: envoi.id, action: 'export', de, vers } as const
    await journaliser(tx, ctx, [
      { ...commun, fichier: envoi.json.nom, sha256: envoi.json.sha256 },
      { ...commun, fichier: envoi.zip.nom, sha256: envoi.zip.sha256 },
      ...deplacees.map((d) => ({
        sujet: 'commande' as const,
        sujetId: d.commandeId,
        action: envoi.type,
        de: d.de,
        vers: d.vers,
        fichier: envoi.json.nom,
        sha256: envoi.json.sha256,
      })),
    ])
    await invaliderVerifications(
      tx,
      deplacees.map((d) => d.commandeId),
    )
  })
}

/** Gives an envoi up, in the caller's transaction: its requests no longer hold their orders. */
export async function recordAbandon(tx: Ecriture, ctx: Contexte, envoi: Envoi, motif: string): Promise<void> {
  const { de, vers } = await moveEnvoi(tx, envoi, 'abandonner')
  const deplacees = await moveDemandes(tx, await demandeIds(tx, envoi.id), 'abandonner', { motif })
  await journaliser(tx, ctx, [
    {
      sujet: 'envoi',
      sujetId: envoi.id,
      action: 'abandon',
      de,
      vers,
      detail: motif,
      fichier: envoi.json.nom,
    },
    ...deplacees.map((d) => ({
      sujet: 'commande' as const,
      sujetId: d.commandeId,
      action: envoi.type,
      de: d.de,
      vers: d.vers,
      detail: motif,
      fichier: envoi.json.nom,
    })),
  ])
  await invaliderVerifications(
    tx,
    deplacees.map((d) => d.commandeId),
  )
}

/** Removes the files of an envoi that was never finished, then gives it up. */
async function giveUp(ctx: Contexte, envoi: Envoi, motif: string): Promise<void> {
  const restes = await removeFichiers(envoi)
  const suite =
    restes.length === 0 ? '' : ` À effacer à la main dans ${envoi.dossier}\u00a0: ${restes.join(', ')}.`
  await ctx.registre.ecrire((tx) => recordAbandon(tx, ctx, envoi, motif + suite))
}

export interface Preparation {
  readonly type: TypeDemande
  readonly dispositif: Dispositif
  readonly format: Format
  readonly lot: Lot
  readonly reference: string
  readonly sortie: string
}

function refuseFailure(erreur: unknown, { reference, sortie }: Preparation): never {
  const systeme = explainEcriture(erreur)
  if (systeme !== null)
    refuser(
      `L’envoi ${reference} n’a pas pu être écrit dans «\u00a0${sortie}\u00a0»\u00a0: ${systeme.replace(/\.$/, '')}.`,
      {
        ou: sortie,
        remede:
          'Ses demandes sont de nouveau libres. Choisissez un autre dossier, ou libérez de la place, puis relancez.',
      },
    )
  if (erreur instanceof EnvoiInfidele || erreur instanceof ZipInfidele || erreur instanceof FichierRefuse)
    refuser(
      `L’envoi ${reference}, relu après son écriture, n’est pas celui qui a été écrit\u00a0: il a été abandonné.`,
      {
        ou: sortie,
        remede: 'Vérifiez le disque, ou choisissez un autre dossier, puis relancez.',
      },
    )
  throw erreur
}

/**
 * Prepares one lot, under the lock: bytes in the store, intent recorded, files copied, read back, export recorded.
 * A failure after the intent gives the envoi up, removes its files and refuses with a sentence.
 */
export async function prepareLot(ctx: Contexte, demande: Omit<Preparation, 'reference'>): Promise<Envoi> {
  const magasin = openMagasin(ctx.registre.dossier)
  const reference = await chooseReference(ctx, demande.type, demande.dispositif.code, demande.sortie)
  const preparation = { ...demande, reference }
  const assemble = await assembleLot(ctx, demande.type, demande.dispositif, demande.lot)
  const contenu = await storeLot(magasin, demande.format, assemble, reference)
  const id = await recordIntent(ctx, preparation, assemble, contenu)
  const envoi = (await ctx.registre.lire((db) => readEnvoi(db, id))) as Envoi
  try {
    await writeFichiers(magasin, envoi)
    await verifyFichiers(envoi, demande.format, assemble.pieces)
  } catch (erreur) {
    await giveUp(ctx, envoi, 'Écriture impossible.')
    refuseFailure(erreur, preparation)
  }
  await recordExport(ctx, envoi)
  return (await ctx.registre.lire((db) => readEnvoi(db, id))) as Envoi
}

/** Finishes what a crash left half done. The caller holds the lock. */
export async function recoverEnvois(ctx: Contexte): Promise<readonly Envoi[]> {
  const envois = await ctx.registre.lire(readEnvoisPrepares)
  for (const envoi of envois) {
    const lignes = await ctx.registre.lire((db) => readDemandesEnvoi(db, envoi.id))
    const pieces = lignes.flatMap((l) =>
      l.pieces.map((p) => ({ nom: p.nom, taille: p.taille ?? 0, sha256: p.sha256 ?? '' })),
    )
    const entier =
      (await areFichiersWhole(envoi)) &&
      (await ctx.registre
        .lire((db) => openFormatEnvoi(db, envoi))
        .then((format) => verifyFichiers(envoi, format, pieces))
        .then(
          () => true,
          () => false,
        ))
    if (entier) await recordExport(ctx, envoi)
    else await giveUp(ctx, envoi, 'Préparation interrompue.')
  }
  return envois
}

/**
 * Looks, at opening, for preparations that a crash interrupted. Both files there and whole: the export is recorded.
 * Otherwise what was written is removed and the requests are free again. Nothing while another process prepares.
 * Returns the envois that were found unfinished.
 */
export async function reprendreEnvois(ctx: Contexte): Promise<readonly Envoi[]> {
  if (ctx.registre.lectureSeule !== null) return []
  if ((await ctx.registre.lire(readEnvoisPrepares)).length === 0) return []
  const release = lockPreparation(ctx.registre)
  if (release === null) return []
  try {
    return await recoverEnvois(ctx)
  } finally {
    release()
  }
}
