/**
 * Thrown by what reads a line of a file, or looks for what it names: nothing of that line is taken. Carries the column
 * or key, what it held, the rule and the sentence for the person.
 */
export class LigneRefusee extends Error {
  readonly champ: string | null
  readonly valeur: string | null
  readonly regle: string
  constructor(champ: string | null, valeur: string | null, regle: string, phrase: string) {
    super(phrase)
    this.champ = champ
    this.valeur = valeur
    this.regle = regle
  }
}
