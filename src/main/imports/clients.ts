import { type Kysely, sql } from 'kysely'
import type { Dispositif } from '#domain/dispositif.ts'
import type { CategorieTiers, Profession } from '#domain/tiers.ts'
import { type Changement, listChanges } from '../operations/saisie.ts'
import type { Tables } from '../registre/schema.ts'
import { normalize } from './correspondance.ts'
import { deduceStructure, onlyProfession } from './libelles.ts'
import type { ClientLu, TypeIdentifiantLu } from './lignes.ts'

export type EffetClient = 'nouveau' | 'mis_a_jour' | 'identique'

/** The card of a client as it will be. */
export interface Carte {
  readonly categorie: CategorieTiers
  readonly nom: string
  readonly prenom: string
  readonly profession: Profession | null
  readonly adresse: string
  readonly codePostal: string
  readonly commune: string
  readonly telephone: string
  readonly mail: string
  readonly reference: string
  readonly tranche: string | null
}

/** What a line does to the register: nothing is written before `write`. */
export interface ClientResolu {
  readonly id: number
  readonly effet: EffetClient
  readonly carte: Carte
  readonly identifiants: ClientLu['identifiants']
  /** What changes on a card of the register. Empty for a new card. */
  readonly changements: readonly Changement[]
  ecrit: boolean
}

export interface LigneFiness {
  readonly numero: string
  readonly juridique: string
  readonly nom: string
  readonly adresse: string
  readonly codePostal: string
  readonly commune: string
  readonly siret: string
  readonly libelleCategorie: string
}

/**
 * Why a line's client cannot be told, as a rule and a sentence; or the client, and what is to be looked at.
 * The client is null for a line that was there already, when cards are not kept.
 */
export type Resolution =
  | { readonly ok: true; readonly client: ClientResolu | null; readonly avis: string | null }
  | { readonly ok: false; readonly regle: string; readonly phrase: string }

/** What is remembered of a line, to tell the next ones that name the same client. */
interface Vu {
  readonly ligne: number
  readonly empreinte: number
  readonly anonyme: boolean
  readonly resolu: ClientResolu | null
}

type Existant = Carte & { readonly id: number }

/** What tells a client from the others: the first of its numbers (they come the surest first), or the vendor's reference. */
const cleOf = (client: ClientLu): string => {
  const propre = client.identifiants[0]
  return propre === undefined ? `REF:${client.reference}` : `${propre[0]}:${propre[1]}`
}

/** 53-bit hash of a line's client: tells a repeated line from another one without keeping its text. */
function hash(client: ClientLu): number {
  const texte = `${client.nom}\u0001${client.prenom}\u0001${client.profession}\u0001${client.adresse}\u0001${client.codePostal}\u0001${client.commune}\u0001${client.telephone}\u0001${client.mail}\u0001${client.reference}\u0001${client.tranche}\u0001${client.identifiants.join()}`
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < texte.length; i++) {
    const c = texte.charCodeAt(i)
    a = Math.imul(a ^ c, 2654435761)
    b = Math.imul(b ^ c, 1597334677)
  }
  return 4294967296 * (2097151 & (b ^ (b >>> 15))) + (a >>> 0)
}

/** Matches the clients of a file with those of the register and with one another. Reads only. */
export class Clients {
  readonly #db: Kysely<Tables>
  readonly #dispositif: Dispositif | null
  readonly #vus = new Map<string, Vu | 'ambigu'>()
  readonly #garder: boolean
  #suivant: number
  readonly #registreVide: boolean
  readonly #finess: boolean

  private constructor(
    db: Kysely<Tables>,
    dispositif: Dispositif | null,
    garder: boolean,
    etat: { dernier: number; vide: boolean; finess: boolean },
  ) {
    this.#db = db
    this.#dispositif = dispositif
    this.#garder = garder
    this.#suivant = etat.dernier + 1
    this.#registreVide = etat.vide
    this.#finess = etat.finess
  }

