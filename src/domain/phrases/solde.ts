import type { CodeControle } from '../controles/index.ts'
import { type Message, pour } from './message.ts'

export const PHRASES_SOLDE = {
  'AVANCE-ACQUISE': {
    groupe: 'Avance pas encore acquise',
    respecte: (lu) => `Avance ${lu}.`,
    enfreint: (lu, attendu) => `L’avance est ${lu} ; le solde se demande une fois l’avance ${attendu}.`,
    inconnu: (lu, attendu) => `L’avance est ${lu} ; le solde attend qu’elle soit ${attendu}.`,
    remede: 'Corrigez ou contestez d’abord l’avance.',
    remedeInconnu: 'Attendez la réponse de l’agence, puis notez-la ou importez son retour.',
  },
  'SOL-PERIMETRE': {
    groupe: 'Périmètre différent de l’avance',
    respecte: (lu) => `Même périmètre que l’avance : ${lu}.`,
    enfreint: (lu, attendu) =>
      `Le périmètre du solde diffère de celui de l’avance : ${lu} (avance : ${attendu}).`,
    inconnu: (lu) => `Ce que disait la demande d’avance n’est pas connu ; le solde porte sur : ${lu}.`,
    remede: 'Notez sur l’installation chaque client non servi, avec le motif ; aucun client ne s’ajoute.',
    remedeInconnu: 'Vérifiez que l’avance portait sur les mêmes clients.',
  },
  'SOL-MONTANT': {
    groupe: 'Rien ne reste à demander',
    respecte: (lu, attendu) => `Il reste ${lu} à demander des ${attendu} servis.`,
    enfreint: (_, attendu) =>
      `L’avance couvre déjà les ${attendu} des bénéficiaires servis : il ne reste rien à demander.`,
    remede: 'Vérifiez les bénéficiaires non servis de l’installation, et le montant demandé en avance.',
  },
  'SOL-FENETRE': {
    groupe: 'Période de dépôt des soldes',
    enfreint: (lu, attendu) => `La période des demandes de solde est close : ${lu}, après « ${attendu} ».`,
    inconnu: (_, attendu) => `La fin de la période des demandes de solde n’est pas connue : ${attendu}.`,
    remede: 'Si la date a été reportée, notez-la dans le dispositif avec votre source.',
  },
  'SOL-ATTESTATION-FIN': {
    groupe: 'Attestation de fin de prestation',
    respecte: (lu, attendu) => `Attestation de fin de prestation : ${lu}, limite ${attendu}.`,
    enfreint: (lu, attendu) =>
      attendu.startsWith('prestation')
        ? `L’attestation de fin de prestation a été envoyée avant la fin de la prestation : ${lu}, ${attendu}.`
        : `L’attestation de fin de prestation est tardive : ${lu}, après ${attendu}.`,
    inconnu: (lu, attendu) =>
      `Le solde est demandé après la fin des prestations, ${attendu}${pour(lu)} : l’envoi de l’attestation de fin de prestation n’est pas noté.`,
    remede:
      'Vérifiez la date d’envoi ; si l’attestation est partie trop tôt ou trop tard, demandez à l’ASP ce qu’il en est.',
    remedeInconnu: 'Si elle a été envoyée à l’agence, notez-le avec la date de l’envoi.',
  },
  'SOL-PIECE-UNIQUE': {
    groupe: 'Plusieurs pièces du même type',
    enfreint: (lu, attendu) => `Plusieurs pièces sont jointes comme « ${attendu} » : ${lu}.`,
    remede: 'La dernière part avec la demande : écartez les autres.',
  },
  'SOL-PIECE-PARTAGE': {
    groupe: 'Pièce de plusieurs commandes',
    enfreint: (lu, attendu) => `La pièce « ${attendu} » sert à plusieurs commandes : ${lu}.`,
    remede:
      'Chaque commande a sa facture et sa VA ou sa MOM : détachez la pièce de celles qui ne sont pas les siennes.',
  },
  'SOL-ECHEANCES': {
    groupe: 'Réponse due à l’agence',
    enfreint: (lu, attendu) => `À faire pour cette commande : ${lu} (${attendu}).`,
    remede: 'Faites ce qui est dû, puis notez-le comme fait.',
  },
} as const satisfies Partial<Record<CodeControle, Message>>
