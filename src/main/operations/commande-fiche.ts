import type { Kysely } from 'kysely'
import type { FicheCommande, ListeCommandes } from '#contract/commande.ts'
import type { EtatCommande, Porteur } from '#domain/commande.ts'
import { bloque } from '#domain/constat.ts'
import { controlerAvance, controlerSolde } from '#domain/controles/index.ts'
import { describeEtapes } from '#domain/etapes.ts'
import { ETATS } from '#domain/etats.ts'
import { describeConstat } from '#domain/messages.ts'
import { isAvanceAcceptee } from '#domain/suite.ts'
import type { Contexte } from '../contexte.ts'
import { introuvable, refuser } from '../refus.ts'
import { readHistorique } from '../registre/journal.ts'
import { readNotes } from '../registre/notes.ts'
import { countByState, type FiltreCommandes, readResumes, selectIds, statesOf } from '../registre/resumes.ts'
import type { Tables } from '../registre/schema.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { gatherDossiers } from './dossier.ts'
import { rafraichirVerifications } from './verification.ts'

type Db = Kysely<Tables>

/** Entries of the journal shown in a dossier; the rest is in `systeme.journal`. */
const JOURNAL = 200

/** Everything about one order. Verified first: called outside of any transaction. */
export async function readFicheCommande(ctx: Contexte, id: number): Promise<FicheCommande> {
  await rafraichirVerifications(ctx)
  return ctx.registre.lire(async (db) => {
    const [dossier] = await gatherDossiers(db, [id])
    const [resume] = await readResumes(db, [id])
    if (dossier === undefined || resume === undefined)
      introuvable('Cette commande n’est pas dans le registre.')
    const dispositif = (await loadDispositifs(db, ctx.catalogue)).get(dossier.commande.dispositif)
    if (dispositif === undefined)
      refuser(`Le dispositif ${dossier.commande.dispositif} de cette commande n’est plus au catalogue.`)
    const controler = isAvanceAcceptee(dossier) ? controlerSolde : controlerAvance
    const constats = controler(dossier, dispositif, ctx.maintenant())
    return {
      resume,
      dossier,
      constats: constats.map((c) => describeConstat(c, dispositif)),
      journal: await readHistorique(db, { commandeId: id, nombre: JOURNAL }),
      notes: await readNotes(db, id),
      etapes: describeEtapes(dossier, dispositif, resume.etat, constats.filter(bloque)),
    }
  })
}

function sumBy<K extends string>(
  comptes: readonly { readonly n: number }[],
  cle: (i: number) => K,
): Partial<Record<K, number>> {
  const sommes: Partial<Record<K, number>> = {}
  for (const [i, { n }] of comptes.entries()) sommes[cle(i)] = (sommes[cle(i)] ?? 0) + n
  return sommes
}

/** Each count follows the other filters, never its own: it says what choosing it would show. */
export async function listCommandes(ctx: Contexte, filtre: FiltreCommandes): Promise<ListeCommandes> {
  await rafraichirVerifications(ctx)
  return ctx.registre.lire(async (db) => {
    const comptes = await countByState(db, filtre)
    const passe = (avec: Partial<Pick<FiltreCommandes, 'etats' | 'porteur' | 'dispositif'>>) => {
      const etats = statesOf({ etats: filtre.etats, porteur: filtre.porteur, ...avec })
      const dispositif = 'dispositif' in avec ? null : filtre.dispositif
      return comptes.filter(
        (c) =>
          (etats === null || etats.includes(c.etat)) && (dispositif === null || c.dispositif === dispositif),
      )
    }
    const retenus = passe({})
    const porteurs = passe({ porteur: null })
    const etats = passe({ etats: [] })
    const dispositifs = passe({ dispositif: null })
    const parPorteur = sumBy<Porteur>(porteurs, (i) => ETATS[porteurs[i]!.etat].porteur)
    return {
      lignes: await readResumes(db, await selectIds(db, filtre, filtre)),
      total: retenus.reduce((somme, c) => somme + c.n, 0),
      sommes: {
        ttc: retenus.reduce((somme, c) => somme + c.ttc, 0),
        avance: retenus.reduce((somme, c) => somme + c.avance, 0),
        solde: retenus.reduce((somme, c) => somme + c.solde, 0),
      },
      parPorteur: { nous: 0, client: 0, agence: 0, clos: 0, ...parPorteur },
      parEtat: sumBy<EtatCommande>(etats, (i) => etats[i]!.etat),
      parDispositif: sumBy<string>(dispositifs, (i) => dispositifs[i]!.dispositif) as Record<string, number>,
    }
  })
}

/** Every order of a filter, in the order of the list. */
export async function selectCommandes(ctx: Contexte, filtre: FiltreCommandes): Promise<readonly number[]> {
  await rafraichirVerifications(ctx)
  return ctx.registre.lire((db: Db) => selectIds(db, filtre))
}
