/** What a control found. One constat per control and subject, those that hold included. */
export interface Constat {
  readonly code: string
  readonly issue: 'respecte' | 'enfreint' | 'inconnu'
  /** Severity when the control does not hold; `information` never stops anything. */
  readonly gravite: 'bloquant' | 'alerte' | 'information'
  /** Where to go: path in the dossier, e.g. `commande.dateEmission`, `participations[0].tiers.telephone`. */
  readonly sujet: string
  /** What was read, ready to print; null when nothing was there. */
  readonly trouve: string | null
  /** What the rule asks for, ready to print; null when it cannot be put in one value. */
  readonly attendu: string | null
  readonly source: Source
}

/** A passage of a text: `{ document: 'AF-SFP-LGC-Va2', passage: '§4.3' }`, with its words when they help. */
export interface Source {
  readonly document: string
  readonly passage: string
  readonly citation?: string
}

/** A constat as shown: sentence, remedy, and the passage. Made from the code in one place (`messages.ts`). */
export interface ConstatAffiche extends Constat {
  readonly phrase: string
  readonly remede: string
  /** Screen and field that mend it, e.g. `commande.montant`; null when nothing in Liasse can. */
  readonly action: ActionRemede | null
}

export type ActionRemede =
  | {
      readonly type: 'champ'
      readonly sujet: 'commande' | 'client' | 'fournisseur' | 'produit'
      readonly champ: string
    }
  | { readonly type: 'attester'; readonly code: string }
  | { readonly type: 'piece' }
  | { readonly type: 'dispositif'; readonly cle: string }
  | { readonly type: 'aide' }
  /** A part of the dossier after its accepted advance, and the field of it that is looked at. */
  | {
      readonly type: 'suite'
      readonly ecran: 'installation' | 'facture' | 'pilote' | 'demande' | 'echeance'
      readonly champ: string
    }

/** Does this constat stop the request? An unknown answer to a blocking rule stops it too. */
export function bloque(constat: Pick<Constat, 'issue' | 'gravite'>): boolean {
  return constat.issue !== 'respecte' && constat.gravite === 'bloquant'
}
