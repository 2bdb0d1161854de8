import type { Dossier, Installation } from '../commande.ts'
import { formatJour, type Jour, jourParis } from '../dates.ts'
import type { Dispositif } from '../dispositif.ts'
import { receptionDe } from '../reception.ts'
import { demandeEnCours } from '../suite.ts'
import {
  APRES_AVANCE,
  AVANT_SOLDE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  MODELES,
  type Observation,
  respecte,
  SANS_INCONNU,
  SCENARIOS,
  TOUTES,
} from './base.ts'
import { borneOf, datesSignature } from './lecture.ts'
import { observeReponses, observeVoies, ouiNon } from './scenario.ts'

const commun = { famille: 'installation', gravite: 'bloquant' } as const
const REALISEE = 'installation.realiseeLe'
/** Asked of the user when no count of documents was recorded. */
export const SEUIL_DMP = 'seuil-dmp'

/** What was taught and handed over, with its day and its words. */
function remises({ formation, livrables }: Installation, dispositif: Dispositif) {
  const parts: readonly (readonly [string, Jour | undefined])[] = [
    ['formation', formation.le],
    ['support de formation', formation.supportRemisLe],
    ['enregistrement', formation.enregistrementRemisLe],
    ...dispositif.solde.livrables.map((l) => [l.libelle, livrables[l.cle]] as const),
  ]
  return parts.flatMap(([mot, jour]) => (jour === undefined ? [] : [{ mot, jour }]))
}

/** Something done on a day: known, and not to come. */
function observeFait(jour: Jour | undefined, sujet: string, quoi: string, maintenant: string): Observation {
  const aujourdhui = jourParis(maintenant)
  return jour === undefined
    ? inconnu(sujet, null, quoi)
    : juger(
        jour <= aujourdhui,
        sujet,
        `${quoi} le ${formatJour(jour)}`,
        `au plus tard le ${formatJour(aujourdhui)}`,
      )
}

/** Only schemes that list what a training deals with ask for one. */
const formationOf = (dossier: Dossier, { solde }: Dispositif): Installation['formation'] | null =>
  solde.formation.length === 0 ? null : (dossier.installation?.formation ?? {})

