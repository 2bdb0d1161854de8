import type { ErrorObject } from 'ajv'

/** One key of a request file that the format refuses. */
export interface ErreurFormat {
  /** Key without the indices of lists: `beneficiaires.liberal.RPPS`. Groups the same error of many orders. */
  readonly cle: string
  /** Key as written in the file: `beneficiaires.liberal[0].RPPS`. */
  readonly chemin: string
  /** French name of the key. */
  readonly titre: string
  /** What was there, ready to print; null when nothing was. */
  readonly trouve: string | null
  readonly attendu: string | null
  readonly phrase: string
}

/** `/liberal/0/RPPS` → `liberal[0].RPPS`. */
function readPath(pointeur: string): string {
  return pointeur
    .split('/')
    .slice(1)
    .map((s) => s.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((chemin, s) => (/^\d+$/.test(s) ? `${chemin}[${s}]` : chemin === '' ? s : `${chemin}.${s}`), '')
}

function print(valeur: unknown): string | null {
  if (valeur === null || valeur === undefined || valeur === '') return null
  if (Array.isArray(valeur)) return valeur.length === 0 ? null : `${valeur.length} éléments`
  if (typeof valeur === 'boolean') return valeur ? 'oui' : 'non'
  if (typeof valeur === 'object') return 'un groupe de clés'
  return String(valeur).slice(0, 100)
}

type Decrit = {
  readonly title?: string
  readonly description?: string
  readonly properties?: Record<string, Decrit>
}

function describe(erreur: ErrorObject, prefixe: string): ErreurFormat {
  const ou = erreur.instancePath
  const dossier = readPath(ou.startsWith(`${prefixe}/`) || ou === prefixe ? ou.slice(prefixe.length) : ou)
  const schema = erreur.parentSchema as Decrit | undefined
  const { missingProperty, additionalProperty } = erreur.params as Record<string, string | undefined>
  const propriete = missingProperty ?? additionalProperty
  const chemin = [dossier, propriete].filter((s) => s !== undefined && s !== '').join('.')
  const decrit = missingProperty === undefined ? schema : schema?.properties?.[missingProperty]
  const titre = (additionalProperty === undefined ? decrit?.title : undefined) ?? chemin
  const attendu = decrit?.description ?? null
  const trouve = propriete === undefined ? print(erreur.data) : null
  const base = { cle: chemin.replace(/\[\d+\]/g, ''), chemin, titre, trouve, attendu }
  const suite = attendu === null ? '' : `, attendu\u00a0: ${attendu}`
  if (additionalProperty !== undefined)
    return {
      ...base,
      attendu: null,
      phrase: `La clé «\u00a0${chemin}\u00a0» n’est pas prévue par le format.`,
    }
  if (missingProperty !== undefined)
    return { ...base, phrase: `${titre}\u00a0: la clé «\u00a0${chemin}\u00a0» manque${suite}.` }
  if (trouve === null) return { ...base, phrase: `${titre}\u00a0: rien n’est renseigné${suite}.` }
  return { ...base, phrase: `${titre}\u00a0: «\u00a0${trouve}\u00a0» ne convient pas${suite}.` }
}

/** Turns the errors of a compiled schema (`allErrors`, `verbose`) into French sentences, one per key; `prefixe` is left out of keys. */
export function describeErreurs(erreurs: readonly ErrorObject[], prefixe = ''): readonly ErreurFormat[] {
  const parChemin = new Map<string, ErreurFormat>()
  for (const erreur of erreurs) {
    if (erreur.keyword === 'if') continue
    const decrite = describe(erreur, prefixe)
    if (!parChemin.has(decrite.chemin)) parChemin.set(decrite.chemin, decrite)
  }
  return [...parChemin.values()]
}
