import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import type { RejetDemande } from '#contract/reprise.ts'
import type { CodesAgence } from '#domain/codes.ts'
import { type Instant, type Jour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Fournisseur, Referencement, ReponsesScenario } from '#domain/fournisseur.ts'
import { computeAvance } from '#domain/proposition.ts'
import type { Contexte } from '../contexte.ts'
import type { Format } from '../formats/format.ts'
import type { CommandeResolue } from '../imports/commandes.ts'
import type { FichierAgence } from '../imports/demandes-fichier.ts'
import type { DemandeLue } from '../imports/demandes-lignes.ts'
import { readPiecesZip, ZipIllisible } from '../imports/demandes-zip.ts'
import { examinePiece } from '../pieces/lecture.ts'
import type { Magasin } from '../pieces/magasin.ts'
import { insertDemandes, moveDemandes } from '../registre/demandes.ts'
import { insertEnvoi, moveEnvoi, readEnvoi } from '../registre/envois.ts'
import { among } from '../registre/ids.ts'
import { journaliser } from '../registre/journal.ts'
import { findPieces, insertPiece, linkPiece, type NouvellePiece } from '../registre/pieces.ts'
import type { Ecriture } from '../registre/registre.ts'
import { freeReference } from '../registre/reprise.ts'
import { isConfirmed } from './demande-examen.ts'
import { invaliderVerifications } from './verification.ts'

/** A request file whose head names a product of the register. */
export interface FichierAReprendre {
  readonly nom: string
  readonly dossier: string
  readonly octets: Buffer
  readonly sha256: string
  readonly modifieLe: Date
  readonly agence: FichierAgence
  readonly zip: string | null
  readonly deposeesLe: Jour | null
  readonly dispositif: Dispositif
  readonly format: Format
  readonly codes: CodesAgence
  readonly fournisseur: Fournisseur
  readonly referencement: Referencement
}

export interface PieceRecue {
  readonly nouvelle: NouvellePiece
}

/** Stores the pieces that the requests name. What cannot be one is told; the requests go in without it. */
export async function storePieces(
  ctx: Contexte,
  magasin: Magasin,
  zip: string,
  demandes: readonly DemandeLue[],
  avis: RejetDemande[],
): Promise<ReadonlyMap<string, PieceRecue>> {
  const recues = new Map<string, PieceRecue>()
  const noms = new Set(demandes.flatMap((d) => d.pieces))
  const tell = (nom: string, regle: string, phrase: string) => {
    const d = demandes.find((x) => x.pieces.includes(nom))
    avis.push({
      numLigne: d?.numLigne ?? null,
      numero: d?.numero ?? null,
      cle: 'piecesJustificatives',
      regle,
      phrase,
    })
  }
  try {
    for await (const { nom, octets } of readPiecesZip(zip, noms)) {
      if (octets === null) {
        tell(nom, 'taille', `«\u00a0${nom}\u00a0» est trop gros, ou protégé\u00a0: il n’a pas été lu.`)
        continue
      }
      const lue = await examinePiece(ctx.atelier, nom, octets)
      if (!lue.lue) {
        tell(nom, lue.rejet.regle, lue.rejet.phrase)
        continue
      }
      const { format, pages, signatures } = lue
      const sha256 = await magasin.put(octets)
      recues.set(nom, {
        nouvelle: { nom, sha256, taille: octets.length, type: 'BDC', format, pages, signatures },
      })
    }
  } catch (erreur) {
    if (!(erreur instanceof ZipIllisible)) throw erreur
    avis.push({
      numLigne: null,
      numero: null,
      cle: null,
      regle: 'ZIP',
      phrase: `${path.basename(zip)}\u00a0: ${erreur.message}`,
    })
  }
  return recues
}

export interface Retenue {
  readonly lue: DemandeLue
  readonly commande: CommandeResolue
}

/** What an order keeps of the answers: those that differ from its product's. */
const ownAnswers = (siennes: ReponsesScenario, produit: ReponsesScenario): ReponsesScenario =>
  Object.fromEntries(Object.entries(siennes).filter(([cle, valeur]) => produit[cle] !== valeur))