  /** `garder`: lines may name a client again, whose card is then needed (orders). */
  static async open(db: Kysely<Tables>, dispositif: Dispositif | null, garder: boolean): Promise<Clients> {
    const { dernier } = await db
      .selectFrom('tiers')
      .select((eb) => eb.fn.coalesce(eb.fn.max('id'), sql<number>`0`).as('dernier'))
      .executeTakeFirstOrThrow()
    const liste = await db.selectFrom('liste').select('lignes').where('nom', '=', 'FINESS').executeTakeFirst()
    return new Clients(db, dispositif, garder, { dernier, vide: dernier === 0, finess: liste !== undefined })
  }

  /** The id after the last one given to a card. */
  get allocated(): number {
    return this.#suivant
  }

  /** The next free id of a card, for one that no line of its own describes. */
  allocate(): number {
    return this.#suivant++
  }

  /** Resolves a batch, in the order of the file. */
  async resolve(
    lignes: readonly { readonly ligne: number; readonly client: ClientLu }[],
  ): Promise<Resolution[]> {
    const existants = this.#registreVide ? VIDE : await this.#lookUp(lignes.map((l) => l.client))
    const finess = await this.#lookUpFiness(lignes.map((l) => l.client))
    return lignes.map(({ ligne, client }) => this.#resolveOne(ligne, client, existants, finess))
  }

  #resolveOne(
    ligne: number,
    client: ClientLu,
    existants: Existants,
    finess: ReadonlyMap<string, LigneFiness>,
  ): Resolution {
    const empreinte = hash(client)
    const cle = cleOf(client)
    const reference = client.reference === '' ? null : `REF:${client.reference}`
    const vu =
      this.#vus.get(cle) ?? (client.identifiants.length > 0 ? this.#seenByReference(reference) : undefined)
    if (vu === 'ambigu' || (vu === undefined && existants.ambigus.has(cle)))
      return {
        ok: false,
        regle: 'référence partagée',
        phrase: `Plusieurs clients ont la référence «\u00a0${client.reference}\u00a0»\u00a0: ajoutez leur n° RPPS ou FINESS.`,
      }
    if (vu !== undefined) {
      if (vu.empreinte === empreinte) return { ok: true, client: vu.resolu, avis: null }
      return {
        ok: false,
        regle: 'doublon dans le fichier',
        phrase: `Le même client (${describeCle(cle)}) est déjà à la ligne ${vu.ligne}, avec d’autres données\u00a0: la première est gardée.`,
      }
    }
    const numeroG = client.identifiants.find(([type]) => type === 'FINESS_G')?.[1]
    const connu = numeroG === undefined ? undefined : finess.get(numeroG)
    const existant = existants.parCle.get(cle) ?? existants.parReference.get(client.reference)
    const { carte, identifiants } = this.#merge(client, existant, connu)
    const changements =
      existant === undefined
        ? []
        : listChanges(
            { ...existant, ...existants.numerosOf(existant.id) },
            { ...carte, ...Object.fromEntries(identifiants) },
          )
    const effet = existant === undefined ? 'nouveau' : changements.length === 0 ? 'identique' : 'mis_a_jour'
    const resolu: ClientResolu = {
      id: existant?.id ?? this.#suivant++,
      effet,
      carte,
      identifiants,
      changements,
      ecrit: false,
    }
    const souvenir: Vu = {
      ligne,
      empreinte,
      anonyme: client.identifiants.length === 0,
      resolu: this.#garder ? resolu : null,
    }
    this.#vus.set(cle, souvenir)
    if (reference !== null && reference !== cle)
      this.#vus.set(reference, this.#vus.has(reference) ? 'ambigu' : souvenir)
    const avis =
      numeroG !== undefined && this.#finess && connu === undefined
        ? `Le FINESS ${numeroG} n’est pas dans l’extraction FINESS importée\u00a0: établissement fermé, trop récent, ou numéro d’une autre liste.`
        : carte.categorie === 'etablissement' && client.categorie === null
          ? 'Rien ne dit de quelle sorte de structure il s’agit\u00a0: elle est rangée dans «\u00a0Établissement\u00a0».'
          : null
    return { ok: true, client: resolu, avis }
  }

