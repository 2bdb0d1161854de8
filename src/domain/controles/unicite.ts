import type { Doublon } from '../commande.ts'
import { IDENTIFIANT_LIBELLES } from '../identifiants.ts'
import { findClientDispositif } from '../proposition.ts'
import { identifiantOf } from '../tiers.ts'
import { AVANT_BDC_ET_AVANCE, af, controle, inconnu, juger, SANS_INCONNU, TOUTES } from './base.ts'
import { clientsOf } from './lecture.ts'

const commun = {
  pour: AVANT_BDC_ET_AVANCE,
  famille: 'unicite',
  gravite: 'bloquant',
  source: af('§4.2', 'ne peut bénéficier que d’une seule commande comprenant une Prestation Ségur'),
} as const

export const CONTROLES_UNICITE = [
  controle({
    ...commun,
    code: 'UNI-CLIENT',
    titre: 'Client financé par une seule commande du dispositif',
    issues: TOUTES,
    observe: (dossier, dispositif) =>
      clientsOf(dossier).flatMap(({ participation: { tiers }, chemin, nom }) => {
        const type = findClientDispositif(dispositif, tiers)
        if (type === null) return []
        const sujet = `${chemin}.tiers`
        const cle = identifiantOf(tiers, type.identifiant)
        if (cle === null || cle.trim() === '')
          return [
            inconnu(`${sujet}.identifiants.${type.identifiant}`, nom, IDENTIFIANT_LIBELLES[type.identifiant]),
          ]
        // Two professionals of one site share its FINESS: only the scheme's own key makes a client the same.
        const autres = dossier.doublons.filter(
          (d) => d.tiersId === tiers.id && (d.par === null || d.par === type.identifiant),
        )
        const dire = (d: Doublon) =>
          `commande ${d.commandeNumero}, ${d.fournisseur}${d.annulee ? ', annulée, dont l’agence a la demande' : ''}`
        return [
          juger(
            autres.length === 0,
            sujet,
            autres.length === 0 ? nom : `${nom} (${cle}) : ${autres.map(dire).join(' ; ')}`,
            null,
            // The agency may have let the cancelled one go: only the vendor knows.
            autres.length > 0 && autres.every((d) => d.annulee) ? { gravite: 'alerte' } : {},
          ),
        ]
      }),
  }),
  controle({
    ...commun,
    code: 'UNI-COMMANDE',
    titre: 'Client présent une seule fois dans la commande',
    issues: SANS_INCONNU,
    observe: (dossier, dispositif) => {
      const vues = new Map<string, string>()
      return clientsOf(dossier).map(({ participation: { tiers }, chemin, nom }) => {
        const type = findClientDispositif(dispositif, tiers)
        const cle = (type === null ? null : identifiantOf(tiers, type.identifiant)) ?? `#${tiers.id}`
        const premier = vues.get(cle)
        if (premier === undefined) vues.set(cle, nom)
        return juger(
          premier === undefined,
          `${chemin}.tiers`,
          premier === undefined ? nom : `${nom} et ${premier} : ${cle}`,
        )
      })
    },
  }),
]
