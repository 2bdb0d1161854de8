import path from 'node:path'
import type { Envoi, FicheEnvoi, SuiteDepot } from '#contract/avance.ts'
import { formatJour, type Jour, jourParis } from '#domain/dates.ts'
import { TransitionRefusee } from '#domain/etats.ts'
import { type Contexte, impl } from '../contexte.ts'
import { assertWritable, explainEcriture, isNameTaken, writeFichiers } from '../exports/envoi.ts'
import { hashFile, openMagasin } from '../pieces/magasin.ts'
import { introuvable, refuser } from '../refus.ts'
import { findDemandes, moveDemandes, readDemandesEnvoi } from '../registre/demandes.ts'
import { moveEnvoi, readEnvoi, readEnvois } from '../registre/envois.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { readDemandesById } from '../registre/retours.ts'
import { recordAbandon } from './demande-preparation.ts'
import { invaliderVerifications } from './verification.ts'

const known = (envoi: Envoi | null): Envoi => envoi ?? introuvable('Cet envoi n’est pas dans le registre.')

/** A JSON accepted without its ZIP leaves an invisible, incomplete request, advance or balance: only the portal's table tells. */
function reminderOf(envoi: Envoi): string | null {
  const { paraitAuPortail, rienIncomplet } = envoi.suites
  if (envoi.etat !== 'depose' || (paraitAuPortail && rienIncomplet)) return null
  const quoi = envoi.type === 'avance' ? 'd’avance' : 'de solde'
  const demandes =
    envoi.demandes > 1 ? `les ${envoi.demandes} demandes ${quoi} paraissent` : `la demande ${quoi} paraît`
  return `Vérifiez sur le portail que ${demandes} dans le tableau des demandes, et que rien n’est dans «\u00a0Suivi demandes incomplètes\u00a0»\u00a0: un JSON accepté sans son ZIP laisse une demande invisible.`
}

async function readFiche(ctx: Contexte, id: number): Promise<FicheEnvoi> {
  const envoi = known(await ctx.registre.lire((db) => readEnvoi(db, id)))
  const demandes = await ctx.registre.lire((db) => readDemandesEnvoi(db, id))
  const octets = await openMagasin(ctx.registre.dossier)
    .read(envoi.json.sha256)
    .catch(() => null)
  return {
    ...envoi,
    lignes: demandes.map((d) => ({
      numLigne: d.numLigne ?? 0,
      commandeId: d.commandeId,
      numero: d.numero,
      client: d.client,
      etat: d.etat,
      pieces: d.pieces.map((p) => p.nom),
      numeroAsp: d.numeroAsp,
      code: d.code,
      libelle: d.libelle,
      motif: d.motif,
    })),
    contenuJson: octets === null ? '' : JSON.stringify(JSON.parse(octets.toString('utf8')), null, 2),
    rappel: reminderOf(envoi),
  }
}

/** Refuses when the bytes kept of a file that was sent are gone or are no longer the same. */
async function assertKept(fichier: string, { nom, sha256 }: Envoi['json']): Promise<void> {
  const lu = await hashFile(fichier).catch(() => null)
  if (lu?.sha256 !== sha256)
    refuser(`Le contenu conservé de ${nom} a disparu du registre ou a été modifié.`, {
      ou: fichier,
      remede: 'Remettez une sauvegarde du dossier «\u00a0pieces\u00a0» du registre.',
    })
}

/** Changes an envoi in a transaction; a move that its state does not allow is refused in French. */
async function change(
  ctx: Contexte,
  id: number,
  apply: (tx: Ecriture, envoi: Envoi) => Promise<void>,
): Promise<FicheEnvoi> {
  await refusing(() => ctx.registre.ecrire(async (tx) => apply(tx, known(await readEnvoi(tx, id)))))
  return readFiche(ctx, id)
}

