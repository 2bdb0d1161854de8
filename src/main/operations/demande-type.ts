import type { Dossier, TypeDemande, TypePiece } from '#domain/commande.ts'
import type { Constat } from '#domain/constat.ts'
import { controlerAvance, controlerSolde } from '#domain/controles/index.ts'
import type { Instant } from '#domain/dates.ts'
import { asServi } from '#domain/demandes.ts'
import type { Dispositif } from '#domain/dispositif.ts'

/** What the advance and the balance do not share. Candidates are in `registre/envois.ts`, amounts and pieces in the domain. */
export interface RegleDemande {
  /** Begins the names of its files. */
  readonly prefixe: string
  /** « Demande d’avance », as it goes on in a sentence. */
  readonly libelle: string
  readonly controler: (dossier: Dossier, dispositif: Dispositif, maintenant: Instant) => readonly Constat[]
  /** The dossier as the request speaks of it. */
  readonly lire: (dossier: Dossier) => Dossier
  /** Names a piece that its own name cannot name, in a file where each order brings one piece or several. */
  readonly nommer: (numero: string, type: TypePiece) => string
  /** Said while the orders are looked at. */
  readonly controle: string
}

export const DEMANDES: Readonly<Record<TypeDemande, RegleDemande>> = {
  avance: {
    prefixe: 'AVANCE',
    libelle: 'demande d’avance',
    controler: controlerAvance,
    lire: (dossier) => dossier,
    nommer: (numero) => numero,
    controle: 'Contrôle des commandes signées',
  },
  solde: {
    prefixe: 'SOLDE',
    libelle: 'demande de solde',
    controler: controlerSolde,
    lire: asServi,
    nommer: (numero, type) => `${numero}-${type}`,
    controle: 'Contrôle des commandes installées',
  },
}
