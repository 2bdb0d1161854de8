import { CHAMP_LISTE_LIBELLES, CHAMPS_LISTE, type ChampListe } from '#contract/liste.ts'
import { isJour, type Jour } from '#domain/dates.ts'
import type { TypeIdentifiant } from '#domain/identifiants.ts'
import type { TypeListe } from '#domain/listes.ts'
import { normalize } from './correspondance.ts'

/** Fields that carry an identifier, and which one. */
export const IDENTIFIANTS_LISTE: ReadonlyMap<ChampListe, TypeIdentifiant> = new Map([
  ['rpps', 'RPPS'],
  ['finessG', 'FINESS_G'],
  ['finessJ', 'FINESS_J'],
  ['finessPmsi', 'FINESS_PMSI'],
  ['siren', 'SIREN'],
  ['siret', 'SIRET'],
] as const)

const FINESS = ['finessG', 'finessJ', 'finessPmsi'] as const

/** What each kind of list may hold; the annuaire is read by its own names. */
export const CHAMPS_DU_TYPE: Readonly<Record<TypeListe, readonly ChampListe[]>> = {
  annuaire: [],
  centres: ['finessG', 'nom', 'tranche'],
  es: [...FINESS, 'siret', 'nom'],
  plafonds: [...FINESS, 'siren', 'siret', 'nom', 'tranche', 'plafondHt'],
  finances: CHAMPS_LISTE.filter((c) => c !== 'tranche' && c !== 'plafondHt'),
}

/** Headings by what they hold; the first rule that fits. */
const REGLES: readonly [RegExp, ChampListe][] = [
  [/rpps|identifiantpp|identificationnationale/, 'rpps'],
  [/finess.*(?:jur|ej$)|^ej$|^(?:n|no)finessej$/, 'finessJ'],
  [/finess.*pmsi|pmsi/, 'finessPmsi'],
  [/finess/, 'finessG'],
  [/siret/, 'siret'],
  [/siren/, 'siren'],
  [/tranche/, 'tranche'],
  [/plafond|bareme|montant.*(?:ht|financement|max)|^montant$|financementht/, 'plafondHt'],
  [/^(?:date|le$)|financele|date(?:de)?financement/, 'le'],
  [/editeur|fournisseur|distributeur|industriel|vendeur/, 'fournisseur'],
  [/(?:n|num|numero|ref|reference)(?:de)?(?:bdc|commande|bondecommande)|^bdc$/, 'numero'],
  [/raisonsociale|^rs$|denomination|^nom|etablissement|libelle|centre|structure|client/, 'nom'],
]

const TTC = /ttc/

/** The field that a heading names in a list of that kind, or null. A TTC amount is never a ceiling HT. */
function guess(titre: string, permis: readonly ChampListe[]): ChampListe | null {
  const cle = normalize(titre.replace(/ \(\d+\)$/, ''))
  if (cle === '' || TTC.test(cle)) return null
  return REGLES.find(([forme, champ]) => permis.includes(champ) && forme.test(cle))?.[1] ?? null
}

/** Mapping proposed for headings: one column per field, the first that fits. */
export function proposeColonnesListe(
  titres: readonly string[],
  type: TypeListe,
): Record<string, ChampListe | null> {
  const pris = new Set<ChampListe>()
  return Object.fromEntries(
    titres.map((titre) => {
      const champ = guess(titre, CHAMPS_DU_TYPE[type])
      if (champ === null || pris.has(champ)) return [titre, null]
      pris.add(champ)
      return [titre, champ]
    }),
  )
}

/** What a mapping lacks to say something, sentences; empty when the list can be imported. */
export function missingColonnes(type: TypeListe, pris: ReadonlySet<ChampListe>): readonly string[] {
  const manques: string[] = []
  const cles = CHAMPS_DU_TYPE[type].filter((c) => IDENTIFIANTS_LISTE.has(c))
  if (!cles.some((c) => pris.has(c)))
    manques.push(
      `Dites quelle colonne porte l’identifiant\u00a0: ${cles.map((c) => CHAMP_LISTE_LIBELLES[c]).join(', ')}.`,
    )
  if (type === 'centres' && !pris.has('tranche')) manques.push('Dites quelle colonne porte la tranche.')
  if (type === 'plafonds' && !pris.has('plafondHt') && !pris.has('tranche'))
    manques.push('Dites quelle colonne porte le plafond HT, ou la tranche.')
  return manques
}

/** The day written in a file's name: `…_202611090834.txt`, `base-2026-11-09.csv`, `base 09-11-2026.xlsx`; null otherwise. */
export function dateInName(nom: string): Jour | null {
  for (const [, a, m, j] of nom.matchAll(/(?<!\d)(20\d\d)[-_. ]?(\d\d)[-_. ]?(\d\d)/g))
    if (isJour(`${a}-${m}-${j}`)) return `${a}-${m}-${j}`
  for (const [, j, m, a] of nom.matchAll(/(?<!\d)(\d\d)[-_. ](\d\d)[-_. ](20\d\d)(?!\d)/g))
    if (isJour(`${a}-${m}-${j}`)) return `${a}-${m}-${j}`
  return null
}
