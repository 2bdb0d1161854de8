import type { ClientResolu } from './clients.ts'
import type { ClientLu, TypeIdentifiantLu } from './lignes.ts'

/** What tells a client from the others: the first of its numbers (they come the surest first), or the vendor's reference. */
export const cleOf = (client: ClientLu): Cle => client.identifiants[0] ?? ['REF', client.reference]

export type Cle = readonly [TypeIdentifiantLu | 'REF', string]

/** What is remembered of a line, to tell the next ones that name the same client. */
export interface Vu {
  readonly ligne: number
  readonly empreinte: number
  readonly resolu: ClientResolu | null
}

/** Lines seen, by what tells their client. Arrays of numbers: an object per line would cost more than reading it. */
export class Vus {
  /** Rank of the line by the number of its client, kind by kind; by the vendor's reference under `REF`. */
  readonly #rangs = new Map<Cle[0], Map<string, number>>()
  readonly #lignes: number[] = []
  readonly #empreintes: number[] = []
  readonly #references: string[] = []
  readonly #anonymes = new Set<number>()
  readonly #resolus: ClientResolu[] = []
  readonly #garder: boolean
  /** Lines whose reference is in `REF`: none until a line has nothing else. */
  #referencees = 0

  constructor(garder: boolean) {
    this.#garder = garder
  }

  get([type, valeur]: Cle): Vu | 'ambigu' | undefined {
    if (type === 'REF') this.#indexReferences()
    const rang = this.#rangs.get(type)?.get(valeur)
    if (rang === undefined) return undefined
    if (rang === AMBIGU) return 'ambigu'
    return this.#vu(rang)
  }

  /** The line without number that gave this reference, the only one to give it. */
  getAnonyme(reference: string): Vu | undefined {
    if (reference === '' || this.#anonymes.size === 0) return undefined
    this.#indexReferences()
    const rang = this.#rangs.get('REF')?.get(reference)
    return rang !== undefined && this.#anonymes.has(rang) ? this.#vu(rang) : undefined
  }

  add([type, valeur]: Cle, reference: string, vu: Omit<Vu, 'resolu'>, resolu: ClientResolu): void {
    const rang = this.#lignes.push(vu.ligne) - 1
    this.#empreintes.push(vu.empreinte)
    this.#references.push(reference)
    if (this.#garder) this.#resolus.push(resolu)
    if (type === 'REF') this.#anonymes.add(rang)
    else this.#rangsOf(type).set(valeur, rang)
  }

  #vu(rang: number): Vu {
    return {
      ligne: this.#lignes[rang] as number,
      empreinte: this.#empreintes[rang] as number,
      resolu: this.#resolus[rang] ?? null,
    }
  }

  #indexReferences(): void {
    const rangs = this.#rangsOf('REF')
    for (; this.#referencees < this.#references.length; this.#referencees++) {
      const reference = this.#references[this.#referencees] as string
      if (reference !== '') rangs.set(reference, rangs.has(reference) ? AMBIGU : this.#referencees)
    }
  }

  #rangsOf(type: Cle[0]): Map<string, number> {
    let rangs = this.#rangs.get(type)
    if (rangs === undefined) {
      rangs = new Map()
      this.#rangs.set(type, rangs)
    }
    return rangs
  }
}

const AMBIGU = -1

let a = 0
let b = 0
function mix(texte: string): void {
  let [x, y] = [a, b]
  for (let i = 0; i < texte.length; i++) {
    const c = texte.charCodeAt(i)
    x = Math.imul(x ^ c, 2654435761)
    y = Math.imul(y ^ c, 1597334677)
  }
  // What ends a text: « ab », « c » is not « a », « bc ».
  a = Math.imul(x ^ 1, 2654435761)
  b = Math.imul(y ^ 1, 1597334677)
}

/** 53-bit hash of a line's client: tells a repeated line from another one without keeping its text. */
export function hash(client: ClientLu): number {
  a = 0xdeadbeef
  b = 0x41c6ce57
  mix(client.nom)
  mix(client.prenom)
  mix(client.profession ?? '')
  mix(client.adresse)
  mix(client.codePostal)
  mix(client.commune)
  mix(client.telephone)
  mix(client.mail)
  mix(client.reference)
  mix(client.tranche)
  for (const [type, valeur] of client.identifiants) {
    mix(type)
    mix(valeur)
  }
  return 4294967296 * (2097151 & (b ^ (b >>> 15))) + (a >>> 0)
}
