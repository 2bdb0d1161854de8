import type { ActionRemede } from '#domain/constat.ts'

/** Parts of a dossier, as `?onglet=` names them. */
export const ONGLETS = [
  'historique',
  'commande',
  'client',
  'installation',
  'facture',
  'demandes',
  'echeances',
  'notes',
] as const
export type Onglet = (typeof ONGLETS)[number]

/** What takes the focus when a part is opened without a field. */
const PREMIERS: Partial<Record<Onglet, string>> = {
  installation: 'realiseeLe',
  facture: 'numero',
  demandes: 'onglet-demandes',
  echeances: 'onglet-echeances',
}

/** The address of a part of a dossier; its field takes the focus. */
export function adresseDossier(commandeId: number, onglet: Onglet, champ = ''): string {
  const vise = champ === '' ? PREMIERS[onglet] : champ
  return `/commandes/${commandeId}?onglet=${onglet}${vise === undefined ? '' : `&champ=${encodeURIComponent(vise)}`}`
}

type Suite = Extract<ActionRemede, { type: 'suite' }>

const DE_ECRAN = {
  installation: 'installation',
  facture: 'facture',
  demande: 'demandes',
  echeance: 'echeances',
  pilote: 'historique',
} as const satisfies Record<Suite['ecran'], Onglet>

/** Where a point of the second half is mended; the pilot has a screen of its own. */
export const adresseOnglet = (commandeId: number, { ecran, champ }: Suite): string =>
  adresseDossier(commandeId, DE_ECRAN[ecran], ecran === 'installation' || ecran === 'facture' ? champ : '')

export const lireOnglet = (recherche: string): Onglet | null => {
  const dit = new URLSearchParams(recherche).get('onglet')
  return ONGLETS.find((o) => o === dit) ?? null
}
