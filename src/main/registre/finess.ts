import type { Kysely, Selectable } from 'kysely'
import type { DifferenceListe } from '#contract/client.ts'
import { identifiantOf, type Tiers } from '#domain/tiers.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>
export type LigneFiness = Selectable<Tables['finess']>

/** Day of the imported extraction, or null when none was imported. */
export async function dateOfFiness(db: Db): Promise<string | null> {
  const liste = await db.selectFrom('liste').select('du').where('nom', '=', 'FINESS').executeTakeFirst()
  return liste?.du ?? null
}

/** One establishment of the extraction, by its FINESS géographique. */
export async function findFiness(db: Db, numero: string): Promise<LigneFiness | null> {
  return (await db.selectFrom('finess').selectAll().where('numero', '=', numero).executeTakeFirst()) ?? null
}

const comparable = (texte: string) =>
  texte
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim()

/**
 * What the FINESS extraction says otherwise than the card. An empty cell of the list says nothing; names and towns
 * are compared without accents, case or punctuation.
 */
export async function compareWithFiness(db: Db, tiers: Tiers): Promise<readonly DifferenceListe[]> {
  const numero = identifiantOf(tiers, 'FINESS_G')
  const du = await dateOfFiness(db)
  if (numero === null || du === null) return []
  const ligne = await findFiness(db, numero)
  if (ligne === null)
    return [
      { liste: 'FINESS', du, champ: 'FINESS géographique', fiche: numero, valeurListe: 'absent de la liste' },
    ]
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
      : [{ liste: 'FINESS', du, champ, fiche, valeurListe }],
  )
}
