import type { Demande, Dossier, Facture, Installation, Piece, TypePiece } from '#domain/commande.ts'
import { montantAFacturer } from '#domain/facture.ts'
import { nomComplet } from '#domain/tiers.ts'
import { BASES, type Base } from './bases.ts'

/** Dossiers whose balance can be asked for: advance accepted, service done, received and invoiced. All invented. */

const piece = (id: number, type: TypePiece, date: string, signataires: readonly string[]): Piece => ({
  id,
  sha256: String(id).repeat(64),
  nom: `${type}0001.pdf`,
  type,
  etat: 'rattachee',
  format: 'pdf',
  taille: 40_000,
  pages: 1,
  ajouteeLe: `${date}T09:00:00.000Z`,
  emiseParNous: false,
  signatures: signataires.map((signataire, i) => ({
    id: id * 10 + i,
    signataire,
    date,
    nature: 'manuscrite',
    origine: 'declaree',
    couvreTout: null,
  })),
  commandes: [1],
})

const clientsOf = ({ participations }: Dossier) => participations.filter((p) => p.role === 'client')

const avance = (dossier: Dossier, plus: Partial<Demande>): Demande => ({
  id: 1,
  type: 'avance',
  tentative: 1,
  etat: 'validee',
  envoiId: 1,
  numLigne: 1,
  numeroAsp: '99000001',
  deposeLe: null,
  valideeLe: null,
  payeLe: null,
  montantPaye: null,
  motif: '',
  attendu: 10_800,
  codeTraitement: '',
  libelleTraitement: '',
  perimetre: {
    clients: clientsOf(dossier).map((p) => ({ tiersId: p.tiers.id, nom: nomComplet(p.tiers) })),
    scenario: dossier.scenario,
  },
  refusee: false,
  ...plus,
})

function facture(dossier: Dossier, plus: Pick<Facture, 'date' | 'finaliseeLe'>): Facture {
  const montants = montantAFacturer(dossier)
  const [premier] = clientsOf(dossier)
  return {
    id: 1,
    revision: 1,
    numero: 'F0001',
    client: premier === undefined ? '' : nomComplet(premier.tiers),
    ht: montants?.ht ?? null,
    tva: montants?.tva ?? null,
    ttc: montants?.ttc ?? null,
    externe: false,
    lignePrestation: null,
    mentionEtat: null,
    ...plus,
  }
}

const installee = (le: string, plus: Partial<Installation> = {}): Installation => ({
  revision: 1,
  prevueLe: le,
  realiseeLe: le,
  scenario: {},
  formation: {},
  livrables: {},
  tachesClient: '',
  preuves: [],
  nonServis: [],
  ...plus,
})

const atteste = (id: number, code: string, sujet: 'referencement' | 'commande', le: string) =>
  ({ id, code, sujet, sujetId: 1, le, par: 'Camille Test', commentaire: '' }) as const

const dossierOf = (base: string): Dossier => BASES[base]?.dossier as Dossier

function sfpSolde(base: string, signataires: readonly string[]): Dossier {
  const dossier = dossierOf(base)
  const le = '2027-01-20'
  const centre = clientsOf(dossier)[0]?.tiers.categorie === 'centre_infirmier'
  return {
    ...dossier,
    demandes: [avance(dossier, { deposeLe: '2026-11-17', valideeLe: '2026-12-14' })],
    installation: installee('2027-02-01', {
      formation: { le: '2027-01-28', modalite: 'presentiel', supportRemisLe: '2027-01-28' },
      livrables: {
        'guide-utilisateur': le,
        'guide-administrateur': le,
        'documentation-interfaces': le,
        'contenus-autonomie': le,
        'lecteur-codes': le,
      },
    }),
    pieces: [
      ...dossier.pieces,
      piece(2, 'VA', '2027-02-02', signataires),
      { ...piece(3, 'FACTURE', '2027-02-03', []), emiseParNous: true },
    ],
    facture: facture(dossier, { date: '2027-02-03', finaliseeLe: '2027-02-01' }),
    pilote: { signes: 5, transmisLe: '2027-01-11', decision: 'conforme', decideLe: '2027-01-25', rang: null },
    attestations: [
      ...dossier.attestations,
      atteste(21, 'formations-annexe', 'referencement', '2027-01-12'),
      atteste(22, 'sans-surcout', 'referencement', '2027-01-12'),
      atteste(23, 'droits-maintenance-support', 'referencement', '2027-01-12'),
      atteste(24, 'clause-portabilite', 'referencement', '2027-01-12'),
      ...(centre ? [atteste(25, 'certificat-installe', 'commande', '2027-02-01')] : []),
    ],
  }
}

function mdvSolde(base: string, type: 'VA' | 'MOM', signataires: readonly string[]): Dossier {
  const avant = dossierOf(base)
  const direct = type === 'MOM'
  const scenario = { ...avant.scenario, isDirectToDMP: direct, isPFIToDMP: !direct }
  const dossier = { ...avant, scenario }
  return {
    ...dossier,
    demandes: [avance(dossier, { etat: 'payee', deposeLe: '2022-07-01', payeLe: '2022-09-15' })],
    installation: installee('2022-10-10', {
      scenario,
      preuves: direct
        ? [{ flux: 'dmp', nombre: 12, adresse: '', releveLe: '2022-10-12', commentaire: '' }]
        : [],
    }),
    pieces: [
      ...dossier.pieces,
      piece(2, type, '2022-10-14', signataires),
      { ...piece(3, 'FACTURE', '2022-10-12', []), emiseParNous: true },
    ],
    facture: facture(dossier, { date: '2022-10-12', finaliseeLe: '2022-10-10' }),
  }
}

// Date 0 of the other bases: Date 5 07/04/2027, Date 6 07/07/2027.
const sfp = {
  dispositif: 'SFP-LGC-Va2',
  maintenant: '2027-02-10T08:02:00.000Z',
  surcharges: { date0: '2024-08-07' },
}
const mdv = { dispositif: 'MDV-LGC-Va1', maintenant: '2022-11-02T08:02:00.000Z', surcharges: {} }

export const BASES_SOLDE: Readonly<Record<string, Base>> = {
  'sfp-solde': { ...sfp, dossier: sfpSolde('sfp-liberal', ['Rose Hypothese']) },
  'sfp-solde-centre': { ...sfp, dossier: sfpSolde('sfp-centre', ['Irène Modele']) },
  'sfp-solde-centres': { ...sfp, dossier: sfpSolde('sfp-centres', ['Irène Modele', 'Octave Patron']) },
  'mdv-solde': { ...mdv, dossier: mdvSolde('mdv-medecin', 'MOM', ['Nadia Essai']) },
  'mdv-solde-cabinet': { ...mdv, dossier: mdvSolde('mdv-cabinet', 'VA', ['Alba Fiction', 'Bruno Invente']) },
  'mdv-solde-groupe': { ...mdv, dossier: mdvSolde('mdv-groupe', 'VA', ['Alba Fiction']) },
}
