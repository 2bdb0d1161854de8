import type { Kysely } from 'kysely'
import type { Trouvaille } from '#contract/systeme.ts'
import { formatJour, jourParis } from '#domain/dates.ts'
import {
  CATEGORIE_LIBELLES,
  type CategorieTiers,
  nomEnListe,
  PROFESSION_LIBELLES,
  type Profession,
} from '#domain/tiers.ts'
import { findMatching, toQuery } from '../registre/recherche.ts'
import type { Tables } from '../registre/schema.ts'

/** Clients, orders and deposited files that match what is typed, at most `nombre` in all, each kind having its share. */
export async function search(
  db: Kysely<Tables>,
  texte: string,
  nombre: number,
): Promise<readonly Trouvaille[]> {
  const requete = toQuery(texte)
  if (requete === null) return []
  const clients = await findClients(db, requete, nombre)
  const commandes = await findCommandes(db, requete, nombre)
  const envois = await findEnvois(db, texte.trim(), nombre)
  const part = Math.max(1, Math.floor(nombre / 3))
  const reserve = Math.min(envois.length, part)
  const desCommandes = Math.min(commandes.length, Math.max(part, nombre - reserve - clients.length))
  return [
    ...clients.slice(0, nombre - reserve - desCommandes),
    ...commandes.slice(0, desCommandes),
    ...envois.slice(0, reserve),
  ]
}

async function findClients(db: Kysely<Tables>, requete: string, nombre: number): Promise<Trouvaille[]> {
  const ids = await findMatching(db, 'recherche_tiers', requete, nombre)
  if (ids.length === 0) return []
  const tiers = await db
    .selectFrom('tiers')
    .select(['id', 'nom', 'prenom', 'categorie', 'profession', 'commune'])
    .where('id', 'in', ids)
    .orderBy('nom')
    .orderBy('prenom')
    .execute()
  return tiers.map((t) => ({
    type: 'client' as const,
    id: t.id,
    titre: nomEnListe(t),
    precision: [
      t.profession === null
        ? CATEGORIE_LIBELLES[t.categorie as CategorieTiers]
        : PROFESSION_LIBELLES[t.profession as Profession],
      t.commune,
    ]
      .filter((mot) => mot !== '')
      .join(' · '),
  }))
}

async function findCommandes(db: Kysely<Tables>, requete: string, nombre: number): Promise<Trouvaille[]> {
  const ids = await findMatching(db, 'recherche_commande', requete, nombre)
  if (ids.length === 0) return []
  const commandes = await db
    .selectFrom('commande as c')
    .leftJoin('participation as p', (join) =>
      join.onRef('p.commandeId', '=', 'c.id').on('p.role', '=', 'client').on('p.rang', '=', 0),
    )
    .leftJoin('tiers as t', 't.id', 'p.tiersId')
    .select(['c.id', 'c.numero', 'c.dispositif', 't.nom', 't.prenom'])
    .where('c.id', 'in', ids)
    .orderBy('c.numero')
    .execute()
  return commandes.map((c) => ({
    type: 'commande' as const,
    id: c.id,
    titre: c.numero,
    precision: [c.nom === null ? '' : nomEnListe({ nom: c.nom, prenom: c.prenom ?? '' }), c.dispositif]
      .filter((mot) => mot !== '')
      .join(' · '),
  }))
}

async function findEnvois(db: Kysely<Tables>, texte: string, nombre: number): Promise<Trouvaille[]> {
  const motif = `%${texte.replace(/[\\%_]/g, '\\$&')}%`
  const envois = await db
    .selectFrom('envoi')
    .select(['id', 'reference', 'dispositif', 'prepareLe'])
    .where(({ or, eb, fn, val }) =>
      or([
        eb(fn<number>('like', [val(motif), 'reference', val('\\')]), '=', 1),
        eb(fn<number>('like', [val(motif), 'numeroDepot', val('\\')]), '=', 1),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(nombre)
    .execute()
  return envois.map((e) => ({
    type: 'envoi' as const,
    id: e.id,
    titre: e.reference,
    precision: `${e.dispositif} · ${formatJour(jourParis(e.prepareLe))}`,
  }))
}
