import type { Kysely } from 'kysely'
import type { Rejet } from '#contract/commun.ts'
import type { ChampImport } from '#contract/import.ts'
import { deduceCas, fitsCas } from '#domain/cas.ts'
import type { Jour } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Fournisseur } from '#domain/fournisseur.ts'
import { CATEGORIE_LIBELLES } from '#domain/tiers.ts'
import type { Changement } from '../operations/saisie.ts'
import type { Tables } from '../registre/schema.ts'
import type { ClientResolu, Clients } from './clients.ts'
import { compareCommande } from './comparaison.ts'
import { normalize } from './correspondance.ts'
import { common, companion, type Groupe, Refus, valeurOf } from './groupes.ts'
import type { CommandeLue, LigneLue, PersonneLue } from './lignes.ts'
import { type Montants, readMontants } from './montants.ts'
import { type CommandeExistante, readCabinets, readExistantes, readFinances } from './registre-commandes.ts'
import {
  distinct,
  faultOf,
  resolveSignatures,
  type SignatureLue,
  type SignaturesResolues,
} from './signatures.ts'
import { resolveSuite, SUITE_MUETTE, type SuiteLue, SuiteRefusee, type SuiteResolue } from './suites.ts'

export interface CadreCommandes {
  readonly dispositif: Dispositif
  readonly fournisseur: Fournisseur
  readonly referencementId: number
  /** Day that selects the ceiling of an order without date. */
  readonly jour: Jour
  /** Name of the column of a field, for rejections. */
  titreOf(champ: ChampImport): string | null
}

export interface ParticipantResolu {
  readonly client: ClientResolu
  readonly representant: PersonneLue | null
  /** Null when nothing gives an amount. */
  readonly montants: Montants | null
  /** The file gives the amount: it replaces the register's. */
  readonly donnes: boolean
}

export interface CommandeResolue {
  readonly numero: string
  readonly effet: 'creee' | 'mise_a_jour' | 'identique'
  readonly existante: CommandeExistante | null
  readonly cas: string
  readonly dateEmission: Jour | null
  readonly dateInstallation: Jour | null
  readonly fichier: string
  readonly participants: readonly ParticipantResolu[]
  /** A card, known or to be written; null without mandataire. */
  readonly mandataire: {
    readonly id: number
    readonly nom: string
    readonly nouveau: PersonneLue | null
    ecrit: boolean
  } | null
  /** What happened to it so far, when the file says it and the register does not know. */
  readonly suite: SuiteResolue | null
  /** Who signed its form, to write; null when the file says nothing new. */
  readonly signatures: readonly SignatureLue[] | null
  /** What changes on an order of the register. Empty for a new one. */
  readonly changements: readonly Changement[]
}

/** An order, or why it stays out: one rejection per line of it. */
export interface ResolutionGroupe {
  readonly groupe: Groupe
  readonly commande: CommandeResolue | null
  readonly rejets: readonly Rejet[]
  readonly avis: readonly Rejet[]
}

type Mandataire = NonNullable<CommandeResolue['mandataire']>

/** Turns the lines of order numbers into orders, against the register and the rest of the file. Reads only. */
export class Commandes {
  readonly #db: Kysely<Tables>
  readonly #clients: Clients
  readonly #cadre: CadreCommandes
  /** Client → number, for the orders of the file that go in. */
  readonly #finances = new Map<number, string>()
  readonly #mandataires = new Map<string, Mandataire>()

  constructor(db: Kysely<Tables>, clients: Clients, cadre: CadreCommandes) {
    this.#db = db
    this.#clients = clients
    this.#cadre = cadre
  }

