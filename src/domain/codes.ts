import type { Jour } from './dates.ts'
import type { CodeAgence, Dispositif } from './dispositif.ts'
import { knownAt } from './valeurs.ts'

/** Codes of the agency's lists on a day, by the name of their list. */
export type CodesAgence = ReadonlyMap<string, readonly CodeAgence[]>

/** What the product's own words become in a request file, on that day. */
export function codesAt({ listes }: Pick<Dispositif, 'listes'>, jour: Jour): CodesAgence {
  return new Map(Object.entries(listes).map(([nom, datee]) => [nom, knownAt(datee, jour) ?? []]))
}

/** The lists of both: files written before the user changed a code are read with the one that it replaced. */
export function mergeCodes(codes: CodesAgence, anciens: CodesAgence): CodesAgence {
  return new Map(
    [...new Set([...codes.keys(), ...anciens.keys()])].map((nom) => {
      const actuels = codes.get(nom) ?? []
      const autres = (anciens.get(nom) ?? []).filter((a) => !actuels.some((c) => c.code === a.code))
      return [nom, [...actuels, ...autres]]
    }),
  )
}

/** The code that stands for `sens` in a list; null when the list has none. */
export const codeOf = (codes: CodesAgence, liste: string, sens: string): string | null =>
  codes.get(liste)?.find((c) => c.pour === sens)?.code ?? null

/**
 * What a code of a list stands for, whatever the case that a format writes it in; null for a code that the list lacks,
 * or that stands for nothing of the product's.
 */
export const sensOf = (codes: CodesAgence, liste: string, code: string): string | null =>
  codes.get(liste)?.find((c) => c.code.toUpperCase() === code.toUpperCase())?.pour ?? null

const fold = (libelle: string) => libelle.trim().replace(/\s+/g, ' ').toLocaleLowerCase('fr')

/**
 * Codes as typed, each standing for what the code of the same label stood for. `manquants`: labels of `avant` that the
 * product writes and that no typed code bears.
 */
export function keepSens(
  avant: readonly CodeAgence[],
  saisis: readonly CodeAgence[],
): { readonly codes: readonly CodeAgence[]; readonly manquants: readonly string[] } {
  const ecrits = avant.filter((c) => c.pour !== undefined)
  const sens = new Map(ecrits.map((c) => [fold(c.libelle), c]))
  const pris = new Set<string>()
  const codes = saisis.map(({ code, libelle }): CodeAgence => {
    const connu = sens.get(fold(libelle))
    if (connu?.pour === undefined || pris.has(connu.pour)) return { code, libelle }
    pris.add(connu.pour)
    return { code, libelle: connu.libelle, pour: connu.pour }
  })
  return {
    codes,
    manquants: ecrits.filter((c) => !pris.has(c.pour as string)).map((c) => c.libelle),
  }
}
