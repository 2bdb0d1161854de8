import type { Dossier } from '../commande.ts'
import { isAnterieurReferencement, isFormulaireExterne } from '../conditions.ts'
import { formatJour } from '../dates.ts'
import { isNumeroLisible } from '../identifiants.ts'
import {
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
import { isSigneAvantReferencement, jourDepot } from './lecture.ts'

const commun = { famille: 'commande', gravite: 'bloquant' } as const

/** Attestation on a form that Liasse did not print (AF-SFP §4.3). */
const FORMULAIRE_EXTERNE = 'formulaire-externe'

function observeAttestee({ attestations, commande, pieces }: Dossier): Observation {
  const atteste = attestations.find(
    (a) => a.code === FORMULAIRE_EXTERNE && a.sujet === 'commande' && a.sujetId === commande.id,
  )
  const sujet = `attestations.${FORMULAIRE_EXTERNE}`
  return atteste === undefined
    ? inconnu(sujet, pieces.find((p) => p.type === 'BDC')?.nom ?? null)
    : respecte(sujet, `attestée le ${formatJour(atteste.le)}`)
}

export const CONTROLES_COMMANDE = [
  controle({
    ...commun,
    code: 'COM-ANNULEE',
    titre: 'Commande en cours',
    source: MODELES('§10 et §11, attestations d’annulation'),
    pour: AVANT_BDC_ET_AVANCE,
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
      const { commande, referencement } = dossier
      const anterieure = isSigneAvantReferencement(dossier)
      if (dispositif.regles.delaiAvantDossierComplet === undefined || anterieure === false) return []
      // Not printed here: the attestation on the form's mentions covers this one.
      if (isFormulaireExterne(dossier)) return [observeAttestee(dossier)]
      const le = commande.bdcEmisLe
      if (le === null) return [inconnu('pieces', null)]
      // The template prints the mention on every form dated before the référencement.
      const imprimee = isAnterieurReferencement(referencement, commande.dateEmission ?? le)
      return [
        juger(
          imprimee || (anterieure === null ? null : false),
          'commande.bdcEmisLe',
          `bon de commande imprimé le ${formatJour(le)}`,
        ),
      ]
    },
  }),
]
