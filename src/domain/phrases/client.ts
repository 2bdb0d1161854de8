import type { CodeControle } from '../controles/index.ts'
import { type Message, pour } from './message.ts'

export const PHRASES_CLIENT = {
  'CLI-CAS': {
    groupe: 'Cas de la commande',
    enfreint: (lu, attendu) => `Le cas « ${lu} » n’existe pas dans ce dispositif (cas prévus : ${attendu}).`,
    inconnu: (_, attendu) => `Le cas de la commande n’est pas choisi (cas prévus : ${attendu}).`,
    remede: 'Choisissez le cas de la commande.',
  },
  'CLI-NOMBRE': {
    groupe: 'Nombre de clients',
    enfreint: (lu, attendu) => `Nombre de clients de la commande : ${lu} ; son cas en demande ${attendu}.`,
    inconnu: () => 'La commande n’a aucun client.',
    remede: 'Ajoutez ou retirez des clients, ou changez le cas de la commande.',
  },
  'CLI-CATEGORIE': {
    groupe: 'Client étranger au cas',
    enfreint: (lu, attendu) => `Catégorie non admise, ${lu} ; catégories du cas : ${attendu}.`,
    remede: 'Corrigez la catégorie du client, ou changez le cas de la commande.',
  },
  'CLI-ELIGIBLE': {
    groupe: 'Client non éligible',
    enfreint: (lu, attendu) =>
      `Le dispositif ne finance pas ce client, ${lu} ; clients éligibles : ${attendu}.`,
    inconnu: (lu, attendu) =>
      `La profession du client${pour(lu)} n’est pas renseignée (attendu : ${attendu}).`,
    remede: 'Vérifiez la catégorie et la profession du client dans l’annuaire santé, puis corrigez sa fiche.',
  },
  'CLI-EXERCICE': {
    groupe: 'Exercice non libéral',
    enfreint: (lu) => `Exercice ${lu} ; le dispositif finance l’exercice en cabinet libéral.`,
    inconnu: (lu) => `Le mode d’exercice du client${pour(lu)} n’est pas renseigné.`,
    remede: 'Vérifiez le mode d’exercice dans l’annuaire santé, puis corrigez la fiche du client.',
  },
  'CLI-IDENTIFIANT': {
    groupe: 'Identifiant du client à corriger',
    enfreint: (lu, attendu) => `Identifiant non valable, ${lu} : ${attendu}.`,
    inconnu: (_, attendu) => `L’identifiant du client n’est pas renseigné : ${attendu}.`,
    remede: 'Reprenez le numéro dans l’annuaire santé ou dans FINESS.',
  },
  'CLI-IDENTIFIANT-REQUIS': {
    groupe: 'Identifiant demandé par le formulaire',
    enfreint: (lu, attendu) => `Identifiant non valable, ${lu} : ${attendu}.`,
    inconnu: (_, attendu) => `Le formulaire de demande porte un identifiant qui manque : ${attendu}.`,
    remede: 'Complétez la fiche du client : l’extraction FINESS importée peut le donner.',
  },
  'CLI-IDENTIFIANT-AUTRE': {
    groupe: 'Identifiant complémentaire mal formé',
    enfreint: (lu, attendu) => `Identifiant complémentaire non valable, ${lu} : ${attendu}.`,
    remede: 'Corrigez ce numéro sur la fiche du client, ou retirez-le.',
  },
  'CLI-FINESS-CORSE': {
    groupe: 'FINESS de Corse',
    enfreint: (lu) =>
      `Le ${lu} porte une lettre, normale en Corse ; le lecteur de l’ASP attend neuf chiffres.`,
    remede: 'Rien à corriger : gardez ce numéro, et vérifiez la lecture de la pièce au retour de l’ASP.',
  },
  'CLI-JURIDIQUE': {
    groupe: 'Plusieurs entités juridiques',
    enfreint: (lu, attendu) =>
      `Les structures de la commande relèvent de plusieurs entités juridiques (${lu}) ; la demande ne porte qu’${attendu}.`,
    remede: 'Faites une commande par entité juridique, ou vérifiez les FINESS juridiques des clients.',
  },
  'CLI-NOM': {
    groupe: 'Nom du client manquant',
    inconnu: () => 'Un client de la commande n’a pas de nom.',
    remede: 'Saisissez le nom du professionnel, ou la raison sociale de la structure.',
  },
  'CLI-ADRESSE': {
    groupe: 'Adresse du client à vérifier',
    enfreint: (lu, attendu) => `Adresse du client mal formée, ${lu} : ${attendu} attendus.`,
    inconnu: (lu) => `L’adresse du client${pour(lu)} est incomplète.`,
    remede: 'Complétez l’adresse : le bon de commande la porte et le taux de TVA en dépend.',
  },
  'CLI-TELEPHONE': {
    groupe: 'Téléphone du client à corriger',
    enfreint: (lu, attendu) => `Le téléphone ${lu} est mal formé : ${attendu} attendus.`,
    inconnu: (lu) => `Le téléphone du client${pour(lu)} n’est pas renseigné.`,
    remede: 'Saisissez un numéro à dix chiffres (+33 et 0033 sont admis).',
  },
  'CLI-MAIL': {
    groupe: 'Courriel du client à corriger',
    enfreint: (lu, attendu) => `Le courriel ${lu} est mal formé ; forme attendue : ${attendu}.`,
    inconnu: (lu) => `Le courriel du client${pour(lu)} n’est pas renseigné.`,
    remede: 'Corrigez l’adresse électronique.',
    remedeInconnu: 'Complétez la fiche du client ou de son représentant.',
  },
  'CLI-REPRESENTANT': {
    groupe: 'Représentant de la structure manquant',
    inconnu: (lu) => `Le représentant de la structure${pour(lu)} n’est pas renseigné sur la commande.`,
    remede: 'Indiquez qui engage la structure : son nom figure sur le bon de commande et dans la demande.',
  },
  'CLI-REPRESENTANT-QUALITE': {
    groupe: 'Qualité du représentant manquante',
    inconnu: (lu) => `La qualité du représentant${pour(lu)} n’est pas renseignée.`,
    remede: 'Précisez sa fonction (directeur, président, gérant…).',
  },
  'CLI-MANDATAIRE': {
    groupe: 'Mandataire du groupe',
    enfreint: (lu, attendu) => `Mandataire : ${lu} ; attendu : ${attendu}.`,
    inconnu: (_, attendu) => `Aucun mandataire n’est désigné ; attendu : ${attendu}.`,
    remede: 'Désignez un seul mandataire, ou changez le cas de la commande.',
    remedeInconnu: 'Désignez le mandataire, ou changez le cas de la commande.',
  },
  'CLI-MANDATAIRE-MEMBRE': {
    groupe: 'Mandataire extérieur au groupe',
    enfreint: (lu, attendu) => `Le mandataire (${lu}) doit être ${attendu}.`,
    remede: 'Désignez l’un des clients comme mandataire.',
  },
  'AID-DECLARATION': {
    groupe: 'Aides de minimis non déclarées',
    enfreint: (lu, attendu) => `La déclaration d’aides est postérieure au dépôt (${lu} ; ${attendu}).`,
    inconnu: (lu, attendu) => `Le client${pour(lu)} n’a pas déclaré les aides déjà perçues, ${attendu}.`,
    remede: 'Demandez au client sa déclaration et notez le montant, zéro s’il n’a rien perçu.',
  },
  'AID-REGLEMENT': {
    groupe: 'Aides notées sous un autre règlement',
    enfreint: (lu, attendu) =>
      `Aides notées sous un autre règlement (${lu}), alors que ce client relève de ${attendu}.`,
    remede: 'Vérifiez le règlement de ces aides sur la fiche du client.',
  },
  'SCN-REPONSES': {
    groupe: 'Scénario d’installation incomplet',
    enfreint: (lu, attendu) => `Réponse non admise, « ${lu} » ; attendu : ${attendu}.`,
    inconnu: (lu) => `La question « ${lu} » n’a pas de réponse.`,
    remede: 'Répondez sur la commande, ou par défaut sur la fiche du produit.',
  },
  'SCN-DOUBLE-VOIE': {
    groupe: 'Deux voies pour un même flux',
    enfreint: (lu, attendu) => `Le flux ${lu} est déclaré par deux voies ; il passe ${attendu}.`,
    remede: 'Ne gardez que la voie réellement installée.',
  },
  'SCN-CENTRE': {
    groupe: 'Réponse « centre de santé » à vérifier',
    enfreint: (lu, attendu) =>
      `À la question du centre de santé, la réponse est « ${lu} » ; le client appelle « ${attendu} ».`,
    remede: 'Corrigez la réponse, ou la catégorie du client.',
  },
  'UNI-CLIENT': {
    groupe: 'Client déjà financé',
    enfreint: (lu) => `Le client est déjà financé par ce dispositif, ${lu}.`,
    inconnu: (lu, attendu) => `L’unicité du client${pour(lu)} ne peut pas être vérifiée sans son ${attendu}.`,
    remede:
      'Annulez l’une des deux commandes, à l’agence aussi si elle en a la demande, ou retirez ce client.',
  },
  'UNI-COMMANDE': {
    groupe: 'Client en double dans la commande',
    enfreint: (lu) => `Le même client figure deux fois dans la commande : ${lu}.`,
    remede: 'Retirez le doublon.',
  },
} as const satisfies Partial<Record<CodeControle, Message>>
