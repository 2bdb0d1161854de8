import { TransitionRefusee } from './etats.ts'

/** One of the pilot's installations: chosen, PV printed, PV signed, sent to the ANS, accepted by it (AF-SFP-LGC-Va2 §6.3). */
export const ETATS_PLACE = ['choisie', 'pv_imprime', 'pv_signe', 'transmise', 'conforme', 'retiree'] as const
export type EtatPlace = (typeof ETATS_PLACE)[number]

export const ETATS_PLACE_LIBELLES: Readonly<Record<EtatPlace, string>> = {
  choisie: 'client choisi',
  pv_imprime: 'PV imprimé',
  pv_signe: 'PV signé',
  transmise: 'PV transmis à l’ANS',
  conforme: 'PV conforme',
  retiree: 'retirée',
}

const EVENEMENTS = {
  imprimer: 'recevoir un PV imprimé',
  /** A signed copy is attached. */
  signer: 'recevoir son PV signé',
  /** The signed copy is taken off, or the ANS refuses it. */
  reprendre: 'reprendre son PV',
  transmettre: 'être transmise à l’ANS',
  accepter: 'être reconnue conforme',
  retirer: 'être retirée',
} as const
export type EvenementPlace = keyof typeof EVENEMENTS

const PLACE: Readonly<Record<EtatPlace, Readonly<Partial<Record<EvenementPlace, EtatPlace>>>>> = {
  choisie: { imprimer: 'pv_imprime', signer: 'pv_signe', retirer: 'retiree' },
  pv_imprime: { imprimer: 'pv_imprime', signer: 'pv_signe', retirer: 'retiree' },
  pv_signe: {
    imprimer: 'pv_signe',
    signer: 'pv_signe',
    reprendre: 'pv_imprime',
    transmettre: 'transmise',
    retirer: 'retiree',
  },
  transmise: { accepter: 'conforme', reprendre: 'pv_imprime' },
  conforme: {},
  retiree: {},
}

/** The next state of a place. Throws `TransitionRefusee` on a move that the table does not have. */
export function transitionPlace(etat: EtatPlace, evenement: EvenementPlace): EtatPlace {
  const suivant = PLACE[etat][evenement]
  if (suivant !== undefined) return suivant
  throw new TransitionRefusee(
    `Une place du pilote (${ETATS_PLACE_LIBELLES[etat]}) ne peut pas ${EVENEMENTS[evenement]}.`,
    etat,
    evenement,
  )
}
