import { addDays, daysBetween, formatJour, jourParis } from '../dates.ts'
import {
  AVANT_AVANCE,
  AVANT_BDC_ET_AVANCE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  respecte,
  TOUTES,
} from './base.ts'
import { observeDepot } from './depot.ts'
import { borneOf, datesSignature, isSigneAvantReferencement, jourDepot } from './lecture.ts'

const commun = { famille: 'commande', gravite: 'bloquant' } as const
const SIGNATURE = 'pieces.signature'

export const CONTROLES_DATES = [
  controle({
    ...commun,
    code: 'BDC-EMISSION',
    titre: 'Émission postérieure à la Date 0',
    source: af('§4.3', 'la date d’émission du bon de commande doit être postérieure à la Date 0'),
    pour: AVANT_BDC_ET_AVANCE,
    attenteAvantBdc: true,
    issues: TOUTES,
    observe: ({ commande: { dateEmission } }, dispositif, maintenant) => {
      const { emissionApres } = dispositif.regles
      const borne = emissionApres === undefined ? null : borneOf(dispositif, maintenant, emissionApres)
      if (borne === null) return []
      return [
        juger(
          dateEmission === null || borne.jour === null ? null : dateEmission > borne.jour,
          borne.sujet ?? 'commande.dateEmission',
          dateEmission === null ? null : formatJour(dateEmission),
          borne.texte,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'SIG-DATE',
    titre: 'Bon de commande signé et daté par le client',
    source: af('§4.3', 'un accord explicite du Client, par la signature'),
    pour: AVANT_AVANCE,
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const gravite = dispositif.regles.signatureDatee
      const dates = datesSignature(dossier)
      const depot = jourDepot(dossier, maintenant)
      if (dates === null) return [inconnu(SIGNATURE, null, 'date de la signature', { gravite })]
      return [
        juger(
          dates.derniere <= depot,
          SIGNATURE,
          formatJour(dates.derniere),
          `au plus tard le ${formatJour(depot)}`,
          {
            // A signature dated in the future is a mistake whatever the scheme asks for.
            gravite: dates.derniere <= depot ? gravite : 'bloquant',
          },
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'SIG-APRES-EMISSION',
    titre: 'Signature après l’émission du bon de commande',
    source: af('§4.3', 'Calendrier d’établissement des bons de commande'),
    pour: AVANT_AVANCE,
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const { dateEmission } = dossier.commande
      const dates = datesSignature(dossier)
      const { signatureDatee } = dispositif.regles
      return [
        juger(
          dateEmission === null || dates === null ? null : dates.premiere >= dateEmission,
          SIGNATURE,
          dates === null ? null : formatJour(dates.premiere),
          dateEmission === null ? null : formatJour(dateEmission),
          { gravite: signatureDatee },
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'BDC-SIGNATURE-DEBUT',
    titre: 'Signature à partir de la Date 0 + 12 mois',
    source: af(
      '§4.3',
      'la date de signature du bon de commande par le Client ne peut être antérieure à Date 0 + 12 mois',
    ),
    pour: AVANT_AVANCE,
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const regle = dispositif.regles.signatureDes
      const borne = regle === undefined ? null : borneOf(dispositif, maintenant, regle.jalon, regle.mois)
      if (borne === null) return []
      const dates = datesSignature(dossier)
      return [
        juger(
          dates === null || borne.jour === null ? null : dates.premiere >= borne.jour,
          borne.sujet ?? SIGNATURE,
          dates === null ? null : formatJour(dates.premiere),
          borne.texte,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'BDC-SIGNATURE-FIN',
    titre: 'Signature au plus tard à la Date 4',
    source: af(
      '§4.3',
      'la date de signature du bon de commande par le Client ne peut pas être postérieure à la Date 4',
    ),
    pour: AVANT_AVANCE,
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const regle = dispositif.regles.signatureAuPlusTard
      const borne = regle === undefined ? null : borneOf(dispositif, maintenant, regle)
      if (borne === null) return []
      const dates = datesSignature(dossier)
      return [
        juger(
          dates === null || borne.jour === null ? null : dates.derniere <= borne.jour,
          borne.sujet ?? SIGNATURE,
          dates === null ? null : formatJour(dates.derniere),
          borne.texte,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'BDC-120-JOURS',
    titre: 'Signature avant référencement dans les 120 jours du dossier complet',
    source: af(
      '§4.3',
      'ne peut pas être antérieure de plus de 120 jours calendaires à la date à laquelle un dossier complet des preuves de conformité de la Solution logicielle est réputé avoir été soumis à l’ANS',
    ),
    pour: AVANT_AVANCE,
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const delai = dispositif.regles.delaiAvantDossierComplet
      const anterieure = isSigneAvantReferencement(dossier)
      if (delai === undefined || anterieure === false) return []
      const dates = datesSignature(dossier)
      if (dates === null) return [inconnu(SIGNATURE, null, `au plus ${delai} jours avant le dossier complet`)]
      const signeLe = `signature du ${formatJour(dates.premiere)}`
      const { dateDossierComplet: complet, dateReferencement } = dossier.referencement
      const sujet = 'referencement.dateDossierComplet'
      if (complet === null) {
        const limite = addDays(dates.premiere, delai)
        const attendu = `dossier complet au plus tard le ${formatJour(limite)}`
        // The référencement follows a complete file: obtained within the delay, it proves that the file was too.
        if (dateReferencement !== null && dateReferencement <= limite)
          return [
            respecte(SIGNATURE, `${signeLe}, référencement du ${formatJour(dateReferencement)}`, attendu),
          ]
        // No file yet: still possible until the day itself, lost afterwards.
        return [
          anterieure === true && dateReferencement === null && jourParis(maintenant) > limite
            ? enfreint(sujet, `${signeLe}, aucun dossier complet`, attendu)
            : inconnu(sujet, signeLe, attendu),
        ]
      }
      const jours = daysBetween(dates.premiere, complet)
      const tient = jours <= delai
      return [
        juger(
          tient || (anterieure === null ? null : false),
          tient || anterieure === true ? SIGNATURE : 'referencement.dateReferencement',
          `${signeLe}, dossier complet du ${formatJour(complet)}${jours > 0 ? `, ${jours} jours après` : ''}`,
          `${delai} jours au plus, donc signature à partir du ${formatJour(addDays(complet, -delai))}`,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'DEP-FENETRE',
    titre: 'Demande d’avance dans la période de dépôt',
    source: af(
      '§6.2',
      'le dépôt d’une demande de financement et de versement de l’avance ne peut se faire au-delà de la Date 4',
    ),
    pour: AVANT_AVANCE,
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const regle = dispositif.regles.depotAvance
      return regle === undefined ? [] : observeDepot('avance', dossier, dispositif, maintenant, regle)
    },
  }),
]
