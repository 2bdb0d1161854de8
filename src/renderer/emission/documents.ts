import type { Avancement } from '#contract/commun.ts'
import type { ResultatEmission } from '#contract/document.ts'
import type { Jour } from '#domain/dates.ts'
import { client, orpc } from '../api.ts'

/** What Liasse prints for an order; the VA or the MOM, whichever the installed scenario asks for. */
export type Imprimable = 'bdc' | 'pv' | 'reception' | 'facture'

interface Demande {
  readonly commandeIds: readonly number[]
  readonly sortie: string
  /** Day of the invoice. */
  readonly date: Jour | null
}

interface MotsImprimable {
  /** « Bon de commande », at the head of a preview. */
  readonly nom: string
  /** « Émettre le bon de commande ». */
  readonly un: string
  /** « Émettre 12 bons de commande »: the noun and its plural. */
  readonly compte: readonly [singulier: string, pluriel: string]
  readonly phrase: string
  readonly progression: string
  emettre(demande: Demande, signal: AbortSignal): Promise<AsyncIterable<Avancement<ResultatEmission>>>
  apercu(commandeId: number): ReturnType<typeof orpc.bdc.apercu.queryOptions>
}

export const IMPRIMABLES: Readonly<Record<Imprimable, MotsImprimable>> = {
  bdc: {
    nom: 'Bon de commande',
    un: 'Émettre le bon de commande',
    compte: ['bon de commande', 'bons de commande'],
    phrase:
      'Un PDF par commande, nommé par son numéro. La date d’émission est portée au journal ; la commande attend ensuite la signature du client.',
    progression: 'Impression des bons de commande',
    emettre: ({ commandeIds, sortie }, signal) =>
      client.bdc.emettre({ commandeIds: [...commandeIds], sortie }, { signal }),
    apercu: (commandeId) => orpc.bdc.apercu.queryOptions({ input: { commandeId } }),
  },
  pv: {
    nom: 'PV d’installation pilote',
    un: 'Émettre le PV d’installation',
    compte: ['PV d’installation', 'PV d’installation'],
    phrase:
      'Un PDF par client du pilote, à dater et à faire signer le jour de l’installation. La copie signée se joint ensuite à sa place.',
    progression: 'Impression des PV d’installation',
    emettre: ({ commandeIds, sortie }, signal) =>
      client.pilote.emettrePv({ commandeIds: [...commandeIds], sortie }, { signal }),
    apercu: (commandeId) => orpc.pilote.apercuPv.queryOptions({ input: { commandeId } }),
  },
  reception: {
    nom: 'VA ou MOM',
    un: 'Émettre la VA ou la MOM',
    compte: ['VA ou MOM', 'VA ou MOM'],
    phrase:
      'Un PDF par commande : la VA, que le client signe, ou la MOM, que vous signez, selon le scénario installé.',
    progression: 'Impression des VA et des MOM',
    emettre: ({ commandeIds, sortie }, signal) =>
      client.reception.emettre({ commandeIds: [...commandeIds], sortie }, { signal }),
    apercu: (commandeId) => orpc.reception.apercu.queryOptions({ input: { commandeId } }),
  },
  facture: {
    nom: 'Facture',
    un: 'Émettre la facture',
    compte: ['facture', 'factures'],
    phrase:
      'Un PDF par commande, joint à son dossier. Les numéros se suivent ; une facture émise ne change plus. Si votre logiciel a déjà facturé, joignez sa facture au lieu d’en émettre une.',
    progression: 'Impression des factures',
    emettre: ({ commandeIds, sortie, date }, signal) =>
      client.facture.emettre({ commandeIds: [...commandeIds], sortie, date }, { signal }),
    apercu: (commandeId) => orpc.facture.apercu.queryOptions({ input: { commandeId } }),
  },
}