/** What the bulk path of orders does not write: persons of the mandataire, other establishments, answers. */
export async function completeCommandes(
  tx: Ecriture,
  fichier: FichierAReprendre,
  ids: ReadonlyMap<string, number>,
  retenues: readonly Retenue[],
  beneficiaires: ReadonlyMap<DemandeLue, readonly number[]>,
): Promise<void> {
  for (const { lue, commande } of retenues) {
    if (commande.effet !== 'creee') continue
    const id = ids.get(lue.numero) as number
    if (lue.mandataire !== null)
      await tx
        .updateTable('participation')
        .set({ representant: JSON.stringify(lue.mandataire) })
        .where('commandeId', '=', id)
        .where('role', '=', 'mandataire')
        .execute()
    for (const [rang, tiersId] of (beneficiaires.get(lue) ?? []).entries())
      await tx
        .insertInto('participation')
        .values({ commandeId: id, tiersId, role: 'beneficiaire', rang, representant: null })
        .execute()
    const propres = ownAnswers(lue.scenario, fichier.referencement.scenario)
    if (Object.keys(propres).length > 0)
      await tx
        .updateTable('commande')
        .set({ scenario: JSON.stringify(propres) })
        .where('id', '=', id)
        .execute()
  }
}

/** Attaches the pieces of the ZIP; returns the piece of each request. */
export async function attachPieces(
  tx: Ecriture,
  ctx: Contexte,
  ids: ReadonlyMap<string, number>,
  retenues: readonly Retenue[],
  recues: ReadonlyMap<string, PieceRecue>,
): Promise<ReadonlyMap<DemandeLue, number>> {
  const pieces = new Map<DemandeLue, number>()
  for (const { lue } of retenues)
    for (const nom of lue.pieces) {
      const nouvelle = recues.get(nom)?.nouvelle
      if (nouvelle === undefined) continue
      const commandeId = ids.get(lue.numero) as number
      const connue = (await findPieces(tx, [nouvelle.sha256])).get(nouvelle.sha256)
      const id = connue?.id ?? (await insertPiece(tx, nouvelle, ctx.maintenant()))
      const etat = connue?.etat ?? 'a_rattacher'
      pieces.set(lue, id)
      if (connue?.commandes.includes(commandeId) === true) continue
      const vers = await linkPiece(tx, { id, etat }, commandeId, 'BDC')
      const commun = { fichier: nom, sha256: nouvelle.sha256 }
      await journaliser(tx, ctx, [
        ...(connue === undefined
          ? [{ ...commun, sujet: 'piece' as const, sujetId: id, action: 'creation', vers: etat }]
          : []),
        { ...commun, sujet: 'piece', sujetId: id, action: 'rattachement', de: etat, vers },
        { ...commun, sujet: 'commande', sujetId: commandeId, action: 'piece', vers: 'BDC' },
      ])
    }
  return pieces
}

interface Contenu {
  readonly zip: { readonly nom: string; readonly sha256: string; readonly taille: number }
  readonly pieces: number
}

export async function openEnvoi(
  tx: Ecriture,
  ctx: Contexte,
  fichier: FichierAReprendre,
  { zip, pieces }: Contenu,
): Promise<number> {
  const { dispositif, fournisseur, referencement, format, nom, deposeesLe } = fichier
  const ecritLe: Instant = fichier.modifieLe.toISOString()
  const maintenant = ctx.maintenant()
  const prepareLe =
    deposeesLe === null || jourParis(ecritLe) <= deposeesLe ? ecritLe : `${deposeesLe}T00:00:00.000Z`
  return insertEnvoi(
    tx,
    {
      reference: await freeReference(tx, nom.replace(/\.json$/i, '')),
      type: 'avance',
      dispositif: dispositif.code,
      fournisseurId: fournisseur.id,
      numeroAns: referencement.numeroAns,
      format: format.code,
      formatVersion: format.version,
      formatConfirme: isConfirmed(format) ? 1 : 0,
      prepareLe: prepareLe < maintenant ? prepareLe : maintenant,
      dossier: fichier.dossier,
      jsonNom: nom,
      jsonSha256: fichier.sha256,
      jsonTaille: fichier.octets.length,
      zipNom: zip.nom,
      zipSha256: zip.sha256,
      zipTaille: zip.taille,
      zipPieces: pieces,
    },
    [],
  )
}

