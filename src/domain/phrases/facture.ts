import type { CodeControle } from '../controles/index.ts'
import { type Message, pour } from './message.ts'

const NOTER = 'Émettez la facture, ou notez ce que porte la vôtre.'

export const PHRASES_FACTURE = {
  'FAC-NUMERO': {
    groupe: 'Facture à émettre',
    respecte: (lu) => `Facture n° ${lu}.`,
    inconnu: () => 'Aucune facture numérotée n’est notée pour cette commande.',
    remede: NOTER,
  },
  'FAC-DATE': {
    groupe: 'Facture sans date valable',
    enfreint: (lu, attendu) => `La facture est datée du ${lu}, après le dépôt (${attendu}).`,
    inconnu: () => 'La date de la facture n’est pas connue.',
    remede: 'Notez la date portée par la facture.',
  },
  'FAC-APRES-VA': {
    groupe: 'Facture avant la signature de la VA',
    respecte: (lu, attendu) => `Facture du ${lu}, ${attendu}.`,
    enfreint: (lu, attendu) => `La facture est datée du ${lu}, avant la signature de la VA (${attendu}).`,
    inconnu: (_, attendu) =>
      attendu.startsWith('VA signée le')
        ? `La date de la facture manque ; elle suit la signature de la VA (${attendu}).`
        : 'La facture s’établit après la signature de la VA, dont la date n’est pas connue.',
    remede:
      'Établissez la facture le jour de la signature de la VA ou après : annulez celle-ci et refaites-la.',
    remedeInconnu: 'Joignez la VA signée et notez la date de sa signature, puis celle de la facture.',
  },
  'FAC-AVANT-VA': {
    groupe: 'Numéro de facture porté par la VA ou la MOM',
    respecte: (lu) => `Facture n° ${lu}, connue avant la signature.`,
    enfreint: (lu, attendu) =>
      `La pièce signée porte le numéro d’une facture postérieure : ${lu}, ${attendu}.`,
    inconnu: () => 'La VA et la MOM portent le numéro de la facture, qui n’est pas connu.',
    remede: 'Vérifiez les deux dates sur les pièces.',
    remedeInconnu: NOTER,
  },
  'FAC-POSITIF': {
    groupe: 'Facture d’un montant nul',
    enfreint: (lu, attendu) => `Le total de la facture est nul (${lu}) : ${attendu}.`,
    inconnu: () => 'Le total de la facture n’est pas connu.',
    remede: 'La facture porte le montant entier de la Prestation Ségur, même pris en charge par l’État.',
    remedeInconnu: 'Notez les montants portés par la facture.',
  },
  'FAC-SOMME': {
    groupe: 'Compte de la facture',
    enfreint: (lu, attendu) => `Le compte de la facture n’y est pas : ${lu}, au lieu de ${attendu}.`,
    inconnu: () => 'Les montants de la facture ne sont pas tous connus.',
    remede: 'Vérifiez les trois montants sur la facture.',
    remedeInconnu: 'Notez les montants HT, TVA et TTC portés par la facture.',
  },
  'FAC-MONTANT': {
    groupe: 'Facture différente de la commande',
    enfreint: (lu, attendu) => `La facture (${lu}) n’est pas du montant de la commande (${attendu}).`,
    inconnu: (_, attendu) =>
      `Le montant de la facture ne peut pas être comparé à celui de la commande${pour(attendu)}.`,
    remede: 'La facture porte le montant entier de la commande, et non le solde : refaites-la.',
    remedeInconnu: 'Notez les montants HT, TVA et TTC portés par la facture.',
  },
  'FAC-LIGNE': {
    groupe: 'Ligne « Prestation Ségur »',
    enfreint: (lu, attendu) => `La ${lu} n’a pas de ligne « ${attendu} ».`,
    inconnu: (_, attendu) => `On ne sait pas si la facture porte une ligne « ${attendu} ».`,
    remede: 'Refaites la facture avec cette ligne et son montant.',
    remedeInconnu: 'Lisez la facture jointe, notez-la comme la vôtre, puis si la ligne y est.',
  },
  'FAC-MENTION': {
    groupe: 'Mention de la prise en charge par l’État',
    enfreint: (lu, attendu) => `La ${lu} ne porte pas la mention « ${attendu} ».`,
    inconnu: (_, attendu) => `On ne sait pas si la facture porte la mention « ${attendu} ».`,
    remede: 'Refaites la facture avec cette mention.',
    remedeInconnu: 'Lisez la facture jointe, notez-la comme la vôtre, puis si la mention y est.',
  },
  'FAC-FINALISATION': {
    groupe: 'Date de finalisation sur la facture',
    enfreint: (lu, attendu) =>
      attendu.startsWith('facture')
        ? `La facture dit la prestation finalisée le ${lu}, après sa propre date (${attendu}).`
        : `La facture dit la prestation finalisée le ${lu} ; elle est notée réalisée le ${attendu}.`,
    inconnu: (lu) =>
      lu === ''
        ? 'La date de finalisation de la prestation, à porter sur la facture, n’est pas connue.'
        : `La facture dit la prestation finalisée le ${lu} ; la date de réalisation n’est pas notée.`,
    remede: 'Vérifiez la date de l’installation et celle que porte la facture.',
    remedeInconnu: 'Notez la date de finalisation que porte la facture, et celle de l’installation.',
  },
  'FAC-AGENCE': {
    groupe: 'Facture au nom de l’agence',
    enfreint: (lu) => `La facture est au nom de « ${lu} », l’agence qui paie, et non du client.`,
    remede: 'Refaites la facture au nom du client final : l’agence n’en reçoit qu’une copie.',
  },
  'FAC-CLIENT': {
    groupe: 'Client de la facture différent de l’avance',
    enfreint: (lu, attendu) => `La facture est au nom de « ${lu} » ; l’avance, au nom de : ${attendu}.`,
    inconnu: (lu, attendu) =>
      `Le client de la facture ne peut pas être comparé à celui de l’avance${pour(lu || attendu)}.`,
    remede: 'Corrigez le nom s’il est faux ; sinon, attendez l’avenant que l’agence établira et suivez-le.',
    remedeInconnu: 'Notez le nom du client porté par la facture.',
  },
  'FAC-SIGNATAIRE': {
    groupe: 'Client de la facture et signataire de la VA',
    enfreint: (lu, attendu) => `La facture est au nom de « ${lu} » ; la VA est signée par : ${attendu}.`,
    inconnu: (_, attendu) =>
      `Le signataire de la VA n’est pas connu : on ne peut le rapprocher de la facture (${attendu}).`,
    remede: 'Vérifiez que la facture et la VA sont bien du même client.',
    remedeInconnu: 'Notez sur la VA qui l’a signée.',
  },
} as const satisfies Partial<Record<CodeControle, Message>>
