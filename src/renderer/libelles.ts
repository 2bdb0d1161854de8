import type { LigneJournal } from '#contract/systeme.ts'
import { type EtatCommande, NATURES_SIGNATURE, type NatureSignature, type Porteur } from '#domain/commande.ts'
import { formatJour } from '#domain/dates.ts'
import type { AttestationDemandee } from '#domain/dispositif.ts'
import {
  ETAPE_LIBELLES,
  ETATS,
  ETATS_DEMANDE_LIBELLES,
  ETATS_PIECE_LIBELLES,
  TYPE_PIECE_LIBELLES,
} from '#domain/etats.ts'

export { TYPE_PIECE_LIBELLES } from '#domain/etats.ts'
export { actionJournal } from '#domain/journal.ts'

/** Words of the interface for the codes of the contract; those of the domain are in `#domain/etats.ts`. */
export const ETAT_LIBELLES = Object.fromEntries(
  Object.entries(ETATS).map(([etat, { libelle }]) => [etat, libelle]),
) as Readonly<Record<EtatCommande, string>>

export const PORTEUR_LIBELLES: Readonly<Record<Porteur, string>> = {
  nous: 'À nous',
  client: 'Chez le client',
  agence: 'À l’agence',
  clos: 'Closes',
}

/** The next step of an order: a refused balance is asked again, only the refusal of an advance is contested. */
export const libelleEtape = ({ etat }: { readonly etat: EtatCommande }): string =>
  etat === 'solde_rejete' ? 'Refaire le solde' : ETAPE_LIBELLES[ETATS[etat].etape]

/** Codes that an entry of the journal may hold, word for word. */
const VALEURS_JOURNAL: Readonly<Record<string, string>> = {
  ...ETATS_DEMANDE_LIBELLES,
  ...ETATS_PIECE_LIBELLES,
  ...TYPE_PIECE_LIBELLES,
}

const readable = (texte: string) =>
  (VALEURS_JOURNAL[texte] ?? texte)
    .replace(/\b\d{4}-\d{2}-\d{2}\b/g, formatJour)
    .replace(/(?<= )(?:cpx|psc|rgs|eidas|inconnue)(?=,|$)/g, (n) => NATURES_SIGNATURE[n as NatureSignature])

/** From what to what, and the detail, without a code: attestations are named by their scheme. */
export function detailJournal(
  { de, vers, detail }: Pick<LigneJournal, 'de' | 'vers' | 'detail'>,
  attestations: readonly AttestationDemandee[],
): string {
  const mouvement =
    de !== null && vers !== null
      ? `${readable(de)} → ${readable(vers)}`
      : vers === null
        ? (de ?? '')
        : readable(vers)
  const [code, ...commentaire] = detail.split('\u00a0: ')
  const attestation = attestations.find((a) => a.code === code)
  const dit = attestation === undefined ? readable(detail) : [attestation.libelle, ...commentaire].join(', ')
  return [mouvement, dit].filter((m) => m !== '').join(' · ')
}
