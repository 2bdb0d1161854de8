import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import type { Kysely } from 'kysely'
import type { ChampImport } from '#contract/import.ts'
import type { FichierRepris, RejetDemande } from '#contract/reprise.ts'
import type { EtatDemande } from '#domain/commande.ts'
import { type Instant, type Jour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import type { Fournisseur, Referencement, ReponsesScenario } from '#domain/fournisseur.ts'
import { computeAvance } from '#domain/proposition.ts'
import type { Contexte } from '../contexte.ts'
import type { Format } from '../formats/format.ts'
import { Clients } from '../imports/clients.ts'
import { type CadreCommandes, type CommandeResolue, Commandes } from '../imports/commandes.ts'
import type { FichierAgence } from '../imports/demandes-fichier.ts'
import { type DemandeLue, readConnus, readDemandes } from '../imports/demandes-lignes.ts'
import { readPiecesZip, ZipIllisible } from '../imports/demandes-zip.ts'
import { Ecrivain } from '../imports/ecriture.ts'
import { examinePiece } from '../pieces/lecture.ts'
import { type Magasin, openMagasin } from '../pieces/magasin.ts'
import { insertDemandes, insertEnvoi, moveDemandes, moveEnvoi, readEnvoi } from '../registre/envois.ts'
import { among } from '../registre/ids.ts'
import { journaliser } from '../registre/journal.ts'
import { lastId } from '../registre/masse.ts'
import { findPieces, insertPiece, linkPiece, type NouvellePiece } from '../registre/pieces.ts'
import type { Ecriture } from '../registre/registre.ts'
import { findEnvoiRepris, freeReference, readDemandesVives } from '../registre/reprise.ts'
import type { Tables } from '../registre/schema.ts'
import { isConfirmed } from './avance-examen.ts'
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
  readonly fournisseur: Fournisseur
  readonly referencement: Referencement
}

export const EMPTY_FICHIER: Omit<FichierRepris, 'nom'> = {
  envoiId: null,
  lignes: 0,
  clients: { crees: 0, connus: 0 },
  commandes: { creees: 0, connues: 0 },
  demandes: { reprises: 0, dejaLa: 0 },
  pieces: { rattachees: 0, absentes: 0 },
  rejets: [],
  avis: [],
}

/** Keys of the agency's model for the fields that the rules of orders name. */
const CLES: Readonly<Partial<Record<ChampImport, string>>> = {
  numeroCommande: 'numeroEditeur',
  dateCommande: 'commande.dateCommande',
  montantHt: 'commande.montantSegurHT',
  mandataireNom: 'beneficiaires.nomMandataire',
  fichier: 'piecesJustificatives[0].nomFichier',
}

interface PieceRecue {
  readonly nouvelle: NouvellePiece
}

