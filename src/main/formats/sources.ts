import { codeOf } from '#domain/codes.ts'
import type { Dossier, Facture } from '#domain/commande.ts'
import { signaturesOf } from '#domain/controles/lecture.ts'
import type { Jour } from '#domain/dates.ts'
import { demandeEnCours } from '#domain/suite.ts'
import { identifiantOf, PROFESSION_LIBELLES, type Tiers } from '#domain/tiers.ts'
import { type FichierDemandes, type LigneDemande, orNull, type PieceNommee, type Praticien } from './ligne.ts'

/**
 * Kinds of values that a source gives; a formatter says which kind it takes. `taux`: basis points. `reponse`: the
 * answer to a question, yes/no or a code.
 */
export type Genre = 'texte' | 'jour' | 'centimes' | 'taux' | 'entier' | 'booleen' | 'reponse'

export interface Source {
  readonly genre: Genre
  /** As it is chosen on screen. */
  readonly libelle: string
  readonly lire: (fichier: FichierDemandes, ligne: LigneDemande, element: never) => unknown
}

const source = (
  genre: Genre,
  libelle: string,
  lire: (f: FichierDemandes, l: LigneDemande) => unknown,
): Source => ({
  genre,
  libelle,
  lire,
})
const praticien = (libelle: string, lire: (p: Praticien) => unknown): Source => ({
  genre: 'texte',
  libelle: `Praticien, ${libelle}`,
  lire: (_f, _l, p: Praticien) => lire(p),
})
const piece = (
  libelle: string,
  lire: (p: PieceNommee, codes: FichierDemandes['codes']) => unknown,
): Source => ({
  genre: 'texte',
  libelle: `Pièce, ${libelle}`,
  lire: (f, _l, p: PieceNommee) => lire(p, f.codes),
})
const client = (libelle: string, lire: (t: Tiers) => string | null | undefined): Source =>
  source('texte', `Client, ${libelle}`, (_, l) =>
    l.client === null ? null : orNull(lire(l.client) ?? undefined),
  )

const facture = (genre: Genre, libelle: string, lire: (f: Facture) => unknown): Source =>
  source(genre, `Facture, ${libelle}`, (_, l) =>
    l.dossier.facture === null ? null : lire(l.dossier.facture),
  )

const sum = (dossier: Dossier, montant: 'ht' | 'tva' | 'ttc') =>
  dossier.lignes.reduce((total, l) => total + l[montant], 0)

/** One rate for the whole order, otherwise none: a mean would be no rate. */
function tauxOf({ lignes, fournisseur }: Dossier): number | null {
  if (!fournisseur.assujettiTva) return 0
  const [premier, ...autres] = lignes
  return premier === undefined || autres.some((l) => l.taux !== premier.taux) ? null : premier.taux
}

/** Known only once the client has declared, even that there is none. */
function aidesOf({ aides }: Dossier, tiers: Tiers | null): number | null {
  const siennes = aides.filter((a) => a.tiersId === tiers?.id)
  return siennes.length === 0 ? null : siennes.reduce((total, a) => total + a.montant, 0)
}

/** The last signature of the piece of a type that goes with the request. */
const signeeLe = (dossier: Dossier, type: 'BDC' | 'VA' | 'MOM'): Jour | null =>
  signaturesOf(dossier, type)
    .flatMap((s) => s.date ?? [])
    .sort()
    .at(-1) ?? null

/** When the piece that receives the service was signed; null when it is not that piece that goes. */
const receptionLe = ({ dossier, pieces }: LigneDemande, type: 'VA' | 'MOM'): Jour | null =>
  pieces.some((p) => p.typeFichier === type) ? signeeLe(dossier, type) : null

/** Lists over which an array of a template repeats. */
export const LISTES: Readonly<Record<string, (f: FichierDemandes, l: LigneDemande) => readonly unknown[]>> = {
  'lignes[]': (f) => f.lignes,
  'lignes[].praticiens[]': (_, l) => l.praticiens,
  'lignes[].structure.finessGeo[]': (_, l) => l.structure.finessGeo,
  'lignes[].pieces[]': (_, l) => l.pieces,
}

/** Names of the lists, as they are chosen on screen. */
export const LIBELLES_LISTES: Readonly<Record<string, string>> = {
  'lignes[]': 'Demandes',
  'lignes[].praticiens[]': 'Praticiens',
  'lignes[].structure.finessGeo[]': 'Établissements',
  'lignes[].pieces[]': 'Pièces',
}

