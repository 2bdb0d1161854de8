import type { Dossier } from '../commande.ts'
import { formatTelephone, isMail, parseTelephone } from '../identifiants.ts'
import {
  AVANT_BDC_ET_AVANCE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  LECTEUR,
  MODELES,
  type Observation,
  respecte,
  SANS_INCONNU,
  TOUTES,
} from './base.ts'
import { casOf, clientsOf, mandatairesOf, type Rangee } from './lecture.ts'

const commun = { pour: AVANT_BDC_ET_AVANCE, famille: 'client' } as const

/** Those whom the agency may write to: clients, and the mandataire who is not one of them. */
function correspondants(dossier: Dossier): readonly Rangee[] {
  const clients = clientsOf(dossier)
  const ids = new Set(clients.map((c) => c.participation.tiers.id))
  return [...clients, ...mandatairesOf(dossier).filter((m) => !ids.has(m.participation.tiers.id))]
}

/** A structure answers by its representative, a person by himself; the card fills what the order does not say. */
function observeCoordonnee(
  { participation, chemin, nom }: Rangee,
  champ: 'telephone' | 'mail',
  lire: (valeur: string) => string | null,
  attendu: string,
): Observation {
  const duRepresentant = participation.representant?.[champ] ?? ''
  const valeur = duRepresentant === '' ? participation.tiers[champ] : duRepresentant
  const sujet = `${chemin}.${duRepresentant === '' ? 'tiers' : 'representant'}.${champ}`
  if (valeur === '') return inconnu(sujet, nom, attendu, { gravite: 'alerte' })
  const lu = lire(valeur)
  return lu === null ? enfreint(sujet, `${valeur} (${nom})`, attendu) : respecte(sujet, `${lu} (${nom})`)
}

export const CONTROLES_REPRESENTATION = [
  controle({
    ...commun,
    code: 'CLI-TELEPHONE',
    titre: 'Téléphone du client',
    source: LECTEUR('téléphone, dix chiffres'),
    gravite: 'bloquant',
    issues: TOUTES,
    observe: (dossier) =>
      correspondants(dossier).map((r) =>
        observeCoordonnee(
          r,
          'telephone',
          (v) => {
            const chiffres = parseTelephone(v)
            return chiffres === null ? null : formatTelephone(chiffres)
          },
          'dix chiffres',
        ),
      ),
  }),
  controle({
    ...commun,
    code: 'CLI-MAIL',
    titre: 'Courriel du client',
    source: LECTEUR('courriel, 150 caractères au plus'),
    gravite: 'bloquant',
    issues: TOUTES,
    observe: (dossier) =>
      correspondants(dossier).map((r) =>
        observeCoordonnee(r, 'mail', (v) => (isMail(v) ? v : null), 'nom@domaine.fr, 150 caractères au plus'),
      ),
  }),
  controle({
    ...commun,
    code: 'CLI-REPRESENTANT',
    titre: 'Représentant de la structure cliente',
    source: af(
      '§4.3',
      'la personne physique ou morale ayant le pouvoir d’engager la responsabilité du Client',
    ),
    gravite: 'bloquant',
    issues: ['respecte', 'inconnu'],
    structurel: true,
    observe: (dossier, dispositif) => {
      if (casOf(dossier, dispositif)?.commandePour !== 'STRUCTURE') return []
      return clientsOf(dossier).map(({ participation: { representant }, chemin, nom }) =>
        representant === null || representant.nom.trim() === ''
          ? inconnu(`${chemin}.representant.nom`, nom)
          : respecte(`${chemin}.representant.nom`, `${representant.nom} (${nom})`),
      )
    },
  }),
  controle({
    ...commun,
    code: 'CLI-REPRESENTANT-QUALITE',
    titre: 'Qualité du représentant',
    source: af(
      '§4.3',
      'la personne physique ou morale ayant le pouvoir d’engager la responsabilité du Client',
    ),
    gravite: 'alerte',
    issues: ['respecte', 'inconnu'],
    observe: (dossier, dispositif) => {
      if (casOf(dossier, dispositif)?.commandePour !== 'STRUCTURE') return []
      return clientsOf(dossier).flatMap(({ participation: { representant }, chemin }) =>
        representant === null
          ? []
          : [
              juger(
                representant.qualite.trim() === '' ? null : true,
                `${chemin}.representant.qualite`,
                representant.qualite === ''
                  ? representant.nom
                  : `${representant.nom}, ${representant.qualite}`,
              ),
            ],
      )
    },
  }),
  controle({
    ...commun,
    code: 'CLI-MANDATAIRE',
    titre: 'Mandataire selon le cas',
    source: MODELES('cas B, mandataire désigné'),
    gravite: 'bloquant',
    issues: TOUTES,
    structurel: true,
    observe: (dossier, dispositif) => {
      const cas = casOf(dossier, dispositif)
      if (cas === null) return []
      const noms = mandatairesOf(dossier).map((m) => m.nom)
      const attendu = cas.mandataire === 'requis' ? 'un mandataire' : 'aucun mandataire'
      const tient =
        cas.mandataire === 'aucun' ? noms.length === 0 : noms.length === 0 ? null : noms.length === 1
      return [
        juger(
          tient,
          'commande.mandataire',
          noms.length === 0 ? 'aucun mandataire' : noms.join(', '),
          `${attendu} (cas ${cas.code})`,
          {
            source: cas.source,
          },
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'CLI-MANDATAIRE-MEMBRE',
    titre: 'Mandataire désigné parmi les clients',
    source: MODELES('cas B, « avec un mandataire désigné en leur sein »'),
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: (dossier, dispositif) => {
      if (casOf(dossier, dispositif)?.mandataire !== 'requis') return []
      const ids = new Set(clientsOf(dossier).map((c) => c.participation.tiers.id))
      return mandatairesOf(dossier).map(({ participation, nom }) =>
        juger(ids.has(participation.tiers.id), 'commande.mandataire', nom, 'l’un des clients de la commande'),
      )
    },
  }),
]
