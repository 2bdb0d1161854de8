import type { Kysely } from 'kysely'
import type { Candidat, FichePilote, PlacePilote, ResumePilote } from '#contract/pilote.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { apportOf, contenusAttendus } from '#domain/pilote.ts'
import { PROFESSION_LIBELLES } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { introuvable } from '../refus.ts'
import { byId, groupBy } from '../registre/ids.ts'
import {
  type ClePilote,
  type FaitsOccupant,
  type Pilote,
  type Place,
  readCandidats,
  readDistributionsPilotes,
  readOccupants,
  readPilote,
  readPilotes,
  readPlaces,
  readRetenue,
  readSupports,
} from '../registre/pilotes.ts'
import type { Tables } from '../registre/schema.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { rafraichirVerifications } from './verification.ts'

type Db = Kysely<Tables>

type ReglePilote = NonNullable<Dispositif['solde']['pilote']>

/** What a pilot is about: a vendor, one of its products, its scheme. */
export interface SujetPilote extends ClePilote, Pick<ReglePilote, 'taille' | 'source'> {
  readonly dispositif: Dispositif
  readonly fournisseur: string
  readonly produit: string
  readonly profils: readonly string[]
}

/** Of every vendor and product of the register; `taille` and `source` are null in a scheme that asks for no pilot. */
async function readSujets(
  db: Db,
  ctx: Contexte,
): Promise<readonly (SujetPilote | (Omit<SujetPilote, 'taille' | 'source'> & { readonly taille: null }))[]> {
  const dispositifs = await loadDispositifs(db, ctx.catalogue)
  return (await readDistributionsPilotes(db)).flatMap((d) => {
    const dispositif = dispositifs.get(d.dispositif)
    if (dispositif === undefined) return []
    const sujet = {
      fournisseurId: d.fournisseurId,
      referencementId: d.referencementId,
      dispositif,
      fournisseur: d.fournisseur,
      produit: `${d.solution} ${d.version}`.trim(),
      profils: JSON.parse(d.profils) as string[],
    }
    const { pilote } = dispositif.solde
    return [pilote === null ? { ...sujet, taille: null } : { ...sujet, ...pilote }]
  })
}

/** The subject of a pilot. Refuses a pair that is not in the register, or has no pilot. */
export async function findSujet(db: Db, ctx: Contexte, cle: ClePilote): Promise<SujetPilote> {
  const sujet = (await readSujets(db, ctx)).find(
    (s) => s.fournisseurId === cle.fournisseurId && s.referencementId === cle.referencementId,
  )
  if (sujet === undefined) introuvable('Ce produit n’est pas distribué par ce fournisseur dans le registre.')
  if (sujet.taille === null)
    introuvable(`Le dispositif ${sujet.dispositif.code} ne demande pas d’installations pilotes.`)
  return sujet
}

const professionOf = (f: Pick<FaitsOccupant, 'profession' | 'categorie'>): string =>
  f.profession !== null
    ? PROFESSION_LIBELLES[f.profession]
    : f.categorie === 'centre_infirmier'
      ? 'centre infirmier'
      : ''

function describePlaces(
  taille: number,
  places: readonly Place[],
  occupants: ReadonlyMap<number, FaitsOccupant>,
  pvImprimes: ReadonlyMap<number, string>,
): readonly PlacePilote[] {
  return Array.from({ length: taille }, (_, i) => {
    const siennes = places.filter((p) => p.rang === i + 1)
    const tenue = siennes.find((p) => p.retireeLe === null)
    const partie = siennes.findLast((p) => p.retireeLe !== null)
    const faits = tenue === undefined ? undefined : occupants.get(tenue.commandeId)
    const ancien = partie === undefined ? undefined : occupants.get(partie.commandeId)
    return {
      rang: i + 1,
      occupant:
        tenue === undefined || faits === undefined
          ? null
          : {
              commandeId: tenue.commandeId,
              numero: faits.numero,
              client: faits.client,
              profession: professionOf(faits),
              avanceValideeLe: faits.avanceValideeLe,
              installeeLe: faits.installeeLe,
              prevueLe: faits.prevueLe,
              pvImprimeLe: pvImprimes.get(tenue.commandeId) ?? null,
              pvSigneLe: faits.pvSigne === 1 ? faits.pvSigneLe : null,
              etat: tenue.etat,
            },
      ancien:
        tenue !== undefined || partie === undefined || partie.retireeLe === null
          ? null
          : {
              client: ancien?.client ?? '',
              numero: ancien?.numero ?? '',
              le: partie.retireeLe,
              motif: partie.motif,
            },
    }
  })
}

/** Day on which the PV of each order was last printed. */
async function readPvImprimes(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  const lignes = await db
    .selectFrom('impression')
    .select(['commandeId', (eb) => eb.fn.max('le').as('le')])
    .where('type', '=', 'PV')
    .where('commandeId', 'in', ids)
    .groupBy('commandeId')
    .execute()
  return new Map(lignes.map((l) => [l.commandeId, l.le]))
}

const SIGNES = new Set(['pv_signe', 'transmise', 'conforme'])

/** A pilot without what it holds back. */
export type SuiviPilote = Omit<FichePilote, 'retient'>