/** Stores the pieces that the requests name. What cannot be one is told; the requests go in without it. */
async function storePieces(
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

/** Requests of this file that may go in; those that the register has, and those that it refuses, are told. */
async function sortDemandes(
  db: Kysely<Tables>,
  fichier: FichierAReprendre,
  envoiId: number | null,
  demandes: readonly DemandeLue[],
  rejets: RejetDemande[],
) {
  const vives = await readDemandesVives(
    db,
    fichier.fournisseur.id,
    demandes.map((d) => d.numero),
  )
  let dejaLa = 0
  const nouvelles = demandes.filter((d) => {
    const vive = vives.get(d.numero)
    const refuse = (phrase: string) => {
      const regle = 'une seule demande par commande'
      rejets.push({ numLigne: d.numLigne, numero: d.numero, cle: 'numeroEditeur', regle, phrase })
      return false
    }
    if (vive === undefined) return true
    if (vive.annulee) return refuse(`La commande ${d.numero} est annulée dans le registre.`)
    if (vive.etat === null) return true
    if (envoiId !== null && vive.envoiId === envoiId && vive.numLigne === d.numLigne) {
      dejaLa++
      return false
    }
    const ou = vive.reference === null ? '' : ` (${vive.reference}, ligne ${vive.numLigne})`
    return refuse(
      `La commande ${d.numero} a déjà une demande ${ETATS_DEMANDE_LIBELLES[vive.etat as EtatDemande]}${ou}. Si l’agence l’a retournée, notez-le d’abord sur sa fiche.`,
    )
  })
  return { nouvelles, dejaLa }
}

interface Retenue {
  readonly lue: DemandeLue
  readonly commande: CommandeResolue
}

/** Passes the orders through the rules of every import. */
async function resolveCommandes(
  tx: Ecriture,
  clients: Clients,
  cadre: CadreCommandes,
  demandes: readonly DemandeLue[],
  rejets: RejetDemande[],
  avis: RejetDemande[],
): Promise<readonly Retenue[]> {
  const commandes = new Commandes(tx, clients, cadre)
  const resolues = await commandes.resolve(demandes.map((d) => ({ numero: d.numero, lignes: d.lignes })))
  return resolues.flatMap(({ commande, rejets: refuses, avis: dits }, i) => {
    const lue = demandes[i] as DemandeLue
    const told = (r: (typeof refuses)[number]): RejetDemande => ({
      numLigne: lue.numLigne,
      numero: lue.numero,
      cle: r.colonne,
      regle: r.regle,
      phrase: r.phrase,
    })
    // Every client of the order is on this line: its companions have nothing more to say.
    const propre = refuses.find((r) => r.regle !== 'commande incomplète')
    if (commande === null) {
      if (propre !== undefined) rejets.push(told(propre))
      return []
    }
    avis.push(...dits.map(told))
    return [{ lue, commande }]
  })
}

/** What an order keeps of the answers: those that differ from its product's. */
const ownAnswers = (siennes: ReponsesScenario, produit: ReponsesScenario): ReponsesScenario =>
  Object.fromEntries(Object.entries(siennes).filter(([cle, valeur]) => produit[cle] !== valeur))

/** What the bulk path of orders does not write: persons of the mandataire, other establishments, answers. */
async function completeCommandes(
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
async function attachPieces(
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

async function openEnvoi(
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
async function recordDemandes(
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
    retenues.map(({ lue }, i) => {
      const commandeId = commandeIds[i] as number
      const ttc = totaux.get(commandeId) ?? 0
      return {
        commandeId,
        numLigne: lue.numLigne,
        pieceId: pieces.get(lue) ?? null,
        pieceNom: lue.pieces.at(-1) ?? '',
        ttc,
        avance: computeAvance(dispositif, ttc, jour),
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

async function storeZip(magasin: Magasin, zip: string | null): Promise<Contenu['zip']> {
  if (zip === null) return { nom: '', sha256: '', taille: 0 }
  return { nom: path.basename(zip), ...(await magasin.putFile((f) => copyFile(zip, f))) }
}

/** Recovers one file in one transaction. Nothing is written when it brings nothing new. */
export async function recoverFichier(ctx: Contexte, fichier: FichierAReprendre): Promise<FichierRepris> {
  const { agence, dispositif, fournisseur, nom, sha256 } = fichier
  const magasin = openMagasin(ctx.registre.dossier)
  const connus = await ctx.registre.lire((db) => readConnus(db, agence.lignes))
  const lues = readDemandes(agence.lignes, {
    ...connus,
    dispositif,
    fournisseur,
    deposeesLe: fichier.deposeesLe,
  })
  const envoiConnu = await ctx.registre.lire((db) => findEnvoiRepris(db, sha256))
  const tri: RejetDemande[] = []
  const { nouvelles } = await ctx.registre.lire((db) =>
    sortDemandes(db, fichier, envoiConnu, lues.demandes, tri),
  )
  const avisPieces: RejetDemande[] = []
  const recues =
    fichier.zip === null || nouvelles.length === 0
      ? new Map<string, PieceRecue>()
      : await storePieces(ctx, magasin, fichier.zip, nouvelles, avisPieces)
  const zip = nouvelles.length === 0 ? null : await storeZip(magasin, fichier.zip)
  if (nouvelles.length > 0) await magasin.put(fichier.octets)

  return ctx.registre.ecrire(async (tx) => {
    const rejets = [...agence.rejets, ...lues.rejets]
    const avis: RejetDemande[] = []
    const { nouvelles: libres, dejaLa } = await sortDemandes(tx, fichier, envoiConnu, lues.demandes, rejets)
    const { brut } = ctx.registre
    const clients = await Clients.open(tx, dispositif, true)
    const cadre: CadreCommandes = {
      dispositif,
      fournisseur,
      referencementId: fichier.referencement.id,
      jour: jourParis(ctx.maintenant()),
      titreOf: (champ) => CLES[champ] ?? null,
    }
    const retenues = await resolveCommandes(tx, clients, cadre, libres, rejets, avis)
    const bilan = {
      nom,
      envoiId: envoiConnu,
      lignes: agence.total,
      rejets: rejets.sort(byLigne),
    }
    if (retenues.length === 0 || zip === null)
      return {
        ...EMPTY_FICHIER,
        ...bilan,
        demandes: { reprises: 0, dejaLa },
        avis: [],
      }
    const ecrivain = new Ecrivain(tx, brut, ctx.maintenant(), {
      tiers: lastId(brut, 'tiers') + 1,
      commande: lastId(brut, 'commande') + 1,
    })
    await ecrivain.keepPrinted(
      retenues.flatMap((r) => r.commande.participants.map((p) => p.client)),
      retenues.map((r) => r.commande),
    )
    const beneficiaires = new Map<DemandeLue, readonly number[]>()
    const vus = new Map<number, boolean>()
    for (const { lue, commande } of retenues) {
      for (const { client } of commande.participants) vus.set(client.id, client.effet === 'nouveau')
      ecrivain.writeCommande(commande, cadre, nom)
      const siens = await clients.resolve(
        lue.beneficiaires.map((client) => ({ ligne: lue.numLigne, client })),
      )
      const trouves = siens.flatMap((r) => (r.ok && r.client !== null ? [r.client] : []))
      for (const client of trouves) {
        vus.set(client.id, client.effet === 'nouveau')
        ecrivain.writeClient(client)
      }
      beneficiaires.set(
        lue,
        trouves.map((c) => c.id),
      )
    }
    await ecrivain.finish(
      ctx,
      clients,
      { fichier: nom, sha256, detail: `${retenues.length} demandes reprises sur ${agence.total}` },
      async () => {},
    )
    const ids = new Map(
      (
        await tx
          .selectFrom('commande')
          .select(['id', 'numero'])
          .where('fournisseurId', '=', fournisseur.id)
          .where(
            'numero',
            'in',
            retenues.map((r) => r.lue.numero),
          )
          .execute()
      ).map((c) => [c.numero, c.id]),
    )
    await completeCommandes(tx, fichier, ids, retenues, beneficiaires)
    const pieces = await attachPieces(tx, ctx, ids, retenues, recues)
    const envoiId = envoiConnu ?? (await openEnvoi(tx, ctx, fichier, { zip, pieces: recues.size }))
    await recordDemandes(tx, ctx, fichier, envoiId, envoiConnu === null, ids, retenues, pieces)
    const gardees = new Set(retenues.map((r) => r.lue.numLigne))
    const absentes = retenues.filter((r) => !pieces.has(r.lue))
    const dits = [...lues.avis, ...avisPieces].filter((a) => a.numLigne === null || gardees.has(a.numLigne))
    const crees = [...vus.values()].filter((nouveau) => nouveau).length
    const creees = retenues.filter((r) => r.commande.effet === 'creee').length
    return {
      ...bilan,
      envoiId,
      clients: { crees, connus: vus.size - crees },
      commandes: { creees, connues: retenues.length - creees },
      demandes: { reprises: retenues.length, dejaLa },
      pieces: { rattachees: retenues.length - absentes.length, absentes: absentes.length },
      avis: [...dits, ...avis, ...missing(fichier, absentes)].sort(byLigne),
    }
  })
}

const byLigne = (a: RejetDemande, b: RejetDemande) => (a.numLigne ?? 0) - (b.numLigne ?? 0)

function missing(fichier: FichierAReprendre, absentes: readonly Retenue[]): readonly RejetDemande[] {
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
