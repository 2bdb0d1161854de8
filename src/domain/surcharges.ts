import { formatJour, isJour, parseJour } from './dates.ts'
import type { CodeAgence, Datee, Dispositif, Jalon, Surcharge, ValeurDatee } from './dispositif.ts'
import { formatMontant, formatTaux, parseMontant, parseTaux } from './montant.ts'

export type NatureReglage = 'jour' | 'montant' | 'taux' | 'entier' | 'liste'

/** A value of a scheme that the user may set, and how it is read and written. */
export interface Reglage {
  readonly cle: string
  readonly libelle: string
  readonly nature: NatureReglage
  readonly datee: Datee<unknown>
  /** For a milestone computed from another, what the file says when the user sets nothing. */
  readonly jalon?: Jalon
  write(dispositif: Dispositif, datee: Datee<unknown>): Dispositif
}

/** Every value of the scheme that `dispositif regler` accepts. */
export function listReglages(d: Dispositif): readonly Reglage[] {
  return [
    ...d.calendrier.map(
      (jalon): Reglage => ({
        cle: jalon.cle,
        libelle: `${jalon.libelle}, ${jalon.sens}`,
        nature: 'jour',
        datee: jalon.jour ?? [],
        jalon,
        write: (x, datee) => ({
          ...x,
          calendrier: x.calendrier.map((j) =>
            j.cle === jalon.cle ? { ...j, jour: datee as Datee<string> } : j,
          ),
        }),
      }),
    ),
    ...(['avance', 'solde'] as const).map(
      (part): Reglage => ({
        cle: `parts.${part}`,
        libelle: part === 'avance' ? 'Part de l’avance' : 'Part du solde',
        nature: 'taux',
        datee: d.parts[part],
        write: (x, datee) => ({ ...x, parts: { ...x.parts, [part]: datee as Datee<number> } }),
      }),
    ),
    ...d.plafonds.map(
      (plafond): Reglage => ({
        cle: `plafonds.${plafond.cle}`,
        libelle: `Plafond HT, ${plafond.libelle}`,
        nature: 'montant',
        datee: plafond.montant,
        write: (x, datee) => ({
          ...x,
          plafonds: x.plafonds.map((p) =>
            p.cle === plafond.cle ? { ...p, montant: datee as Datee<{ readonly ht: number }> } : p,
          ),
        }),
      }),
    ),
    ...Object.entries(d.listes).map(
      ([nom, datee]): Reglage => ({
        cle: `listes.${nom}`,
        libelle: `Codes « ${nom} »`,
        nature: 'liste',
        datee,
        write: (x, valeur) => ({
          ...x,
          listes: { ...x.listes, [nom]: valeur as Datee<readonly CodeAgence[]> },
        }),
      }),
    ),
    {
      cle: 'relanceBdc',
      libelle: 'Relance d’un bon de commande, en jours',
      nature: 'entier',
      datee: d.relanceBdc,
      write: (x, datee) => ({ ...x, relanceBdc: datee as Datee<number> }),
    },
  ]
}

/** Reads a value as typed (`07/08/2024`, `40 %`, `358,33`, `API_35=Apicrypt v2; …`). Null when it is not one. */
export function parseReglage(nature: NatureReglage, texte: string): unknown {
  const propre = texte.trim()
  switch (nature) {
    case 'jour':
      return isJour(propre) ? propre : parseJour(propre)
    case 'taux':
      return parseTaux(propre)
    case 'montant': {
      const ht = parseMontant(propre)
      return ht === null || ht === 0 ? null : { ht }
    }
    case 'entier':
      return /^\d{1,4}$/.test(propre) ? Number(propre) : null
    case 'liste': {
      const codes = propre.split(/[;\n]/).map((c) => /^\s*([^=\s]+)\s*=\s*(.+?)\s*$/.exec(c))
      return codes.some((c) => c === null) ? null : codes.map((c) => ({ code: c?.[1], libelle: c?.[2] }))
    }
  }
}

/** How a value of the scheme is shown. */
export function formatReglage(nature: NatureReglage, valeur: unknown): string {
  if (valeur === null || valeur === undefined) return 'inconnu'
  switch (nature) {
    case 'jour':
      return formatJour(valeur as string)
    case 'taux':
      return formatTaux(valeur as number)
    case 'montant':
      return `${formatMontant((valeur as { ht: number }).ht)} HT`
    case 'entier':
      return String(valeur)
    case 'liste':
      return (valeur as readonly CodeAgence[]).map((c) => `${c.code} = ${c.libelle}`).join(' ; ')
  }
}

/** The scheme with the user's values over it: each replaces every dated value of its key. Unknown keys are left out. */
export function applySurcharges(dispositif: Dispositif, surcharges: readonly Surcharge[]): Dispositif {
  return surcharges.reduce((d, surcharge) => {
    const reglage = listReglages(d).find((r) => r.cle === surcharge.cle)
    if (reglage === undefined) return d
    const valeur: ValeurDatee<unknown> = {
      de: null,
      jusqua: null,
      valeur: surcharge.valeur,
      source: { document: 'Saisie de l’utilisateur', passage: surcharge.note },
      confiance: 'atteste',
      regle: { le: surcharge.le, par: surcharge.par, note: surcharge.note },
    }
    return reglage.write(d, [valeur])
  }, dispositif)
}
