import type { Jour } from './dates.ts'
import type { Datee, ValeurDatee } from './dispositif.ts'

/**
 * The value in force on a day, or null when none is: not yet in force, or abolished.
 * A value in force whose `valeur` is null is unknown: the user is asked.
 */
export function valueAt<T>(datee: Datee<T>, jour: Jour): ValeurDatee<T> | null {
  return datee.find((v) => (v.de === null || v.de <= jour) && (v.jusqua === null || jour <= v.jusqua)) ?? null
}

/** The value itself, or null when absent or unknown. */
export function knownAt<T>(datee: Datee<T>, jour: Jour): T | null {
  return valueAt(datee, jour)?.valeur ?? null
}
