import type { CodeControle } from '../controles/index.ts'
import type { Message } from './message.ts'

export const PHRASES_FOURNISSEUR = {
  'FOU-IDENTITE': {
    groupe: 'Identité du fournisseur incomplète',
    inconnu: (_, attendu) => `Il manque au fournisseur : ${attendu}.`,
    remede: 'Complétez la fiche du fournisseur : le bon de commande porte ces mentions.',
  },
  'FOU-SIRET': {
    groupe: 'SIRET du fournisseur à corriger',
    enfreint: (lu, attendu) => `Le SIRET du fournisseur (${lu}) n’est pas valable : ${attendu}.`,
    inconnu: () => 'Le SIRET du fournisseur n’est pas renseigné.',
    remede: 'Saisissez les 14 chiffres du SIRET, tels qu’enrôlés auprès de l’ASP.',
  },
  'FOU-CONTACT': {
    groupe: 'Coordonnées du responsable à vérifier',
    enfreint: (lu, attendu) =>
      `La coordonnée du responsable « ${lu} » est mal formée ; forme attendue : ${attendu}.`,
    inconnu: (_, attendu) =>
      `Une coordonnée du responsable du fournisseur n’est pas renseignée (${attendu}).`,
    remede: 'Complétez le téléphone et le courriel du responsable.',
  },
  'FOU-ENROLEMENT': {
    groupe: 'Validation de l’enrôlement',
    enfreint: (lu, attendu) => `L’enrôlement a été validé le ${lu} ; attendu : ${attendu}.`,
    inconnu: () => 'La date de validation de l’enrôlement par l’ASP n’est pas renseignée.',
    remede: 'Saisissez la date à laquelle l’ASP a validé l’enrôlement du fournisseur pour ce dispositif.',
  },
  'FOU-ENROLEMENT-PIECES': {
    groupe: 'Pièces d’enrôlement manquantes',
    inconnu: (lu) => `La pièce d’enrôlement « ${lu} » n’est pas notée comme prête.`,
    remede: 'Cochez la pièce dans la liste d’enrôlement du fournisseur, ou saisissez la date de validation.',
  },
  'FOU-ROLE': {
    groupe: 'Éditeur ou distributeur',
    inconnu: () => 'Le dossier ne dit pas si le fournisseur est l’éditeur ou un distributeur du produit.',
    remede: 'Indiquez son rôle sur la fiche du produit.',
  },
  'FOU-DISTRIBUTEUR-DECLARE': {
    groupe: 'Distributeur non déclaré à l’ANS',
    enfreint: (lu, attendu) => `Le distributeur a été déclaré à l’ANS le ${lu}, après le dépôt (${attendu}).`,
    inconnu: () => 'La date de déclaration du distributeur à l’ANS n’est pas renseignée.',
    remede: 'Demandez à l’éditeur la date de sa déclaration à l’ANS et saisissez-la sur la fiche du produit.',
  },
  'FOU-DISTRIBUTEUR-MANDAT': {
    groupe: 'Distributeur sans mandat de l’éditeur',
    enfreint: (lu, attendu) => `Le mandat de l’éditeur date du ${lu}, après le dépôt (${attendu}).`,
    inconnu: () => 'La date du mandat donné par l’éditeur au distributeur n’est pas renseignée.',
    remede: 'Saisissez la date du mandat sur la fiche du produit.',
  },
  'REF-NUMERO': {
    groupe: 'Numéro ANS manquant',
    inconnu: () => 'Le numéro de référencement ANS du produit n’est pas renseigné.',
    remede: 'Saisissez le numéro donné par l’ANS sur la fiche du produit : le fichier de demande le porte.',
  },
  'REF-DISPOSITIF': {
    groupe: 'Produit d’un autre dispositif',
    enfreint: (lu, attendu) => `Le produit est référencé pour ${lu}, la commande relève de ${attendu}.`,
    remede: 'Choisissez pour la commande un produit référencé sous son dispositif.',
  },
  'REF-OBTENU': {
    groupe: 'Référencement non obtenu',
    enfreint: (lu, attendu) => `Le référencement est du ${lu}, après le dépôt de la demande (${attendu}).`,
    inconnu: () => 'La date de référencement du produit par l’ANS n’est pas renseignée.',
    remede: 'Saisissez la date de référencement sur la fiche du produit, ou attendez la décision de l’ANS.',
  },
  'REF-RETARD': {
    groupe: 'Exception du retard de référencement',
    enfreint: (lu, attendu) =>
      `L’exception du retard de référencement ne joue pas : ${lu}, ${attendu} attendu.`,
    inconnu: (_, attendu) => `L’exception du retard de référencement ne peut pas être vérifiée : ${attendu}.`,
    remede:
      'Elle permet de déposer sans référencement dans les quinze derniers jours, sous trois conditions (§6.2).',
  },
  'REF-PROFIL': {
    groupe: 'Profil du produit manquant',
    enfreint: (lu, attendu) => `Le produit doit disposer du profil ${attendu} ; il a : ${lu}.`,
    inconnu: (_, attendu) => `Les profils du produit ne sont pas renseignés ; il faut le profil ${attendu}.`,
    remede:
      'Complétez les profils validés par l’ANS sur la fiche du produit, ou retirez ce client de la commande.',
  },
} as const satisfies Partial<Record<CodeControle, Message>>
