import { jourParis } from '../dates.ts'
import { knownAt } from '../valeurs.ts'
import { AVANT_AVANCE, controle, inconnu, juger, type Observation, SANS_INCONNU, TOUTES } from './base.ts'
import { clientsOf } from './lecture.ts'

const commun = {
  pour: AVANT_AVANCE,
  famille: 'scenario',
  source: { document: 'Webinaire ASP de février 2022', passage: 'scénario d’installation' },
} as const

const ouiNon = (reponse: boolean | string) =>
  reponse === true ? 'oui' : reponse === false ? 'non' : String(reponse)
const CENTRES = ['centre_sante', 'centre_infirmier']

export const CONTROLES_SCENARIO = [
  controle({
    ...commun,
    code: 'SCN-REPONSES',
    titre: 'Scénario d’installation renseigné',
    gravite: 'bloquant',
    issues: TOUTES,
    structurel: true,
    observe: ({ scenario }, dispositif, maintenant) =>
      dispositif.scenario.map((question): Observation => {
        const sujet = `scenario.${question.cle}`
        const reponse = scenario[question.cle] ?? null
        const libelle = question.libelle
        const p = { source: question.source }
        if (reponse === null || reponse === '') return inconnu(sujet, libelle, null, p)
        const lu = `${libelle} ${ouiNon(reponse)}`
        if (question.type === 'oui_non')
          return juger(typeof reponse === 'boolean', sujet, lu, 'oui ou non', p)
        const liste = dispositif.listes[question.liste ?? ''] ?? []
        const codes = (knownAt(liste, jourParis(maintenant)) ?? []).map((c) => c.code)
        return juger(codes.includes(String(reponse)), sujet, lu, codes.join(', '), p)
      }),
  }),
  controle({
    ...commun,
    code: 'SCN-DOUBLE-VOIE',
    titre: 'Une seule voie par flux',
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: ({ scenario }, dispositif) =>
      dispositif.scenario.flatMap(({ cle, source }) => {
        const flux = /^isDirectTo(.+)$/.exec(cle)?.[1]
        const autre = `isPFITo${flux}`
        if (flux === undefined || !dispositif.scenario.some((q) => q.cle === autre)) return []
        // An unanswered half is said by SCN-REPONSES.
        if (typeof scenario[cle] !== 'boolean' || typeof scenario[autre] !== 'boolean') return []
        const double = scenario[cle] && scenario[autre]
        return [
          juger(!double, `scenario.${autre}`, flux, 'directement, ou via un logiciel tiers', { source }),
        ]
      }),
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
