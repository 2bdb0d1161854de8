/** Sum of what is read of each row, in the unit of what is read; zero of none. */
export const sum = <T>(lignes: readonly T[], lire: (ligne: T) => number): number =>
  lignes.reduce((somme, l) => somme + lire(l), 0)
