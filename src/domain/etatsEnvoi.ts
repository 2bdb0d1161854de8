import { TransitionRefusee } from './etats.ts'

/** « prepare » is the intent, written before any file; « exporte » once both files were read back. */
export const ETATS_ENVOI = ['prepare', 'exporte', 'depose', 'abandonne'] as const
export type EtatEnvoi = (typeof ETATS_ENVOI)[number]

export const ETATS_ENVOI_LIBELLES: Readonly<Record<EtatEnvoi, string>> = {
  prepare: 'en préparation',
  exporte: 'exporté',
  depose: 'déposé',
  abandonne: 'abandonné',
}

const EVENEMENTS = {
  exporter: 'être exporté',
  deposer: 'être déposé',
  abandonner: 'être abandonné',
} as const
export type EvenementEnvoi = keyof typeof EVENEMENTS

const ENVOI: Readonly<Record<EtatEnvoi, Readonly<Partial<Record<EvenementEnvoi, EtatEnvoi>>>>> = {
  prepare: { exporter: 'exporte', abandonner: 'abandonne' },
  exporte: { deposer: 'depose', abandonner: 'abandonne' },
  depose: {},
  abandonne: {},
}

/** The next state of an envoi. Throws `TransitionRefusee` on a move that the table does not have. */
export function transitionEnvoi(etat: EtatEnvoi, evenement: EvenementEnvoi): EtatEnvoi {
  const suivant = ENVOI[etat][evenement]
  if (suivant !== undefined) return suivant
  throw new TransitionRefusee(
    etat === 'depose' && evenement === 'deposer'
      ? 'Un envoi déposé ne peut pas être déposé une seconde fois.'
      : `Un envoi ${ETATS_ENVOI_LIBELLES[etat]} ne peut pas ${EVENEMENTS[evenement]}.`,
    etat,
    evenement,
  )
}
