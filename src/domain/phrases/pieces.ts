import type { CodeControle } from '../controles/index.ts'
import { type Message, pour } from './message.ts'

export const PHRASES_PIECES = {
  'SIG-DATE': {
    groupe: 'Signature sans date valable',
    enfreint: (lu, attendu) =>
      `La signature du bon de commande est datée du ${lu}, après le dépôt (${attendu}).`,
    inconnu: () => 'La date de signature du bon de commande par le client n’est pas connue.',
    remede: 'Notez sur la pièce qui a signé, quand et comment.',
  },
  'SIG-APRES-EMISSION': {
    groupe: 'Ordre de l’émission et de la signature',
    enfreint: (lu, attendu) => `Le bon de commande est signé le ${lu}, avant son émission (${attendu}).`,
    inconnu: () => 'L’ordre de l’émission et de la signature ne peut pas être vérifié : une date manque.',
    remede: 'Vérifiez les deux dates sur la pièce.',
  },
  'PIE-REQUISE': {
    groupe: 'Pièce manquante',
    inconnu: (lu, attendu) =>
      `Il manque la pièce « ${attendu} »${lu === '' ? '' : ` (fichier annoncé : ${lu})`}.`,
    remede: 'Joignez le fichier à la commande, signé si la pièce se signe.',
  },
  'PIE-BDC-UNIQUE': {
    groupe: 'Plusieurs bons de commande joints',
    enfreint: (lu) => `Plusieurs bons de commande sont joints : ${lu}.`,
    remede: 'Gardez celui qui fait foi et écartez les autres.',
  },
  'PIE-BDC-PARTAGE': {
    groupe: 'Bon de commande partagé',
    enfreint: (lu) => `Le bon de commande sert à plusieurs commandes : ${lu}.`,
    remede: 'Joignez à chaque commande son propre bon de commande.',
  },
  'PIE-NOM': {
    groupe: 'Fichier différent du fichier annoncé',
    enfreint: (lu, attendu) => `Le fichier joint (${lu}) n’est pas celui que la liste annonce (${attendu}).`,
    remede: 'Vérifiez que c’est le bon fichier.',
  },
  'PIE-FORMAT': {
    groupe: 'Format de fichier refusé',
    enfreint: (lu, attendu) => `L’extension du fichier « ${lu} » ne convient pas ; attendu : ${attendu}.`,
    remede: 'Joignez le fichier dans l’un des formats admis, avec l’extension de son contenu.',
  },
  'PIE-LISIBLE': {
    groupe: 'Lisibilité de la pièce',
    enfreint: (lu) => `La pièce ne peut pas être lue : ${lu}.`,
    inconnu: (lu) => `Le nombre de pages du fichier « ${lu} » n’a pas pu être lu.`,
    remede: 'Ouvrez le fichier ; s’il est abîmé, demandez-le à nouveau.',
  },
  'PIE-NON-SIGNEE': {
    groupe: 'Bon de commande non signé',
    enfreint: (lu) =>
      `Le fichier « ${lu} » est le bon de commande tel qu’il a été émis : il ne porte aucune signature.`,
    remede:
      'Joignez le fichier revenu du client : le bon de commande signé, numérisé ou signé électroniquement.',
  },
  'SIG-INTEGRITE': {
    groupe: 'Intégrité du fichier signé',
    enfreint: (lu) =>
      `Le fichier « ${lu} » a été modifié après sa signature électronique : elle ne le couvre plus en entier.`,
    inconnu: (lu) => `La signature électronique du fichier « ${lu} » n’a pas pu être vérifiée.`,
    remede: 'Joignez le fichier tel qu’il est sorti de l’outil de signature.',
  },
  'SIG-NATURE': {
    groupe: 'Nature de la signature inconnue',
    inconnu: (lu) => `La nature de la signature${pour(lu)} n’est pas connue.`,
    remede: 'Précisez si elle est manuscrite ou électronique (CPx, Pro Santé Connect, RGS, eIDAS).',
  },
  'SIG-SIGNATAIRE': {
    groupe: 'Signataire à vérifier',
    enfreint: (lu, attendu) =>
      `Le bon de commande est signé par « ${lu} » ; le dossier connaît : ${attendu}.`,
    inconnu: (_, attendu) => `Le signataire du bon de commande n’est pas noté (attendu : ${attendu}).`,
    remede: 'Vérifiez qui a signé et s’il a le pouvoir d’engager le client.',
  },
  'SIG-NOMBRE': {
    groupe: 'Signatures manquantes',
    enfreint: (lu, attendu) => `Signataires notés : ${lu} ; attendus : ${attendu}, un par client.`,
    inconnu: (_, attendu) => `Aucune signature n’est notée ; attendues : ${attendu}, une par client.`,
    remede: 'Sans mandataire, chaque client signe : notez chaque signature.',
  },
  ATT: {
    groupe: 'À attester',
    respecte: (lu, attendu) => `${attendu} : ${lu}.`,
    enfreint: (lu, attendu) => `Attestation datée du futur, ${lu} : ${attendu}.`,
    inconnu: (lu, attendu) => `À attester : ${attendu}${pour(lu)}.`,
    remede: 'Vérifiez, puis attestez avec la date de votre vérification.',
  },
} as const satisfies Partial<Record<CodeControle, Message>>