/** Records the requests: exported, then deposited when the user says so, with what the agency filled. */
export async function recordDemandes(
  tx: Ecriture,
  ctx: Contexte,
  fichier: FichierAReprendre,
  envoiId: number,
  nouveau: boolean,
  ids: ReadonlyMap<string, number>,
  retenues: readonly Retenue[],
  pieces: ReadonlyMap<DemandeLue, number>,
): Promise<void> {
  const { deposeesLe, dispositif, nom, sha256 } = fichier
  const commandeIds = retenues.map(({ lue }) => ids.get(lue.numero) as number)
  const totaux = new Map(
    (
      await tx
        .selectFrom('ligne')
        .select((eb) => ['commandeId', eb.fn.sum<number>('ttc').as('ttc')])
        .where('commandeId', 'in', among(commandeIds))
        .groupBy('commandeId')
        .execute()
    ).map((l) => [l.commandeId, l.ttc]),
  )
  const jour = deposeesLe ?? jourParis(ctx.maintenant())
  await insertDemandes(
    tx,
    envoiId,
    'avance',
    retenues.map(({ lue }, i) => {
      const commandeId = commandeIds[i] as number
      const ttc = totaux.get(commandeId) ?? 0
      return {
        commandeId,
        numLigne: lue.numLigne,
        pieces: lue.pieces.slice(-1).map((nom) => ({
          pieceId: pieces.get(lue) ?? null,
          nom,
          typeFichier: 'BON_COMMANDE',
        })),
        ttc,
        attendu: computeAvance(dispositif, ttc, jour),
        perimetre: null,
      }
    }),
  )
  const inserees = await tx
    .selectFrom('demande')
    .select('id')
    .where('envoiId', '=', envoiId)
    .where('commandeId', 'in', among(commandeIds))
    .execute()
  const demandeIds = inserees.map((d) => d.id)
  for (const [i, { lue }] of retenues.entries())
    if (lue.numeroAsp !== null || lue.traitement !== '')
      await tx
        .updateTable('demande')
        .set({ numeroAsp: lue.numeroAsp, motif: lue.traitement })
        .where('envoiId', '=', envoiId)
        .where('commandeId', '=', commandeIds[i] as number)
        .execute()
  let deplacees = await moveDemandes(tx, demandeIds, 'exporter')
  if (deposeesLe !== null) deplacees = await moveDemandes(tx, demandeIds, 'deposer', { deposeLe: deposeesLe })
  if (nouveau) await advanceEnvoi(tx, envoiId, deposeesLe)
  const commun = { fichier: nom, sha256 }
  await journaliser(tx, ctx, [
    {
      ...commun,
      sujet: 'envoi',
      sujetId: envoiId,
      action: 'importe',
      vers: deposeesLe === null ? 'exporte' : 'depose',
      detail: `${retenues.length} demandes reprises d’un autre outil`,
    },
    ...deplacees.map((d) => ({
      ...commun,
      sujet: 'commande' as const,
      sujetId: d.commandeId,
      action: 'avance',
      vers: d.vers,
    })),
  ])
  await invaliderVerifications(tx, commandeIds)
}

async function advanceEnvoi(tx: Ecriture, id: number, deposeesLe: Jour | null): Promise<void> {
  const lu = async () => (await readEnvoi(tx, id)) as NonNullable<Awaited<ReturnType<typeof readEnvoi>>>
  await moveEnvoi(tx, await lu(), 'exporter')
  if (deposeesLe !== null) await moveEnvoi(tx, await lu(), 'deposer', { deposeLe: deposeesLe })
}

export async function storeZip(magasin: Magasin, zip: string | null): Promise<Contenu['zip']> {
  if (zip === null) return { nom: '', sha256: '', taille: 0 }
  return { nom: path.basename(zip), ...(await magasin.putFile((f) => copyFile(zip, f))) }
}

export function missing(fichier: FichierAReprendre, absentes: readonly Retenue[]): readonly RejetDemande[] {
  const [premiere] = absentes
  if (premiere === undefined) return []
  const regle = 'pièces'
  if (fichier.zip === null)
    return [
      {
        numLigne: null,
        numero: null,
        cle: 'piecesJustificatives',
        regle,
        phrase:
          'Le ZIP n’est pas à côté du JSON\u00a0: les demandes sont reprises sans leurs pièces. Rattachez-les depuis un dossier.',
      },
    ]
  return absentes.map(({ lue }) => ({
    numLigne: lue.numLigne,
    numero: lue.numero,
    cle: 'piecesJustificatives',
    regle,
    phrase: `La pièce «\u00a0${lue.pieces.join(', ')}\u00a0» n’a pas été reprise du ZIP\u00a0: rattachez-la à la commande.`,
  }))
}
