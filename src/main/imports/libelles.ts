import type { Dispositif } from '#domain/dispositif.ts'
import type { CategorieTiers, Profession } from '#domain/tiers.ts'
import { normalize } from './correspondance.ts'

const PROFESSIONS: Readonly<Record<Profession, string>> = {
  medecin:
    'medecin docteur dr medecins generaliste medecingeneraliste medecinegenerale medecinspecialiste mg omnipraticien specialiste 10',
  sage_femme: 'sagefemme sagesfemmes sf maieuticien maieutique 50',
  infirmier:
    'infirmier infirmiere infirmiers infirmieres ide idel infirmierliberal infirmiereliberale infirmierdiplomedetat infirmierediplomeedetat infirmieredetat infirmierdetat infirmierede infirmierde inf 60',
  infirmier_pratique_avancee:
    'ipa infirmierenpratiqueavancee infirmiereenpratiqueavancee infirmierdepratiqueavancee infirmieredepratiqueavancee infirmierpratiqueavancee infirmierepratiqueavancee',
  masseur_kinesitherapeute:
    'masseurkinesitherapeute masseusekinesitherapeute masseurskinesitherapeutes kinesitherapeute kine kines mk mkde masseurkine 70',
  orthophoniste: 'orthophoniste orthophonistes ortho 91',
  orthoptiste: 'orthoptiste orthoptistes 92',
  pedicure_podologue: 'pedicurepodologue pedicurespodologues podologue pedicure podo pp 80',
}

const PROFESSION_PAR_LIBELLE = new Map(
  (Object.entries(PROFESSIONS) as [Profession, string][]).flatMap(([profession, mots]) =>
    mots.split(' ').map((mot) => [mot, profession] as const),
  ),
)

/** Labels longer than the lists above: « Infirmier D.E. libéral (secteur 1) », « Cardiologue ». */
const FORMES: readonly [RegExp, Profession][] = [
  [/pratiqueavancee/, 'infirmier_pratique_avancee'],
  [/^infirmier/, 'infirmier'],
  [/sagefemme/, 'sage_femme'],
  [/kinesitherap/, 'masseur_kinesitherapeute'],
  [/podologue/, 'pedicure_podologue'],
  [/^orthophon/, 'orthophoniste'],
  [/^orthopt/, 'orthoptiste'],
  [
    /^medec|^(?:cardio|dermato|gyneco|neuro|ophtalmo|pneumo|rhumato|uro|nephro|hemato|gastro|endocrino|radio|allergo|geronto|onco|angio)log|^(?:psychiatre|pediatre|geriatre|gynecologue|anesthesiste|chirurgien(?!dent)|orl$)/,
    'medecin',
  ],
]

const CATEGORIES: readonly [RegExp, CategorieTiers][] = [
  [/^csi$|centre.*infirmier|soinsinfirmiers/, 'centre_infirmier'],
  [/^msp$|maisondesante|maisonsante/, 'maison_sante'],
  [/^cds$|centredesante|centresante/, 'centre_sante'],
  [/gestionnaire|^og$/, 'gestionnaire'],
  [/cabinet/, 'cabinet'],
  [/^(?:liberal|liberale|praticien|personne|professionnel.*|pp|ps|individuel)$/, 'praticien'],
  [/etablissement|hopital|clinique|^ch$|^es$/, 'etablissement'],
]

/** Remembers what the labels of a list mean: a few of them make up a whole column. */
function memoize<T>(parse: (libelle: string) => T): (libelle: string) => T {
  const connus = new Map<string, T>()
  return (libelle) => {
    const connu = connus.get(libelle)
    if (connu !== undefined) return connu
    const lu = parse(libelle)
    if (connus.size < LIBELLES_RETENUS) connus.set(libelle, lu)
    return lu
  }
}
const LIBELLES_RETENUS = 1000

/** The profession that a label names, in any gender, abbreviated or by its RPPS code; null when unknown. */
export const parseProfession = memoize((libelle: string): Profession | null => {
  const cle = normalize(libelle)
  return PROFESSION_PAR_LIBELLE.get(cle) ?? FORMES.find(([forme]) => forme.test(cle))?.[1] ?? null
})

/** The category that a label names (a column, or the FINESS extraction's); null when unknown. */
export const parseCategorie = memoize((libelle: string): CategorieTiers | null => {
  const cle = normalize(libelle)
  if (cle === '') return null
  return (
    CATEGORIES.find(([forme]) => forme.test(cle))?.[1] ??
    (parseProfession(libelle) === null ? null : 'praticien')
  )
})

/**
 * Category of a structure: what the scheme leaves no choice about, then the FINESS extraction's label, then its name.
 * Null when nothing says it.
 */
export function deduceStructure(
  dispositif: Dispositif | null,
  libelleFiness: string,
  nom: string,
): CategorieTiers | null {
  const financees = [...new Set(dispositif?.clients.map((c) => c.categorie) ?? [])].filter(
    (c) => c !== 'praticien',
  )
  if (financees.length === 1) return financees[0] as CategorieTiers
  return (
    parseCategorie(libelleFiness) ?? CATEGORIES.slice(0, 3).find(([f]) => f.test(normalize(nom)))?.[1] ?? null
  )
}

/** The profession of every person of a scheme that finances only one (MDV: doctors); null otherwise. */
export function onlyProfession(dispositif: Dispositif | null): Profession | null {
  const professions = new Set(
    dispositif?.clients.filter((c) => c.categorie === 'praticien').map((c) => c.profession) ?? [],
  )
  return professions.size === 1 ? ([...professions][0] ?? null) : null
}
