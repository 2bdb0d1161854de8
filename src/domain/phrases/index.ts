import type { CodeControle } from '../controles/index.ts'
import { PHRASES_CLIENT } from './client.ts'
import { PHRASES_COMMANDE } from './commande.ts'
import { PHRASES_FACTURE } from './facture.ts'
import { PHRASES_FOURNISSEUR } from './fournisseur.ts'
import { PHRASES_INSTALLATION } from './installation.ts'
import { PHRASES_LISTES } from './listes.ts'
import type { Message } from './message.ts'
import { PHRASES_PIECES } from './pieces.ts'
import { PHRASES_PILOTE } from './pilote.ts'
import { PHRASES_RECEPTION } from './reception.ts'
import { PHRASES_SOLDE } from './solde.ts'

/** The sentences of every control. Typography (no-break spaces) is set by `messages.ts`. */
export const MESSAGES: Readonly<Record<CodeControle, Message>> = {
  ...PHRASES_FOURNISSEUR,
  ...PHRASES_CLIENT,
  ...PHRASES_COMMANDE,
  ...PHRASES_PIECES,
  ...PHRASES_LISTES,
  ...PHRASES_INSTALLATION,
  ...PHRASES_RECEPTION,
  ...PHRASES_FACTURE,
  ...PHRASES_SOLDE,
  ...PHRASES_PILOTE,
}
