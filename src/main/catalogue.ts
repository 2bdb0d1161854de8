import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { SEUIL_DMP } from '#domain/controles/installation.ts'
import { FIN_PRESTATION } from '#domain/controles/solde.ts'
import type { Dispositif, Surcharge } from '#domain/dispositif.ts'
import { applySurcharges } from '#domain/surcharges.ts'
import type { Catalogue } from './contexte.ts'
import { resourcePath } from './resources.ts'

/** A scheme's file that does not hold: every reason at once, with the file's path. */
export class DispositifInvalide extends Error {
  constructor(fichier: string, raisons: readonly string[]) {
    super(`${fichier}\n${raisons.map((r) => `- ${r}`).join('\n')}`)
  }
}

function describe(erreur: ErrorObject): string {
  const ou = erreur.instancePath === '' ? 'racine' : erreur.instancePath
  const cle = erreur.keyword === 'additionalProperties' ? ` « ${erreur.params.additionalProperty} »` : ''
  return `${ou} : ${erreur.message}${cle}`
}

/** What the schema cannot say: references between the parts of one file. */
function checkReferences(d: Dispositif): string[] {
  const raisons: string[] = []
  const jalons = new Set<string>()
  for (const jalon of d.calendrier) {
    if (jalon.depuis !== undefined && !jalons.has(jalon.depuis.jalon))
      raisons.push(`calendrier « ${jalon.cle} » : jalon « ${jalon.depuis.jalon} » absent ou placé après`)
    jalons.add(jalon.cle)
  }
  const { regles, solde } = d
  for (const cle of [
    regles.emissionApres,
    regles.signatureDes?.jalon,
    regles.signatureAuPlusTard,
    regles.depotAvance?.jalon,
    regles.exceptionRetard?.dossierCompletAvant,
    solde.realisation.jalon,
    solde.depot.jalon,
    solde.attestationFin?.jalon,
  ])
    if (cle !== undefined && !jalons.has(cle)) raisons.push(`regles : jalon « ${cle} » absent du calendrier`)
  const plafonds = new Set(d.plafonds.map((p) => p.cle))
  for (const client of d.clients) {
    const cles =
      typeof client.plafond === 'string' ? [client.plafond] : Object.values(client.plafond.parTranche)
    for (const cle of cles)
      if (!plafonds.has(cle)) raisons.push(`clients « ${client.cle} » : plafond « ${cle} » absent`)
    for (const profil of client.profilsRequis)
      if (!d.profils.includes(profil))
        raisons.push(`clients « ${client.cle} » : profil « ${profil} » inconnu`)
  }
  for (const question of d.scenario)
    if (question.liste !== undefined && !(question.liste in d.listes))
      raisons.push(`scenario « ${question.cle} » : liste « ${question.liste} » absente`)
  const attestations = new Set(d.attestations.map((a) => a.code))
  if (solde.attestationFin !== null && !attestations.has(FIN_PRESTATION))
    raisons.push(`solde : attestation « ${FIN_PRESTATION} » absente`)
  if (solde.reception.seuilDmp !== undefined && !attestations.has(SEUIL_DMP))
    raisons.push(`solde : attestation « ${SEUIL_DMP} » absente`)
  return raisons
}

/** Reads one scheme. Throws `DispositifInvalide` with every reason at once; unknown keys are refused. */
export function parseDispositif(fichier: string, texte: string): Dispositif {
  const schema = JSON.parse(readFileSync(resourcePath('json-schemas', 'dispositif.schema.json'), 'utf8'))
  const valider = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)
  let contenu: unknown
  try {
    contenu = JSON.parse(texte)
  } catch (cause) {
    throw new DispositifInvalide(fichier, [`JSON illisible : ${(cause as Error).message}`])
  }
  if (!valider(contenu)) throw new DispositifInvalide(fichier, (valider.errors ?? []).map(describe))
  const { $schema: _, ...dispositif } = contenu as Dispositif & { $schema?: string }
  const raisons = checkReferences(dispositif as Dispositif)
  if (raisons.length > 0) throw new DispositifInvalide(fichier, raisons)
  return dispositif as Dispositif
}

/** Loads every scheme of `dossier` (by default the shipped ones). Throws on the first file that does not hold. */
export function openCatalogue(dossier = resourcePath('resources', 'dispositifs')): Catalogue {
  const dispositifs = new Map<string, Dispositif>()
  for (const nom of readdirSync(dossier).sort()) {
    if (!nom.endsWith('.json')) continue
    const fichier = path.join(dossier, nom)
    const dispositif = parseDispositif(fichier, readFileSync(fichier, 'utf8'))
    if (`${dispositif.code}.json` !== nom)
      throw new DispositifInvalide(fichier, [`code « ${dispositif.code} » différent du nom du fichier`])
    dispositifs.set(dispositif.code, dispositif)
  }
  const base = (code: string): Dispositif => {
    const dispositif = dispositifs.get(code)
    if (dispositif === undefined) throw new Error(`unknown scheme ${code}`)
    return dispositif
  }
  return {
    codes: [...dispositifs.keys()],
    base,
    avec: (code: string, surcharges: readonly Surcharge[]) => applySurcharges(base(code), surcharges),
  }
}
