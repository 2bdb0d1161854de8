import type { Dossier, Participation } from '#domain/commande.ts'
import type { CasDispositif, PieceDemande } from '#domain/dispositif.ts'
import { identifiantOf, nomComplet } from '#domain/tiers.ts'

/** Kinds of values that a source gives; a formatter says which kind it takes. */
export type Genre = 'texte' | 'jour' | 'centimes' | 'entier' | 'booleen'

interface Personne {
  readonly nom: string | null
  readonly mail: string | null
  readonly telephone: string | null
}

interface Praticien extends Personne {
  readonly rpps: string | null
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
  readonly lignes: readonly LigneDemande[]
}

const PERSONNE: Personne = { nom: null, mail: null, telephone: null }
const orNull = (texte: string | undefined): string | null => {
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
    mandataire: mandataireOf(withRole(dossier, 'mandataire')[0]),
    praticiens: liberal ? clients.map(praticienOf) : [],
    structure: liberal ? AUCUNE_STRUCTURE : structureOf(clients, withRole(dossier, 'beneficiaire')),
    pieces,
  }
}

const sum = (dossier: Dossier, montant: 'ht' | 'tva' | 'ttc') =>
  dossier.lignes.reduce((total, l) => total + l[montant], 0)

export interface Source {
  readonly genre: Genre
  readonly lire: (fichier: FichierDemandes, ligne: LigneDemande, element: never) => unknown
}

const source = (genre: Genre, lire: (f: FichierDemandes, l: LigneDemande) => unknown): Source => ({
  genre,
  lire,
})
const praticien = (lire: (p: Praticien) => unknown): Source => ({
  genre: 'texte',
  lire: (_f, _l, p: Praticien) => lire(p),
})
const piece = (lire: (p: PieceNommee) => unknown): Source => ({
  genre: 'texte',
  lire: (_f, _l, p: PieceNommee) => lire(p),
})

/** Lists over which a one-element array of a template repeats. */
export const LISTES: Readonly<Record<string, (f: FichierDemandes, l: LigneDemande) => readonly unknown[]>> = {
  'lignes[]': (f) => f.lignes,
  'lignes[].praticiens[]': (_, l) => l.praticiens,
  'lignes[].structure.finessGeo[]': (_, l) => l.structure.finessGeo,
  'lignes[].pieces[]': (_, l) => l.pieces,
}

/** Every source that a template may bind. Closed: a new one is added here, with its kind. */
export const SOURCES: Readonly<Record<string, Source>> = {
  'fournisseur.siret': source('texte', (f) => f.siret),
  'referencement.numeroAns': source('texte', (f) => orNull(f.numeroAns)),
  'lignes[].numLigne': source('entier', (_, l) => l.numLigne),
  'lignes[].commande.numero': source('texte', (_, l) => l.dossier.commande.numero),
  'lignes[].commande.dateEmission': source('jour', (_, l) => l.dossier.commande.dateEmission),
  'lignes[].commande.regimeTva': source('texte', (_, l) =>
    l.dossier.fournisseur.assujettiTva ? 'TTC' : 'HT',
  ),
  'lignes[].commande.ht': source('centimes', (_, l) => sum(l.dossier, 'ht')),
  'lignes[].commande.tva': source('centimes', (_, l) => sum(l.dossier, 'tva')),
  'lignes[].commande.ttc': source('centimes', (_, l) => sum(l.dossier, 'ttc')),
  'lignes[].cas.commandePour': source('texte', (_, l) => l.cas.commandePour),
  'lignes[].cas.avecMandataire': source('booleen', (_, l) => l.cas.mandataire === 'requis'),
  'lignes[].cas.clientUnique': source('booleen', (_, l) => l.clientUnique),
  'lignes[].mandataire.nom': source('texte', (_, l) => l.mandataire.nom),
  'lignes[].mandataire.mail': source('texte', (_, l) => l.mandataire.mail),
  'lignes[].mandataire.telephone': source('texte', (_, l) => l.mandataire.telephone),
  'lignes[].praticiens[].nom': praticien((p) => p.nom),
  'lignes[].praticiens[].mail': praticien((p) => p.mail),
  'lignes[].praticiens[].telephone': praticien((p) => p.telephone),
  'lignes[].praticiens[].rpps': praticien((p) => p.rpps),
  'lignes[].structure.responsable.nom': source('texte', (_, l) => l.structure.responsable.nom),
  'lignes[].structure.responsable.mail': source('texte', (_, l) => l.structure.responsable.mail),
  'lignes[].structure.responsable.telephone': source('texte', (_, l) => l.structure.responsable.telephone),
  'lignes[].structure.finessJuridique': source('texte', (_, l) => l.structure.finessJuridique),
  'lignes[].structure.finessGeo[]': { genre: 'texte', lire: (_f, _l, finess: string) => finess },
  'lignes[].pieces[].nom': piece((p) => p.nom),
  'lignes[].pieces[].format': piece((p) => p.format),
  'lignes[].pieces[].typeFichier': piece((p) => p.typeFichier),
}

const SCENARIO = /^lignes\[\]\.scenario\.([A-Za-z][A-Za-z0-9_]*)$/

/** The source of a path, `lignes[].scenario.<question>` included; null when the list has none of that name. */
export function findSource(chemin: string): Source | null {
  const question = SCENARIO.exec(chemin)?.[1]
  if (question !== undefined)
    return { genre: 'booleen', lire: (_, l) => l.dossier.scenario[question] ?? null }
  return Object.hasOwn(SOURCES, chemin) ? (SOURCES[chemin] as Source) : null
}
