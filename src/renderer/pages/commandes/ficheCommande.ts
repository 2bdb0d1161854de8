import type { FicheCommande } from '#contract/commande.ts'
import type { Commande, Dossier, Representant } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import type { ReponsesScenario } from '#domain/fournisseur.ts'
import { formatTelephone, parseTelephone } from '#domain/identifiants.ts'
import { formatDecimal, parseMontant } from '#domain/montant.ts'
import { client } from '../../api.ts'
import { type Erreurs, type Fiche, useFiche } from '../../components/saisie/useFiche.ts'
import type { SaisieCommande } from './saisie.ts'

/** An order as its form holds it. Amounts stay as typed; an empty one is the proposed amount. */
export interface FormCommande {
  readonly produit: { readonly referencementId: number; readonly fournisseurId: number } | null
  readonly numero: string
  /** Empty: the case deduced from the clients. */
  readonly cas: string
  readonly clients: readonly number[]
  readonly mandataire: number | null
  readonly representants: Readonly<Record<number, Representant>>
  readonly montants: Readonly<Record<number, string>>
  readonly taux: Readonly<Record<number, number | null>>
  readonly dateEmission: Jour | null
  readonly dateInstallationPrevue: Jour | null
  readonly formulaireExterne: boolean
  readonly fichierAttendu: string
  readonly scenario: ReponsesScenario
}

export const LIBELLES_COMMANDE: Readonly<Record<keyof FormCommande, string>> = {
  produit: 'Produit',
  numero: 'N° de bon de commande',
  cas: 'Cas',
  clients: 'Clients',
  mandataire: 'Mandataire',
  representants: 'Représentant',
  montants: 'Montant HT',
  taux: 'TVA',
  dateEmission: 'Date d’émission',
  dateInstallationPrevue: 'Installation prévue',
  formulaireExterne: 'Formulaire',
  fichierAttendu: 'Fichier attendu',
  scenario: 'Scénario',
}

export const COMMANDE_VIDE: FormCommande = {
  produit: null,
  numero: '',
  cas: '',
  clients: [],
  mandataire: null,
  representants: {},
  montants: {},
  taux: {},
  dateEmission: null,
  dateInstallationPrevue: null,
  formulaireExterne: false,
  fichierAttendu: '',
  scenario: {},
}

/** An order of the register in the shape of its form. */
export function formOf(dossier: Dossier): FormCommande {
  const { commande: c } = dossier
  const clients = dossier.participations.filter((p) => p.role === 'client')
  const representants: Record<number, Representant> = {}
  for (const { tiers, representant: r } of clients)
    if (r !== null) representants[tiers.id] = { ...r, telephone: formatTelephone(r.telephone) }
  return {
    produit: { referencementId: c.referencementId, fournisseurId: c.fournisseurId },
    numero: c.numero,
    cas: c.cas,
    clients: clients.map((p) => p.tiers.id),
    mandataire: dossier.participations.find((p) => p.role === 'mandataire')?.tiers.id ?? null,
    representants,
    montants: Object.fromEntries(dossier.lignes.map((l) => [l.tiersId, formatDecimal(l.ht)])),
    taux: Object.fromEntries(dossier.lignes.map((l) => [l.tiersId, l.taux])),
    dateEmission: c.dateEmission,
    dateInstallationPrevue: c.dateInstallationPrevue,
    formulaireExterne: c.formulaireExterne,
    fichierAttendu: c.fichierAttendu,
    scenario: dossier.scenario,
  }
}

function toSaisie(f: FormCommande, cas: string, commande: Commande | null): SaisieCommande {
  if (f.produit === null) throw new Error('Choisissez le produit commandé.')
  return {
    ...(commande !== null && { id: commande.id }),
    ...f.produit,
    numero: f.numero.trim(),
    cas,
    dateEmission: f.dateEmission,
    dateInstallationPrevue: f.dateInstallationPrevue,
    formulaireExterne: f.formulaireExterne,
    fichierAttendu: f.fichierAttendu.trim(),
    participations: [
      ...f.clients.map((tiersId) => ({
        role: 'client' as const,
        tiersId,
        representant: representantOf(f.representants[tiersId]),
      })),
      ...(f.mandataire === null
        ? []
        : [{ role: 'mandataire' as const, tiersId: f.mandataire, representant: null }]),
    ],
    lignes: f.clients.map((tiersId) => {
      const ht = parseMontant(f.montants[tiersId] ?? '')
      const taux = f.taux[tiersId]
      return { tiersId, ...(ht !== null && { ht }), ...(taux != null && { taux }) }
    }),
    scenario: { ...f.scenario },
  }
}

/** A representative left empty is nobody: the client signs for himself. */
function representantOf(r: Representant | undefined): Representant | null {
  if (r === undefined || Object.values(r).every((v) => v.trim() === '')) return null
  return { ...r, telephone: parseTelephone(r.telephone) ?? r.telephone }
}

function verify(f: FormCommande): Erreurs<FormCommande> {
  const fautes: Erreurs<FormCommande> = {}
  if (f.produit === null) fautes.produit = 'Choisissez le produit commandé.'
  if (f.clients.length === 0) fautes.clients = 'Choisissez au moins un client.'
  const illisible = f.clients.some((id) => {
    const saisie = f.montants[id] ?? ''
    return saisie.trim() !== '' && parseMontant(saisie) === null
  })
  if (illisible) fautes.montants = 'Montant illisible : écrivez 225,00.'
  const telephone = f.clients.some((id) => {
    const t = f.representants[id]?.telephone ?? ''
    return t.trim() !== '' && parseTelephone(t) === null
  })
  if (telephone) fautes.representants = 'Un téléphone de représentant n’a pas dix chiffres.'
  return fautes
}

interface Options {
  readonly existante: FicheCommande | null
  readonly base: FormCommande
  /** Case to save: chosen, or deduced from the clients. */
  readonly casOf: (f: FormCommande) => string
  readonly onEnregistree: (id: number) => void
}

/** The form of an order: a draft until the person saves it; a stale save shows both versions. */
export function useFicheCommande({ existante, base, casOf, onEnregistree }: Options): Fiche<FormCommande> {
  const commande = existante?.dossier.commande ?? null
  return useFiche<FormCommande>({
    cle: commande === null ? 'commande/nouvelle' : `commande/${commande.id}`,
    base,
    id: commande?.id,
    revision: commande?.revision,
    auto: false,
    verifier: verify,
    onEnregistre: onEnregistree,
    enregistrer: async (f, { revision }) => {
      const fiche = await client.commande.definir({
        ...toSaisie(f, casOf(f), commande),
        ...(revision !== undefined && { revision }),
      })
      const { id, revision: nouvelle } = fiche.dossier.commande
      return { id, revision: nouvelle, cle: `commande/${id}` }
    },
    lireActuelle: (actuelle) => {
      const dossier = actuelle as Dossier
      return { valeurs: formOf(dossier), revision: dossier.commande.revision }
    },
  })
}
