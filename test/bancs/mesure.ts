/** One measure against its reference, taken in the same run, on the same machine. */
export interface Mesure {
  readonly nom: string
  /** What Liasse costs: seconds, or bytes; `details` says which. */
  readonly mesure: number
  /** What the reference costs, same unit. */
  readonly reference: number
  /** `mesure / reference`: above 1, Liasse costs more. */
  readonly ratio: number
  /** Highest ratio allowed; null for a ratio given to be known, that nothing asks to keep. */
  readonly limite: number | null
  readonly details: string
}

/** A measure that costs `mesure` where the reference costs `reference`. */
export function compare(
  nom: string,
  mesure: number,
  reference: number,
  limite: number | null,
  details: string,
): Mesure {
  return { nom, mesure, reference, ratio: mesure / reference, limite, details }
}
