/** The words of one control; `lu` is what was read, `attendu` what the rule asks for, both ready to print. */
export interface Message {
  /** Heads the orders that this control stops, whether it fails or waits for a fact. */
  readonly groupe: string
  /** By default, the control's title and what was read. */
  readonly respecte?: (lu: string, attendu: string) => string
  readonly enfreint?: (lu: string, attendu: string) => string
  readonly inconnu?: (lu: string, attendu: string) => string
  readonly remede: string
  /** When what is missing asks for something else than what is wrong. */
  readonly remedeInconnu?: string
}

/** ` (Nom)`, or nothing. */
export const pour = (nom: string) => (nom === '' ? '' : ` (${nom})`)
