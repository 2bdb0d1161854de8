import type { CodeControle } from '../controles/index.ts'
import { type Message, pour } from './message.ts'

export const PHRASES_COMMANDE = {
  'COM-ANNULEE': {
    groupe: 'Commande annulée',
    enfreint: (lu) => `La commande a été annulée le ${lu}.`,
    remede: 'Créez une nouvelle commande si le client recommande.',
  },
  'COM-NUMERO': {
    groupe: 'Numéro de bon de commande',
    enfreint: (lu, attendu) => `Le numéro « ${lu} » ne se lit pas automatiquement : ${attendu} seulement.`,
    inconnu: () => 'Le bon de commande n’a pas de numéro.',
    remede: 'Employez lettres, chiffres et espaces ; gardez le numéro d’un bon de commande déjà signé.',
    remedeInconnu: 'Saisissez le numéro du bon de commande, ou laissez Liasse en donner un.',
  },
  'COM-DATE': {
    groupe: 'Date d’émission manquante',
    inconnu: () => 'La date d’émission du bon de commande n’est pas renseignée.',
    remede: 'Saisissez la date du bon de commande.',
  },
  'COM-DATE-FUTURE': {
    groupe: 'Bon de commande daté du futur',
    enfreint: (lu, attendu) => `Le bon de commande est daté du ${lu}, après le dépôt (${attendu}).`,
    inconnu: () => 'La date d’émission n’est pas renseignée : on ne sait pas si le bon de commande est émis.',
    remede: 'Corrigez la date d’émission, ou attendez ce jour pour déposer.',
    remedeInconnu: 'Saisissez la date du bon de commande.',
  },
  'BDC-EMISSION': {
    groupe: 'Date d’émission et Date 0',
    enfreint: (lu, attendu) =>
      `La date d’émission du bon de commande (${lu}) n’est pas postérieure à la ${attendu}.`,
    inconnu: (_, attendu) => `La date d’émission manque ; elle doit être postérieure à la ${attendu}.`,
    remede: 'Émettez un nouveau bon de commande, daté après la Date 0, et faites-le signer.',
    remedeInconnu: 'Saisissez la date du bon de commande.',
  },
  'BDC-SIGNATURE-DEBUT': {
    groupe: 'Première date de signature admise',
    enfreint: (lu, attendu) =>
      `La date de signature du bon de commande (${lu}) est antérieure à la ${attendu}.`,
    inconnu: (_, attendu) => `La date de signature manque ; elle ne peut être antérieure à la ${attendu}.`,
    remede: 'Faites signer un nouveau bon de commande à partir de cette date.',
    remedeInconnu: 'Notez la date de signature sur la pièce.',
  },
  'BDC-SIGNATURE-FIN': {
    groupe: 'Dernière date de signature admise',
    enfreint: (lu, attendu) =>
      `La date de signature du bon de commande (${lu}) est postérieure à la ${attendu}.`,
    inconnu: (_, attendu) => `La date de signature manque ; elle ne peut être postérieure à la ${attendu}.`,
    remede: 'La commande n’est plus finançable, sauf report de la date : notez-le alors dans le dispositif.',
    remedeInconnu: 'Notez la date de signature sur la pièce.',
  },
  'BDC-120-JOURS': {
    groupe: 'Délai de 120 jours avant le dossier complet',
    enfreint: (lu, attendu) =>
      `Le bon de commande est signé trop tôt avant le référencement : ${lu} (${attendu}).`,
    inconnu: (lu, attendu) => `Le délai de 120 jours ne peut pas être vérifié${pour(lu)} : ${attendu}.`,
    remede:
      'Complétez les dates du produit ; si le délai est dépassé, informez le client et faites signer à nouveau.',
  },
  'BDC-MENTION-120': {
    groupe: 'Mention « conditionné au référencement »',
    enfreint: (lu) =>
      `Le bon de commande, signé avant le référencement, ne porte pas la mention obligatoire (${lu}).`,
    inconnu: (lu) =>
      `Rien ne dit que le bon de commande${pour(lu)} porte la mention « conditionné à l’obtention […] du référencement ANS ».`,
    remede: 'Imprimez un bon de commande qui la porte et faites-le signer.',
    remedeInconnu:
      'Lisez le bon de commande signé : s’il la porte, attestez-le ; sinon, imprimez-en un qui la porte et faites-le signer.',
  },
  'BDC-NUMERO-ANS': {
    groupe: 'Numéro ANS imprimé',
    enfreint: (lu, attendu) =>
      `Le bon de commande porte un autre numéro ANS que le produit : ${lu}, au lieu de ${attendu}.`,
    inconnu: (lu, attendu) =>
      `Le bon de commande signé porte peut-être un autre numéro ANS que ${attendu} : ${lu}.`,
    remede: 'Corrigez le numéro du produit ; si le bon est faux, imprimez-le à nouveau et faites-le signer.',
    remedeInconnu: 'Lisez le numéro sur le bon de commande signé.',
  },
  'DEP-FENETRE': {
    groupe: 'Période de dépôt des avances',
    enfreint: (lu, attendu) => `La période des demandes d’avance est close : ${lu}, après « ${attendu} ».`,
    inconnu: (_, attendu) => `La fin de la période des demandes d’avance n’est pas connue : ${attendu}.`,
    remede: 'Si la date a été reportée, notez-la dans le dispositif avec votre source.',
  },
  'MON-LIGNES': {
    groupe: 'Montants manquants',
    enfreint: (lu, attendu) => `La commande porte une ligne en trop (${lu}) : ${attendu}.`,
    inconnu: (lu) => `Il manque le montant d’un client${pour(lu)}.`,
    remede: 'Saisissez un montant par client de la commande.',
  },
  'MON-POSITIF': {
    groupe: 'Montant nul',
    enfreint: (lu) => `Le montant est nul : ${lu}.`,
    remede: 'Saisissez le montant de la Prestation Ségur, même prise en charge par l’État.',
  },
  'MON-SOMME': {
    groupe: 'HT + TVA différent du TTC',
    enfreint: (lu, attendu) => `Le compte n’y est pas : ${lu}, au lieu de ${attendu}.`,
    remede: 'Corrigez le montant HT ou le taux : la TVA et le TTC se recalculent.',
  },
  'MON-TVA': {
    groupe: 'TTC mal calculé',
    enfreint: (lu, attendu) => `Le TTC ne suit pas le taux : ${lu}, au lieu de ${attendu}.`,
    remede: 'Corrigez le montant HT ou le taux : le TTC est arrondi au centime.',
  },
  'MON-HORS-TVA': {
    groupe: 'TVA d’un fournisseur non assujetti',
    enfreint: (lu) => `Le fournisseur n’est pas assujetti à la TVA, mais la ligne en porte : ${lu}.`,
    remede: 'Mettez le taux à zéro, ou corrigez le régime de TVA du fournisseur.',
  },
  'MON-TAUX': {
    groupe: 'Taux de TVA à vérifier',
    enfreint: (lu, attendu) => `Le taux de TVA est ${lu} ; le territoire du client donne ${attendu}.`,
    inconnu: (lu) => `Le taux de TVA ${lu} ne peut pas être rapproché du territoire : le code postal manque.`,
    remede: 'Vérifiez l’adresse du client et le taux de la ligne.',
  },
  'MON-TRANCHE': {
    groupe: 'Tranche du centre',
    enfreint: (lu, attendu) => `La tranche ne convient pas (${lu}) ; attendu : ${attendu}.`,
    inconnu: (lu, attendu) =>
      `La tranche de financement du centre${pour(lu)} n’est pas renseignée (${attendu}).`,
    remede: 'Reprenez la tranche de la Base de référence publiée par l’ANS.',
  },
  'MON-PLAFOND': {
    groupe: 'Plafond du montant',
    enfreint: (lu, attendu) => `Le montant ${lu} dépasse le plafond de ${attendu}.`,
    inconnu: (lu, attendu) => `Le montant ${lu} ne peut pas être comparé : ${attendu} inconnu.`,
    remede:
      'Ramenez le montant au plafond ; si le plafond manque, notez-le dans le dispositif avec votre source.',
  },
  'MON-PLAFOND-TTC': {
    groupe: 'Montant TTC au-dessus du plafond',
    enfreint: (lu, attendu) => `Le montant ${lu} dépasse le plafond publié de ${attendu}.`,
    remede: 'Ramenez le montant HT au plafond et vérifiez le taux.',
  },
  'MON-PART': {
    groupe: 'Part de l’avance',
    enfreint: (lu, attendu) => `Les parts ne font pas un tout : ${lu} (${attendu}).`,
    inconnu: (_, attendu) => `La ${attendu} n’est pas connue pour ce dispositif.`,
    remede: 'Notez les parts dans le dispositif, avec votre source.',
  },
} as const satisfies Partial<Record<CodeControle, Message>>
