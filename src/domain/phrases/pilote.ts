import type { CodeControle } from '../controles/index.ts'
import type { Message } from './message.ts'

export const PHRASES_PILOTE = {
  'PILOTE-VALIDE': {
    groupe: 'Pilote non justifié',
    respecte: (lu) => `Pilote ${lu}.`,
    enfreint: (lu) => `Le pilote n’est pas justifié : ${lu}.`,
    inconnu: (lu) => `La décision de l’ANS sur le pilote n’est pas connue (${lu}).`,
    remede:
      'Ouvrez le pilote : faites signer les PV, joignez les supports de formation, transmettez-les à l’ANS.',
    remedeInconnu: 'Notez la décision de l’ANS dans le pilote dès qu’elle est publiée.',
  },
} as const satisfies Partial<Record<CodeControle, Message>>
