import { formatJour } from '../dates.ts'
import { formatSiret, isMail, parseTelephone, verifyIdentifiant } from '../identifiants.ts'
import {
  AVANT_AVANCE,
  AVANT_BDC_ET_AVANCE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  LECTEUR,
  PORTAIL,
  respecte,
  SANS_ENFREINT,
  TOUTES,
} from './base.ts'
import { identifiantAttendu } from './format.ts'
import { borneOf, jourDepot } from './lecture.ts'

export const CONTROLES_FOURNISSEUR = [
  controle({
    code: 'FOU-IDENTITE',
    titre: 'Dénomination et adresse du fournisseur',
    source: af('§4.3', 'un bon de commande libellé au nom du Client, conforme aux dispositions en vigueur'),
    gravite: 'bloquant',
    pour: ['bdc'],
    famille: 'fournisseur',
    issues: SANS_ENFREINT,
    observe: ({ fournisseur }) => {
      const { lignes, codePostal, commune } = fournisseur.adresse
      const manque = [
        fournisseur.denomination === '' ? 'dénomination' : '',
        lignes === '' ? 'adresse' : '',
        codePostal === '' ? 'code postal' : '',
        commune === '' ? 'commune' : '',
      ].filter(Boolean)
      return [
        manque.length === 0
          ? respecte('fournisseur.denomination', fournisseur.denomination)
          : inconnu(
              fournisseur.denomination === '' ? 'fournisseur.denomination' : 'fournisseur.adresse',
              null,
              manque.join(', '),
            ),
      ]
    },
  }),
  controle({
    code: 'FOU-SIRET',
    titre: 'SIRET du fournisseur',
    source: PORTAIL,
    gravite: 'bloquant',
    pour: AVANT_BDC_ET_AVANCE,
    famille: 'fournisseur',
    issues: TOUTES,
    observe: ({ fournisseur }) => {
      if (fournisseur.siret === '') return [inconnu('fournisseur.siret', null, '14 chiffres')]
      const verification = verifyIdentifiant('SIRET', fournisseur.siret)
      return [
        verification.ok
          ? respecte('fournisseur.siret', formatSiret(verification.valeur))
          : enfreint('fournisseur.siret', fournisseur.siret, identifiantAttendu('SIRET', verification)),
      ]
    },
  }),
  controle({
    code: 'FOU-CONTACT',
    titre: 'Responsable joignable chez le fournisseur',
    source: LECTEUR('format des champs téléphone et courriel'),
    gravite: 'alerte',
    pour: ['bdc'],
    famille: 'fournisseur',
    issues: TOUTES,
    observe: ({ fournisseur: { responsable } }) => [
      juger(
        responsable.telephone === '' ? null : parseTelephone(responsable.telephone) !== null,
        'fournisseur.responsable.telephone',
        responsable.telephone || null,
        'dix chiffres',
      ),
      juger(
        responsable.mail === '' ? null : isMail(responsable.mail),
        'fournisseur.responsable.mail',
        responsable.mail || null,
        'nom@domaine.fr',
      ),
    ],
  }),
  controle({
    code: 'FOU-ENROLEMENT',
    titre: 'Enrôlement validé par l’ASP',
    source: af('§6.2', 'son enrôlement a été validé par l’ASP'),
    gravite: 'bloquant',
    pour: AVANT_AVANCE,
    famille: 'fournisseur',
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const depot = jourDepot(dossier, maintenant)
      const le = dossier.fournisseur.enrolements[dispositif.code] ?? null
      const sujet = `fournisseur.enrolements.${dispositif.code}`
      const gravite = dispositif.regles.enrolement
      const { emissionApres } = dispositif.regles
      const lancement = emissionApres === undefined ? null : borneOf(dispositif, maintenant, emissionApres)
      // The enrolment follows a candidacy under this scheme (§6.1): an older one was for another scheme.
      if (le !== null && lancement !== null && lancement.jour !== null && le <= lancement.jour)
        return [
          enfreint(sujet, formatJour(le), `après la ${lancement.texte}, au titre de ce dispositif`, {
            gravite: 'alerte',
            source: af(
              '§6.1',
              'dès que la candidature de la Solution logicielle qu’il édite ou qu’il distribue a été validée par l’ANS au titre du SONS SFP-LGC-Va2',
            ),
          }),
        ]
      return [
        juger(
          le === null ? null : le <= depot,
          sujet,
          le === null ? null : formatJour(le),
          `au plus tard le ${formatJour(depot)}`,
          { gravite },
        ),
      ]
    },
  }),
  controle({
    code: 'FOU-ENROLEMENT-PIECES',
    titre: 'Pièces de l’enrôlement réunies',
    source: af('§6.1', 'un dossier de demande d’enrôlement complet'),
    gravite: 'alerte',
    pour: AVANT_AVANCE,
    famille: 'fournisseur',
    issues: SANS_ENFREINT,
    observe: ({ fournisseur }, dispositif) =>
      // Once validated by the agency, the enrolment's own pieces are its business.
      (fournisseur.enrolements[dispositif.code] ?? null) !== null
        ? []
        : dispositif.enrolement.map((piece) =>
            juger(
              fournisseur.enrolement[piece.cle] === undefined ? null : true,
              `fournisseur.enrolement.${piece.cle}`,
              piece.libelle,
              null,
              { source: piece.source },
            ),
          ),
  }),
  controle({
    code: 'FOU-ROLE',
    titre: 'Éditeur ou distributeur du produit',
    source: af('§4.1', 'soit un Editeur […], soit un distributeur d’une Solution logicielle référencée'),
    gravite: 'bloquant',
    pour: AVANT_AVANCE,
    famille: 'fournisseur',
    issues: SANS_ENFREINT,
    observe: ({ distribution }) => [
      distribution === null
        ? inconnu('referencement.role', null, 'éditeur ou distributeur')
        : respecte('referencement.role', distribution.role === 'editeur' ? 'éditeur' : 'distributeur'),
    ],
  }),
  ...(['declareLe', 'mandatLe'] as const).map((champ) =>
    controle({
      code: champ === 'declareLe' ? 'FOU-DISTRIBUTEUR-DECLARE' : 'FOU-DISTRIBUTEUR-MANDAT',
      titre:
        champ === 'declareLe'
          ? 'Distributeur déclaré à l’ANS par l’éditeur'
          : 'Mandat de l’éditeur au distributeur',
      source: af(
        '§4.1',
        'dûment déclaré comme tel auprès de l’ANS par l’Editeur de la Solution logicielle, et disposant d’un mandat établi par ce dernier',
      ),
      gravite: 'bloquant',
      pour: AVANT_AVANCE,
      famille: 'fournisseur',
      issues: TOUTES,
      observe: (dossier, _, maintenant) => {
        if (dossier.distribution?.role !== 'distributeur') return []
        const le = dossier.distribution[champ]
        const depot = jourDepot(dossier, maintenant)
        return [
          juger(
            le === null ? null : le <= depot,
            `referencement.${champ}`,
            le === null ? null : formatJour(le),
            `au plus tard le ${formatJour(depot)}`,
          ),
        ]
      },
    }),
  ),
]