/** Pilots, begun or not, in a few queries however many they are. Verifications are fresh: names come from them. */
async function composeSuivis(
  db: Db,
  sujets: readonly SujetPilote[],
  pilotes: readonly Pilote[],
): Promise<readonly SuiviPilote[]> {
  const ids = pilotes.map((p) => p.id)
  const lues = await readPlaces(db, ...ids)
  const occupants = [...new Set(lues.map((p) => p.commandeId))]
  const faits = new Map((await readOccupants(db, occupants)).map((f) => [f.commandeId, f]))
  const pvImprimes = await readPvImprimes(db, occupants)
  const placesDe = groupBy(lues, (p) => p.piloteId)
  const supportsDe = groupBy(await readSupports(db, ids), (s) => s.piloteId)
  return sujets.map((sujet) => {
    const { fournisseurId, referencementId } = sujet
    const pilote = pilotes.find(
      (p) => p.fournisseurId === fournisseurId && p.referencementId === referencementId,
    )
    const places = describePlaces(sujet.taille, placesDe.get(pilote?.id ?? 0) ?? [], faits, pvImprimes)
    const supports = supportsDe.get(pilote?.id ?? 0) ?? []
    return composeSuivi(sujet, pilote, places, supports, faits)
  })
}

function composeSuivi(
  sujet: SujetPilote,
  pilote: Pilote | undefined,
  places: readonly PlacePilote[],
  supports: readonly Awaited<ReturnType<typeof readSupports>>[number][],
  faits: ReadonlyMap<number, FaitsOccupant>,
): SuiviPilote {
  const contenus = contenusAttendus(sujet.dispositif, sujet.profils).map(({ cle, theme, libelle }) => ({
    cle,
    theme,
    libelle,
    fichiers: supports
      .filter((s) => s.cle === cle)
      .map((s) => ({ sha256: s.sha256, nom: s.nom, taille: s.taille, le: s.ajouteLe })),
  }))
  const occupants = places.flatMap((p) => p.occupant ?? [])
  return {
    fournisseurId: sujet.fournisseurId,
    referencementId: sujet.referencementId,
    revision: pilote?.revision ?? 0,
    fournisseur: sujet.fournisseur,
    dispositif: sujet.dispositif.code,
    produit: sujet.produit,
    taille: sujet.taille,
    choisis: occupants.length,
    avancesValidees: occupants.filter((o) => faits.get(o.commandeId)?.avanceAcceptee === 1).length,
    installes: occupants.filter((o) => o.installeeLe !== null).length,
    signes: occupants.filter((o) => SIGNES.has(o.etat)).length,
    supports: {
      joints: contenus.filter((c) => c.fichiers.length > 0).length,
      attendus: contenus.length,
    },
    transmisLe: pilote?.transmisLe ?? null,
    decision: pilote?.decision ?? null,
    decideLe: pilote?.decideLe ?? null,
    commentaire: pilote?.commentaire ?? '',
    places,
    contenus,
    dossierPrepareLe: pilote?.dossierPrepareLe ?? null,
    source: sujet.source,
  }
}

export async function readFichePilote(ctx: Contexte, cle: ClePilote): Promise<FichePilote> {
  await rafraichirVerifications(ctx)
  return ctx.registre.lire(async (db) => {
    const pilote = await readPilote(db, cle)
    const [suivi] = await composeSuivis(db, [await findSujet(db, ctx, cle)], pilote === null ? [] : [pilote])
    return { ...(suivi as SuiviPilote), retient: await readRetenue(db, cle) }
  })
}

/** One per vendor and product of the schemes that ask for a pilot. */
export async function listSuivis(ctx: Contexte): Promise<readonly SuiviPilote[]> {
  await rafraichirVerifications(ctx)
  return ctx.registre.lire(async (db) =>
    composeSuivis(
      db,
      (await readSujets(db, ctx)).filter((s): s is SujetPilote => s.taille !== null),
      await readPilotes(db),
    ),
  )
}

export const summarizeSuivi = ({
  places,
  contenus,
  source,
  revision,
  commentaire,
  dossierPrepareLe,
  ...resume
}: SuiviPilote): ResumePilote => resume

/** Orders that may take a place, with what each would bring. */
export async function listCandidats(
  ctx: Contexte,
  { installes, ...cle }: ClePilote & { readonly installes: boolean | null },
): Promise<readonly Candidat[]> {
  await rafraichirVerifications(ctx)
  return ctx.registre.lire(async (db) => {
    await findSujet(db, ctx, cle)
    const pilote = await readPilote(db, cle)
    const places =
      pilote === null ? [] : (await readPlaces(db, pilote.id)).filter((p) => p.retireeLe === null)
    const occupants = byId(
      (
        await readOccupants(
          db,
          places.map((p) => p.commandeId),
        )
      ).map((f) => ({ ...f, id: f.commandeId })),
    )
    const autres = places.map((p) => ({
      rang: p.rang,
      profession: occupants.get(p.commandeId)?.profession ?? null,
    }))
    return (await readCandidats(db, cle))
      .filter((c) => installes === null || (c.installeeLe !== null) === installes)
      .map((c) => {
        const { nouveau, memeQue } = apportOf(c.profession, autres)
        return {
          commandeId: c.commandeId,
          numero: c.numero,
          client: c.client,
          profession: professionOf(c),
          avanceValideeLe: c.avanceValideeLe,
          installeeLe: c.installeeLe,
          apport:
            autres.length === 0 ? null : nouveau ? 'profil nouveau' : `même profil que le n° ${memeQue}`,
        }
      })
  })
}
