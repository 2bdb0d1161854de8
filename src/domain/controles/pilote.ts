import { formatJour } from '../dates.ts'
import { af, controle, enfreint, inconnu, respecte, TOUTES } from './base.ts'

export const CONTROLES_PILOTE = [
  controle({
    code: 'PILOTE-VALIDE',
    titre: 'Pilote transmis à l’ANS et reconnu conforme',
    source: af(
      '§6.3',
      'le Fournisseur ne peut déposer de demande de versement du solde avant d’avoir justifié de la réalisation complète et conforme de premières Prestations Ségur sur un périmètre pilote',
    ),
    gravite: 'bloquant',
    pour: ['solde'],
    famille: 'pilote',
    issues: TOUTES,
    observe({ pilote }, { solde }) {
      if (solde.pilote === null) return []
      const { source, taille } = solde.pilote
      const attendu = `${taille} PV reconnus conformes par l’ANS`
      const signes = `${pilote?.signes ?? 0} PV signés sur ${taille}`
      if (pilote?.decision === 'conforme')
        return [
          respecte(
            'pilote',
            pilote.decideLe === null ? 'conforme' : `conforme le ${formatJour(pilote.decideLe)}`,
            attendu,
            { source },
          ),
        ]
      if (pilote?.decision === 'non_conforme')
        return [enfreint('pilote', `non conforme, ${signes}`, attendu, { source })]
      if (pilote?.transmisLe != null)
        return [inconnu('pilote', `transmis le ${formatJour(pilote.transmisLe)}`, attendu, { source })]
      return [enfreint('pilote', signes, attendu, { source })]
    },
  }),
]
