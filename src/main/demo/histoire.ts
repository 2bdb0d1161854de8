import type { Jour } from '#domain/dates.ts'

/** Practitioners and doctors of the lists; four centres and one order by hand make sixty. */
export const PRATICIENS = 36
export const MEDECINS = 19

/** What happens to the orders that do not go the whole way, by the last digits of their number. */
export const HISTOIRE = {
  nonEmises: [34, 35, 1015, 1016, 1017],
  /** Still at the client's. */
  nonSignees: [3, 10, 17, 27, 1012, 1013, 1014],
  /** Comes back under a name that says nothing. */
  nomMuet: 13,
  /** Signed, without a date. */
  sansDate: [9],
  sansDeclaration: 30,
  /** Its client received an aid before. */
  aideRecue: 24,
  annulees: [6, 20, 1019],
  deposees: [1, 2, 4, 7, 8, 11, 14, 15, 37, 1001, 1002, 1003, 1004, 1005],
  retournees: [7, 14],
  validees: [1, 1002],
  payees: [2, 11, 1001],
  rejetees: [4, 1003],
  exportees: [16, 18, 21, 22, 38, 1006, 1007, 1008],
}
/** The day of the deposit that the agency answered. */
export const DEPOT: Jour = '2026-11-09'
/** Cents. */
export const AIDE_RECUE = 1_200_000
