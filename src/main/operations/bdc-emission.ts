import { access, constants, rename, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { ResultatEmission } from '#contract/bdc.ts'
import type { Avancement } from '#contract/commun.ts'
import type { Dossier } from '#domain/commande.ts'
import { bloque } from '#domain/constat.ts'
import { controlerBdc } from '#domain/controles/index.ts'
import { type Instant, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { describeConstat } from '#domain/messages.ts'
import type { Contexte } from '../contexte.ts'
import {
  type ChampIllisible,
  listIllisibles,
  noticeIllisibles,
  refuseIllisibles,
} from '../documents/illisibles.ts'
import { modeleBdc } from '../documents/modele.ts'
import { nameBdc } from '../documents/nomFichier.ts'
import { makeFolder, temporaryName } from '../exports/ecriture.ts'
import { foldName } from '../exports/noms.ts'
import { hashFile } from '../pieces/magasin.ts'
import { refuser, sentenceOf } from '../refus.ts'
import { ACTION_BDC, readEmpreintes, readMarques, recordEmission } from '../registre/bdc.ts'
import { journaliser } from '../registre/journal.ts'
import { readLogo } from '../registre/logos.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import type { BdcEcrit, TacheBdc } from '../workers/bdc.ts'
import { gatherDossiers } from './dossier.ts'
import { invaliderVerifications } from './verification.ts'

/** Orders printed by one task and recorded in one transaction. */
const LOT = 25

/** The order as its form is printed on that day: a form never leaves without an issue date. */
export function dossierAEmettre(dossier: Dossier, maintenant: Instant): Dossier {
  const dateEmission = dossier.commande.dateEmission ?? jourParis(maintenant)
  return { ...dossier, commande: { ...dossier.commande, dateEmission } }
}

/** Sentences for which the form is not printed; none when it may be. */
function raisonsOf(dossier: Dossier, dispositif: Dispositif | undefined, maintenant: Instant): string[] {
  if (dispositif === undefined) return ['Le dispositif de cette commande n’est pas connu de Liasse.']
  return controlerBdc(dossier, dispositif, maintenant)
    .filter(bloque)
    .map((constat) => describeConstat(constat, dispositif).phrase)
}

const sayLogo = (fournisseur: string): string =>
  `Le logo de «\u00a0${fournisseur}\u00a0» ne peut pas être lu\u00a0: sa dénomination est imprimée à la place. Choisissez une autre image PNG ou JPEG sur la fiche du fournisseur, puis imprimez à nouveau.`

type Refusee = ResultatEmission['refuses'][number]

interface Prete {
  readonly dossier: Dossier
  readonly dispositif: Dispositif
  /** True when the issue date comes from this printing. */
  readonly datee: boolean
  readonly fichier: string
  readonly temporaire: string
  readonly illisibles: readonly ChampIllisible[]
}

interface Lot {
  readonly taille: number
  readonly pretes: readonly Prete[]
  readonly ecrits: Promise<readonly BdcEcrit[]>
}

async function prepareSortie(sortie: string): Promise<void> {
  if (!path.isAbsolute(sortie))
    refuser('Le dossier de sortie doit être donné avec son chemin complet.', { ou: sortie })
  try {
    await makeFolder(sortie)
    await access(sortie, constants.W_OK)
  } catch (erreur) {
    refuser('Les bons de commande ne peuvent pas être écrits dans ce dossier\u00a0: rien n’a été imprimé.', {
      ou: sortie,
      regle: sentenceOf(erreur),
      remede: 'Choisissez un autre dossier, ou donnez-vous le droit d’y écrire.',
    })
  }
}

/** Prints orders into a folder, by batches; what one run knows of the names it gave. */
class Emetteur {
  readonly emis: ResultatEmission['emis'][number][] = []
  readonly refuses: Refusee[] = []
  readonly #avertis = new Map<string, string[]>()
  readonly #ctx: Contexte
  readonly #sortie: string
  readonly #dispositifs: ReadonlyMap<string, Dispositif>
  readonly #noms = new Set<string>()
  readonly #maintenant: Instant

  constructor(ctx: Contexte, sortie: string, dispositifs: ReadonlyMap<string, Dispositif>) {
    this.#ctx = ctx
    this.#sortie = sortie
    this.#dispositifs = dispositifs
    this.#maintenant = ctx.maintenant()
  }

  /** Sentences about what was printed, each with the orders that it is about. */
  get avertissements(): ResultatEmission['avertissements'] {
    return [...this.#avertis].map(([phrase, numeros]) => ({ phrase, numeros }))
  }

  #avertir(numero: string, phrase: string): void {
    this.#avertis.set(phrase, [...(this.#avertis.get(phrase) ?? []), numero])
  }

  #refuse(dossier: Dossier, raisons: readonly string[]): void {
    const { id, numero } = dossier.commande
    this.refuses.push({ commandeId: id, numero, raisons })
  }

  /** The file of an order: its number; with the order's own rank when another one of this run has that name. */
  #fichier(dossier: Dossier): string {
    const base = nameBdc(dossier.commande.numero)
    const nom = this.#noms.has(foldName(base)) ? `${base}-${dossier.commande.id}` : base
    this.#noms.add(foldName(nom))
    return path.join(this.#sortie, `${nom}.pdf`)
  }

  /** Reads, controls and hands one batch to the workers. */
  async prepare(ids: readonly number[]): Promise<Lot> {
    const { registre, atelier } = this.#ctx
    const [dossiers, empreintes] = await registre.lire(async (db) => [
      await gatherDossiers(db, ids),
      await readEmpreintes(db, ids),
    ])
    const trouves = new Set(dossiers.map((d) => d.commande.id))
    for (const id of ids)
      if (!trouves.has(id))
        this.refuses.push({
          commandeId: id,
          numero: '',
          raisons: ['Cette commande n’est plus dans le registre.'],
        })
    const pretes: Prete[] = []
    for (const lu of dossiers) {
      const dossier = dossierAEmettre(lu, this.#maintenant)
      const dispositif = this.#dispositifs.get(lu.commande.dispositif)
      const illisibles = listIllisibles(dossier)
      const raisons = [
        ...raisonsOf(dossier, dispositif, this.#maintenant),
        ...[refuseIllisibles(illisibles)].filter((r) => r !== null),
      ]
      if (dispositif === undefined || raisons.length > 0) {
        this.#refuse(lu, raisons)
        continue
      }
      const fichier = this.#fichier(lu)
      const present = await hashFile(fichier).catch(() => null)
      if (present !== null && empreintes.get(lu.commande.id)?.has(present.sha256) !== true) {
        this.#refuse(lu, [
          `«\u00a0${path.basename(fichier)}\u00a0» existe déjà dans ce dossier et n’est pas un bon de commande imprimé par Liasse pour cette commande\u00a0: il n’a pas été remplacé. Déplacez-le, ou choisissez un autre dossier.`,
        ])
        continue
      }
      const datee = lu.commande.dateEmission === null
      pretes.push({ dossier, dispositif, datee, fichier, temporaire: temporaryName(fichier), illisibles })
    }
    const ecrits = this.#print(pretes, atelier)
    // Awaited in its turn; a failure before that must not end the process.
    ecrits.catch(() => undefined)
    return { taille: ids.length, pretes, ecrits }
  }

  async #print(pretes: readonly Prete[], atelier: Contexte['atelier']): Promise<readonly BdcEcrit[]> {
    const ecrits: BdcEcrit[] = []
    for (const [code, siennes] of Map.groupBy(pretes, (p) => p.dispositif.code)) {
      const dispositif = this.#dispositifs.get(code) as Dispositif
      const documents: TacheBdc['documents'][number][] = []
      for (const { dossier, temporaire } of siennes) {
        const logo = await readLogo(this.#ctx.registre, dossier.fournisseur.logo)
        documents.push({ dossier, temporaire, logo: logo === null ? null : new Uint8Array(logo.octets) })
      }
      const tache: TacheBdc = {
        modele: modeleBdc(dispositif),
        dispositif,
        maintenant: this.#maintenant,
        documents,
      }
      const resultats = await atelier.run<readonly BdcEcrit[]>('bdc', tache)
      for (const [i, prete] of siennes.entries()) ecrits[pretes.indexOf(prete)] = resultats[i] as BdcEcrit
    }
    return ecrits
  }

  /** Puts the printed files in place and records them, in one transaction. */
  async finish(lot: Lot): Promise<void> {
    const ctx = this.#ctx
    const ecrits = await lot.ecrits
    const jour = jourParis(this.#maintenant)
    const ids = lot.pretes.map((p) => p.dossier.commande.id)
    if (ids.length === 0) return
    await ctx.registre.ecrire(async (tx) => {
      const marques = await readMarques(tx, ids)
      for (const [i, prete] of lot.pretes.entries()) {
        const { dossier, fichier, temporaire, datee } = prete
        const { id, numero, revision, dateEmission } = dossier.commande
        const { modele, version, pages, sha256, mention, numeroAns, logoIllisible } = ecrits[i] as BdcEcrit
        const marque = `${revision} ${dossier.referencement.revision} ${dossier.fournisseur.revision}`
        if (marques.get(id) !== marque) {
          await rm(temporaire, { force: true })
          this.#refuse(dossier, [
            'La commande, son produit ou son fournisseur a été modifié pendant l’impression. Imprimez-la à nouveau.',
          ])
          continue
        }
        await rename(temporaire, fichier)
        await recordEmission(
          tx,
          {
            commandeId: id,
            modele,
            version,
            sha256,
            mention,
            numeroAns,
            dateEmission: datee ? dateEmission : null,
          },
          jour,
          ctx.maintenant(),
        )
        await journaliser(tx, ctx, [
          {
            sujet: 'commande',
            sujetId: id,
            action: ACTION_BDC,
            vers: dateEmission,
            detail: `Modèle ${modele}, version ${version}`,
            fichier,
            sha256,
          },
        ])
        this.emis.push({ commandeId: id, numero, fichier, pages })
        if (logoIllisible) this.#avertir(numero, sayLogo(dossier.fournisseur.denomination))
        const notice = noticeIllisibles(prete.illisibles)
        if (notice !== null) this.#avertir(numero, notice)
      }
      await invaliderVerifications(tx, ids)
    })
  }

  /** Waits for the tasks under way (a batch is short, and a thread stopped in a write leaves its file) and removes what they left. */
  async abandon(lots: readonly Lot[]): Promise<void> {
    await Promise.allSettled(lots.map((l) => l.ecrits))
    for (const lot of lots) for (const p of lot.pretes) await rm(p.temporaire, { force: true })
  }
}

