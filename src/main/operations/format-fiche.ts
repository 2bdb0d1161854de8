import type { CleComparee, ComparaisonFormat, EtatFormat, Liaison, SourceProposee } from '#contract/format.ts'
import type { TypeDemande } from '#domain/commande.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import {
  compareModele,
  effectiveOf,
  flatten,
  isNullable,
  isUnbound,
  type Noeud,
} from '../formats/comparaison.ts'
import { compileGabarit, GabaritInvalide } from '../formats/gabarit.ts'
import {
  describeLiaison,
  guessFormateur,
  listEcritures,
  readLiaison,
  showExemple,
  showLiaison,
} from '../formats/liaisons.ts'
import {
  compareOrigines,
  listFeuilles,
  resolveSchema,
  resolveTemplate,
  schemaAt,
} from '../formats/resolution.ts'
import { findSource, LIBELLES_LISTES, listOf, SOURCES, scenarioPath } from '../formats/sources.ts'
import type { Difference, LigneFormat } from '../registre/formats.ts'

/** Every source that a key may take under a scheme, the questions of its scenario included. */
export function listSources(dispositif: Dispositif): readonly SourceProposee[] {
  const chemins = [
    ...Object.keys(SOURCES).map((source) => [source, null] as const),
    ...dispositif.scenario.map((q) => [scenarioPath(q.cle), `Scénario, ${q.libelle}`] as const),
  ]
  return chemins.map(([chemin, libelle]) => {
    const source = findSource(chemin)
    const genre = source?.genre ?? 'texte'
    return {
      source: chemin,
      libelle: libelle ?? source?.libelle ?? chemin,
      genre,
      liste: listOf(chemin),
      ecritures: listEcritures(genre).map(({ nom, ecriture }) => ({
        nom,
        libelle: ecriture.libelle,
        exemple: ecriture.exemple,
      })),
    }
  })
}

const libellesOf = (dispositif: Dispositif): ReadonlyMap<string, string> =>
  new Map(listSources(dispositif).map((s) => [s.source, s.libelle]))

const GENRES = [...new Set([...Object.values(SOURCES).map((s) => s.genre), 'reponse' as const])]

const scalar = (valeur: unknown): string | number | boolean | null =>
  typeof valeur === 'object' && valeur !== null
    ? null
    : ((valeur ?? null) as string | number | boolean | null)

function toCle(
  n: Noeud,
  libelles: ReadonlyMap<string, string>,
  conflits: ReadonlyMap<string, CleComparee['conflit']>,
): CleComparee {
  const feuille = n.nature === 'valeur' || n.nature === 'valeurs'
  const effective = effectiveOf(n)
  const exemple = n.nature === 'valeurs' ? (n.modele as readonly unknown[])[0] : n.modele
  const container = (present: boolean, valeur: unknown) =>
    present ? (Array.isArray(valeur) ? 'tableau' : 'objet') : null
  const actuel =
    !n.dansBase || (feuille && n.actuelle === null && typeof n.base !== 'object')
      ? null
      : n.actuelle !== null && feuille
        ? showLiaison(n.actuelle)
        : container(true, n.base)
  return {
    chemin: n.chemin,
    nom: n.nature === 'valeurs' ? `${n.nom}[]` : n.nom,
    niveau: n.niveau,
    nature: n.nature === 'valeurs' ? 'valeur' : n.nature,
    ecart: n.ecart,
    ancienne: n.ancienne,
    actuel,
    modele: feuille && n.dansModele ? showExemple(exemple) : container(n.dansModele, n.modele),
    liaison: effective,
    choisie: n.choix !== null,
    proposition: n.proposition,
    source: effective === null ? null : describeLiaison(effective, libelles),
    // An array of plain values may repeat over any list below.
    liste: n.nature === 'valeurs' ? `${n.liste}*` : n.liste,
    exemple: feuille ? scalar(exemple) : null,
    ecritures: feuille ? Object.fromEntries(GENRES.map((g) => [g, guessFormateur(g, exemple)])) : {},
    conflit: conflits.get(n.chemin) ?? null,
  }
}

