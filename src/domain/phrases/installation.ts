import type { CodeControle } from '../controles/index.ts'
import { type Message, pour } from './message.ts'

const VOIE = 'Corrigez le scénario installé : un flux part du logiciel ou d’un logiciel tiers.'

export const PHRASES_INSTALLATION = {
  'INS-REALISEE': {
    groupe: 'Prestation à réaliser',
    respecte: (lu) => `Prestation réalisée le ${lu}.`,
    enfreint: (lu, attendu) => `La date de réalisation de la prestation (${lu}) est à venir (${attendu}).`,
    inconnu: (lu) => `La Prestation Ségur n’est pas notée comme réalisée${pour(lu)}.`,
    remede: 'Notez l’installation une fois la prestation réalisée chez le client.',
  },
  'INS-ECHEANCE': {
    groupe: 'Fin de la période des prestations',
    enfreint: (lu, attendu) => `La prestation n’est pas réalisée à temps (${lu}) : limite, ${attendu}.`,
    inconnu: (_, attendu) => `La date de réalisation manque ; la limite est : ${attendu}.`,
    remede:
      'Si la date a été reportée, notez-la dans le dispositif avec votre source ; sinon, informez sans délai le client et l’ASP.',
    remedeInconnu: 'Notez le jour où toute la prestation a été réalisée.',
  },
  'INS-COMPLETE': {
    groupe: 'Formation ou documents après la fin de la prestation',
    respecte: (_, attendu) =>
      `Formation et documents remis au plus tard à la fin de la prestation (${attendu}).`,
    enfreint: (lu, attendu) => `Une part de la prestation est postérieure à sa fin : ${lu} (${attendu}).`,
    inconnu: () => 'La date de fin de la prestation manque : on ne sait pas si tout a été remis avant.',
    remede: 'Notez comme jour de réalisation celui où toute la prestation, formation comprise, a été finie.',
  },
  'INS-APRES-COMMANDE': {
    groupe: 'Prestation antérieure à la commande',
    enfreint: (lu, attendu) => `La prestation est réalisée le ${lu}, avant la commande (${attendu}).`,
    inconnu: (lu) => `La prestation est réalisée le ${lu} ; la date de la commande n’est pas connue.`,
    remede: 'Vérifiez la date de réalisation et celle du bon de commande.',
  },
  'INS-SCENARIO': {
    groupe: 'Scénario installé sans réponse',
    enfreint: (lu, attendu) => `La réponse « ${lu} » du scénario installé n’est pas admise : ${attendu}.`,
    inconnu: (lu) => `Question du scénario installé sans réponse : ${lu}.`,
    remede: 'Répondez à la question selon ce qui a été installé chez le client.',
  },
  'INS-VOIES': {
    groupe: 'Deux voies pour un flux installé',
    enfreint: (lu, attendu) => `Le flux ${lu} part par deux voies à la fois : ${attendu}.`,
    remede: VOIE,
  },
  'INS-ECART': {
    groupe: 'Scénario installé différent du scénario commandé',
    enfreint: (lu, attendu) => `Installé : ${lu} ; commandé : ${attendu}.`,
    inconnu: (lu) => `Installé : ${lu} ; la demande d’avance ne dit pas ce qui a été commandé.`,
    remede: 'Vérifiez la réponse : le solde déclare le scénario réellement installé, et l’agence le compare.',
  },
  'FOR-SEANCE': {
    groupe: 'Formation à noter',
    respecte: (lu) => `Utilisateurs formés : ${lu}.`,
    enfreint: (lu, attendu) => `La date est à venir : ${lu} (${attendu}).`,
    inconnu: () => 'La formation des utilisateurs n’est pas notée ; elle est exigée pour le solde.',
    remede: 'Notez le jour de la séance de formation, d’une heure au moins, proposée à chaque utilisateur.',
  },
  'FOR-SUPPORT': {
    groupe: 'Support de formation à remettre',
    respecte: (lu) => `Formation : ${lu}.`,
    enfreint: (lu, attendu) => `La date est à venir : ${lu} (${attendu}).`,
    inconnu: () => 'La remise du support de formation au client n’est pas notée.',
    remede: 'Mettez le support à la disposition du client, puis notez le jour.',
  },
  'FOR-ENREGISTREMENT': {
    groupe: 'Enregistrement de la formation à distance',
    respecte: (lu) => `Formation : ${lu}.`,
    enfreint: (lu, attendu) => `La date est à venir : ${lu} (${attendu}).`,
    inconnu: (_, attendu) =>
      attendu === 'enregistrement remis'
        ? 'La formation a eu lieu à distance ; la remise de son enregistrement n’est pas notée.'
        : 'On ne sait pas si la formation a eu lieu en présentiel ou à distance.',
    remede:
      'Notez comment la formation a eu lieu ; à distance, notez le jour où l’enregistrement a été remis.',
  },
  'LIV-REMIS': {
    groupe: 'Document à livrer',
    respecte: (lu) => `Livré : ${lu}.`,
    enfreint: (lu, attendu) => `La date est à venir : ${lu} (${attendu}).`,
    inconnu: (_, attendu) => `La livraison au client n’est pas notée : ${attendu}.`,
    remede: 'Notez le jour de la livraison au client.',
  },
  'PRV-DMP': {
    groupe: 'Seuil d’envoi au DMP',
    respecte: (lu, attendu) => `Envois au DMP : ${lu} (${attendu}).`,
    enfreint: (lu, attendu) => `Le seuil d’envoi au DMP n’est pas atteint : ${lu}, pour ${attendu}.`,
    inconnu: (_, attendu) => `Rien ne dit que le seuil d’envoi au DMP est atteint : ${attendu}.`,
    remede: 'La MOM ne se signe qu’une fois le seuil atteint : relevez à nouveau le nombre d’envois.',
    remedeInconnu: 'Notez le nombre de documents envoyés au DMP, ou attestez que le seuil est atteint.',
  },
} as const satisfies Partial<Record<CodeControle, Message>>
