import { ORPCError } from '@orpc/server'
import { sql } from 'kysely'
import type { Refus, Rejet } from '#contract/commun.ts'
import type { ResultatInstallations } from '#contract/installation.ts'
import type { Dossier } from '#domain/commande.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Contexte } from '../contexte.ts'
import type { Enregistrement } from '../imports/csv.ts'
import {
  detectInstallations,
  mapInstallations,
  questionOf,
  readLigneInstallation,
  readReponses,
  rejectLine,
} from '../imports/installations.ts'
import { LigneRefusee } from '../imports/ligneRefusee.ts'
import { readTableauFichier } from '../imports/tableau.ts'
import { refuser } from '../refus.ts'
import type { Ecriture } from '../registre/registre.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { gatherDossiers } from './dossier.ts'
import { composeInstallation, refuseIfHeld, writeInstallation } from './installation-saisie.ts'

/** Lines whose orders are in memory together. */
const LOT = 500

interface Demande {
  readonly chemin: string
  readonly scenarioCommande: boolean
}

/** Orders by their number; a number that several vendors use names none. */
async function findCommandes(
  tx: Ecriture,
  numeros: readonly string[],
): Promise<ReadonlyMap<string, number[]>> {
  const lignes = await tx
    .selectFrom('commande')
    .select(['id', 'numero'])
    .where('numero', 'in', sql<string>`(SELECT value FROM json_each(${JSON.stringify(numeros)}))`)
    .execute()
  const parNumero = new Map<string, number[]>()
  for (const { id, numero } of lignes) parNumero.set(numero, [...(parNumero.get(numero) ?? []), id])
  return parNumero
}

/** A line that names no order, or one already named. `nommees`: orders of that number. */
function refuseLine(
  { ligne, defaut }: Enregistrement,
  numero: string,
  nommees: number,
  dejaLue: number | undefined,
): Rejet | null {
  const non = (phrase: string) => rejectLine(ligne, 'numero', phrase, 'numero', numero || null)
  if (defaut !== null)
    return rejectLine(ligne, defaut, 'La ligne ne peut pas être lue\u00a0: un guillemet n’est pas refermé.')
  if (numero === '') return non('Le numéro de commande manque.')
  if (nommees === 0) return non(`Aucune commande ne porte le numéro «\u00a0${numero}\u00a0».`)
  if (nommees > 1) return non(`Plusieurs commandes portent le numéro ${numero}.`)
  return dejaLue === undefined ? null : non(`La commande ${numero} est déjà à la ligne ${dejaLue}.`)
}

/** Why what a line says is not taken. */
function explain(ligne: number, numero: string, erreur: unknown): Rejet {
  const dire = (phrase: string) => `Commande ${numero}\u00a0: ${phrase}`
  if (erreur instanceof LigneRefusee)
    return rejectLine(ligne, erreur.regle, dire(erreur.message), erreur.champ, erreur.valeur)
  if (erreur instanceof ORPCError && erreur.code === 'REFUS') {
    const { phrase, ou } = erreur.data as Refus
    return rejectLine(ligne, ou ?? 'commande', dire(phrase))
  }
  throw erreur
}

/** Records the installations of a list in one transaction: good lines are written, the others told with their line. */
export async function importInstallations(ctx: Contexte, demande: Demande): Promise<ResultatInstallations> {
  const tableau = await readTableauFichier(demande.chemin, detectInstallations)
  const { rangs, autres } = mapInstallations(tableau.titres)
  if (!rangs.has('numero'))
    refuser(`«\u00a0${tableau.nom}\u00a0» n’a pas de colonne «\u00a0numero\u00a0».`, {
      ou: tableau.titres.join(' ; ').slice(0, 200),
      remede:
        'La première ligne nomme les colonnes\u00a0: numero;prevue;realisee;formation;supports;documents.',
    })
  const cellOf = ({ cellules }: Enregistrement, rang: number | undefined) =>
    rang === undefined ? '' : (cellules[rang] ?? '').trim()
  return ctx.registre.ecrire(async (tx) => {
    const dispositifs = await loadDispositifs(tx, ctx.catalogue)
    const numeroOf = (e: Enregistrement) => cellOf(e, rangs.get('numero'))
    const commandes = await findCommandes(tx, tableau.lignes.map(numeroOf))
    const vues = new Map<string, number>()
    const rejets: Rejet[] = []
    let notees = 0
    let dossiers = new Map<number, Dossier>()
    for (const [i, e] of tableau.lignes.entries()) {
      if (i % LOT === 0) {
        const lot = tableau.lignes.slice(i, i + LOT)
        const ids = [...new Set(lot.flatMap((l) => commandes.get(numeroOf(l)) ?? []))]
        dossiers = new Map((await gatherDossiers(tx, ids)).map((d) => [d.commande.id, d]))
      }
      const numero = numeroOf(e)
      const nommees = commandes.get(numero) ?? []
      const dossier = dossiers.get(nommees[0] ?? 0)
      const refusee = refuseLine(e, numero, nommees.length, vues.get(numero))
      if (refusee !== null || dossier === undefined) {
        if (refusee !== null) rejets.push(refusee)
        continue
      }
      vues.set(numero, e.ligne)
      try {
        const dispositif =
          dispositifs.get(dossier.commande.dispositif) ??
          refuser(`Le dispositif ${dossier.commande.dispositif} n’est plus au catalogue.`)
        const lue = readLigneInstallation((c) => cellOf(e, rangs.get(c)))
        const reponses = readReponses(
          dispositif,
          autres.map(({ titre, rang }) => ({ titre, valeur: cellOf(e, rang) })),
        )
        await applyLigne(ctx, tx, dossier, dispositif, lue, reponses, demande.scenarioCommande)
        notees += 1
      } catch (erreur) {
        rejets.push(explain(e.ligne, numero, erreur))
      }
    }
    return {
      commandes: notees,
      ignorees: autres.flatMap(({ titre }) =>
        [...dispositifs.values()].some((d) => questionOf(d, titre) !== null) ? [] : [titre],
      ),
      rejets,
    }
  })
}

/** What the line does not say stays as it is. */
async function applyLigne(
  ctx: Contexte,
  tx: Ecriture,
  dossier: Dossier,
  dispositif: Dispositif,
  lue: ReturnType<typeof readLigneInstallation>,
  reponses: ReturnType<typeof readReponses>,
  scenarioCommande: boolean,
): Promise<void> {
  refuseIfHeld(dossier, 'son installation')
  const { installation, scenario } = dossier
  const { prevueLe, realiseeLe, formation, documentsLe, preuve } = lue
  const anciennes = (installation?.preuves ?? []).filter(
    (p) => preuve === null || p.flux !== preuve.flux || p.releveLe !== preuve.releveLe,
  )
  const contenu = composeInstallation(ctx, dossier, dispositif, {
    ...(prevueLe !== undefined && { prevueLe }),
    ...(realiseeLe !== undefined && { realiseeLe }),
    scenario: { ...(scenarioCommande ? scenario : {}), ...installation?.scenario, ...reponses },
    formation: { ...installation?.formation, ...formation },
    livrables: {
      ...installation?.livrables,
      ...(documentsLe !== undefined &&
        Object.fromEntries(dispositif.solde.livrables.map((l) => [l.cle, documentsLe]))),
    },
    preuves: preuve === null ? anciennes : [...anciennes, preuve],
  })
  await writeInstallation(ctx, tx, dossier, dispositif, contenu)
}
