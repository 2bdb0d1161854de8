import { type Kysely, sql } from 'kysely'
import type { Dispositif } from '#domain/dispositif.ts'
import type { CategorieTiers, Profession } from '#domain/tiers.ts'
import { type Changement, listChanges } from '../operations/saisie.ts'
import type { Tables } from '../registre/schema.ts'
import { normalize } from './correspondance.ts'
import { deduceStructure, onlyProfession } from './libelles.ts'
import type { ClientLu, TypeIdentifiantLu } from './lignes.ts'
import { type Cle, cleOf, hash, Vus } from './vus.ts'

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

type Existant = Carte & { readonly id: number }

/** Matches the clients of a file with those of the register and with one another. Reads only. */
export class Clients {
  readonly #db: Kysely<Tables>
  readonly #dispositif: Dispositif | null
  readonly #vus: Vus
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
    this.#vus = new Vus(garder)
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
    // A line without number was seen under the reference of this one: the same client, better known now.
    const vu = this.#vus.get(cle) ?? this.#vus.getAnonyme(client.reference)
    if (vu === 'ambigu' || (vu === undefined && existants.isAmbigu(cle)))
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
    const existant = existants.byCle(cle) ?? existants.parReference.get(client.reference)
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
    this.#vus.add(cle, client.reference, { ligne, empreinte }, resolu)
    const avis =
      numeroG !== undefined && this.#finess && connu === undefined
        ? `Le FINESS ${numeroG} n’est pas dans l’extraction FINESS importée\u00a0: établissement fermé, trop récent, ou numéro d’une autre liste.`
        : carte.categorie === 'etablissement' && client.categorie === null
          ? 'Rien ne dit de quelle sorte de structure il s’agit\u00a0: elle est rangée dans «\u00a0Établissement\u00a0».'
          : null
    return { ok: true, client: resolu, avis }
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
    const cles = clients.map(cleOf).filter(([type]) => type !== 'REF')
    const references = [...new Set(clients.map((c) => c.reference).filter((r) => r !== ''))]
    const parIdentifiant = await sql<{ type: string; valeur: string; tiersId: number }>`
      SELECT i.type, i.valeur, i.tiersId FROM json_each(${JSON.stringify(cles)}) j
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

const describeCle = ([type, valeur]: Cle): string =>
  type === 'REF' ? `référence ${valeur}` : `${type.replace('_', '\u00a0')}\u00a0${valeur}`

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
  byCle(cle: Cle): Existant | undefined
  /** Cards without a number of their own, found by the vendor's reference. */
  readonly parReference: ReadonlyMap<string, Existant>
  /** Several cards have this reference. */
  isAmbigu(cle: Cle): boolean
  /** Numbers of a card by their kind. */
  numerosOf(id: number): Readonly<Record<string, string>>
}

const VIDE: Existants = {
  byCle: () => undefined,
  parReference: new Map(),
  isAmbigu: () => false,
  numerosOf: () => ({}),
}

class TrouvesEnRegistre implements Existants {
  readonly #parCle = new Map<string, Existant>()
  readonly parReference = new Map<string, Existant>()
  readonly #ambigus = new Set<string>()
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
    // A FINESS on a practitioner's card says where he works: it is the key of the establishment's card alone.
    const isLieu = (i: { readonly type: string; readonly tiersId: number }) =>
      i.type === 'FINESS_G' && parId.get(i.tiersId)?.categorie === 'praticien'
    const isPropre = (type: string) => type === 'RPPS' || type === 'FINESS_G'
    for (const i of identifiants) if (isPropre(i.type) && !isLieu(i)) propres.add(i.tiersId)
    for (const i of identifiants) {
      if (isLieu(i)) continue
      // A SIREN or FINESS juridique is also on the cards of the establishments: they are found by their own number.
      const t = isPropre(i.type) || !propres.has(i.tiersId) ? parId.get(i.tiersId) : undefined
      if (t !== undefined) this.#parCle.set(`${i.type}:${i.valeur}`, t)
    }
    for (const t of tiers) {
      if (t.reference === '') continue
      const cle = `REF:${t.reference}`
      if (this.#parCle.has(cle)) this.#ambigus.add(cle)
      this.#parCle.set(cle, t)
      if (!propres.has(t.id) && !this.#ambigus.has(cle)) this.parReference.set(t.reference, t)
    }
  }

  byCle([type, valeur]: Cle): Existant | undefined {
    return this.#parCle.get(`${type}:${valeur}`)
  }

  isAmbigu([type, valeur]: Cle): boolean {
    return this.#ambigus.has(`${type}:${valeur}`)
  }

  numerosOf(id: number): Readonly<Record<string, string>> {
    return this.#numeros.get(id) ?? {}
  }
}