  async resolve(groupes: readonly Groupe[]): Promise<ResolutionGroupe[]> {
    const lignes = groupes.flatMap((g) => g.lignes)
    const resolutions = await this.#clients.resolve(
      lignes.map((l) => ({ ligne: l.ligne, client: l.client as NonNullable<typeof l.client> })),
    )
    const clients = new Map(lignes.map((l, i) => [l, resolutions[i] as (typeof resolutions)[number]]))
    const { fournisseur, dispositif } = this.#cadre
    const existantes = await readExistantes(
      this.#db,
      fournisseur.id,
      groupes.map((g) => g.numero),
    )
    const ids = resolutions.flatMap((r) =>
      r.ok && r.client !== null && r.client.effet !== 'nouveau' ? r.client.id : [],
    )
    const finances = await readFinances(this.#db, dispositif.code, ids)
    await this.#lookUpMandataires(lignes)
    return groupes.map((groupe) => {
      const avis: Rejet[] = []
      try {
        const deja = new Set<ClientResolu>()
        const retenues: { ligne: LigneLue; client: ClientResolu }[] = []
        for (const ligne of groupe.lignes) {
          const r = clients.get(ligne)
          if (r?.ok === false) throw new Refus(ligne, null, r.regle, r.phrase)
          if (r === undefined || r.client === null) continue
          if (r.avis !== null)
            avis.push({
              ligne: ligne.ligne,
              colonne: null,
              valeur: null,
              regle: 'extraction FINESS',
              phrase: r.avis,
            })
          if (deja.has(r.client)) continue
          deja.add(r.client)
          retenues.push({ ligne, client: r.client })
        }
        const existante = existantes.get(groupe.numero) ?? null
        this.#assertUnique(groupe.numero, retenues, finances)
        const commande = this.#compose(groupe.numero, retenues, existante, avis)
        for (const { client } of retenues) this.#finances.set(client.id, groupe.numero)
        return { groupe, commande, rejets: [], avis }
      } catch (erreur) {
        if (!(erreur instanceof Refus)) throw erreur
        return { groupe, commande: null, rejets: this.#rejects(groupe, erreur), avis: [] }
      }
    })
  }

  /** The line at fault, then its companions: an order never goes in without one of its lines. */
  #rejects(groupe: Groupe, refus: Refus): Rejet[] {
    return groupe.lignes.map((l) =>
      l === refus.ligne
        ? {
            ligne: l.ligne,
            colonne: refus.champ === null ? null : this.#cadre.titreOf(refus.champ),
            valeur: valeurOf(l.commande as CommandeLue, refus.champ),
            regle: refus.regle,
            phrase: refus.message,
          }
        : companion(l.ligne, groupe.numero, refus.ligne.ligne),
    )
  }