async function refusing<T>(f: () => Promise<T>): Promise<T> {
  try {
    return await f()
  } catch (erreur) {
    if (erreur instanceof TransitionRefusee) refuser(erreur.message)
    throw erreur
  }
}

const suitesJson = (envoi: Envoi, faites: Partial<Record<SuiteDepot, boolean>>) =>
  JSON.stringify({ ...envoi.suites, ...faites })

/** Which attempt a request is, and why the one before it came back: « tentative 2, après retour : pièce illisible ». */
async function describeAttempts(
  tx: Ecriture,
  deplacees: readonly { readonly id: number; readonly commandeId: number; readonly vers: string }[],
): Promise<(id: number) => string> {
  const demandes = await readDemandesById(
    tx,
    deplacees.map((d) => d.id),
  )
  const motifOf = new Map(demandes.flatMap((d) => (d.etat === 'remplacee' ? [[d.commandeId, d.motif]] : [])))
  const details = demandes.map((d) => {
    const motif = d.etat === 'remplacee' ? d.motif : motifOf.get(d.commandeId)
    const suite = d.etat === 'remplacee' || motif === undefined ? '' : ', après retour'
    const dite = d.tentative > 1 || d.etat === 'remplacee' ? `tentative ${d.tentative}${suite}` : ''
    return [d.id, motif === undefined || motif === '' ? dite : `${dite}\u00a0: ${motif}`] as const
  })
  const parId = new Map(details)
  return (id) => parId.get(id) ?? ''
}

async function deposit(
  ctx: Contexte,
  tx: Ecriture,
  envoi: Envoi,
  { le, numeroDepot }: { readonly le: Jour; readonly numeroDepot: string },
): Promise<void> {
  const aujourdhui = jourParis(ctx.maintenant())
  const preparation = jourParis(envoi.prepareLe)
  if (le > aujourdhui)
    refuser(
      `Le dépôt ne peut pas être daté du ${formatJour(le)}\u00a0: nous sommes le ${formatJour(aujourdhui)}.`,
      { ou: 'le' },
    )
  if (le < preparation)
    refuser(
      `Le dépôt ne peut pas être daté du ${formatJour(le)}\u00a0: l’envoi ${envoi.reference} a été préparé le ${formatJour(preparation)}.`,
      { ou: 'le' },
    )
  const { de, vers } = await moveEnvoi(tx, envoi, 'deposer', {
    deposeLe: le,
    numeroDepot: numeroDepot.trim(),
    suites: suitesJson(envoi, { jsonDepose: true }),
  })
  const ids = (await readDemandesEnvoi(tx, envoi.id)).map((d) => d.id)
  const deposees = await moveDemandes(tx, ids, 'deposer', { deposeLe: le })
  const commandeIds = deposees.map((d) => d.commandeId)
  const anciennes = await findDemandes(tx, envoi.type, commandeIds, ['a_corriger'])
  const remplacees = await moveDemandes(
    tx,
    anciennes.map((d) => d.id),
    'remplacer',
  )
  const detailOf = await describeAttempts(tx, [...remplacees, ...deposees])
  await journaliser(tx, ctx, [
    {
      sujet: 'envoi',
      sujetId: envoi.id,
      action: 'depot',
      de,
      vers,
      detail: [`le ${formatJour(le)}`, numeroDepot.trim()].filter((t) => t !== '').join(', n° '),
      fichier: envoi.json.nom,
      sha256: envoi.json.sha256,
    },
    ...[...remplacees, ...deposees].map((d) => ({
      sujet: 'commande' as const,
      sujetId: d.commandeId,
      action: envoi.type,
      de: d.de,
      vers: d.vers,
      detail: detailOf(d.id),
      fichier: envoi.json.nom,
    })),
  ])
  await invaliderVerifications(tx, commandeIds)
}

