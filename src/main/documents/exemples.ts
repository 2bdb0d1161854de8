import type { Commande, Dossier, Ligne, Participation } from '#domain/commande.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { factureAEmettre } from '#domain/facture.ts'
import { luhnKey } from '#domain/identifiants.ts'
import { computeLigne, findPlafond } from '#domain/proposition.ts'
import type { CategorieTiers, Profession, Tiers } from '#domain/tiers.ts'

/** What an invented order shows. Amounts are the ceilings of the scheme on the day of issue. */
export interface Exemple {
  readonly cas: string
  readonly clients: number
  /** Issued before the référencement: the number is left out and the 120-day mention printed. */
  readonly anterieur?: boolean
  readonly assujettiTva?: boolean
}

const EMISSION = '2026-11-17'
const REFERENCEMENT = '2026-09-01'
const INSTALLATION = '2027-02-16'
/** In the register nobody has these: prefix 99, valid keys. */
const withKey = (debut: string): string => `${debut}${luhnKey(debut)}`
const PRENOMS = [
  'Jeanne',
  'Modeste',
  'Dominique',
  'Camille',
  'Sacha',
  'Agathe',
  'Bruno',
  'Chloé',
  'Denis',
  'Elsa',
]
const NOMS = ['Exemple', 'Modèle', 'Spécimen', 'Gabarit', 'Patron', 'Essai', 'Maquette', 'Épreuve', 'Canevas']

function inventTiers(i: number, categorie: CategorieTiers, profession: Profession | null): Tiers {
  const personne = categorie === 'praticien'
  const prenom = PRENOMS[i % PRENOMS.length] as string
  const nom = NOMS[Math.floor(i / PRENOMS.length) % NOMS.length] as string
  const rang = String(i + 1).padStart(3, '0')
  const suite = i >= PRENOMS.length * NOMS.length ? ` ${i + 1}` : ''
  const centre = categorie === 'maison_sante' ? 'Maison de santé' : 'Centre de santé'
  return {
    id: i + 1,
    revision: 1,
    categorie,
    nom: personne ? `${nom}${suite}` : `${centre} Exemple ${i + 1}`,
    prenom: personne ? prenom : '',
    profession,
    modeExercice: personne ? 'liberal' : null,
    identifiants: personne
      ? [{ type: 'RPPS', valeur: withKey(`9900041${rang}`) }]
      : [
          { type: 'FINESS_G', valeur: withKey(`99000${rang}`) },
          { type: 'FINESS_J', valeur: withKey(`99010${rang}`) },
        ],
    adresse: { lignes: `${12 + i} allée du Spécimen`, codePostal: '99100', commune: 'Modèle-sur-Essai' },
    telephone: `0199004${rang}`,
    mail: `client${i + 1}@cabinet.example`,
    reference: '',
    tranche: personne ? null : 'B',
    contacts: personne
      ? []
      : [
          {
            id: i + 1,
            nom: `${prenom} ${nom}${suite}`,
            qualite: 'directrice',
            telephone: `0199005${rang}`,
            mail: `direction${i + 1}@centre.example`,
            signataire: true,
          },
        ],
    parentId: null,
  }
}

/**
 * A plainly invented dossier of a scheme (identifiers in 99 with valid keys, `.example` addresses).
 * An unknown case falls back on the first of the scheme.
 */