export interface Resolution {
  readonly noeuds: readonly Noeud[]
  readonly sansSource: readonly string[]
  readonly fautes: readonly string[]
  /** The difference with what it makes now. */
  readonly difference: Difference
}

/** Compares again and says what the choices make. Never throws on a bad choice: it is listed in `fautes`. */
export function resolve(modele: LigneFormat['modele'], difference: Difference): Resolution {
  const { origine, cleLignes, liaisons, conflits } = difference
  const noeuds = compareModele(origine, { modele, cleLignes }, liaisons)
  const sansSource = [
    ...new Set([
      ...flatten(noeuds)
        .filter(isUnbound)
        .map((n) => n.chemin),
      ...conflits,
    ]),
  ]
  const gabarit = resolveTemplate(noeuds)
  const fautes: string[] = []
  if (sansSource.length === 0) {
    try {
      compileGabarit(gabarit)
    } catch (erreur) {
      if (!(erreur instanceof GabaritInvalide)) throw erreur
      fautes.push(...erreur.raisons.map((r) => r.replace(/^\$\.?/, '')))
    }
  }
  const tient = sansSource.length === 0 && fautes.length === 0
  return {
    noeuds,
    sansSource,
    fautes,
    difference: {
      ...difference,
      gabarit: tient ? gabarit : null,
      schema: tient ? resolveSchema(noeuds, origine.schema, origine.emprunt) : null,
    },
  }
}

/** The state of a version, given the one in use. */
export function etatOf(ligne: LigneFormat, enVigueur: number | null): EtatFormat {
  if (ligne.id === enVigueur) return 'en_vigueur'
  if (ligne.retenuLe !== null) return 'remplacee'
  return ligne.envois > 0 ? 'retiree' : 'essai'
}

export function describeComparaison(
  ligne: LigneFormat,
  dispositif: Dispositif,
  demande: TypeDemande,
  etat: EtatFormat,
): ComparaisonFormat {
  const { noeuds, sansSource, fautes } = resolve(ligne.modele, ligne.difference)
  const { origine, base, conflits } = ligne.difference
  const libelles = libellesOf(dispositif)
  const changees =
    base === null || conflits.length === 0
      ? new Map<string, { avant: string | null; maintenant: string | null }>()
      : compareOrigines(base, origine.gabarit, base).changees
  const enConflit = new Map(conflits.map((c) => [c, changees.get(c) ?? { avant: null, maintenant: null }]))
  return {
    id: ligne.id,
    dispositif: dispositif.code,
    demande,
    code: ligne.code,
    version: ligne.version,
    nom: ligne.nom,
    sha256: ligne.sha256,
    taille: ligne.difference.taille,
    importeLe: ligne.importeLe,
    par: ligne.par,
    etat,
    origine: { code: origine.code, version: origine.version, cles: listFeuilles(origine.gabarit).size },
    lignesMax: origine.lignesMax,
    schema: ligne.schema !== null,
    cles: flatten(noeuds).map((n) => toCle(n, libelles, enConflit)),
    sansSource,
    fautes,
    sources: listSources(dispositif),
    listes: Object.entries(LIBELLES_LISTES).map(([liste, libelle]) => ({ liste, libelle })),
  }
}

/** The choices that would make a template again from another one: each leaf that differs, as a choice. */
export function choicesOf(retenu: Difference, origine: Difference['origine']): Record<string, Liaison> {
  const siennes = listFeuilles(origine.gabarit)
  const choix: Record<string, Liaison> = { ...retenu.liaisons }
  for (const [cle, feuille] of listFeuilles(retenu.gabarit)) {
    const nullable = retenu.schema !== null && isNullable(schemaAt(retenu.schema, cle))
    const liaison = readLiaison(JSON.parse(feuille), nullable ? 'null' : 'bloquer')
    if (siennes.get(cle) !== feuille && !Object.hasOwn(choix, cle) && liaison !== null) choix[cle] = liaison
  }
  return choix
}
