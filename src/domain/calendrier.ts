import type { Source } from './constat.ts'
import { addMonths, type Instant, instantParis, type Jour, jourParis } from './dates.ts'
import type { Confiance, Dispositif, Jalon } from './dispositif.ts'
import { valueAt } from './valeurs.ts'

/** A milestone with its day as known on a given day; `jour` is null while a date it depends on is unknown. */
export interface JalonCalcule {
  readonly cle: string
  readonly libelle: string
  readonly sens: string
  readonly domaine: Jalon['domaine']
  readonly mois: number | null
  readonly jour: Jour | null
  /** `HH:MM` in Paris, or null for the end of the day. */
  readonly heure: string | null
  readonly confiance: Confiance | 'par_vous'
  readonly source: Source
  /** Milestone whose day is missing, when `jour` is null. */
  readonly attend: string | null
}

/**
 * Days of the calendar as known on `aujourdhui`, in the order of the scheme's file.
 * Months are calendar months (reference: « Date 0+28 mois », AF-SFP-LGC-Va2 §2).
 */
export function computeJalons(dispositif: Dispositif, aujourdhui: Jour): ReadonlyMap<string, JalonCalcule> {
  const jalons = new Map<string, JalonCalcule>()
  for (const jalon of dispositif.calendrier) {
    const fixe = jalon.jour === undefined ? null : valueAt(jalon.jour, aujourdhui)
    const appui = jalon.depuis === undefined ? null : (jalons.get(jalon.depuis.jalon) ?? null)
    const calcule =
      jalon.depuis !== undefined && appui !== null && appui.jour !== null
        ? addMonths(appui.jour, jalon.depuis.mois)
        : null
    const jour = fixe?.valeur ?? calcule
    jalons.set(jalon.cle, {
      cle: jalon.cle,
      libelle: jalon.libelle,
      sens: jalon.sens,
      domaine: jalon.domaine,
      mois: jalon.depuis?.mois ?? null,
      jour,
      heure: jalon.heure ?? null,
      confiance: fixe?.regle === undefined ? (fixe?.confiance ?? jalon.confiance) : 'par_vous',
      source: fixe?.valeur == null ? jalon.source : fixe.source,
      attend:
        jour === null
          ? (appui?.attend ?? (jalon.depuis === undefined ? jalon.cle : jalon.depuis.jalon))
          : null,
    })
  }
  return jalons
}

/** Last moment that is still in time: the hour itself, otherwise the last millisecond of the day. */
export function dernierInstant(jalon: Pick<JalonCalcule, 'jour' | 'heure'>): Instant | null {
  if (jalon.jour === null) return null
  if (jalon.heure !== null) return instantParis(jalon.jour, jalon.heure)
  return new Date(Date.parse(instantParis(jalon.jour, '23:59')) + 59_999).toISOString()
}

/** Is it too late? The day itself, and the hour itself, are accepted (« au plus tard »). Null while unknown. */
export function isDepasse(jalon: Pick<JalonCalcule, 'jour' | 'heure'>, maintenant: Instant): boolean | null {
  if (jalon.jour === null) return null
  return jalon.heure === null
    ? jourParis(maintenant) > jalon.jour
    : maintenant > instantParis(jalon.jour, jalon.heure)
}
