import type { CodeControle } from '../controles/index.ts'
import { type Message, pour } from './message.ts'

export const PHRASES_RECEPTION = {
  'REC-CHOIX': {
    groupe: 'VA ou MOM : aucune ne convient',
    respecte: (lu) => `Pièce de réception : ${lu}.`,
    enfreint: (lu, attendu) =>
      `Ni la VA ni la MOM ne convient : les envois au DMP sont ${lu} (${attendu}). La pièce ne doit pas être signée.`,
    inconnu: () =>
      'Le scénario installé ne dit pas comment partent les envois au DMP, donc si une VA ou une MOM convient.',
    remede: 'Corrigez le scénario installé avant de faire signer quoi que ce soit.',
    remedeInconnu: 'Répondez aux questions du scénario installé sur les envois au DMP.',
  },
  'REC-TYPE': {
    groupe: 'VA à la place de la MOM, ou l’inverse',
    enfreint: (lu, attendu) => `La pièce jointe est une ${lu} ; le scénario installé demande une ${attendu}.`,
    inconnu: (lu) => `La pièce jointe (${lu}) ne peut pas être rapprochée du scénario installé.`,
    remede: 'Joignez la pièce que le scénario installé demande, et écartez l’autre.',
    remedeInconnu: 'Répondez aux questions du scénario installé.',
  },
  'REC-NON-SIGNEE': {
    groupe: 'VA ou MOM non signée',
    enfreint: (lu) =>
      `Le fichier « ${lu} » est la pièce telle qu’elle a été émise : il ne porte aucune signature.`,
    remede: 'Joignez la pièce signée, numérisée ou signée électroniquement.',
  },
  'REC-INTEGRITE': {
    groupe: 'Intégrité de la VA ou de la MOM signée',
    enfreint: (lu) =>
      `Le fichier « ${lu} » a été modifié après sa signature électronique : elle ne le couvre plus en entier.`,
    inconnu: (lu) => `La signature électronique du fichier « ${lu} » n’a pas pu être vérifiée.`,
    remede: 'Joignez le fichier tel qu’il est sorti de l’outil de signature.',
  },
  'REC-DATE': {
    groupe: 'VA ou MOM sans date valable',
    respecte: (lu) => `${lu}.`,
    enfreint: (lu, attendu) => `${lu} : après le dépôt (${attendu}).`,
    inconnu: (lu) => `La date de signature de la ${lu} n’est pas connue.`,
    remede: 'Notez sur la pièce qui a signé, quand et comment.',
  },
  'REC-APRES-INSTALLATION': {
    groupe: 'VA ou MOM signée avant la prestation',
    enfreint: (lu, attendu) => `${lu}, avant la fin de la prestation (${attendu}).`,
    inconnu: () => 'L’ordre de la prestation et de la signature ne peut pas être vérifié : une date manque.',
    remede: 'Vérifiez les deux dates ; si la pièce a été signée trop tôt, faites-la signer à nouveau.',
    remedeInconnu: 'Notez le jour de la prestation et la date de signature de la pièce.',
  },
  'REC-SIGNATAIRE': {
    groupe: 'Signataire de la VA ou de la MOM à vérifier',
    enfreint: (lu, attendu) => `La pièce est signée par « ${lu} » ; le dossier connaît : ${attendu}.`,
    inconnu: (lu, attendu) =>
      `Le signataire de la pièce ne peut pas être vérifié${pour(lu)}${attendu === '' ? '' : ` ; attendu : ${attendu}`}.`,
    remede: 'Vérifiez qui a signé : un représentant du client pour une VA, le fournisseur pour une MOM.',
  },
  'REC-NOMBRE': {
    groupe: 'Signatures manquantes sur la VA',
    enfreint: (lu, attendu) => `Signataires notés sur la VA : ${lu} ; attendus : ${attendu}, un par client.`,
    inconnu: (_, attendu) =>
      `Aucune signature de la VA n’est notée ; attendues : ${attendu}, une par client.`,
    remede: 'Sans mandataire, chaque client servi signe : notez chaque signature.',
  },
  'REC-FACTURE': {
    groupe: 'VA ou MOM d’une autre facture',
    enfreint: (lu, attendu) => `La pièce signée est une ${lu} ; la facture de la commande est la ${attendu}.`,
    inconnu: (lu, attendu) =>
      `La pièce a été imprimée pour la facture ${lu} : on ne sait pas laquelle est revenue signée ; celle de la commande est la ${attendu}.`,
    remede: 'Imprimez à nouveau la VA ou la MOM avec le numéro de la facture, et faites-la signer.',
    remedeInconnu: 'Lisez le numéro de facture sur la pièce signée.',
  },
  'REC-PERIMETRE': {
    groupe: 'VA ou MOM d’avant un changement de l’installation',
    respecte: (lu) => `La pièce signée est une ${lu}.`,
    enfreint: (lu, attendu) =>
      attendu.startsWith('réponse «')
        ? `Depuis l’impression de la ${lu}, le scénario installé a changé : ${attendu}.`
        : `La pièce signée est une ${lu} ; sont servis : ${attendu === '' ? 'aucun client' : attendu}.`,
    inconnu: (lu, attendu) =>
      `La pièce a été imprimée plusieurs fois, ${lu} : on ne sait pas laquelle est revenue signée ; sont servis : ${attendu}.`,
    remede:
      'Si l’installation est juste, imprimez à nouveau la VA ou la MOM et faites-la signer ; sinon, corrigez l’installation.',
    remedeInconnu: 'Lisez les clients sur la pièce signée.',
  },
  'REC-NATURE': {
    groupe: 'Nature de la signature de la VA ou de la MOM',
    inconnu: (lu) => `La nature de la signature${pour(lu)} n’est pas connue.`,
    remede: 'Précisez si elle est manuscrite ou électronique (CPx, Pro Santé Connect, RGS, eIDAS).',
  },
} as const satisfies Partial<Record<CodeControle, Message>>