  /** A line without identifier was seen under the reference of this one: the same client, better known now. */
  #seenByReference(reference: string | null): Vu | undefined {
    if (reference === null) return undefined
    const vu = this.#vus.get(reference)
    return vu !== undefined && vu !== 'ambigu' && vu.anonyme ? vu : undefined
  }

  #merge(client: ClientLu, existant: Existant | undefined, finess: LigneFiness | undefined) {
    const nommee = finess?.nom ?? ''
    const pris = (champ: 'adresse' | 'codePostal' | 'commune', connu: string | undefined) =>
      client[champ] || existant?.[champ] || (connu ?? '')
    const memeNom = existant !== undefined && sameWords(existant, client)
    const categorie =
      client.categorie ??
      existant?.categorie ??
      deduceStructure(this.#dispositif, finess?.libelleCategorie ?? '', client.nom || nommee) ??
      'etablissement'
    const carte: Carte = {
      categorie: existant !== undefined && client.categorie === null ? existant.categorie : categorie,
      nom: memeNom ? existant.nom : client.nom || existant?.nom || nommee,
      prenom: memeNom ? existant.prenom : client.nom === '' ? (existant?.prenom ?? '') : client.prenom,
      profession:
        client.profession ??
        existant?.profession ??
        (categorie === 'praticien' ? onlyProfession(this.#dispositif) : null),
      adresse: pris('adresse', finess?.adresse),
      codePostal: pris('codePostal', finess?.codePostal),
      commune: pris('commune', finess?.commune),
      telephone: client.telephone || existant?.telephone || '',
      mail: client.mail || existant?.mail || '',
      reference: client.reference || existant?.reference || '',
      tranche: client.tranche || (existant?.tranche ?? null),
    }
    if (finess === undefined) return { carte, identifiants: client.identifiants }
    const a = (type: TypeIdentifiantLu) => client.identifiants.some(([t]) => t === type)
    const ajouts: [TypeIdentifiantLu, string][] = []
    if (!a('FINESS_J') && finess.juridique !== '') ajouts.push(['FINESS_J', finess.juridique])
    if (!a('SIRET') && finess.siret !== '') ajouts.push(['SIRET', finess.siret])
    return { carte, identifiants: [...client.identifiants, ...ajouts] }
  }

  /** CROSS JOIN keeps the keys of the batch as the outer loop, whatever SQLite knows of the sizes. */
  async #lookUp(clients: readonly ClientLu[]): Promise<Existants> {
    const cles = [...new Set(clients.map(cleOf))].filter((c) => !c.startsWith('REF:'))
    const references = [...new Set(clients.map((c) => c.reference).filter((r) => r !== ''))]
    const parIdentifiant = await sql<{ type: string; valeur: string; tiersId: number }>`
      SELECT i.type, i.valeur, i.tiersId FROM json_each(${JSON.stringify(cles.map((c) => c.split(':')))}) j
      CROSS JOIN identifiant i ON i.type = j.value ->> 0 AND i.valeur = j.value ->> 1`.execute(this.#db)
    const parReference = await sql<{ id: number; reference: string }>`
      SELECT t.id, t.reference FROM json_each(${JSON.stringify(references)}) j
      CROSS JOIN tiers t ON t.reference = j.value AND t.reference <> ''`.execute(this.#db)
    const ids = [
      ...new Set([...parIdentifiant.rows.map((r) => r.tiersId), ...parReference.rows.map((r) => r.id)]),
    ]
    if (ids.length === 0) return VIDE
    const tiers = await sql<Existant>`
      SELECT t.id, t.categorie, t.nom, t.prenom, t.profession, t.adresse, t.codePostal, t.commune,
        t.telephone, t.mail, t.reference, t.tranche
      FROM json_each(${JSON.stringify(ids)}) j CROSS JOIN tiers t ON t.id = j.value`.execute(this.#db)
    const leurs = await sql<{ type: string; valeur: string; tiersId: number }>`
      SELECT i.type, i.valeur, i.tiersId FROM json_each(${JSON.stringify(ids)}) j
      CROSS JOIN identifiant i ON i.tiersId = j.value`.execute(this.#db)
    return new TrouvesEnRegistre(tiers.rows, leurs.rows)
  }

  async #lookUpFiness(clients: readonly ClientLu[]): Promise<ReadonlyMap<string, LigneFiness>> {
    if (!this.#finess) return new Map()
    const numeros = clients.flatMap((c) => c.identifiants.filter(([t]) => t === 'FINESS_G').map(([, v]) => v))
    if (numeros.length === 0) return new Map()
    const { rows } = await sql<LigneFiness>`
      SELECT f.numero, f.juridique, f.nom, f.adresse, f.codePostal, f.commune, f.siret, f.libelleCategorie
      FROM json_each(${JSON.stringify(numeros)}) j CROSS JOIN finess f ON f.numero = j.value`.execute(
      this.#db,
    )
    return new Map(rows.map((r) => [r.numero, r]))
  }
}

const describeCle = (cle: string): string =>
  cle.startsWith('REF:') ? `référence ${cle.slice(4)}` : cle.replace('_', '\u00a0').replace(':', '\u00a0')

/** « DUPONT Jean » of a list, and the card « Dupont », « Jean »: the same words. */
function sameWords(existant: Existant, client: ClientLu): boolean {
  if (existant.prenom === '' || client.prenom !== '' || client.nom === '') return false
  const mots = (texte: string) =>
    texte
      .split(/[\s-]+/)
      .map(normalize)
      .sort()
      .join(' ')
  return mots(`${existant.nom} ${existant.prenom}`) === mots(client.nom)
}

interface Existants {
  readonly parCle: ReadonlyMap<string, Existant>
  /** Cards without a number of their own, found by the vendor's reference. */
  readonly parReference: ReadonlyMap<string, Existant>
  readonly ambigus: ReadonlySet<string>
  /** Numbers of a card by their kind. */
  numerosOf(id: number): Readonly<Record<string, string>>
}

const VIDE: Existants = {
  parCle: new Map(),
  parReference: new Map(),
  ambigus: new Set(),
  numerosOf: () => ({}),
}

class TrouvesEnRegistre implements Existants {
  readonly parCle = new Map<string, Existant>()
  readonly parReference = new Map<string, Existant>()
  readonly ambigus = new Set<string>()
  readonly #numeros = new Map<number, Record<string, string>>()

  constructor(
    tiers: readonly Existant[],
    identifiants: readonly { readonly type: string; readonly valeur: string; readonly tiersId: number }[],
  ) {
    for (const i of identifiants) {
      const siens = this.#numeros.get(i.tiersId)
      if (siens === undefined) this.#numeros.set(i.tiersId, { [i.type]: i.valeur })
      else siens[i.type] = i.valeur
    }
    const parId = new Map(tiers.map((t) => [t.id, t]))
    const propres = new Set<number>()
    const isPropre = (type: string) => type === 'RPPS' || type === 'FINESS_G'
    for (const i of identifiants) if (isPropre(i.type)) propres.add(i.tiersId)
    for (const i of identifiants) {
      // A SIREN or FINESS juridique is also on the cards of the establishments: they are found by their own number.
      const t = isPropre(i.type) || !propres.has(i.tiersId) ? parId.get(i.tiersId) : undefined
      if (t !== undefined) this.parCle.set(`${i.type}:${i.valeur}`, t)
    }
    for (const t of tiers) {
      if (t.reference === '') continue
      const cle = `REF:${t.reference}`
      if (this.parCle.has(cle)) this.ambigus.add(cle)
      this.parCle.set(cle, t)
      if (!propres.has(t.id) && !this.ambigus.has(cle)) this.parReference.set(t.reference, t)
    }
  }

  numerosOf(id: number): Readonly<Record<string, string>> {
    return this.#numeros.get(id) ?? {}
  }
}
