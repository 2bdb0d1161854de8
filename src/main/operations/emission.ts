import { access, constants, rename, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { Avancement } from '#contract/commun.ts'
import type { ResultatEmission } from '#contract/document.ts'
import type { Dossier } from '#domain/commande.ts'
import { type Instant, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { perimetreOf } from '#domain/suite.ts'
import type { Contexte } from '../contexte.ts'
import {
  type ChampIllisible,
  listIllisibles,
  noticeIllisibles,
  refuseIllisibles,
} from '../documents/illisibles.ts'
import { findModele, type Modele } from '../documents/modele.ts'
import { nameDocument } from '../documents/nomFichier.ts'
import { makeFolder, temporaryName } from '../exports/ecriture.ts'
import { foldName } from '../exports/noms.ts'
import { hashFile } from '../pieces/magasin.ts'
import { refuser, sentenceOf } from '../refus.ts'
import { insertImpression, marqueOf, readEmpreintes, readMarques } from '../registre/impressions.ts'
import { journaliser } from '../registre/journal.ts'
import { readLogo } from '../registre/logos.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import type { DocumentEcrit, TacheImpression } from '../workers/document.ts'
import { gatherDossiers } from './dossier.ts'
import type { Choix, DocumentImprime } from './emission-documents.ts'
import { invaliderVerifications } from './verification.ts'

/** Orders printed by one task and recorded in one transaction. */
const LOT = 25

const sayLogo = (fournisseur: string): string =>
  `Le logo de «\u00a0${fournisseur}\u00a0» ne peut pas être lu\u00a0: sa dénomination est imprimée à la place. Choisissez une autre image PNG ou JPEG sur la fiche du fournisseur, puis imprimez à nouveau.`

type Refusee = ResultatEmission['refuses'][number]

interface Choisie {
  readonly dossier: Dossier
  readonly dispositif: Dispositif
  readonly document: DocumentImprime
  readonly modele: Modele
}

interface Prete extends Choisie {
  readonly fichier: string
  readonly temporaire: string
  readonly illisibles: readonly ChampIllisible[]
}

interface Lot {
  readonly taille: number
  readonly pretes: readonly Prete[]
  readonly ecrits: Promise<readonly DocumentEcrit[]>
}

async function prepareSortie(sortie: string): Promise<void> {
  if (!path.isAbsolute(sortie))
    refuser('Le dossier de sortie doit être donné avec son chemin complet.', { ou: sortie })
  try {
    await makeFolder(sortie)
    await access(sortie, constants.W_OK)
  } catch (erreur) {
    refuser('Rien ne peut être écrit dans ce dossier\u00a0: rien n’a été imprimé.', {
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
  readonly #choisir: Choix
  readonly #sortie: string
  readonly #dispositifs: ReadonlyMap<string, Dispositif>
  readonly #noms = new Set<string>()
  readonly #maintenant: Instant

  constructor(ctx: Contexte, choisir: Choix, sortie: string, dispositifs: ReadonlyMap<string, Dispositif>) {
    this.#ctx = ctx
    this.#choisir = choisir
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

  /** The file of an order: type and number; with the order's own rank when another one of this run has that name. */
  #fichier({ dossier, document }: Choisie): string {
    const base = nameDocument(document.type, dossier.commande.numero)
    const nom = this.#noms.has(foldName(base)) ? `${base}-${dossier.commande.id}` : base
    this.#noms.add(foldName(nom))
    return path.join(this.#sortie, `${nom}.pdf`)
  }

  /** The document that an order asks for; refused, with every reason, when it may not be printed. */
  #choose(lu: Dossier): Choisie | null {
    const dispositif = this.#dispositifs.get(lu.commande.dispositif)
    const document =
      dispositif === undefined
        ? 'Le dispositif de cette commande n’est pas connu de Liasse.'
        : this.#choisir(lu, dispositif)
    if (dispositif === undefined || typeof document === 'string') {
      this.#refuse(lu, [document as string])
      return null
    }
    const modele = findModele(dispositif, document.type)
    if (modele === null) {
      this.#refuse(lu, [
        `Liasse n’a pas de modèle de ${document.type} pour ${dispositif.code}\u00a0: joignez la vôtre à la commande.`,
      ])
      return null
    }
    const dossier = document.composer?.(lu, this.#maintenant) ?? lu
    const raisons = [
      ...document.refuser(dossier, dispositif, this.#maintenant),
      ...[refuseIllisibles(listIllisibles(dossier))].filter((r) => r !== null),
    ]
    if (raisons.length === 0) return { dossier, dispositif, document, modele }
    this.#refuse(lu, raisons)
    return null
  }

  /** Documents whose number or facts are written in the register before they are on paper. */
  async #reserve(choisies: readonly Choisie[]): Promise<readonly Choisie[]> {
    const aReserver = choisies.filter((c) => c.document.reserver !== undefined)
    if (aReserver.length === 0) return choisies
    const dossiers = await this.#ctx.registre.ecrire(async (tx) => {
      const reserves = new Map<number, Dossier>()
      for (const { dossier, document } of aReserver) {
        const reserve = (await document.reserver?.(tx, this.#ctx, dossier)) as Dossier
        reserves.set(dossier.commande.id, reserve)
      }
      return reserves
    })
    return choisies.map((c) => ({ ...c, dossier: dossiers.get(c.dossier.commande.id) ?? c.dossier }))
  }

  /** A file of that name that is no printing of that document for that order is someone else's. */
  async #place(choisies: readonly Choisie[]): Promise<readonly Prete[]> {
    const pretes: Prete[] = []
    for (const [type, siennes] of Map.groupBy(choisies, (c) => c.document.type)) {
      const ids = siennes.map((c) => c.dossier.commande.id)
      const empreintes = await this.#ctx.registre.lire((db) => readEmpreintes(db, ids, type))
      for (const choisie of siennes) {
        const { dossier } = choisie
        const fichier = this.#fichier(choisie)
        // What cannot be read is there all the same, and a rename would replace it.
        const present = await hashFile(fichier).catch((erreur: { code?: string }) =>
          erreur.code === 'ENOENT' ? null : { sha256: '' },
        )
        if (present !== null && empreintes.get(dossier.commande.id)?.has(present.sha256) !== true)
          this.#refuse(dossier, [
            `«\u00a0${path.basename(fichier)}\u00a0» existe déjà dans ce dossier et n’est pas un document que Liasse a imprimé pour cette commande\u00a0: il n’a pas été remplacé. Déplacez-le, ou choisissez un autre dossier.`,
          ])
        else
          pretes.push({
            ...choisie,
            fichier,
            temporaire: temporaryName(fichier),
            illisibles: listIllisibles(dossier),
          })
      }
    }
    return pretes
  }

  /** Reads, controls and hands one batch to the workers. */
  async prepare(ids: readonly number[]): Promise<Lot> {
    const dossiers = await this.#ctx.registre.lire((db) => gatherDossiers(db, ids))
    const trouves = new Set(dossiers.map((d) => d.commande.id))
    for (const id of ids)
      if (!trouves.has(id))
        this.refuses.push({
          commandeId: id,
          numero: '',
          raisons: ['Cette commande n’est plus dans le registre.'],
        })
    const choisies = dossiers.flatMap((d) => this.#choose(d) ?? [])
    // A number is given only to what has its place in the folder.
    const places = await this.#place(choisies)
    const reserves = await this.#reserve(places)
    const pretes = places.map((p, i) => ({ ...p, dossier: (reserves[i] as Choisie).dossier }))
    const ecrits = this.#print(pretes)
    // Awaited in its turn; a failure before that must not end the process.
    ecrits.catch(() => undefined)
    return { taille: ids.length, pretes, ecrits }
  }

  async #print(pretes: readonly Prete[]): Promise<readonly DocumentEcrit[]> {
    const { atelier, registre } = this.#ctx
    const ecrits: DocumentEcrit[] = []
    for (const siennes of Map.groupBy(pretes, (p) => p.modele.code).values()) {
      const { modele, dispositif } = siennes[0] as Prete
      const documents: TacheImpression['documents'][number][] = []
      for (const { dossier, temporaire } of siennes) {
        const logo = await readLogo(registre, dossier.fournisseur.logo)
        documents.push({ dossier, temporaire, logo: logo === null ? null : new Uint8Array(logo.octets) })
      }
      const tache: TacheImpression = { modele, dispositif, maintenant: this.#maintenant, documents }
      const resultats = await atelier.run<readonly DocumentEcrit[]>('document', tache)
      for (const [i, prete] of siennes.entries())
        ecrits[pretes.indexOf(prete)] = resultats[i] as DocumentEcrit
    }
    return ecrits
  }

  /** Puts the printed files in place and records them, in one transaction: all of a batch, or none. */
  async finish(lot: Lot): Promise<void> {
    if (lot.pretes.length === 0) return
    const ecrits = await lot.ecrits
    const places: string[] = []
    try {
      this.emis.push(...(await this.#record(lot, ecrits, places)))
    } catch (erreur) {
      // Not recorded, a file would look printed, and the next run would take it for someone else's.
      for (const fichier of places) await rm(fichier, { force: true })
      throw erreur
    }
  }

  /** `places`: the files put in place so far, whatever comes of the transaction. */
  #record(
    lot: Lot,
    ecrits: readonly DocumentEcrit[],
    places: string[],
  ): Promise<readonly ResultatEmission['emis'][number][]> {
    const ctx = this.#ctx
    const jour = jourParis(this.#maintenant)
    const ids = lot.pretes.map((p) => p.dossier.commande.id)
    return ctx.registre.ecrire(async (tx) => {
      const marques = await readMarques(tx, ids)
      const imprimes: Prete[] = []
      const emis: ResultatEmission['emis'][number][] = []
      for (const [i, prete] of lot.pretes.entries()) {
        const { dossier, document, fichier, temporaire } = prete
        const { fournisseur, referencement, commande, installation, facture } = dossier
        const ecrit = ecrits[i] as DocumentEcrit
        const { modele, version, sha256 } = ecrit
        const marque = marqueOf(
          commande.revision,
          referencement.revision,
          fournisseur.revision,
          installation?.revision ?? null,
          facture?.id ?? null,
          facture?.revision ?? null,
        )
        if (marques.get(commande.id) !== marque) {
          await rm(temporaire, { force: true })
          this.#refuse(dossier, ['Le dossier a été modifié pendant l’impression. Imprimez à nouveau.'])
          continue
        }
        await insertImpression(tx, {
          commandeId: commande.id,
          type: document.type,
          le: jour,
          modele,
          version,
          sha256,
          mention: ecrit.mention,
          numeroAns: ecrit.numeroAns,
          facture: facture?.numero ?? null,
          perimetre: document.type === 'VA' || document.type === 'MOM' ? perimetreOf(dossier) : null,
        })
        await document.enregistrer?.(tx, ctx, { dossier, fichier, temporaire, ecrit, jour })
        await journaliser(tx, ctx, [
          {
            sujet: 'commande',
            sujetId: commande.id,
            action: document.action,
            vers: document.type === 'BDC' ? commande.dateEmission : (facture?.numero ?? null),
            detail: `Modèle ${modele}, version ${version}`,
            fichier,
            sha256,
          },
        ])
        imprimes.push(prete)
        const { id: commandeId, numero } = commande
        emis.push({ commandeId, numero, type: document.type, fichier, pages: ecrit.pages })
        if (ecrit.logoIllisible) this.#avertir(numero, sayLogo(fournisseur.denomination))
        const notice = noticeIllisibles(prete.illisibles)
        if (notice !== null) this.#avertir(numero, notice)
      }
      await invaliderVerifications(tx, ids)
      // Last: what the register refuses must not leave a file that looks printed.
      for (const { temporaire, fichier } of imprimes) {
        await rename(temporaire, fichier)
        places.push(fichier)
      }
      return emis
    })
  }

  /** Waits for the tasks under way (a batch is short, and a thread stopped in a write leaves its file) and removes what they left. */
  async abandon(lots: readonly Lot[]): Promise<void> {
    await Promise.allSettled(lots.map((l) => l.ecrits))
    for (const lot of lots) for (const p of lot.pretes) await rm(p.temporaire, { force: true })
  }
}

/** What is printed and where. `noms`: « bons de commande », for the progress line. */
export interface Emission {
  readonly commandeIds: readonly number[]
  readonly sortie: string
  readonly noms: string
  readonly choisir: Choix
}

/**
 * Prints one document of each order into `sortie`. Those that a blocking control stops are listed, the others go on.
 * Stops at the first fault of the machine (disk full), with what was already printed said.
 */
export async function* emettre(
  ctx: Contexte,
  { commandeIds, sortie, noms, choisir }: Emission,
  signal: AbortSignal | undefined,
): AsyncGenerator<Avancement<ResultatEmission>> {
  await prepareSortie(sortie)
  const ids = [...new Set(commandeIds)]
  const dispositifs = await ctx.registre.lire((db) => loadDispositifs(db, ctx.catalogue))
  const emetteur = new Emetteur(ctx, choisir, sortie, dispositifs)
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
      yield { type: 'progres', fait, total: ids.length, libelle: `${fait} ${noms} sur ${ids.length}` }
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
        ? 'Rien n’a été imprimé.'
        : `Imprimés et enregistrés\u00a0: ${n} ${noms} sur ${ids.length}\u00a0; puis l’impression s’est arrêtée.`,
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
