import { isDepasse } from '../calendrier.ts'
import type { Dossier } from '../commande.ts'
import { addDays, formatJour, type Instant } from '../dates.ts'
import type { Dispositif } from '../dispositif.ts'
import { findClientDispositif } from '../proposition.ts'
import {
  AVANT_AVANCE,
  AVANT_BDC_ET_AVANCE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  type Observation,
  respecte,
  SANS_ENFREINT,
  SANS_INCONNU,
  TOUTES,
} from './base.ts'
import { borneOf, clientsOf, datesSignature, jourDepot } from './lecture.ts'

/**
 * Late référencement (AF-SFP-LGC-Va2 §6.2): the complete file was there by Date 2, no decision fifteen days before
 * Date 4, and the order was concluded by then. Null when the exception has no object.
 */
function examineRetard(dossier: Dossier, dispositif: Dispositif, maintenant: Instant): Observation | null {
  const exception = dispositif.regles.exceptionRetard
  const cloture = dispositif.regles.depotAvance
  const depot = jourDepot(dossier, maintenant)
  const { dateDossierComplet, dateReferencement } = dossier.referencement
  if (exception === undefined || cloture === undefined) return null
  if (dateReferencement !== null && dateReferencement <= depot) return null
  const limiteDossier = borneOf(dispositif, maintenant, exception.dossierCompletAvant)
  const fin = borneOf(dispositif, maintenant, cloture.jalon)
  if (limiteDossier === null || fin === null) return null
  if (limiteDossier.jour === null || fin.jour === null)
    return inconnu(
      limiteDossier.sujet ?? fin.sujet ?? 'dispositif',
      null,
      `dossier complet avant la ${limiteDossier.texte}`,
    )
  const ouverture = addDays(fin.jour, -exception.joursAvantCloture)
  if (dateDossierComplet === null)
    return inconnu(
      'referencement.dateDossierComplet',
      null,
      `dossier complet avant la ${limiteDossier.texte}`,
    )
  if (dateDossierComplet > limiteDossier.jour)
    return enfreint(
      'referencement.dateDossierComplet',
      `dossier complet du ${formatJour(dateDossierComplet)}`,
      `dossier complet avant la ${limiteDossier.texte}`,
    )
  if (depot < ouverture)
    return enfreint(
      'referencement.dateReferencement',
      `dépôt le ${formatJour(depot)}`,
      `à partir du ${formatJour(ouverture)}`,
    )
  const signature = datesSignature(dossier)
  if (signature === null)
    return inconnu('pieces.signature', null, `commande signée au plus tard le ${formatJour(ouverture)}`)
  return juger(
    signature.derniere <= ouverture,
    'pieces.signature',
    `commande signée le ${formatJour(signature.derniere)}`,
    `commande signée au plus tard le ${formatJour(ouverture)}`,
  )
}

export const CONTROLES_PRODUIT = [
  controle({
    code: 'REF-NUMERO',
    titre: 'Numéro de référencement ANS du produit',
    source: af(
      '§6.2',
      'la Solution logicielle objet de la Prestation Ségur a obtenu son référencement auprès de l’ANS',
    ),
    gravite: 'bloquant',
    pour: AVANT_AVANCE,
    famille: 'produit',
    issues: SANS_ENFREINT,
    observe: (dossier, dispositif, maintenant) => {
      const { numeroAns } = dossier.referencement
      const sujet = 'referencement.numeroAns'
      if (numeroAns.trim() !== '') return [respecte(sujet, numeroAns)]
      // The number comes with the decision: the exception that does without the one does without the other (§6.2).
      const attendue = examineRetard(dossier, dispositif, maintenant)?.issue === 'respecte'
      return [inconnu(sujet, null, null, attendue ? { gravite: 'alerte' } : {})]
    },
  }),
  controle({
    code: 'REF-DISPOSITIF',
    titre: 'Produit référencé pour le dispositif de la commande',
    source: af('§4.1'),
    gravite: 'bloquant',
    pour: AVANT_BDC_ET_AVANCE,
    famille: 'produit',
    issues: SANS_INCONNU,
    structurel: true,
    observe: ({ referencement, commande }) => [
      juger(
        referencement.dispositif === commande.dispositif,
        'commande.referencementId',
        referencement.dispositif,
        commande.dispositif,
      ),
    ],
  }),
  controle({
    code: 'REF-OBTENU',
    titre: 'Référencement obtenu auprès de l’ANS',
    source: af(
      '§6.2',
      'la Solution logicielle objet de la Prestation Ségur a obtenu son référencement auprès de l’ANS',
    ),
    gravite: 'bloquant',
    pour: AVANT_AVANCE,
    famille: 'produit',
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const sujet = 'referencement.dateReferencement'
      const depot = jourDepot(dossier, maintenant)
      const le = dossier.referencement.dateReferencement
      const gravite = dispositif.regles.referencement
      if (le !== null && le <= depot) return [respecte(sujet, formatJour(le), null, { gravite })]
      if (examineRetard(dossier, dispositif, maintenant)?.issue === 'respecte')
        return [
          respecte(sujet, 'décision de l’ANS attendue', 'exception du retard de référencement', {
            gravite,
            source: af('§6.2', 'dans l’attente de la décision de référencement de l’ANS'),
          }),
        ]
      return [
        juger(
          le === null ? null : false,
          sujet,
          le === null ? null : formatJour(le),
          `au plus tard le ${formatJour(depot)}`,
          {
            gravite,
          },
        ),
      ]
    },
  }),
  controle({
    code: 'REF-RETARD',
    titre: 'Exception du retard de référencement',
    source: af(
      '§6.2',
      'la décision d’octroi ou de refus du référencement n’aurait pas été prononcée par l’ANS quinze jours avant la Date 4',
    ),
    gravite: 'information',
    pour: AVANT_AVANCE,
    famille: 'produit',
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const examen = examineRetard(dossier, dispositif, maintenant)
      // After the close no exception opens again: DEP-FENETRE says it.
      const fin = borneOf(dispositif, maintenant, dispositif.regles.depotAvance?.jalon ?? '')
      return examen === null || (fin !== null && isDepasse(fin.jalon, maintenant) === true) ? [] : [examen]
    },
  }),
  controle({
    code: 'REF-PROFIL',
    titre: 'Profils du produit exigés par le client',
    source: af(
      '§4.2',
      'impliquent que l’Editeur de la Solution logicielle référencée ait validé certains profils',
    ),
    gravite: 'bloquant',
    pour: AVANT_BDC_ET_AVANCE,
    famille: 'produit',
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const { profils } = dossier.referencement
      const types = new Set(
        clientsOf(dossier).flatMap((c) => findClientDispositif(dispositif, c.participation.tiers) ?? []),
      )
      return [...types].flatMap((type) => {
        if (type.profilsRequis.length === 0) return []
        const manquants = type.profilsRequis.filter((p) => !profils.includes(p))
        return [
          juger(
            profils.length === 0 ? null : manquants.length === 0,
            'referencement.profils',
            profils.length === 0 ? null : profils.join(', '),
            `${type.profilsRequis.map((p) => `« ${p} »`).join(' et ')} pour un client « ${type.libelle} »`,
            { source: type.source },
          ),
        ]
      })
    },
  }),
]
