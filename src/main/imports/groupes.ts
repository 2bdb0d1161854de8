import type { Rejet } from '#contract/commun.ts'
import type { ChampImport } from '#contract/import.ts'
import { formatJour } from '#domain/dates.ts'
import type { CommandeLue, LigneLue } from './lignes.ts'

/** Lines of one order number, all of them good by themselves. */
export interface Groupe {
  readonly numero: string
  readonly lignes: readonly LigneLue[]
}

/** Why an order stays out: its line at fault, the field, the rule. */
export class Refus extends Error {
  readonly ligne: LigneLue
  readonly champ: ChampImport | null
  readonly regle: string
  constructor(ligne: LigneLue, champ: ChampImport | null, regle: string, phrase: string) {
    super(phrase)
    this.ligne = ligne
    this.champ = champ
    this.regle = regle
  }
}

/** What the line at fault says in that field, as it is shown. */
export const valeurOf = (lue: CommandeLue, champ: ChampImport | null): string | null => {
  if (champ === 'numeroCommande') return lue.numero
  if (champ === 'dateCommande') return lue.dateEmission === null ? null : formatJour(lue.dateEmission)
  if (champ === 'fichier') return lue.fichier
  return champ === 'cas' ? lue.cas : null
}

/** A line that is good, in an order that cannot go in. */
export const companion = (ligne: number, numero: string, fautive: number): Rejet => ({
  ligne,
  colonne: null,
  valeur: numero,
  regle: 'commande incomplète',
  phrase: `La ligne ${fautive} de la même commande ${numero} est refusée\u00a0: une commande n’entre pas sans tous ses clients.`,
})

/** What the lines of an order say together; refuses two that differ. */
export function common<T>(
  retenues: readonly { readonly ligne: LigneLue }[],
  champ: ChampImport,
  lire: (commande: CommandeLue) => T | null,
): T | null {
  let valeur: T | null = null
  for (const { ligne } of retenues) {
    const lue = lire(ligne.commande as CommandeLue)
    if (lue === null) continue
    if (valeur !== null && valeur !== lue)
      throw new Refus(
        ligne,
        champ,
        'lignes d’une même commande',
        `Cette valeur diffère de celle des autres lignes de la commande ${(ligne.commande as CommandeLue).numero}.`,
      )
    valeur = lue
  }
  return valeur
}
