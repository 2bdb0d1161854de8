import { type Kysely, type Selectable, sql } from 'kysely'
import type {
  Aide,
  CategorieTiers,
  Contact,
  Identifiant,
  ModeExercice,
  Profession,
  Tiers,
} from '#domain/tiers.ts'
import { among } from './ids.ts'
import type { Tables } from './schema.ts'

type ContactLu = Omit<Contact, 'signataire'> & { readonly signataire: 0 | 1 }

const toTiers = (t: Selectable<Tables['tiers']> & { identifiants: string; contacts: string }): Tiers => ({
  id: t.id,
  revision: t.revision,
  categorie: t.categorie as CategorieTiers,
  nom: t.nom,
  prenom: t.prenom,
  profession: t.profession as Profession | null,
  modeExercice: t.modeExercice as ModeExercice | null,
  identifiants: JSON.parse(t.identifiants) as Identifiant[],
  adresse: { lignes: t.adresse, codePostal: t.codePostal, commune: t.commune },
  telephone: t.telephone,
  mail: t.mail,
  reference: t.reference,
  tranche: t.tranche,
  contacts: t.contacts === '[]' ? [] : toContacts(t.contacts),
  parentId: t.parentId,
})

const toContacts = (json: string): Contact[] =>
  (JSON.parse(json) as ContactLu[]).map((c) => ({ ...c, signataire: c.signataire === 1 }))

/** Tiers with their identifiers and contacts, in one query, by identifier. */
export async function readTiers(db: Kysely<Tables>, ids: readonly number[]): Promise<readonly Tiers[]> {
  const lignes = await db
    .selectFrom('tiers as t')
    .selectAll('t')
    .select([
      sql<string>`(SELECT json_group_array(json_object('type', i.type, 'valeur', i.valeur)) FROM identifiant i WHERE i.tiersId = t.id)`.as(
        'identifiants',
      ),
      sql<string>`(SELECT json_group_array(json_object('id', k.id, 'nom', k.nom, 'qualite', k.qualite, 'telephone', k.telephone, 'mail', k.mail, 'signataire', k.signataire) ORDER BY k.id) FROM contact k WHERE k.tiersId = t.id)`.as(
        'contacts',
      ),
    ])
    .where('t.id', 'in', among(ids))
    .execute()
  return lignes.map(toTiers)
}

export async function readAides(db: Kysely<Tables>, tiersIds: readonly number[]): Promise<readonly Aide[]> {
  return db.selectFrom('aide').selectAll().where('tiersId', 'in', among(tiersIds)).orderBy('id').execute()
}
