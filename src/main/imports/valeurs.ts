import type { Rejet } from '#contract/commun.ts'
import type { ChampImport } from '#contract/import.ts'
import { type Jour, parseJour } from '#domain/dates.ts'
import {
  explainIdentifiant,
  isMail,
  parseTelephone,
  type TypeIdentifiant,
  verifyIdentifiant,
} from '#domain/identifiants.ts'
import { type Centimes, parseMontant, parseTaux, type Taux } from '#domain/montant.ts'
import { restoreCellule } from '#domain/tableur.ts'

const REGLE_RAD = 'Lecture des pièces par l’ASP'
/** Longest cell stored in a field. */
const LONGUEUR_MAX = 500

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLE = /[\u0000-\u001f\u007f]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROLES = /[\u0000-\u0008\u000e-\u001f\u007f]/g

/** What was said of the line being read. A rejection keeps the line out, a notice does not. */
export class Examen {
  readonly rejets: Rejet[] = []
  readonly avis: Rejet[] = []
  /** Columns where a leading zero was put back. */
  readonly zeros: string[] = []
  readonly ligne: number
  readonly #cellules: readonly string[]
  readonly #colonnes: Colonnes

  constructor(ligne: number, cellules: readonly string[], colonnes: Colonnes) {
    this.ligne = ligne
    this.#cellules = cellules
    this.#colonnes = colonnes
  }

  /** Text of a field: the first filled of its columns, or all of them for an address. Without control characters. */
  texte(champ: ChampImport): string {
    const indices = this.#colonnes.indices.get(champ)
    if (indices === undefined) return ''
    if (indices.length === 1 || champ !== 'adresse') {
      for (const i of indices) {
        const cellule = this.#clean(champ, this.#cellules[i] ?? '')
        if (cellule !== '') return cellule
      }
      return ''
    }
    return indices
      .map((i) => this.#clean(champ, this.#cellules[i] ?? ''))
      .filter((t) => t !== '')
      .join('\n')
  }

  #clean(champ: ChampImport, cellule: string): string {
    let texte = restoreCellule(cellule).trim()
    if (texte === '') return ''
    if (CONTROLE.test(texte)) {
      const sans = texte.replace(CONTROLES, '')
      if (sans.length !== texte.length)
        this.notice(
          champ,
          'caractères illisibles',
          'Des caractères de contrôle ont été retirés de la cellule.',
        )
      texte = (champ === 'adresse' ? sans.replace(/\r\n?/g, '\n') : sans.replace(/\s+/g, ' ')).trim()
    }
    if (texte.length > LONGUEUR_MAX) {
      this.reject(
        champ,
        'longueur',
        `La cellule a ${texte.length} caractères\u00a0: ${LONGUEUR_MAX} au plus. Une ligne s’est-elle collée à la suivante\u00a0?`,
      )
      return ''
    }
    return texte
  }

