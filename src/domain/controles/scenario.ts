import { type Instant, jourParis } from '../dates.ts'
import type { Dispositif } from '../dispositif.ts'
import type { ReponsesScenario } from '../fournisseur.ts'
import { knownAt } from '../valeurs.ts'
import {
  AVANT_AVANCE,
  controle,
  inconnu,
  juger,
  type Observation,
  SANS_INCONNU,
  SCENARIOS,
  TOUTES,
} from './base.ts'
import { clientsOf } from './lecture.ts'

const commun = { pour: AVANT_AVANCE, famille: 'scenario', source: SCENARIOS } as const

/** An answer in words. */
export const ouiNon = (reponse: boolean | string) =>
  reponse === true ? 'oui' : reponse === false ? 'non' : String(reponse)
const CENTRES = ['centre_sante', 'centre_infirmier']

/** One observation for each question of the scheme; `racine` is the path of the answers in the dossier. */
export function observeReponses(
  reponses: ReponsesScenario,
  racine: string,
  dispositif: Dispositif,
  maintenant: Instant,
): readonly Observation[] {
  return dispositif.scenario.map((question): Observation => {
    const sujet = `${racine}.${question.cle}`
    const reponse = reponses[question.cle] ?? null
    const libelle = question.libelle
    const p = { source: question.source }
    if (reponse === null || reponse === '') return inconnu(sujet, libelle, null, p)
    const lu = `${libelle} ${ouiNon(reponse)}`
    if (question.type === 'oui_non') return juger(typeof reponse === 'boolean', sujet, lu, 'oui ou non', p)
    const liste = dispositif.listes[question.liste ?? ''] ?? []
    const codes = (knownAt(liste, jourParis(maintenant)) ?? []).map((c) => c.code)
    return juger(codes.includes(String(reponse)), sujet, lu, codes.join(', '), p)
  })
}

/** For each flow that has both answers: direct, or through another software, not both. */
export function observeVoies(
  reponses: ReponsesScenario,
  racine: string,
  dispositif: Dispositif,
): readonly Observation[] {
  return dispositif.scenario.flatMap(({ cle, source }) => {
    const flux = /^isDirectTo(.+)$/.exec(cle)?.[1]
    const autre = `isPFITo${flux}`
    if (flux === undefined || !dispositif.scenario.some((q) => q.cle === autre)) return []
    // An unanswered half is said by the control of the answers.
    if (typeof reponses[cle] !== 'boolean' || typeof reponses[autre] !== 'boolean') return []
    const double = reponses[cle] && reponses[autre]
    return [juger(!double, `${racine}.${autre}`, flux, 'directement, ou via un logiciel tiers', { source })]
  })
}

export const CONTROLES_SCENARIO = [
  controle({
    ...commun,
    code: 'SCN-REPONSES',
    titre: 'Scénario d’installation renseigné',
    gravite: 'bloquant',
    issues: TOUTES,
    structurel: true,
    observe: ({ scenario }, dispositif, maintenant) =>
      observeReponses(scenario, 'scenario', dispositif, maintenant),
  }),
  controle({
    ...commun,
    code: 'SCN-DOUBLE-VOIE',
    titre: 'Une seule voie par flux',
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: ({ scenario }, dispositif) => observeVoies(scenario, 'scenario', dispositif),
  }),
  controle({
    ...commun,
    code: 'SCN-CENTRE',
    titre: 'Réponse « centre de santé » conforme au client',
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: (dossier, dispositif) => {
      const question = dispositif.scenario.find((q) => q.cle === 'isCentreDeSante')
      const reponse = dossier.scenario.isCentreDeSante
      const clients = clientsOf(dossier)
      if (question === undefined || typeof reponse !== 'boolean' || clients.length === 0) return []
      const centre = clients.some((c) => CENTRES.includes(c.participation.tiers.categorie))
      return [
        juger(reponse === centre, 'scenario.isCentreDeSante', ouiNon(reponse), ouiNon(centre), {
          source: question.source,
        }),
      ]
    },
  }),
]