export const CONTROLES_INSTALLATION = [
  controle({
    ...commun,
    code: 'INS-REALISEE',
    titre: 'Prestation Ségur réalisée',
    source: af(
      '§6.4',
      'la Prestation Ségur a été intégralement réalisée, selon les dispositions du présent document',
    ),
    pour: APRES_AVANCE,
    issues: TOUTES,
    observe: ({ installation, commande }, _, maintenant) => {
      const realisee = installation?.realiseeLe ?? null
      const prevue = installation?.prevueLe ?? commande.dateInstallationPrevue
      const aujourdhui = jourParis(maintenant)
      if (realisee === null)
        return [inconnu(REALISEE, prevue === null ? null : `prévue le ${formatJour(prevue)}`)]
      return [
        juger(
          realisee <= aujourdhui,
          REALISEE,
          formatJour(realisee),
          `au plus tard le ${formatJour(aujourdhui)}`,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'INS-ECHEANCE',
    titre: 'Prestation réalisée dans la période du dispositif',
    source: af('§6.4', 'intégralement réalisée […] et au plus tard à la Date 5'),
    pour: AVANT_SOLDE,
    issues: TOUTES,
    observe: ({ installation }, dispositif, maintenant) => {
      const { jalon, gravite, source } = dispositif.solde.realisation
      const borne = borneOf(dispositif, maintenant, jalon)
      if (borne === null) return []
      const p = { gravite, source }
      const sujet = borne.sujet ?? REALISEE
      const realisee = installation?.realiseeLe ?? null
      if (installation === null || realisee === null)
        return [
          borne.jour !== null && jourParis(maintenant) > borne.jour
            ? enfreint(sujet, `non réalisée le ${formatJour(jourParis(maintenant))}`, borne.texte, p)
            : inconnu(sujet, null, borne.texte, p),
        ]
      // « Intégralement réalisée »: training and documents are part of it (AF-SFP §3.1).
      const derniere = remises(installation, dispositif).reduce(
        (max, r) => (r.jour > max ? r.jour : max),
        realisee,
      )
      return [
        juger(
          borne.jour === null ? null : derniere <= borne.jour,
          sujet,
          formatJour(derniere),
          borne.texte,
          p,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'INS-COMPLETE',
    titre: 'Formation et documents remis avant la fin de la prestation',
    source: af(
      '§4.4',
      'toutes les composantes de la Prestation Ségur décrites à la Section 3, soient fournies',
    ),
    gravite: 'alerte',
    pour: AVANT_SOLDE,
    issues: TOUTES,
    observe: ({ installation }, dispositif) => {
      const faites = installation === null ? [] : remises(installation, dispositif)
      if (installation === null || faites.length === 0) return []
      const { realiseeLe } = installation
      if (realiseeLe === null) return [inconnu(REALISEE, null)]
      const tardives = faites.filter((r) => r.jour > realiseeLe)
      const attendu = `prestation réalisée le ${formatJour(realiseeLe)}`
      return [
        tardives.length === 0
          ? respecte(REALISEE, `${faites.length}`, attendu)
          : enfreint(REALISEE, tardives.map((r) => `${r.mot} le ${formatJour(r.jour)}`).join(', '), attendu),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'INS-APRES-COMMANDE',
    titre: 'Prestation réalisée après la commande',
    source: af(
      '§6.4',
      'La VA atteste de la bonne finalisation de la Prestation Ségur conformément aux dispositions du bon de commande',
    ),
    gravite: 'alerte',
    pour: AVANT_SOLDE,
    issues: TOUTES,
    observe: (dossier) => {
      const realisee = dossier.installation?.realiseeLe ?? null
      // What is not done yet is said by the control of the service itself.
      if (realisee === null) return []
      const commandee = datesSignature(dossier)?.derniere ?? dossier.commande.dateEmission
      return [
        juger(
          commandee === null ? null : realisee >= commandee,
          'commande.dateEmission',
          formatJour(realisee),
          commandee === null ? null : formatJour(commandee),
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'INS-SCENARIO',
    titre: 'Scénario réellement installé renseigné',
    source: SCENARIOS,
    pour: ['reception', 'solde'],
    issues: TOUTES,
    observe: ({ installation }, dispositif, maintenant) =>
      observeReponses(installation?.scenario ?? {}, 'installation.scenario', dispositif, maintenant),
  }),
  controle({
    ...commun,
    code: 'INS-VOIES',
    titre: 'Une seule voie par flux installé',
    source: SCENARIOS,
    gravite: 'alerte',
    pour: ['reception', 'solde'],
    issues: SANS_INCONNU,
    observe: ({ installation }, dispositif) =>
      observeVoies(installation?.scenario ?? {}, 'installation.scenario', dispositif),
  }),
  controle({
    ...commun,
    code: 'INS-ECART',
    titre: 'Scénario installé identique au scénario commandé',
    source: SCENARIOS,
    gravite: 'alerte',
    pour: ['reception', 'solde'],
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      // The agency compares with what the advance said.
      const commande = demandeEnCours(dossier, 'avance')?.perimetre?.scenario ?? dossier.scenario
      const installe = dossier.installation?.scenario ?? {}
      return dispositif.scenario.flatMap(({ cle, libelle, source }) => {
        const [avant, apres] = [commande[cle] ?? null, installe[cle] ?? null]
        if (apres === null) return []
        const sujet = `installation.scenario.${cle}`
        const lu = `${libelle} ${ouiNon(apres)}`
        return [
          juger(avant === null ? null : avant === apres, sujet, lu, avant === null ? null : ouiNon(avant), {
            source,
          }),
        ]
      })
    },
  }),
  controle({
    ...commun,
    code: 'FOR-SEANCE',
    titre: 'Formation des utilisateurs donnée',
    source: af('§4.4', 'les formations afférentes demeurent exigibles pour le versement du solde'),
    pour: AVANT_SOLDE,
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const formation = formationOf(dossier, dispositif)
      return formation === null
        ? []
        : [observeFait(formation.le, 'installation.formation.le', 'formation', maintenant)]
    },
  }),
  controle({
    ...commun,
    code: 'FOR-SUPPORT',
    titre: 'Support de formation mis à disposition du client',
    source: af(
      '§3.1',
      'à la fin de chaque session (en présentiel ou en distanciel), le support doit être mis à la disposition du Client',
    ),
    pour: AVANT_SOLDE,
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const formation = formationOf(dossier, dispositif)
      const sujet = 'installation.formation.supportRemisLe'
      return formation === null
        ? []
        : [observeFait(formation.supportRemisLe, sujet, 'support remis', maintenant)]
    },
  }),
  controle({
    ...commun,
    code: 'FOR-ENREGISTREMENT',
    titre: 'Enregistrement de la formation à distance mis à disposition',
    source: af(
      '§3.1',
      'Dans le cas d’une session en distanciel, un enregistrement doit être mis à la disposition du Client',
    ),
    pour: AVANT_SOLDE,
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const formation = formationOf(dossier, dispositif)
      if (formation === null) return []
      if (formation.modalite === undefined)
        return [inconnu('installation.formation.modalite', null, 'présentiel ou distanciel')]
      if (formation.modalite === 'presentiel')
        return [respecte('installation.formation.modalite', 'formation en présentiel')]
      const sujet = 'installation.formation.enregistrementRemisLe'
      return [observeFait(formation.enregistrementRemisLe, sujet, 'enregistrement remis', maintenant)]
    },
  }),
  controle({
    ...commun,
    code: 'LIV-REMIS',
    titre: 'Document livré au client',
    source: af('§3.1', 'la livraison de l’ensemble des documents nécessaires'),
    pour: AVANT_SOLDE,
    issues: TOUTES,
    observe: ({ installation }, { solde }, maintenant) =>
      solde.livrables.map(({ cle, libelle, source, leCasEcheant }) => ({
        ...observeFait(installation?.livrables[cle], `installation.livrables.${cle}`, libelle, maintenant),
        source,
        ...(leCasEcheant === true && installation?.livrables[cle] === undefined
          ? { gravite: 'information' }
          : {}),
      })),
  }),
  controle({
    ...commun,
    code: 'PRV-DMP',
    titre: 'Seuil d’envoi au DMP atteint',
    source: MODELES(
      '§3, « le seuil d’envoi de dix documents de santé avec INS qualifiée a bien été atteint »',
    ),
    pour: ['reception', 'solde'],
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const seuil = dispositif.solde.reception.seuilDmp
      if (seuil === undefined || receptionDe(dossier, dispositif) !== 'MOM') return []
      const { installation, attestations, commande } = dossier
      const p = { source: seuil.source }
      const attendu = `${seuil.documents} documents avec INS qualifiée`
      const releves = (installation?.preuves ?? []).filter(
        (r) => r.flux === 'dmp' && r.releveLe <= jourParis(maintenant),
      )
      // Each statement counts all that was sent until its day: the largest says it.
      const meilleur = releves.toSorted((a, b) => b.nombre - a.nombre)[0]
      if (meilleur !== undefined)
        return [
          juger(
            meilleur.nombre >= seuil.documents,
            'installation.preuves.dmp',
            `${meilleur.nombre} documents, relevé du ${formatJour(meilleur.releveLe)}`,
            attendu,
            p,
          ),
        ]
      const atteste = attestations.find(
        (a) => a.code === SEUIL_DMP && a.sujet === 'commande' && a.sujetId === commande.id,
      )
      return [
        atteste === undefined
          ? inconnu(`attestations.${SEUIL_DMP}`, null, attendu, p)
          : respecte(`attestations.${SEUIL_DMP}`, `attesté le ${formatJour(atteste.le)}`, attendu, p),
      ]
    },
  }),
]
