import type { CodeControle } from '../controles/index.ts'
import { type Message, pour } from './message.ts'

const ATTESTER =
  'Si la liste a vieilli, importez la plus récente, ou attestez ce que vous avez vérifié depuis.'

export const PHRASES_LISTES = {
  'LST-ANNUAIRE': {
    groupe: 'Client absent de l’annuaire santé',
    enfreint: (lu, attendu) => `Client absent de ${attendu} : ${lu}.`,
    inconnu: (lu, attendu) =>
      `Client inconnu de ${attendu}${pour(lu)} : sa fiche est plus récente, ou sans RPPS.`,
    remede: `Vérifiez le n° RPPS. ${ATTESTER}`,
    remedeInconnu:
      'Réimportez l’annuaire santé : il n’est gardé que pour les clients présents le jour de l’import.',
  },
  'LST-EXERCICE': {
    groupe: 'Exercice non libéral à l’annuaire santé',
    enfreint: (lu, attendu) => `Aucun exercice libéral dans ${attendu} : ${lu}.`,
    inconnu: (lu, attendu) => `Le mode d’exercice n’est pas dit dans ${attendu} : ${lu}.`,
    remede: `Le dispositif finance l’exercice en cabinet libéral. ${ATTESTER}`,
  },
  'LST-PROFESSION': {
    groupe: 'Autre profession à l’annuaire santé',
    enfreint: (lu, attendu) => `Autre profession dans ${attendu} : ${lu}.`,
    inconnu: (lu, attendu) => `La profession n’est pas dite dans ${attendu}${pour(lu)}.`,
    remede: `Corrigez la profession de la fiche, ou son n° RPPS. ${ATTESTER}`,
  },
  'LST-CENTRE': {
    groupe: 'Centre absent de la Base de référence',
    enfreint: (lu, attendu) => `Centre absent de ${attendu} : ${lu}.`,
    inconnu: (lu, attendu) => `La Base de référence ne peut pas être lue sans le ${attendu}${pour(lu)}.`,
    remede: `Vérifiez le FINESS géographique. ${ATTESTER}`,
    remedeInconnu: 'Complétez la fiche du centre.',
  },
  'LST-TRANCHE': {
    groupe: 'Tranche différente de la liste',
    enfreint: (lu, attendu) => `Tranche différente de celle de ${attendu} : ${lu}.`,
    inconnu: (lu, attendu) => `La tranche ne peut pas être comparée avec ${attendu} : ${lu}.`,
    remede: `Corrigez la tranche du centre et de la commande. ${ATTESTER}`,
  },
  'LST-ELIGIBLE': {
    groupe: 'Établissement absent de la base des éligibles',
    enfreint: (lu, attendu) => `Établissement absent de ${attendu} : ${lu}.`,
    inconnu: (lu, attendu) => `L’éligibilité ne peut pas être vérifiée sans le ${attendu}${pour(lu)}.`,
    remede: 'Vérifiez le numéro de l’établissement, ou importez la liste la plus récente.',
    remedeInconnu: 'Complétez la fiche de l’établissement.',
  },
  'LST-PLAFOND': {
    groupe: 'Plafond différent de la liste',
    enfreint: (lu, attendu) => `Le plafond est de ${attendu} ; la commande porte : ${lu}.`,
    inconnu: (lu, attendu) => `Aucun plafond pour ce client dans ${attendu} : ${lu}.`,
    remede: 'Ramenez le montant au plafond de la liste, ou importez la liste la plus récente.',
    remedeInconnu: 'Vérifiez le numéro du client, ou importez la liste la plus récente.',
  },
  'LST-FINANCE': {
    groupe: 'Client déjà financé d’après la liste',
    enfreint: (lu, attendu) => `Le client figure dans ${attendu} : ${lu}.`,
    inconnu: (lu, attendu) =>
      `La liste des clients déjà financés ne peut pas être lue sans le ${attendu}${pour(lu)}.`,
    remede: 'Un client n’est financé qu’une fois : annulez la commande, ou retirez ce client.',
    remedeInconnu: 'Complétez la fiche du client.',
  },
} as const satisfies Partial<Record<CodeControle, Message>>
