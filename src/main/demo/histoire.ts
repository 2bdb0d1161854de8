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

/**
 * The first wave: ten orders of the spring's product for paramedics, whose pilot is under way, and twelve of the
 * doctors', which has none and goes to the balance.
 */
export const PREMIERE_VAGUE = {
  sfp: [101, 102, 103, 104, 105, 106, 107, 108, 109, 110],
  mdv: [1101, 1102, 1103, 1104, 1105, 1106, 1107, 1108, 1109, 1110, 1111, 1112],
  /** The agency answers with a code that nobody knows. */
  codeInconnu: 109,
  /** Refused as already financed, contested, and asked for a proof since. */
  contestee: 110,
  /** Places of the pilot: the first three have their PV signed, the fourth is to be installed, the fifth is free. */
  pilote: [101, 102, 103, 104],
  pvSignes: [101, 102, 103],
  installees: [101, 102, 103, 105, 106, 107],
  vaEmises: [101, 102, 103, 106, 107],
  vaSignees: [101, 102, 106, 107],
  facturees: [101, 106, 107],
  /** Accepted, not paid yet. */
  avanceImpayee: 1111,
  /** Installed with another software that feeds the DMP: a VA, at the client's. */
  parTiers: 1112,
  /** Its invoice names another client than its advance: an avenant to follow. */
  avenant: 1107,
  /** The day of its MOM is not noted. */
  momSansDate: 1110,
  soldesDeposes: [1101, 1102, 1103, 1104, 1105, 1106, 1107],
  soldesPayes: [1101, 1102, 1103],
  soldeRejete: 1105,
  soldeRetourne: 1106,
  soldeExporte: 1108,
}
