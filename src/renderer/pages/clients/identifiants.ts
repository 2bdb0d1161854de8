import { type Identifiant, identifiantOf, type Tiers } from '#domain/tiers.ts'

export { IDENTIFIANT_LIBELLES } from '#domain/identifiants.ts'

/** The number by which a client is called: RPPS of a person, FINESS of a place. */
export function identifiantPrincipal(tiers: Tiers): Identifiant | null {
  for (const type of ['RPPS', 'FINESS_G', 'FINESS_J', 'FINESS_PMSI', 'SIRET', 'SIREN'] as const) {
    const valeur = identifiantOf(tiers, type)
    if (valeur !== null) return { type, valeur }
  }
  return null
}
