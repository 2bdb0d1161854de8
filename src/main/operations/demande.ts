import path from 'node:path'
import type { Envoi, ResultatPreparation } from '#contract/avance.ts'
import type { Avancement } from '#contract/commun.ts'
import type { TypeDemande } from '#domain/commande.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { type Contexte, impl } from '../contexte.ts'
import { assertWritable } from '../exports/envoi.ts'
import { openMagasin } from '../pieces/magasin.ts'
import { introuvable, refuser } from '../refus.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { lockPreparation } from '../registre/verrou.ts'
import { type Examen, examine } from './demande-examen.ts'
import { assembleLot } from './demande-lot.ts'
import { openNames, prepareLot, recoverEnvois } from './demande-preparation.ts'
import { DEMANDES } from './demande-type.ts'
import { rafraichirVerifications } from './verification.ts'

interface Perimetre {
  readonly dispositif: string
  readonly commandeIds: readonly number[] | null
}

async function findDispositif(ctx: Contexte, code: string): Promise<Dispositif> {
  const connus = await ctx.registre.lire((db) => loadDispositifs(db, ctx.catalogue))
  return (
    connus.get(code) ??
    introuvable(
      `Le dispositif «\u00a0${code}\u00a0» n’existe pas. Connus\u00a0: ${ctx.catalogue.codes.join(', ')}.`,
    )
  )
}

/** What can go, what cannot and why, with the lots to come. Writes nothing. */
export async function examineDemandes(
  ctx: Contexte,
  type: TypeDemande,
  { dispositif: code, commandeIds }: Perimetre,
): Promise<Examen> {
  const dispositif = await findDispositif(ctx, code)
  // What goes is a state that lists show: both are told on the same day.
  await rafraichirVerifications(ctx)
  const nommer = await openNames(ctx, type, code)
  const magasin = openMagasin(ctx.registre.dossier)
  return ctx.registre.lire((db) =>
    examine(db, magasin, type, dispositif, commandeIds, ctx.maintenant(), nommer),
  )
}

async function* preparer(
  ctx: Contexte,
  type: TypeDemande,
  input: Perimetre & { readonly sortie: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<Avancement<ResultatPreparation>> {
  const sortie = path.resolve(input.sortie)
  await findDispositif(ctx, input.dispositif)
  await assertWritable(sortie)
  const release = lockPreparation(ctx.registre)
  if (release === null)
    refuser('Une autre fenêtre ou une autre commande de Liasse prépare déjà une demande sur ce registre.', {
      remede: 'Attendez qu’elle ait fini, puis recommencez.',
    })
  try {
    await recoverEnvois(ctx)
    yield { type: 'progres', fait: 0, total: null, libelle: DEMANDES[type].controle }
    const { dispositif, format, lots, public: examen } = await examineDemandes(ctx, type, input)
    const total = examen.partent.commandeIds.length
    const envois: Envoi[] = []
    let fait = 0
    for (const lot of lots) {
      if (signal?.aborted) return
      const envoi = await prepareLot(ctx, { type, dispositif, format, lot, sortie }).catch(
        (erreur: unknown) => tellWritten(erreur, envois),
      )
      envois.push(envoi)
      fait += envoi.demandes
      yield { type: 'progres', fait, total, libelle: `${envoi.reference} écrit et relu` }
    }
    yield { type: 'resultat', resultat: { envois, examen, dossier: sortie } }
  } finally {
    release()
  }
}

/** A refusal that comes after other files were written says which ones stand. */
function tellWritten(erreur: unknown, envois: readonly Envoi[]): never {
  const { data } = erreur as { data?: { phrase?: string; remede?: string | null; ou?: string | null } }
  if (envois.length === 0 || typeof data?.phrase !== 'string') throw erreur
  const faits = envois.map((e) => e.reference).join(', ')
  refuser(`${data.phrase} Déjà exporté${envois.length > 1 ? 's' : ''}\u00a0: ${faits}.`, {
    ou: data.ou ?? null,
    remede: data.remede ?? null,
  })
}

/** The advance and the balance: one contract, one engine. */
const openOperations = (ctx: Contexte, type: TypeDemande) =>
  impl[type].router({
    examiner: impl[type].examiner.handler(
      async ({ input }) => (await examineDemandes(ctx, type, input)).public,
    ),
    apercu: impl[type].apercu.handler(async ({ input }) => {
      const { dispositif, format, lots } = await examineDemandes(ctx, type, input)
      const lot = lots[input.lot] ?? introuvable(`Il n’y a pas de lot ${input.lot + 1} à préparer.`)
      const { fichier, pieces } = await assembleLot(ctx, type, dispositif, lot)
      const json = JSON.parse(format.write(fichier).toString('utf8')) as unknown
      return {
        json: JSON.stringify(json, null, 2),
        pieces: pieces.map(({ nom, taille }) => ({ nom, taille })),
      }
    }),
    preparer: impl[type].preparer.handler(({ input, signal }) => preparer(ctx, type, input, signal)),
  })

export const avanceOperations = (ctx: Contexte) => openOperations(ctx, 'avance')
export const soldeOperations = (ctx: Contexte) => openOperations(ctx, 'solde')
