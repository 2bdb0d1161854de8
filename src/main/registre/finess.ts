import type { Kysely, Selectable } from 'kysely'
import type { DifferenceListe } from '#contract/client.ts'
import { identifiantOf, type Tiers } from '#domain/tiers.ts'
import { comparable } from './listes.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>
export type LigneFiness = Selectable<Tables['finess']>

async function readListeFiness(db: Db): Promise<{ readonly du: string; readonly source: string } | null> {
  const liste = await db
    .selectFrom('liste')
    .select(['du', 'source'])
    .where('nom', '=', 'FINESS')
    .executeTakeFirst()
  return liste ?? null
}

/** Day of the imported extraction, or null when none was imported. */
export const dateOfFiness = async (db: Db): Promise<string | null> => (await readListeFiness(db))?.du ?? null

/** One establishment of the extraction, by its FINESS géographique. */
export async function findFiness(db: Db, numero: string): Promise<LigneFiness | null> {
  return (await db.selectFrom('finess').selectAll().where('numero', '=', numero).executeTakeFirst()) ?? null
}

/**
 * What the FINESS extraction says otherwise than the card. An empty cell of the list says nothing; names and towns
 * are compared without accents, case or punctuation.
 */
export async function compareWithFiness(db: Db, tiers: Tiers): Promise<readonly DifferenceListe[]> {
  const numero = identifiantOf(tiers, 'FINESS_G')
  const extraction = await readListeFiness(db)
  if (numero === null || extraction === null) return []
  const liste = { liste: 'FINESS', ...extraction, surFiche: true, identique: false }
  const ligne = await findFiness(db, numero)
  if (ligne === null)
    return [{ ...liste, champ: 'FINESS géographique', fiche: numero, valeurListe: 'absent de la liste' }]
  const paires: readonly (readonly [string, string, string])[] = [
    ['Raison sociale', tiers.nom, ligne.nom],
    ['FINESS juridique', identifiantOf(tiers, 'FINESS_J') ?? '', ligne.juridique],
    ['SIRET', identifiantOf(tiers, 'SIRET') ?? '', ligne.siret],
    ['Code postal', tiers.adresse.codePostal, ligne.codePostal],
    ['Commune', tiers.adresse.commune, ligne.commune],
    ['Téléphone', tiers.telephone, ligne.telephone],
  ]
  return paires.flatMap(([champ, fiche, valeurListe]) =>
    valeurListe === '' || comparable(fiche) === comparable(valeurListe)
      ? []
      : [{ ...liste, champ, fiche, valeurListe }],
  )
}
