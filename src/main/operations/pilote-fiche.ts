import type { Kysely } from 'kysely'
import type { Candidat, FichePilote, PlacePilote, ResumePilote } from '#contract/pilote.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { apportOf, contenusAttendus } from '#domain/pilote.ts'
import { PROFESSION_LIBELLES } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { introuvable } from '../refus.ts'
import { byId } from '../registre/ids.ts'
import {
  type ClePilote,
  type FaitsOccupant,
  type Place,
  readCandidats,
  readDistributionsPilotes,
  readOccupants,
  readPilote,
  readPlaces,
  readRetenue,
  readSupports,
} from '../registre/pilotes.ts'
import type { Tables } from '../registre/schema.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { rafraichirVerifications } from './verification.ts'

type Db = Kysely<Tables>

export interface SujetPilote {
  readonly dispositif: Dispositif
  readonly taille: number
  readonly fournisseur: string
  readonly produit: string
  readonly profils: readonly string[]
}

/** The vendor, the product and the scheme of a pilot. Refuses a pair that is not in the register, or has no pilot. */
export async function findSujet(db: Db, ctx: Contexte, cle: ClePilote): Promise<SujetPilote> {
  const ligne = (await readDistributionsPilotes(db)).find(
    (d) => d.fournisseurId === cle.fournisseurId && d.referencementId === cle.referencementId,
  )
  const dispositif =
    ligne === undefined ? undefined : (await loadDispositifs(db, ctx.catalogue)).get(ligne.dispositif)
  if (ligne === undefined || dispositif === undefined)
    introuvable('Ce produit n’est pas distribué par ce fournisseur dans le registre.')
  if (dispositif.solde.pilote === null)
    introuvable(`Le dispositif ${dispositif.code} ne demande pas d’installations pilotes.`)
  return {
    dispositif,
    taille: dispositif.solde.pilote.taille,
    fournisseur: ligne.fournisseur,
    produit: `${ligne.solution} ${ligne.version}`.trim(),
    profils: JSON.parse(ligne.profils) as string[],
  }
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

/** Everything about one pilot, begun or not. Verifications are fresh: the names and amounts of orders come from them. */
async function composeFiche(db: Db, ctx: Contexte, cle: ClePilote): Promise<FichePilote> {
  const sujet = await findSujet(db, ctx, cle)
  const pilote = await readPilote(db, cle)
  const lues = pilote === null ? [] : await readPlaces(db, pilote.id)
  const ids = [...new Set(lues.map((p) => p.commandeId))]
  const faits = new Map((await readOccupants(db, ids)).map((f) => [f.commandeId, f]))
  const places = describePlaces(sujet.taille, lues, faits, await readPvImprimes(db, ids))
  const supports = pilote === null ? [] : await readSupports(db, pilote.id)
  const contenus = contenusAttendus(sujet.dispositif, sujet.profils).map(({ cle: nom, theme, libelle }) => ({
    cle: nom,
    theme,
    libelle,
    fichiers: supports
      .filter((s) => s.cle === nom)
      .map((s) => ({ sha256: s.sha256, nom: s.nom, taille: s.taille, le: s.ajouteLe })),
  }))
  const occupants = places.flatMap((p) => p.occupant ?? [])
  const { source } = sujet.dispositif.solde.pilote as NonNullable<Dispositif['solde']['pilote']>
  return {
    ...cle,
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
    retient: await readRetenue(db, cle),
    dossierPrepareLe: pilote?.dossierPrepareLe ?? null,
    source,
  }
}

export async function readFichePilote(ctx: Contexte, cle: ClePilote): Promise<FichePilote> {
  await rafraichirVerifications(ctx)
  return ctx.registre.lire((db) => composeFiche(db, ctx, cle))
}

/** One per vendor and product of the schemes that ask for a pilot. */
export async function listPilotes(ctx: Contexte): Promise<readonly ResumePilote[]> {
  await rafraichirVerifications(ctx)
  return ctx.registre.lire(async (db) => {
    const dispositifs = await loadDispositifs(db, ctx.catalogue)
    const pilotes: ResumePilote[] = []
    for (const d of await readDistributionsPilotes(db)) {
      if (dispositifs.get(d.dispositif)?.solde.pilote == null) continue
      const { places: _p, contenus: _c, retient: _r, source: _s, ...resume } = await composeFiche(db, ctx, d)
      pilotes.push(resume)
    }
    return pilotes
  })
}

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
            autres.length === 0
              ? null
              : nouveau
                ? 'profil absent des autres places'
                : `même profil que le n° ${memeQue}`,
        }
      })
  })
}
