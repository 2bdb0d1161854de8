import type { CodesAgence } from '#domain/codes.ts'
import type { Dossier, Participation } from '#domain/commande.ts'
import type { CasDispositif, PieceDemande } from '#domain/dispositif.ts'
import { identifiantOf, nomComplet, type Tiers } from '#domain/tiers.ts'

interface Personne {
  readonly nom: string | null
  readonly mail: string | null
  readonly telephone: string | null
}

export interface Praticien extends Personne {
  readonly rpps: string | null
  readonly tiers: Tiers
}

/** A piece under the name that it has in the ZIP. */
export interface PieceNommee {
  readonly nom: string
  readonly format: 'pdf' | 'jpg' | 'png' | 'tiff'
  readonly typeFichier: PieceDemande['typeFichier']
}

/** One request: what the bindings of `lignes[]` read. */
export interface LigneDemande {
  readonly numLigne: number
  readonly dossier: Dossier
  readonly cas: CasDispositif
  readonly clientUnique: boolean
  /** The first client. */
  readonly client: Tiers | null
  readonly mandataire: Personne
  readonly praticiens: readonly Praticien[]
  readonly structure: {
    readonly responsable: Personne
    readonly finessJuridique: string | null
    readonly finessGeo: readonly string[]
  }
  readonly pieces: readonly PieceNommee[]
}

/** One request file: one vendor, one reference number, one format. */
export interface FichierDemandes {
  readonly siret: string
  readonly numeroAns: string
  /** Codes of the agency's lists on the day of the file. */
  readonly codes: CodesAgence
  readonly lignes: readonly LigneDemande[]
}

const PERSONNE: Personne = { nom: null, mail: null, telephone: null }
export const orNull = (texte: string | undefined): string | null => {
  const propre = texte?.trim() ?? ''
  return propre === '' ? null : propre
}

/** The person who acts for a tiers: as he was on the order, else the contact with power to sign, else the first. */
function representantOf({ representant, tiers }: Participation): Personne {
  const contact = representant ?? tiers.contacts.find((c) => c.signataire) ?? tiers.contacts[0]
  return {
    nom: orNull(contact?.nom),
    mail: orNull(contact?.mail) ?? orNull(tiers.mail),
    telephone: orNull(contact?.telephone) ?? orNull(tiers.telephone),
  }
}

const praticienOf = ({ tiers }: Participation): Praticien => ({
  nom: orNull(nomComplet(tiers)),
  mail: orNull(tiers.mail),
  telephone: orNull(tiers.telephone),
  rpps: identifiantOf(tiers, 'RPPS'),
  tiers,
})

/** A mandataire is one of the practitioners (Modèles de documents SONS du 28/07/2023, §3, cas B) or a person who acts for a structure. */
function mandataireOf(participation: Participation | undefined): Personne {
  if (participation === undefined) return PERSONNE
  const personne = representantOf(participation)
  return participation.tiers.categorie === 'praticien' || personne.nom === null
    ? { ...personne, nom: orNull(nomComplet(participation.tiers)) }
    : personne
}

/** Most orders have one participation of a role: thousands are prepared at once, nothing is copied for nothing. */
function withRole(dossier: Dossier, role: Participation['role']): readonly Participation[] {
  const trouvees: Participation[] = []
  for (const p of dossier.participations) if (p.role === role) trouvees.push(p)
  return trouvees.length > 1 ? trouvees.sort((a, b) => a.rang - b.rang) : trouvees
}

type Structure = LigneDemande['structure']
const AUCUNE_STRUCTURE: Structure = { responsable: PERSONNE, finessJuridique: null, finessGeo: [] }

function structureOf(clients: readonly Participation[], beneficiaires: readonly Participation[]): Structure {
  const numbers = (type: 'FINESS_J' | 'FINESS_G', participations: readonly Participation[]) =>
    participations.map((p) => identifiantOf(p.tiers, type)).filter((n) => n !== null)
  const [premiere] = clients
  return {
    responsable: premiere === undefined ? PERSONNE : representantOf(premiere),
    finessJuridique: numbers('FINESS_J', clients)[0] ?? null,
    finessGeo: [...new Set(numbers('FINESS_G', [...clients, ...beneficiaires]))],
  }
}

/**
 * Gathers what the bindings read of one dossier. `numLigne` starts at 1 in each file;
 * practitioners are listed for a case LIBERAL, establishments for a case STRUCTURE
 * (Modèles de documents SONS du 28/07/2023, §3).
 */
export function prepareLigne(
  dossier: Dossier,
  cas: CasDispositif,
  pieces: readonly PieceNommee[],
  numLigne: number,
): LigneDemande {
  const clients = withRole(dossier, 'client')
  const liberal = cas.commandePour === 'LIBERAL'
  return {
    numLigne,
    dossier,
    cas,
    clientUnique: clients.length === 1,
    client: clients[0]?.tiers ?? null,
    mandataire: mandataireOf(withRole(dossier, 'mandataire')[0]),
    praticiens: liberal ? clients.map(praticienOf) : [],
    structure: liberal ? AUCUNE_STRUCTURE : structureOf(clients, withRole(dossier, 'beneficiaire')),
    pieces,
  }
}