  #entree(champ: ChampImport | null, regle: string, phrase: string): Rejet {
    const i = champ === null ? undefined : this.#colonnes.indices.get(champ)?.[0]
    const valeur = i === undefined ? null : (this.#cellules[i] ?? '').slice(0, 200)
    return {
      ligne: this.ligne,
      colonne: i === undefined ? null : (this.#colonnes.titres[i] ?? null),
      valeur,
      regle,
      phrase,
    }
  }
  reject(champ: ChampImport | null, regle: string, phrase: string): void {
    this.rejets.push(this.#entree(champ, regle, phrase))
  }
  notice(champ: ChampImport | null, regle: string, phrase: string): void {
    this.avis.push(this.#entree(champ, regle, phrase))
  }
  #zero(champ: ChampImport): void {
    const i = this.#colonnes.indices.get(champ)?.[0] ?? -1
    this.zeros.push(this.#colonnes.titres[i] ?? '')
  }

  identifiant(champ: ChampImport, type: TypeIdentifiant): string {
    const saisie = this.texte(champ)
    if (saisie === '') return ''
    const verification = verifyIdentifiant(type, saisie)
    if (verification.ok) return verification.valeur
    this.reject(
      champ,
      verification.motif === 'cle'
        ? `clé du n° ${type.replace('_', ' ')}`
        : `forme du n° ${type.replace('_', ' ')}`,
      explainIdentifiant(type, saisie) as string,
    )
    return ''
  }

  telephone(champ: ChampImport): string {
    const saisie = this.texte(champ)
    if (saisie === '') return ''
    const telephone = parseTelephone(saisie)
    if (telephone !== null) return telephone
    if (/^[1-9]\d{8}$/.test(saisie.replace(/[\s.]/g, ''))) {
      this.#zero(champ)
      return `0${saisie.replace(/[\s.]/g, '')}`
    }
    this.notice(
      champ,
      REGLE_RAD,
      `«\u00a0${saisie}\u00a0» n’est pas un numéro de téléphone de dix chiffres\u00a0: le champ est laissé vide.`,
    )
    return ''
  }

  mail(champ: ChampImport): string {
    const saisie = this.texte(champ)
    if (saisie === '' || isMail(saisie)) return saisie
    this.notice(
      champ,
      REGLE_RAD,
      `«\u00a0${saisie}\u00a0» n’est pas une adresse électronique\u00a0: le champ est laissé vide.`,
    )
    return ''
  }

  codePostal(champ: ChampImport): string {
    const saisie = this.texte(champ).replace(/\s/g, '')
    if (saisie === '' || /^\d{5}$/.test(saisie)) return saisie
    if (/^\d{4}$/.test(saisie)) {
      this.#zero(champ)
      return `0${saisie}`
    }
    this.notice(
      champ,
      'code postal',
      `«\u00a0${saisie}\u00a0» n’est pas un code postal de cinq chiffres\u00a0: le champ est laissé vide.`,
    )
    return ''
  }

  date(champ: ChampImport): Jour | null {
    const saisie = this.texte(champ)
    if (saisie === '') return null
    const jour = parseJour(saisie)
    if (jour !== null) return jour
    this.reject(
      champ,
      'date',
      /^\d{5}$/.test(saisie)
        ? `«\u00a0${saisie}\u00a0» est un nombre de jours du tableur, pas une date\u00a0: mettez la colonne au format Date.`
        : `«\u00a0${saisie}\u00a0» n’est pas une date du calendrier, jour d’abord (JJ/MM/AAAA).`,
    )
    return null
  }

  montant(champ: ChampImport): Centimes | null {
    const saisie = this.texte(champ)
    if (saisie === '') return null
    const montant = parseMontant(saisie)
    if (montant === null)
      this.reject(
        champ,
        'montant',
        `«\u00a0${saisie}\u00a0» n’est pas un montant\u00a0: écrivez-le 1\u00a0234,56, positif, avec deux décimales au plus.`,
      )
    else if (montant === 0)
      this.reject(
        champ,
        'montant à 0\u00a0€',
        'Le montant est nul\u00a0: l’agence refuse un bon de commande à 0\u00a0€.',
      )
    return montant
  }

  taux(champ: ChampImport): Taux | null {
    const saisie = this.texte(champ)
    if (saisie === '') return null
    // A cell in the « % » format of a workbook holds the fraction.
    const taux = FRACTIONS[saisie.replace('.', ',')] ?? parseTaux(saisie)
    if (taux === null)
      this.reject(champ, 'taux de TVA', `«\u00a0${saisie}\u00a0» n’est pas un taux de TVA de 0 à 100\u00a0%.`)
    return taux
  }
}

const FRACTIONS: Readonly<Record<string, Taux>> = {
  '0,2': 2000,
  '0,1': 1000,
  '0,085': 850,
  '0,055': 550,
  '0,021': 210,
}

/** Where each field is read. */
export interface Colonnes {
  readonly titres: readonly string[]
  readonly indices: ReadonlyMap<ChampImport, readonly number[]>
}