/** Every source that a template may bind. Closed: a new one is added here, with its kind. */
export const SOURCES: Readonly<Record<string, Source>> = {
  'fournisseur.siret': source('texte', 'Fournisseur, SIRET', (f) => f.siret),
  'referencement.numeroAns': source('texte', 'Produit, n° ANS', (f) => orNull(f.numeroAns)),
  'lignes[].numLigne': source('entier', 'Ligne, numéro', (_, l) => l.numLigne),
  'lignes[].commande.numero': source('texte', 'Commande, numéro', (_, l) => l.dossier.commande.numero),
  'lignes[].commande.dateEmission': source(
    'jour',
    'Commande, date',
    (_, l) => l.dossier.commande.dateEmission,
  ),
  'lignes[].commande.dateSignature': source('jour', 'Commande, date de signature', (_, l) =>
    signeeLe(l.dossier, 'BDC'),
  ),
  'lignes[].commande.dateInstallationPrevue': source(
    'jour',
    'Commande, date d’installation prévue',
    (_, l) => l.dossier.commande.dateInstallationPrevue,
  ),
  'lignes[].commande.dispositif': source(
    'texte',
    'Commande, dispositif',
    (_, l) => l.dossier.commande.dispositif,
  ),
  'lignes[].commande.regimeTva': source('texte', 'Commande, régime de TVA', (f, l) =>
    codeOf(f.codes, 'regimeTVA', l.dossier.fournisseur.assujettiTva ? 'assujetti' : 'non_assujetti'),
  ),
  'lignes[].commande.tauxTva': source('taux', 'Commande, taux de TVA', (_, l) => tauxOf(l.dossier)),
  'lignes[].commande.ht': source('centimes', 'Commande, montant HT', (_, l) => sum(l.dossier, 'ht')),
  'lignes[].commande.tva': source('centimes', 'Commande, TVA en euros', (_, l) => sum(l.dossier, 'tva')),
  'lignes[].commande.ttc': source('centimes', 'Commande, montant TTC', (_, l) => sum(l.dossier, 'ttc')),
  'lignes[].commande.tranche': source(
    'texte',
    'Commande, tranche de financement',
    (_, l) => l.dossier.lignes[0]?.tranche ?? orNull(l.client?.tranche ?? undefined),
  ),
  'lignes[].commande.plafondHt': source(
    'centimes',
    'Commande, plafond HT',
    (_, l) => l.dossier.lignes[0]?.plafondHt ?? null,
  ),
  'lignes[].demande.typeAction': source('texte', 'Demande, type d’action', (f) =>
    codeOf(f.codes, 'typeAction', 'creation'),
  ),
  'lignes[].demande.numeroAsp': source(
    'texte',
    'Demande d’avance, n° ASP',
    (_, l) => demandeEnCours(l.dossier, 'avance')?.numeroAsp ?? null,
  ),
  'lignes[].demande.avance': source(
    'centimes',
    'Demande d’avance, montant demandé',
    (_, l) => demandeEnCours(l.dossier, 'avance')?.attendu ?? null,
  ),
  'lignes[].demande.solde': source('centimes', 'Demande de solde, montant demandé', (_, l) => {
    const avance = demandeEnCours(l.dossier, 'avance')?.attendu ?? null
    return avance === null ? null : sum(l.dossier, 'ttc') - avance
  }),
  'lignes[].installation.realiseeLe': source(
    'jour',
    'Installation, date de réalisation',
    (_, l) => l.dossier.installation?.realiseeLe ?? null,
  ),
  'lignes[].va.dateSignature': source('jour', 'VA, date de signature', (_, l) => receptionLe(l, 'VA')),
  'lignes[].mom.dateSignature': source('jour', 'MOM, date de signature', (_, l) => receptionLe(l, 'MOM')),
  'lignes[].facture.numero': facture('texte', 'numéro', (f) => orNull(f.numero)),
  'lignes[].facture.date': facture('jour', 'date', (f) => f.date),
  'lignes[].facture.finaliseeLe': facture('jour', 'date de finalisation', (f) => f.finaliseeLe),
  'lignes[].facture.client': facture('texte', 'nom du client', (f) => orNull(f.client)),
  'lignes[].facture.ht': facture('centimes', 'montant HT', (f) => f.ht),
  'lignes[].facture.tva': facture('centimes', 'TVA en euros', (f) => f.tva),
  'lignes[].facture.ttc': facture('centimes', 'montant TTC', (f) => f.ttc),
  'lignes[].cas.code': source('texte', 'Cas, lettre', (_, l) => l.cas.code),
  'lignes[].cas.commandePour': source('texte', 'Cas, commande pour', (f, l) =>
    codeOf(f.codes, 'commandePour', l.cas.commandePour),
  ),
  'lignes[].cas.avecMandataire': source(
    'booleen',
    'Cas, avec mandataire',
    (_, l) => l.cas.mandataire === 'requis',
  ),
  'lignes[].cas.clientUnique': source('booleen', 'Cas, client unique', (_, l) => l.clientUnique),
  'lignes[].fournisseur.denomination': source(
    'texte',
    'Fournisseur, raison sociale',
    (_, l) => l.dossier.fournisseur.denomination,
  ),
  'lignes[].fournisseur.tauxTva': source('taux', 'Fournisseur, taux par défaut', (_, l) =>
    l.dossier.fournisseur.assujettiTva ? l.dossier.fournisseur.tauxTva : 0,
  ),
  'lignes[].produit.solution': source('texte', 'Produit, nom', (_, l) => l.dossier.referencement.solution),
  'lignes[].produit.version': source('texte', 'Produit, version', (_, l) =>
    orNull(l.dossier.referencement.version),
  ),
  'lignes[].client.nom': client('nom', (t) => t.nom),
  'lignes[].client.prenom': client('prénom', (t) => t.prenom),
  'lignes[].client.profession': client('profession', (t) =>
    t.profession === null ? null : PROFESSION_LIBELLES[t.profession],
  ),
  'lignes[].client.reference': client('référence', (t) => t.reference),
  'lignes[].client.adresse': client('adresse', (t) => t.adresse.lignes),
  'lignes[].client.codePostal': client('code postal', (t) => t.adresse.codePostal),
  'lignes[].client.commune': client('commune', (t) => t.adresse.commune),
  'lignes[].client.mail': client('mail', (t) => t.mail),
  'lignes[].client.telephone': client('téléphone', (t) => t.telephone),
  'lignes[].client.rpps': client('RPPS', (t) => identifiantOf(t, 'RPPS')),
  'lignes[].client.siret': client('SIRET', (t) => identifiantOf(t, 'SIRET')),
  'lignes[].client.siren': client('SIREN', (t) => identifiantOf(t, 'SIREN')),
  'lignes[].client.aides': source('centimes', 'Client, aides déjà reçues', (_, l) =>
    aidesOf(l.dossier, l.client),
  ),
  'lignes[].mandataire.nom': source('texte', 'Mandataire, nom', (_, l) => l.mandataire.nom),
  'lignes[].mandataire.mail': source('texte', 'Mandataire, mail', (_, l) => l.mandataire.mail),
  'lignes[].mandataire.telephone': source('texte', 'Mandataire, téléphone', (_, l) => l.mandataire.telephone),
  'lignes[].praticiens[].nom': praticien('nom complet', (p) => p.nom),
  'lignes[].praticiens[].nomFamille': praticien('nom de famille', (p) => orNull(p.tiers.nom)),
  'lignes[].praticiens[].prenom': praticien('prénom', (p) => orNull(p.tiers.prenom)),
  'lignes[].praticiens[].mail': praticien('mail', (p) => p.mail),
  'lignes[].praticiens[].telephone': praticien('téléphone', (p) => p.telephone),
  'lignes[].praticiens[].rpps': praticien('RPPS', (p) => p.rpps),
  'lignes[].structure.responsable.nom': source(
    'texte',
    'Structure, responsable',
    (_, l) => l.structure.responsable.nom,
  ),
  'lignes[].structure.responsable.mail': source(
    'texte',
    'Structure, mail du responsable',
    (_, l) => l.structure.responsable.mail,
  ),
  'lignes[].structure.responsable.telephone': source(
    'texte',
    'Structure, téléphone du responsable',
    (_, l) => l.structure.responsable.telephone,
  ),
  'lignes[].structure.finessJuridique': source(
    'texte',
    'Structure, FINESS juridique',
    (_, l) => l.structure.finessJuridique,
  ),
  'lignes[].structure.finessGeo[]': {
    genre: 'texte',
    libelle: 'Établissement, FINESS géographique',
    lire: (_f, _l, finess: string) => finess,
  },
  'lignes[].pieces[].nom': piece('nom du fichier', (p) => p.nom),
  'lignes[].pieces[].format': piece('format', (p, codes) => codeOf(codes, 'formatFichier', p.format)),
  'lignes[].pieces[].typeFichier': piece(
    'type',
    (p, codes) => codeOf(codes, 'typeFichier', p.typeFichier) ?? p.typeFichier,
  ),
}

/** Path of the answer to a question of a scheme. */
export const scenarioPath = (question: string): string => `lignes[].scenario.${question}`

const SCENARIO = /^lignes\[\]\.scenario\.([A-Za-z][A-Za-z0-9_]*)$/

/** The source of a path, `lignes[].scenario.<question>` included; null when the list has none of that name. */
export function findSource(chemin: string): Source | null {
  const question = SCENARIO.exec(chemin)?.[1]
  if (question !== undefined)
    return {
      genre: 'reponse',
      libelle: `Scénario, ${question}`,
      lire: (_, l) => l.dossier.scenario[question] ?? null,
    }
  return Object.hasOwn(SOURCES, chemin) ? (SOURCES[chemin] as Source) : null
}

/** The list that a source is read in: `lignes[].pieces[]`, `lignes[]`, or empty for the head of the file. */
export const listOf = (chemin: string): string =>
  chemin.includes('[]') ? chemin.slice(0, chemin.lastIndexOf('[]') + 2) : ''
