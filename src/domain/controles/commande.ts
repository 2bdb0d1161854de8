import type { Dossier, Impression } from '../commande.ts'
import { formatJour } from '../dates.ts'
import { isNumeroLisible } from '../identifiants.ts'
import {
  APRES_AVANCE,
  AVANT_AVANCE,
  AVANT_BDC_ET_AVANCE,
  af,
  controle,
  inconnu,
  juger,
  LECTEUR,
  MODELES,
  type Observation,
  respecte,
  SANS_ENFREINT,
  SANS_INCONNU,
  TOUTES,
} from './base.ts'
import {
  bdcOf,
  impressionsSignees,
  isMentionImprimee,
  isSigneAvantReferencement,
  jourDepot,
} from './lecture.ts'

const commun = { famille: 'commande', gravite: 'bloquant' } as const

/** Attestation on the mention of a form that no printing of Liasse tells (AF-SFP §4.3). */
const MENTION_120 = 'mention-120-jours'

/** A mention that no printing tells is attested by the user, the signed piece in hand: never assumed. */
function observeAttestee(dossier: Dossier): Observation {
  const { attestations, commande } = dossier
  const piece = bdcOf(dossier).at(-1)
  if (piece === undefined) return inconnu('pieces', null)
  const atteste = attestations.find(
    (a) => a.code === MENTION_120 && a.sujet === 'commande' && a.sujetId === commande.id,
  )
  const sujet = `attestations.${MENTION_120}`
  return atteste === undefined
    ? inconnu(sujet, piece.nom)
    : respecte(sujet, `attestée le ${formatJour(atteste.le)}`)
}

/** The days of the printings that the signed form may be: « imprimé le 01/10/2026 ». */
const sayImpressions = (impressions: readonly Impression[]): string =>
  `bon de commande imprimé ${[...new Set(impressions.map((e) => `le ${formatJour(e.le)}`))].join(' ou ')}`

export const CONTROLES_COMMANDE = [
  controle({
    ...commun,
    code: 'COM-ANNULEE',
    titre: 'Commande en cours',
    source: MODELES('§10 et §11, attestations d’annulation'),
    pour: [...AVANT_BDC_ET_AVANCE, ...APRES_AVANCE],
    issues: SANS_INCONNU,
    observe: ({ commande: { annuleeLe } }) => [
      juger(annuleeLe === null, 'commande.annuleeLe', annuleeLe === null ? null : formatJour(annuleeLe)),
    ],
  }),
  controle({
    ...commun,
    code: 'COM-NUMERO',
    titre: 'Numéro du bon de commande',
    source: LECTEUR('numéro du bon de commande : lettres, chiffres et espaces'),
    pour: AVANT_BDC_ET_AVANCE,
    issues: TOUTES,
    structurel: true,
    observe: ({ commande: { numero, numeroAttribue } }) => [
      juger(
        numero.trim() === '' ? null : isNumeroLisible(numero),
        'commande.numero',
        numero || null,
        'lettres, chiffres et espaces',
        // The reader's rule is known for HOP and IMG only: an order that exists keeps its number.
        numero.trim() !== '' && !numeroAttribue ? { gravite: 'alerte' } : {},
      ),
    ],
  }),
  controle({
    ...commun,
    code: 'COM-DATE',
    titre: 'Date d’émission du bon de commande',
    source: af('§4.3', 'la date d’émission du bon de commande'),
    pour: AVANT_BDC_ET_AVANCE,
    issues: SANS_ENFREINT,
    structurel: true,
    observe: ({ commande: { dateEmission } }) => [
      juger(
        dateEmission === null ? null : true,
        'commande.dateEmission',
        dateEmission === null ? null : formatJour(dateEmission),
      ),
    ],
  }),
  controle({
    ...commun,
    code: 'COM-DATE-FUTURE',
    titre: 'Bon de commande déjà émis',
    source: af('§6.2', 'il a obtenu auprès d’un Client une commande conforme'),
    pour: AVANT_AVANCE,
    issues: TOUTES,
    observe: (dossier, _, maintenant) => {
      const { dateEmission } = dossier.commande
      const depot = jourDepot(dossier, maintenant)
      return [
        juger(
          dateEmission === null ? null : dateEmission <= depot,
          'commande.dateEmission',
          dateEmission === null ? null : formatJour(dateEmission),
          `au plus tard le ${formatJour(depot)}`,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'BDC-MENTION-120',
    titre: 'Mention du bon de commande conditionné au référencement',
    source: af(
      '§4.3',
      'le bon de commande doit faire apparaître la mention « Bon de commande conditionné à l’obtention par le logiciel du référencement ANS »',
    ),
    pour: AVANT_AVANCE,
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const anterieure = isSigneAvantReferencement(dossier)
      if (dispositif.regles.delaiAvantDossierComplet === undefined || anterieure === false) return []
      const imprimee = isMentionImprimee(dossier)
      if (imprimee === null) return [observeAttestee(dossier)]
      return [
        juger(
          imprimee || (anterieure === null ? null : false),
          'commande.bdcEmisLe',
          sayImpressions(impressionsSignees(dossier)),
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'BDC-NUMERO-ANS',
    titre: 'Numéro de référencement ANS imprimé sur le bon de commande',
    source: LECTEUR('bon de commande : numéro ANS'),
    gravite: 'alerte',
    pour: AVANT_AVANCE,
    issues: TOUTES,
    observe: (dossier) => {
      const { numeroAns } = dossier.referencement
      const impressions = impressionsSignees(dossier)
      // A form printed before the référencement shows no number, and none is expected on it.
      const imprimes = impressions.flatMap((e) =>
        e.numeroAns === null || e.numeroAns === '' ? [] : [e.numeroAns],
      )
      if (imprimes.length === 0 || numeroAns === '') return []
      const justes = imprimes.filter((n) => n === numeroAns).length
      return [
        juger(
          justes === imprimes.length ? true : justes === 0 ? false : null,
          'commande.bdcEmisLe',
          `n° ${[...new Set(imprimes)].join(' ou ')}, ${sayImpressions(impressions)}`,
          numeroAns,
        ),
      ]
    },
  }),
]