/**
 * Prints the order forms of `commandeIds` into `sortie`. Those that a blocking control stops are listed, the others go on.
 * Stops at the first fault of the machine (disk full), with what was already printed said.
 */
export async function* emettre(
  ctx: Contexte,
  { commandeIds, sortie }: { readonly commandeIds: readonly number[]; readonly sortie: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<Avancement<ResultatEmission>> {
  await prepareSortie(sortie)
  const ids = [...new Set(commandeIds)]
  const dispositifs = await ctx.registre.lire((db) => loadDispositifs(db, ctx.catalogue))
  const emetteur = new Emetteur(ctx, sortie, dispositifs)
  const enCours: Lot[] = []
  let prepares = 0
  let fait = 0
  try {
    while ((prepares < ids.length || enCours.length > 0) && signal?.aborted !== true) {
      while (prepares < ids.length && enCours.length < availableParallelism()) {
        enCours.push(await emetteur.prepare(ids.slice(prepares, prepares + LOT)))
        prepares += LOT
      }
      const lot = enCours[0] as Lot
      await emetteur.finish(lot)
      enCours.shift()
      fait += lot.taille
      yield {
        type: 'progres',
        fait,
        total: ids.length,
        libelle: `${fait} bons de commande sur ${ids.length}`,
      }
    }
    if (signal?.aborted === true) return
    const { emis, refuses, avertissements } = emetteur
    yield { type: 'resultat', resultat: { emis, refuses, avertissements, dossier: sortie } }
  } catch (erreur) {
    const phrase = sentenceOf(erreur)
    if (phrase === null) throw erreur
    const n = emetteur.emis.length
    refuser(
      n === 0
        ? 'Aucun bon de commande n’a été imprimé.'
        : `${n} bons de commande ont été imprimés et enregistrés, puis l’impression s’est arrêtée.`,
      {
        ou: sortie,
        regle: phrase,
        remede: 'Les autres peuvent être imprimés ensuite, sans recommencer ceux-ci.',
      },
    )
  } finally {
    await emetteur.abandon(enCours)
  }
}
