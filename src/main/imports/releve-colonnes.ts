import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { CHAMP_RELEVE_LIBELLES, type ChampReleve } from '#contract/reglement.ts'
import { refuser } from '../refus.ts'
import { resourcePath } from '../resources.ts'
import { nameColonnes, normalize } from './correspondance.ts'
import { detectTitres } from './detection.ts'
import type { Detection } from './source.ts'

/** Headings of French banks by what they hold, the best name first; the first rule that fits names the column. */
const REGLES: readonly [RegExp, ChampReleve][] = [
  [/^date(?:de)?(?:l)?(?:op|operation|ope|operationbancaire)?$/, 'date'],
  [/^date(?:de)?(?:la)?(?:compta|comptable|comptabilisation|ecriture|mouvement)/, 'date'],
  [/^(?:date)?(?:de)?valeur$|^jour$|^(?:booking|value)?date$|^date/, 'date'],
  [/debit.*credit|credit.*debit|^sens|^dc$|^indicateur/, 'sens'],
  [/^(?:montant)?(?:au|en|eur|euros)*(?:du|de)?credit/, 'credit'],
  [/^(?:montant)?(?:au|en|eur|euros)*(?:du|de)?debit/, 'debit'],
  [/^(?:montant|amount)(?:(?:de)?l?(?:operation|ope))?(?:en)?(?:eur|euros?)?$/, 'montant'],
  [/^montant|^amount$|^somme/, 'montant'],
  [/^ref|reference/, 'reference'],
  [
    /libelle|intitule|designation|description|motif|communication|complement|^nature|^details?|^tiers$|donneur|emetteur|contrepartie|^label$|^operations?$/,
    'libelle',
  ],
]

/** Place of the rule that names a heading: a lower one is a better name. */
const rankOf = (titre: string): number => {
  const cle = normalize(titre.replace(/ \(\d+\)$/, ''))
  return cle === '' ? -1 : REGLES.findIndex(([forme]) => forme.test(cle))
}

const guess = (titre: string): ChampReleve | null => REGLES[rankOf(titre)]?.[1] ?? null

type Colonnes = Readonly<Record<string, ChampReleve | null>>

/** Headings looked for under the bank's own lines: holder, account, period, balance. */
const LIGNES_REGARDEES = 100

/** The line of the headings: those that the user names, or a date beside an amount. */
export const detectReleve =
  (donnees: Colonnes): Detection =>
  (records) => {
    const voulus = Object.keys(donnees)
    const trouvee = records.slice(0, LIGNES_REGARDEES).find(({ cellules }) => {
      const titres = nameColonnes(cellules, cellules.length)
      if (voulus.length > 0) return voulus.every((t) => titres.includes(t))
      const champs = new Set(titres.map(guess))
      return champs.has('date') && (champs.has('montant') || champs.has('credit'))
    })
    return trouvee?.ligne ?? detectTitres(records)
  }

/**
 * Indexes of the columns of each field: what the user says, then what the headings name. Several columns may make up
 * the label; of the others the best name wins. Refuses what cannot be a statement, with its headings.
 */
export function mapReleve(
  nom: string,
  titres: readonly string[],
  donnees: Colonnes,
): ReadonlyMap<ChampReleve, readonly number[]> {
  const remede = `Ses colonnes sont\u00a0: ${titres.join(', ')}.`
  const inconnue = Object.keys(donnees).find((t) => !titres.includes(t))
  if (inconnue !== undefined)
    refuser(`La colonne «\u00a0${inconnue}\u00a0» n’est pas dans le fichier.`, { ou: 'colonnes', remede })
  const rangs = new Map<ChampReleve, number[]>()
  for (const [i, titre] of titres.entries()) {
    const champ = donnees[titre]
    if (champ == null) continue
    const pris = rangs.get(champ)
    if (pris === undefined) rangs.set(champ, [i])
    else if (champ === 'libelle') pris.push(i)
    else
      refuser(
        `Deux colonnes ont le même champ\u00a0: «\u00a0${titre}\u00a0» et «\u00a0${titres[pris[0] ?? 0]}\u00a0».`,
        { ou: 'colonnes' },
      )
  }
  const dits = new Set(rangs.keys())
  const libres = titres.flatMap((titre, i) => (titre in donnees ? [] : [{ i, rang: rankOf(titre) }]))
  for (const { i, rang } of libres.toSorted((a, b) => a.rang - b.rang || a.i - b.i)) {
    const champ = REGLES[rang]?.[1]
    if (champ === undefined || dits.has(champ)) continue
    const pris = rangs.get(champ)
    if (pris === undefined) rangs.set(champ, [i])
    else if (champ === 'libelle') pris.push(i)
  }
  // Two columns say more than one that repeats them.
  if (rangs.has('credit') && !dits.has('montant')) rangs.delete('montant')
  const manquants = (['date', 'libelle'] as const)
    .filter((c) => !rangs.has(c))
    .map((c) => CHAMP_RELEVE_LIBELLES[c])
  if (!rangs.has('montant') && !rangs.has('credit')) manquants.push('Montant signé ou Crédit')
  if (manquants.length > 0)
    refuser(
      `«\u00a0${nom}\u00a0» n’est pas lu comme un relevé bancaire\u00a0: il manque ${manquants.map((m) => `«\u00a0${m}\u00a0»`).join(', ')}.`,
      { ou: 'colonnes', remede: `${remede} Dites ce que chacune contient.` },
    )
  return rangs
}

const savoir = z.strictObject({
  emetteurs: z.array(
    z.strictObject({
      mots: z.string().min(1),
      source: z.strictObject({ document: z.string().min(1), passage: z.string() }),
      confiance: z.enum(['atteste', 'derive', 'a_confirmer']),
    }),
  ),
})

/** Words by which bank statements name the agency. Throws when the file does not hold. */
export function readEmetteurs(): readonly string[] {
  const fichier = resourcePath('resources', 'releve', 'emetteurs.json')
  return savoir.parse(JSON.parse(readFileSync(fichier, 'utf8'))).emetteurs.map((e) => e.mots)
}
