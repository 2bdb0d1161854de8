import type { Kysely } from 'kysely'
import type { ChampImport } from '#contract/import.ts'
import type { FichierRepris, RejetDemande } from '#contract/reprise.ts'
import type { EtatDemande } from '#domain/commande.ts'
import { jourParis } from '#domain/dates.ts'
import { ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import type { Contexte } from '../contexte.ts'
import { Clients } from '../imports/clients.ts'
import { type CadreCommandes, Commandes } from '../imports/commandes.ts'
import { type DemandeLue, readConnus, readDemandes } from '../imports/demandes-lignes.ts'
import { Ecrivain } from '../imports/ecriture.ts'
import { openMagasin } from '../pieces/magasin.ts'
import { lastId } from '../registre/masse.ts'
import type { Ecriture } from '../registre/registre.ts'
import { findEnvoiRepris, readDemandesVives } from '../registre/reprise.ts'
import type { Tables } from '../registre/schema.ts'
import {
  attachPieces,
  completeCommandes,
  type FichierAReprendre,
  missing,
  openEnvoi,
  type PieceRecue,
  type Retenue,
  recordDemandes,
  storePieces,
  storeZip,
} from './reprise-ecriture.ts'

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

/** What writes the fields that the rules of orders name. */
const SOURCES: Readonly<Partial<Record<ChampImport, string>>> = {
  numeroCommande: 'lignes[].commande.numero',
  dateCommande: 'lignes[].commande.dateEmission',
  montantHt: 'lignes[].commande.ht',
  montantTtc: 'lignes[].commande.ttc',
  taux: 'lignes[].commande.tauxTva',
  cas: 'lignes[].cas.code',
  mandataireNom: 'lignes[].mandataire.nom',
  fichier: 'lignes[].pieces[].nom',
}

/** Key of the file that holds a field; null when none does. */
function keyOf({ agence: { lecteur } }: FichierAReprendre, champ: ChampImport): string | null {
  const source = SOURCES[champ]
  return source === undefined || !lecteur.sources.has(source) ? null : lecteur.cleOf(source, 0)
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
      const cle = keyOf(fichier, 'numeroCommande')
      rejets.push({ numLigne: d.numLigne, numero: d.numero, cle, regle, phrase })
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
    lecteur: agence.lecteur,
    codes: fichier.codes,
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
      titreOf: (champ) => keyOf(fichier, champ),
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
