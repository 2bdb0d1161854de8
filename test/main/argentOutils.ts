import type { EtatDemande, TypeDemande } from '#domain/commande.ts'
import type { ApplicationTest } from './outils.ts'
import { addCommandes, addVendeur } from './registreExemple.ts'

type Ctx = ApplicationTest['contexte']

export interface DemandeExemple {
  readonly commandeId: number
  readonly type?: TypeDemande
  readonly etat?: EtatDemande
  readonly envoiId?: number | null
  readonly numeroAsp?: string | null
  readonly deposeLe?: string | null
  readonly valideeLe?: string | null
  readonly payeLe?: string | null
  readonly montantPaye?: number | null
  readonly tentative?: number
  readonly ttc?: number
  /** 30 % of 430,00 € when absent, the balance for the rest. */
  readonly attendu?: number | null
}

/** A request as the agency has it, straight in the register. */
export const addDemande = (ctx: Ctx, d: DemandeExemple): Promise<number> =>
  ctx.registre.ecrire(async (tx) => {
    const type = d.type ?? 'avance'
    const { id } = await tx
      .insertInto('demande')
      .values({
        commandeId: d.commandeId,
        type,
        tentative: d.tentative ?? 1,
        etat: d.etat ?? 'deposee',
        envoiId: d.envoiId ?? null,
        numLigne: null,
        numeroAsp: d.numeroAsp ?? null,
        deposeLe: d.deposeLe === undefined ? '2026-10-05' : d.deposeLe,
        valideeLe: d.valideeLe ?? null,
        payeLe: d.payeLe ?? null,
        montantPaye: d.montantPaye ?? null,
        ttc: d.ttc ?? 43000,
        attendu: d.attendu === undefined ? (type === 'avance' ? 12900 : 30100) : d.attendu,
        retourLe: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx.updateTable('commande').set({ verifieeLe: null }).where('id', '=', d.commandeId).execute()
    return id
  })

/** A deposited file of requests. */
export const addEnvoi = (
  ctx: Ctx,
  fournisseurId: number,
  reference: string,
  numeroDepot = '',
): Promise<number> =>
  ctx.registre.ecrire(async (tx) => {
    const { id } = await tx
      .insertInto('envoi')
      .values({
        reference,
        type: 'avance',
        dispositif: 'MDV-LGC-Va1',
        fournisseurId,
        numeroAns: '0990000042',
        format: 'mdv-lgc-va1-avance',
        formatVersion: 1,
        formatConfirme: 1,
        etat: 'depose',
        prepareLe: '2026-10-05T08:00:00.000Z',
        deposeLe: '2026-10-05',
        numeroDepot,
        dossier: '',
        jsonNom: `${reference}.json`,
        jsonSha256: reference,
        jsonTaille: 1,
        zipNom: `${reference}.zip`,
        zipSha256: reference,
        zipTaille: 1,
        zipPieces: 1,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })

/** Orders named `prefixe0001`, `prefixe0002`…, one doctor each, 430,00 € TTC. */
export async function addOrders(ctx: Ctx, n: number, prefixe = 'BDC 2026 ') {
  const vendeur = await addVendeur(ctx)
  const ids = await addCommandes(
    ctx,
    vendeur,
    Array.from({ length: n }, (_, i) => ({
      numero: `${prefixe}${String(i + 1).padStart(4, '0')}`,
      rang: i + 1,
    })),
  )
  return { vendeur, ids }
}
