import type { Dossier, TypeDocument } from '#domain/commande.ts'
import { bloque, type Constat } from '#domain/constat.ts'
import { controlerBdc, controlerReception } from '#domain/controles/index.ts'
import { type Instant, type Jour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { describeConstat } from '#domain/messages.ts'
import { receptionDe } from '#domain/reception.ts'
import type { Contexte } from '../contexte.ts'
import { markBdcEmis } from '../registre/impressions.ts'
import type { Ecriture } from '../registre/registre.ts'
import type { DocumentEcrit } from '../workers/document.ts'
import { followPv } from './pilote-suivi.ts'

/** What was printed for one order: still `temporaire`, `fichier` once all is recorded. */
export interface Impression {
  readonly dossier: Dossier
  readonly temporaire: string
  readonly fichier: string
  readonly ecrit: DocumentEcrit
  readonly jour: Jour
}

/** What is particular to a document: what must hold, what it says of its own, what its printing changes. */
export interface DocumentImprime {
  readonly type: TypeDocument
  /** Name of the journal's action; its lines carry the file and its hash. */
  readonly action: string
  /** The dossier as the document says it that day. */
  composer?(dossier: Dossier, maintenant: Instant): Dossier
  /** Sentences for which it is not printed; none when it may be. */
  refuser(dossier: Dossier, dispositif: Dispositif, maintenant: Instant): readonly string[]
  /** Writes what the paper will say before it is printed, such as its number, and gives the dossier that says it. */
  reserver?(tx: Ecriture, ctx: Contexte, dossier: Dossier): Promise<Dossier>
  enregistrer?(tx: Ecriture, ctx: Contexte, impression: Impression): Promise<void>
}

/** The document of an order, or why there is none. */
export type Choix = (dossier: Dossier, dispositif: Dispositif) => DocumentImprime | string

/** Sentences of the constats that stop a printing. */
export const sayBloquants = (constats: readonly Constat[], dispositif: Dispositif): readonly string[] =>
  constats.filter(bloque).map((constat) => describeConstat(constat, dispositif).phrase)

/** The order as its form is printed on that day: a form never leaves without an issue date. */
export function dossierAEmettre(dossier: Dossier, maintenant: Instant): Dossier {
  const dateEmission = dossier.commande.dateEmission ?? jourParis(maintenant)
  return { ...dossier, commande: { ...dossier.commande, dateEmission } }
}

export const BDC: DocumentImprime = {
  type: 'BDC',
  action: 'bdc',
  composer: dossierAEmettre,
  refuser: (dossier, dispositif, maintenant) =>
    sayBloquants(controlerBdc(dossier, dispositif, maintenant), dispositif),
  async enregistrer(tx, ctx, { dossier, jour }) {
    const { id, dateEmission } = dossier.commande
    const { dateEmission: ecrite } = await tx
      .selectFrom('commande')
      .select('dateEmission')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await markBdcEmis(tx, id, {
      jour,
      dateEmission: ecrite === null ? dateEmission : null,
      instant: ctx.maintenant(),
    })
  },
}

/** AF-SFP-LGC-Va2 §6.3: one of the clients of the pilot, whoever is chosen, and nobody else. */
export const PV: DocumentImprime = {
  type: 'PV',
  action: 'pv_emis',
  refuser: ({ pilote, commande }) => [
    ...(commande.annuleeLe === null ? [] : ['La commande est annulée.']),
    ...(pilote?.rang == null
      ? [
          'Cette commande n’est pas celle d’un client du pilote\u00a0: choisissez-la d’abord sur l’écran Pilote.',
        ]
      : []),
  ],
  enregistrer: (tx, ctx, { dossier }) => followPv(tx, ctx, [dossier.commande.id]),
}

const SANS_PIECE =
  'Aucune case des modèles ne convient au scénario installé\u00a0: ni VA ni MOM ne peut être signée. Complétez ou corrigez le scénario installé.'

const reception = (type: 'VA' | 'MOM', action: string): DocumentImprime => ({
  type,
  action,
  refuser(dossier, dispositif, maintenant) {
    const raisons = sayBloquants(controlerReception(dossier, dispositif, maintenant), dispositif)
    return raisons.length === 0 && receptionDe(dossier, dispositif) === null ? [SANS_PIECE] : raisons
  },
})
export const VA = reception('VA', 'va_emise')
export const MOM = reception('MOM', 'mom_emise')

const RAISONS_AUTRE = {
  VA: 'Les envois vers le DMP sont assurés directement par le logiciel\u00a0: c’est une MOM, signée par le fournisseur, qu’il faut (Modèles du 28/07/2023, §3).',
  MOM: 'Les envois vers le DMP ne sont pas assurés directement par le logiciel\u00a0: c’est une VA, signée par le client, qu’il faut (Modèles du 28/07/2023, §3).',
} as const

/** The VA or the MOM that the installed scenario asks for; of a wanted type, the others are refused. */
export const choisirReception =
  (voulu: 'VA' | 'MOM' | null): Choix =>
  (dossier, dispositif) => {
    const type = receptionDe(dossier, dispositif)
    if (voulu === 'MOM' && dispositif.solde.reception.choix === 'VA')
      return `${dispositif.code} n’a pas de MOM\u00a0: c’est une VA, signée par le client, qu’il faut.`
    if (voulu !== null && type !== null && type !== voulu) return RAISONS_AUTRE[voulu]
    return (type ?? voulu) === 'MOM' ? MOM : VA
  }
