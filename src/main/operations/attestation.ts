import type { Attestation, Dossier, SujetAttestation } from '#domain/commande.ts'
import { satisfies } from '#domain/conditions.ts'
import { formatJour, jourParis } from '#domain/dates.ts'
import type { AttestationDemandee, Dispositif } from '#domain/dispositif.ts'
import type { Contexte } from '../contexte.ts'
import { introuvable, refuser } from '../refus.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { gatherDossiers } from './dossier.ts'
import { invaliderVerifications, type Perimetre } from './verification.ts'

interface Sujet {
  readonly sujet: SujetAttestation
  readonly sujetId: number
}

/** Whom an attestation is asked about in one order; of several clients, those that its condition concerns. */
function subjectsOf(
  dossier: Dossier,
  { sujet, si }: AttestationDemandee,
  maintenant: string,
): readonly Sujet[] {
  if (sujet === 'client')
    return dossier.participations.flatMap((participation) => {
      const vue = { ...dossier, participations: [participation] }
      return participation.role === 'client' && satisfies(si, vue, maintenant)
        ? [{ sujet, sujetId: participation.tiers.id }]
        : []
    })
  return satisfies(si, dossier, maintenant) ? [{ sujet, sujetId: dossier[sujet].id }] : []
}

const perimetreOf = ({ sujet, sujetId }: Sujet): Perimetre =>
  ({
    fournisseur: { fournisseurId: sujetId },
    referencement: { referencementId: sujetId },
    client: { tiersIds: [sujetId] },
    commande: [sujetId],
  })[sujet]

/** Attestations that the orders ask for under that code, each subject once. Refuses a code that no scheme of theirs has. */
function findSubjects(
  code: string,
  dossiers: readonly Dossier[],
  dispositifs: ReadonlyMap<string, Dispositif>,
  maintenant: string,
): readonly Sujet[] {
  let connue = false
  const sujets = new Map<string, Sujet>()
  for (const dossier of dossiers) {
    const demandee = dispositifs.get(dossier.commande.dispositif)?.attestations.find((a) => a.code === code)
    if (demandee === undefined) continue
    connue = true
    for (const sujet of subjectsOf(dossier, demandee, maintenant))
      sujets.set(`${sujet.sujet} ${sujet.sujetId}`, sujet)
  }
  if (connue) return [...sujets.values()]
  const codes = new Set(
    dossiers.flatMap((d) => dispositifs.get(d.commande.dispositif)?.attestations.map((a) => a.code) ?? []),
  )
  refuser(`Aucune attestation «\u00a0${code}\u00a0» n’est demandée à ces commandes.`, {
    ou: 'code',
    remede:
      codes.size === 0
        ? 'Leur dispositif n’en demande aucune.'
        : `Attestations de leur dispositif\u00a0: ${[...codes].join(', ')}.`,
  })
}

/** Records a dated attestation for everything that the orders ask it of; a second one on the same subject replaces it. */
export async function attest(
  ctx: Contexte,
  tx: Ecriture,
  saisie: {
    readonly code: string
    readonly commandeIds: readonly number[]
    readonly le: string
    readonly commentaire: string
  },
): Promise<number> {
  const code = saisie.code.replace(/^ATT-/, '')
  const aujourdhui = jourParis(ctx.maintenant())
  if (saisie.le > aujourdhui)
    refuser(`On n’atteste pas pour plus tard\u00a0: le ${formatJour(saisie.le)} n’est pas encore passé.`, {
      ou: 'le',
    })
  const dossiers = await gatherDossiers(tx, saisie.commandeIds)
  if (dossiers.length < new Set(saisie.commandeIds).size)
    introuvable('Une des commandes n’est pas dans le registre.')
  const sujets = findSubjects(code, dossiers, await loadDispositifs(tx, ctx.catalogue), ctx.maintenant())
  const par = await ctx.utilisateur()
  const commentaire = saisie.commentaire.trim()
  for (const sujet of sujets) {
    await tx
      .insertInto('attestation')
      .values({ code, ...sujet, le: saisie.le, par, commentaire })
      .onConflict((c) =>
        c.columns(['code', 'sujet', 'sujetId']).doUpdateSet({ le: saisie.le, par, commentaire }),
      )
      .execute()
    await invaliderVerifications(tx, perimetreOf(sujet))
  }
  await journaliser(
    tx,
    ctx,
    sujets.map((s) => ({
      ...s,
      action: 'attestation',
      vers: saisie.le,
      detail: [code, commentaire].filter(Boolean).join('\u00a0: '),
    })),
  )
  return sujets.length
}

/** Takes an attestation back: the question is open again. */
export async function withdrawAttestation(ctx: Contexte, tx: Ecriture, id: number): Promise<void> {
  const attestation = await tx.selectFrom('attestation').selectAll().where('id', '=', id).executeTakeFirst()
  if (attestation === undefined) introuvable('Cette attestation n’est pas dans le registre.')
  await tx.deleteFrom('attestation').where('id', '=', id).execute()
  const { sujetId, le, code } = attestation
  const sujet = attestation.sujet as Attestation['sujet']
  await journaliser(tx, ctx, [{ sujet, sujetId, action: 'attestation_retiree', de: le, detail: code }])
  await invaliderVerifications(tx, perimetreOf({ sujet, sujetId }))
}