  #assertUnique(
    numero: string,
    retenues: readonly { readonly ligne: LigneLue; readonly client: ClientResolu }[],
    finances: Awaited<ReturnType<typeof readFinances>>,
  ): void {
    for (const { ligne, client } of retenues) {
      const autre =
        this.#finances.get(client.id) ?? finances.get(client.id)?.find((c) => c.numero !== numero)?.numero
      if (autre !== undefined && autre !== numero)
        throw new Refus(
          ligne,
          'numeroCommande',
          'une seule commande par client et dispositif',
          `Ce client a déjà la commande ${autre} sous ${this.#cadre.dispositif.code}\u00a0: une seule peut être financée.`,
        )
    }
  }

  #compose(
    numero: string,
    retenues: readonly { readonly ligne: LigneLue; readonly client: ClientResolu }[],
    existante: CommandeExistante | null,
    avis: Rejet[],
  ): CommandeResolue {
    const dateEmission = common(retenues, 'dateCommande', (c) => c.dateEmission)
    const dateInstallation = common(retenues, 'dateInstallation', (c) => c.dateInstallation)
    const fichier = common(retenues, 'fichier', (c) => c.fichier || null) ?? ''
    const casDit = common(retenues, 'cas', (c) => c.cas || null)
    const mandataireDit = common(retenues, 'mandataireNom', (c) => c.mandataire?.nom ?? null)
    const mandataire = mandataireDit === null ? null : this.#mandataireOf(mandataireDit, retenues)
    const premiere = (retenues[0] as (typeof retenues)[number]).ligne
    const cas = this.#casOf(
      premiere,
      casDit,
      retenues,
      mandataireDit !== null || (existante?.mandataireId ?? null) !== null,
    )
    const participants = retenues.map(({ ligne, client }): ParticipantResolu => {
      const lue = ligne.commande as CommandeLue
      const lus = readMontants(
        lue,
        {
          ...client.carte,
          id: client.id,
          adresse: { lignes: '', codePostal: client.carte.codePostal, commune: '' },
        },
        this.#cadre.dispositif,
        this.#cadre.fournisseur,
        dateEmission ?? existante?.dateEmission ?? this.#cadre.jour,
      )
      if (!lus.ok) throw new Refus(ligne, lus.champ, lus.regle, lus.phrase)
      if (lus.montants === null)
        avis.push({
          ligne: ligne.ligne,
          colonne: null,
          valeur: null,
          regle: 'montant à compléter',
          phrase: `Aucun plafond n’est connu pour ce client\u00a0: le montant de la commande ${numero} reste à compléter.`,
        })
      return { client, representant: lue.representant, montants: lus.montants, donnes: lus.donnes }
    })
    const suite = this.#suiteOf(retenues, participants, existante, dateEmission)
    const signees = this.#signaturesOf(retenues, existante, dateEmission, avis)
    const { signatures } = signees
    const commande = {
      numero,
      cas,
      dateEmission,
      dateInstallation,
      fichier,
      participants,
      mandataire,
      suite,
      signatures,
    }
    if (existante === null) return { ...commande, existante, effet: 'creee', changements: [] }
    const siens = new Set(participants.map((p) => p.client.id))
    const memesClients =
      existante.clients.length === participants.length && existante.clients.every((c) => siens.has(c.tiersId))
    if (!memesClients)
      throw new Refus(
        premiere,
        'numeroCommande',
        'clients de la commande',
        `La commande ${numero} existe déjà dans le registre avec d’autres clients\u00a0: corrigez-la à l’écran, ou changez le numéro.`,
      )
    const changements = compareCommande(existante, commande)
    if (changements.length === 0 && suite === null && signatures === null)
      return { ...commande, existante, effet: 'identique', changements }
    if (existante.figee !== null && (changements.length > 0 || existante.annulee))
      throw new Refus(
        premiere,
        'numeroCommande',
        'commande figée',
        `La commande ${numero} du registre diffère de cette ligne et n’est plus modifiable\u00a0: ${existante.figee}.`,
      )
    return {
      ...commande,
      existante,
      effet: 'mise_a_jour',
      changements: [...changements, ...signees.changements, ...(suite?.changements ?? [])],
    }
  }

  /** Each client signs, or the mandataire for all: the lines of an order may say several. */
  #signaturesOf(
    retenues: readonly { readonly ligne: LigneLue }[],
    existante: CommandeExistante | null,
    dateEmission: Jour | null,
    avis: Rejet[],
  ): SignaturesResolues {
    const lues = distinct(retenues.flatMap(({ ligne }) => ligne.commande?.signature ?? []))
    const { ligne } = retenues[0] as (typeof retenues)[number]
    const regle = 'signature du bon de commande'
    const jour = { jour: this.#cadre.jour, dateEmission: dateEmission ?? existante?.dateEmission ?? null }
    const faute = faultOf(lues, jour)
    if (faute !== null) throw new Refus(ligne, 'dateSignature', regle, faute)
    const resolues = resolveSignatures(lues, existante?.signatures ?? null)
    if (resolues.gardees)
      avis.push({
        ligne: ligne.ligne,
        colonne: this.#cadre.titreOf('dateSignature'),
        valeur: null,
        regle,
        phrase: `Le bon de commande ${ligne.numero} porte déjà une autre signature, notée à l’écran ou par une liste de signatures\u00a0: elle est gardée.`,
      })
    return resolues
  }

  #suiteOf(
    retenues: readonly { readonly ligne: LigneLue }[],
    participants: readonly ParticipantResolu[],
    existante: CommandeExistante | null,
    dateEmission: Jour | null,
  ): SuiteResolue | null {
    const lue: SuiteLue = {
      ...SUITE_MUETTE,
      deposeLe: common(retenues, 'dateDepot', (c) => c.suite.deposeLe),
      numeroAsp: common(retenues, 'numeroAsp', (c) => c.suite.numeroAsp || null) ?? '',
      issue: common(retenues, 'issue', (c) => c.suite.issue),
      montantPaye: common(retenues, 'montantPaye', (c) => c.suite.montantPaye),
      payeLe: common(retenues, 'datePaiement', (c) => c.suite.payeLe),
    }
    const connus = participants.every((p) => p.montants !== null)
    try {
      return resolveSuite(lue, {
        type: 'avance',
        dateEmission: dateEmission ?? existante?.dateEmission ?? null,
        jour: this.#cadre.jour,
        ttc: connus ? participants.reduce((t, p) => t + (p.montants?.ttc ?? 0), 0) : null,
        existante: existante?.demandeAvance ?? null,
      })
    } catch (erreur) {
      if (!(erreur instanceof SuiteRefusee)) throw erreur
      const premiere = (retenues[0] as (typeof retenues)[number]).ligne
      throw new Refus(premiere, erreur.champ, erreur.regle, erreur.message)
    }
  }

  #casOf(
    ligne: LigneLue,
    dit: string | null,
    retenues: readonly { readonly client: ClientResolu }[],
    mandataire: boolean,
  ): string {
    const { dispositif } = this.#cadre
    const forme = { clients: retenues.map((r) => r.client.carte.categorie), mandataire }
    const cas =
      dit === null ? deduceCas(dispositif, forme) : dispositif.cas.find((c) => c.code.toUpperCase() === dit)
    if (cas !== null && cas !== undefined && fitsCas(cas, forme)) return cas.code
    const qui = [...new Set(forme.clients)].map((c) => CATEGORIE_LIBELLES[c].toLowerCase()).join(', ')
    const commande = `${forme.clients.length} client${forme.clients.length > 1 ? 's' : ''} (${qui}) ${mandataire ? 'avec' : 'sans'} mandataire`
    throw new Refus(
      ligne,
      dit === null ? 'numeroCommande' : 'cas',
      `cas du dispositif ${dispositif.code}`,
      dit === null
        ? `Aucun cas du dispositif ${dispositif.code} ne convient à une commande de ${commande}.`
        : `Le cas «\u00a0${dit}\u00a0» du dispositif ${dispositif.code} ${cas === undefined || cas === null ? 'n’existe pas' : `ne convient pas à une commande de ${commande}`}.`,
    )
  }

  async #lookUpMandataires(lignes: readonly LigneLue[]): Promise<void> {
    const noms = [...new Set(lignes.flatMap((l) => l.commande?.mandataire?.nom ?? []))].filter(
      (nom) => !this.#mandataires.has(nom),
    )
    if (noms.length === 0) return
    for (const [nom, id] of await readCabinets(this.#db, noms))
      this.#mandataires.set(nom, { id, nom, nouveau: null, ecrit: true })
  }

  /** One of the order's own clients (MDV cas B: « désigné en leur sein »), or a cabinet, known or new. */
  #mandataireOf(
    nom: string,
    retenues: readonly { readonly ligne: LigneLue; readonly client: ClientResolu }[],
  ): Mandataire {
    const mots = (texte: string) =>
      texte
        .split(/[\s-]+/)
        .map(normalize)
        .sort()
        .join(' ')
    const client = retenues.find(
      ({ client: c }) => mots(`${c.carte.nom} ${c.carte.prenom}`.trim()) === mots(nom),
    )
    if (client !== undefined) return { id: client.client.id, nom, nouveau: null, ecrit: true }
    const connu = this.#mandataires.get(nom)
    if (connu !== undefined) return connu
    const personne = retenues.find((r) => r.ligne.commande?.mandataire?.nom === nom)?.ligne.commande
      ?.mandataire
    const nouveau: Mandataire = {
      id: this.#clients.allocate(),
      nom,
      nouveau: personne ?? null,
      ecrit: false,
    }
    this.#mandataires.set(nom, nouveau)
    return nouveau
  }
}