export function inventDossier(dispositif: Dispositif, exemple: Exemple): Dossier {
  const cas = dispositif.cas.find((c) => c.code === exemple.cas) ?? dispositif.cas[0]
  const categorie = cas?.clients.categories[0] ?? 'praticien'
  const profession = dispositif.clients.find((c) => c.categorie === categorie)?.profession ?? null
  const assujettiTva = exemple.assujettiTva ?? true
  const tiers = Array.from({ length: exemple.clients }, (_, i) => inventTiers(i, categorie, profession))
  const participation = (t: Tiers, role: Participation['role'], rang: number): Participation => ({
    id: rang + 1,
    role,
    rang,
    tiers: t,
    representant: null,
  })
  const mandataire = cas?.mandataire === 'requis' ? tiers.slice(0, 1) : []
  const lignes = tiers.map((t, i): Ligne => {
    const plafond = findPlafond(dispositif, t, EMISSION)
    const ht = plafond?.ht ?? 100_000
    const taux = assujettiTva ? 2000 : 0
    return {
      id: i + 1,
      tiersId: t.id,
      ht,
      taux,
      ...computeLigne(ht, taux),
      tranche: t.tranche,
      plafondHt: plafond?.ht ?? null,
      plafondSource: null,
    }
  })
  const commande: Commande = {
    id: 1,
    revision: 1,
    numero: 'BDC 2026 0142',
    numeroAttribue: true,
    dispositif: dispositif.code,
    fournisseurId: 1,
    referencementId: 1,
    cas: cas?.code ?? exemple.cas,
    dateEmission: EMISSION,
    dateInstallationPrevue: '2027-02-16',
    formulaireExterne: false,
    fichierAttendu: '',
    annuleeLe: null,
    bdcEmisLe: null,
  }
  const dossier: Dossier = {
    fournisseur: {
      id: 1,
      revision: 1,
      denomination: 'Éditeur Exemple SAS',
      siret: '99000142200015',
      adresse: { lignes: '1 rue du Modèle', codePostal: '99000', commune: 'Exempleville' },
      responsable: {
        nom: 'Claude Exemple',
        qualite: 'gérant',
        telephone: '0199001000',
        mail: 'segur@editeur.example',
      },
      assujettiTva,
      tauxTva: 2000,
      couleur: '#1b3670',
      mentionsFacture:
        'SAS au capital de 10 000 €, RCS Exempleville 990 001 422.\nÉchéance : à réception. Pas d’escompte pour paiement anticipé. Pénalités de retard : trois fois le taux d’intérêt légal ; indemnité forfaitaire pour frais de recouvrement : 40 €.'.replace(
          / (?=[:;€])|(?<=\d) (?=\d)/g,
          '\u00a0',
        ),
      logo: null,
      enrolements: {},
      enrolement: {},
    },
    referencement: {
      id: 1,
      revision: 1,
      solution: 'Corail Cabinet',
      version: '8.2',
      dispositif: dispositif.code,
      numeroAns: exemple.anterieur === true ? '' : '9901422026',
      profils: dispositif.profils.slice(0, 2),
      dateDossierComplet: null,
      dateReferencement: exemple.anterieur === true ? null : REFERENCEMENT,
      scenario: {},
    },
    distribution: null,
    commande,
    participations: [
      ...mandataire.map((t) => participation(t, 'mandataire', 0)),
      ...tiers.map((t, i) => participation(t, 'client', i)),
    ],
    lignes,
    scenario: Object.fromEntries(
      dispositif.scenario.map((q, i) => [
        q.cle,
        q.liste === undefined ? i % 2 === 0 : (dispositif.listes[q.liste]?.[0]?.valeur?.[0]?.code ?? null),
      ]),
    ),
    impressions: [],
    pieces: [],
    attestations: [],
    aides: [],
    doublons: [],
    listes: [],
    demandes: [],
    installation: {
      revision: 1,
      prevueLe: '2027-02-16',
      realiseeLe: INSTALLATION,
      scenario: {},
      formation: {},
      livrables: {},
      tachesClient: '',
      preuves: [],
      nonServis: [],
    },
    facture: null,
    pilote:
      dispositif.solde.pilote === null
        ? null
        : { signes: 2, transmisLe: null, decision: null, decideLe: null, rang: 3 },
    echeances: [],
  }
  return {
    ...dossier,
    facture: { id: 1, revision: 1, ...factureAEmettre(dossier, 'FA 2027 0031', '2027-02-18') },
  }
}