/** Writes the bytes kept into a folder; files of the same names are left alone unless they are the same. */
async function writeAgain(ctx: Contexte, envoi: Envoi, sortie: string): Promise<void> {
  if (envoi.etat === 'prepare' || envoi.etat === 'abandonne')
    refuser(`L’envoi ${envoi.reference} n’a pas été exporté\u00a0: ses fichiers ne sont pas à déposer.`)
  if (envoi.zip.sha256 === '')
    refuser(
      `L’envoi ${envoi.reference} a été repris d’un autre outil sans son ZIP\u00a0: il ne peut pas être réécrit.`,
    )
  const magasin = openMagasin(ctx.registre.dossier)
  for (const fichier of [envoi.json, envoi.zip]) await assertKept(magasin.chemin(fichier.sha256), fichier)
  await assertWritable(sortie)
  const copie = { ...envoi, dossier: sortie }
  if (await isNameTaken(sortie, envoi.reference)) {
    const identiques = await Promise.all(
      [envoi.json, envoi.zip].map(async ({ nom, sha256 }) => {
        const lu = await hashFile(path.join(sortie, nom)).catch(() => null)
        return lu === null || lu.sha256 === sha256
      }),
    )
    if (identiques.includes(false))
      refuser(`Le dossier contient déjà un autre fichier du nom de ${envoi.reference}.`, {
        ou: sortie,
        remede: 'Choisissez un autre dossier.',
      })
  }
  try {
    await writeFichiers(magasin, copie)
  } catch (erreur) {
    const pourquoi = explainEcriture(erreur)
    if (pourquoi === null) throw erreur
    refuser(`L’envoi ${envoi.reference} n’a pas pu être écrit\u00a0: ${pourquoi.replace(/\.$/, '')}.`, {
      ou: sortie,
    })
  }
}

export const envoiOperations = (ctx: Contexte) =>
  impl.envoi.router({
    lister: impl.envoi.lister.handler(({ input }) => ctx.registre.lire((db) => readEnvois(db, input))),
    lire: impl.envoi.lire.handler(({ input }) => readFiche(ctx, input.id)),
    cocher: impl.envoi.cocher.handler(({ input: { id, suite, fait } }) =>
      change(ctx, id, async (tx, envoi) => {
        if (envoi.etat !== 'exporte' && envoi.etat !== 'depose')
          refuser(`L’envoi ${envoi.reference} n’est pas exporté\u00a0: il n’a pas encore de suites.`)
        await tx
          .updateTable('envoi')
          .set({ suites: suitesJson(envoi, { [suite]: fait }) })
          .where('id', '=', id)
          .execute()
        await journaliser(tx, ctx, [
          { sujet: 'envoi', sujetId: id, action: 'suite', vers: fait ? 'fait' : 'à faire', detail: suite },
        ])
      }),
    ),
    deposer: impl.envoi.deposer.handler(({ input }) =>
      change(ctx, input.id, (tx, envoi) => deposit(ctx, tx, envoi, input)),
    ),
    abandonner: impl.envoi.abandonner.handler(({ input }) =>
      change(ctx, input.id, (tx, envoi) => {
        if (envoi.etat === 'prepare')
          refuser(`L’envoi ${envoi.reference} est en cours de préparation.`, {
            remede: 'S’il a été interrompu, il sera repris ou abandonné à la prochaine préparation.',
          })
        return recordAbandon(tx, ctx, envoi, input.motif)
      }),
    ),
    reexporter: impl.envoi.reexporter.handler(async ({ input }) => {
      const envoi = known(await ctx.registre.lire((db) => readEnvoi(db, input.id)))
      const sortie = path.resolve(input.sortie)
      await writeAgain(ctx, envoi, sortie)
      await ctx.registre.ecrire((tx) =>
        journaliser(tx, ctx, [
          {
            sujet: 'envoi',
            sujetId: envoi.id,
            action: 'export',
            de: envoi.etat,
            vers: envoi.etat,
            detail: sortie,
            fichier: envoi.json.nom,
            sha256: envoi.json.sha256,
          },
        ]),
      )
      return readFiche(ctx, input.id)
    }),
  })
