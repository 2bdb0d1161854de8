import type { Dossier, Ligne } from '../commande.ts'
import { type Jour, jourParis } from '../dates.ts'
import type { Dispositif } from '../dispositif.ts'
import { computeTtc, formatMontant, formatTaux } from '../montant.ts'
import { findClientDispositif, findPlafond, proposeTaux } from '../proposition.ts'
import { nomComplet, type Tiers } from '../tiers.ts'
import { knownAt } from '../valeurs.ts'
import {
  AVANT_AVANCE_ET_SOLDE,
  AVANT_BDC_ET_AVANCE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  MODELES,
  respecte,
  SANS_INCONNU,
  TOUTES,
} from './base.ts'
import { clientsOf } from './lecture.ts'

const commun = { pour: AVANT_BDC_ET_AVANCE, famille: 'montants', gravite: 'bloquant' } as const

interface LigneRangee {
  readonly ligne: Ligne
  readonly chemin: string
  readonly tiers: Tiers | null
  readonly nom: string
}

function lignesOf(dossier: Dossier): readonly LigneRangee[] {
  const tiers = new Map(dossier.participations.map((p) => [p.tiers.id, p.tiers]))
  return dossier.lignes.map((ligne, i) => {
    const client = tiers.get(ligne.tiersId) ?? null
    return {
      ligne,
      chemin: `lignes[${i}]`,
      tiers: client,
      nom: client === null ? 'client inconnu' : nomComplet(client),
    }
  })
}

/** Amounts are proposed and checked as on the day the form is issued; today while it has no date. */
const jourBase = ({ commande }: Dossier, maintenant: string): Jour =>
  commande.dateEmission ?? jourParis(maintenant)

function plafondOf(dispositif: Dispositif, { ligne, tiers }: LigneRangee, jour: Jour) {
  return tiers === null
    ? null
    : findPlafond(dispositif, { ...tiers, tranche: ligne.tranche ?? tiers.tranche }, jour)
}

export const CONTROLES_MONTANTS = [
  controle({
    ...commun,
    code: 'MON-LIGNES',
    titre: 'Une ligne de montant par client',
    source: af(
      '§4.3',
      'une ligne dénommée « Prestation Ségur » avec en regard de cette mention, le montant correspondant',
    ),
    issues: TOUTES,
    structurel: true,
    observe: (dossier) => {
      const clients = clientsOf(dossier)
      const ids = new Set(clients.map((c) => c.participation.tiers.id))
      const sans = clients.filter((c) => !dossier.lignes.some((l) => l.tiersId === c.participation.tiers.id))
      const enTrop = lignesOf(dossier).filter(
        ({ ligne }, i) =>
          !ids.has(ligne.tiersId) || dossier.lignes.findIndex((l) => l.tiersId === ligne.tiersId) < i,
      )
      if (enTrop.length > 0)
        return [
          enfreint(
            'commande.lignes',
            enTrop.map((l) => l.nom).join(', '),
            'une ligne par client, sans autre prestation',
          ),
        ]
      if (clients.length === 0 || sans.length > 0)
        return [
          inconnu('commande.lignes', sans.map((c) => c.nom).join(', ') || null, 'un montant par client'),
        ]
      return [respecte('commande.lignes', `${dossier.lignes.length}`)]
    },
  }),
  controle({
    ...commun,
    code: 'MON-POSITIF',
    titre: 'Montant supérieur à zéro',
    source: af('§4.3', 'dont le total ne peut donc apparaître égal à zéro'),
    issues: SANS_INCONNU,
    observe: (dossier) =>
      lignesOf(dossier).map(({ ligne, chemin, nom }) =>
        juger(
          ligne.ht > 0 && ligne.ttc > 0,
          `${chemin}.ht`,
          `${formatMontant(ligne.ht)} HT (${nom})`,
          'plus de 0 €',
        ),
      ),
  }),
  controle({
    ...commun,
    code: 'MON-SOMME',
    titre: 'HT + TVA = TTC',
    source: MODELES('règle de calcul des montants HT/TTC'),
    issues: SANS_INCONNU,
    observe: (dossier) =>
      lignesOf(dossier).map(({ ligne, chemin, nom }) =>
        juger(
          ligne.ht + ligne.tva === ligne.ttc,
          `${chemin}.ttc`,
          `${formatMontant(ligne.ht)} + ${formatMontant(ligne.tva)} = ${formatMontant(ligne.ttc)} (${nom})`,
          formatMontant(ligne.ht + ligne.tva),
        ),
      ),
  }),
  controle({
    ...commun,
    code: 'MON-TVA',
    titre: 'TTC égal au HT augmenté de la TVA',
    source: MODELES('« Montant TTC = Montant HT × (1 + taux TVA) »'),
    issues: SANS_INCONNU,
    observe: (dossier, dispositif, maintenant) => {
      if (!dossier.fournisseur.assujettiTva) return []
      const jour = jourBase(dossier, maintenant)
      return lignesOf(dossier).map((rangee) => {
        const { ligne, chemin, nom } = rangee
        const calcule = computeTtc(ligne.ht, ligne.taux)
        const plafond = plafondOf(dispositif, rangee, jour)
        // The table rounds from 400/1,2: at 8,5 % it publishes one cent more than computed (361,67 for 333,33).
        const publie = plafond?.ht === ligne.ht ? plafond.ttc?.[String(ligne.taux)] : undefined
        return juger(
          ligne.ttc === calcule || ligne.ttc === publie,
          `${chemin}.ttc`,
          `${formatMontant(ligne.ttc)} TTC pour ${formatMontant(ligne.ht)} HT à ${formatTaux(ligne.taux)} (${nom})`,
          `${formatMontant(calcule)} TTC`,
        )
      })
    },
  }),
  controle({
    ...commun,
    code: 'MON-HORS-TVA',
    titre: 'Fournisseur hors TVA : HT seulement',
    source: af('§5.2', 'seul le montant du financement hors taxe lui sera versé'),
    issues: SANS_INCONNU,
    observe: (dossier) =>
      dossier.fournisseur.assujettiTva
        ? []
        : lignesOf(dossier).map(({ ligne, chemin, nom }) =>
            juger(
              ligne.taux === 0 && ligne.tva === 0 && ligne.ttc === ligne.ht,
              `${chemin}.taux`,
              `${formatMontant(ligne.tva)} de TVA à ${formatTaux(ligne.taux)} (${nom})`,
              'ni taux ni TVA',
            ),
          ),
  }),
  controle({
    ...commun,
    code: 'MON-TAUX',
    titre: 'Taux de TVA du territoire du client',
    source: af(
      '§5.2',
      'Le taux de TVA applicable à chaque commande devra être précisé sur le bon de commande',
    ),
    gravite: 'alerte',
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const { fournisseur } = dossier
      if (!fournisseur.assujettiTva) return []
      return lignesOf(dossier).flatMap(({ ligne, chemin, tiers, nom }) => {
        if (tiers === null) return []
        const { codePostal } = tiers.adresse
        const propose = proposeTaux(dispositif, fournisseur, codePostal)
        const sujet = `${chemin}.taux`
        const trouve = `${formatTaux(ligne.taux)} (${nom})`
        const source = dispositif.tva.source
        if (codePostal === '')
          return [inconnu(sujet, trouve, 'code postal du client', { gravite: 'information', source })]
        return [
          juger(ligne.taux === propose, sujet, trouve, `${formatTaux(propose)} pour ${codePostal}`, {
            source,
          }),
        ]
      })
    },
  }),
  controle({
    ...commun,
    code: 'MON-TRANCHE',
    titre: 'Tranche de financement du centre',
    source: af(
      '§5.3',
      'La Base de référence […] associe à chaque n° FINESS géographique la tranche de financement faisant foi',
    ),
    issues: TOUTES,
    structurel: true,
    observe: (dossier, dispositif) =>
      clientsOf(dossier).flatMap(({ participation: { tiers }, chemin, nom }) => {
        const type = findClientDispositif(dispositif, tiers)
        if (type === null || typeof type.plafond === 'string') return []
        const tranches = Object.keys(type.plafond.parTranche)
        const deLaLigne = dossier.lignes.find((l) => l.tiersId === tiers.id)?.tranche ?? null
        const tranche = (deLaLigne ?? tiers.tranche)?.trim().toUpperCase() ?? ''
        const sujet = `${chemin}.tiers.tranche`
        if (tranche === '') return [inconnu(sujet, nom, tranches.join(', '))]
        if (tiers.tranche !== null && tiers.tranche.trim().toUpperCase() !== tranche)
          return [
            enfreint(
              sujet,
              `tranche ${tranche} sur la commande (${nom})`,
              `tranche ${tiers.tranche} de la fiche du centre`,
            ),
          ]
        return [juger(tranches.includes(tranche), sujet, `tranche ${tranche} (${nom})`, tranches.join(', '))]
      }),
  }),
  controle({
    ...commun,
    code: 'MON-PLAFOND',
    titre: 'Montant HT au plus égal au plafond',
    source: af('§4.3', 'nécessairement inférieur ou égal aux barèmes applicables présentés en Section 5'),
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const jour = jourBase(dossier, maintenant)
      return lignesOf(dossier).flatMap((rangee) => {
        const { ligne, chemin, tiers, nom } = rangee
        const type = tiers === null ? null : findClientDispositif(dispositif, tiers)
        if (type === null) return []
        const trouve = `${formatMontant(ligne.ht)} HT (${nom})`
        const plafond = plafondOf(dispositif, rangee, jour)
        if (plafond !== null)
          return [
            juger(
              ligne.ht <= plafond.ht,
              `${chemin}.ht`,
              trouve,
              `${formatMontant(plafond.ht)} HT (${plafond.libelle})`,
              {
                source: plafond.source,
              },
            ),
          ]
        // MON-TRANCHE already stops an unknown tranche; a ceiling that no text gives does not stop the order.
        return typeof type.plafond === 'string'
          ? [
              inconnu(
                `dispositif.plafonds.${type.plafond}`,
                trouve,
                `plafond d’un client « ${type.libelle} »`,
                { gravite: 'alerte' },
              ),
            ]
          : [inconnu(`${chemin}.tranche`, trouve, 'plafond de la tranche')]
      })
    },
  }),
  controle({
    ...commun,
    code: 'MON-PLAFOND-TTC',
    titre: 'Montant TTC au plus égal au plafond publié',
    source: af('§5.3', 'Montant plafond Prestation par Client'),
    issues: SANS_INCONNU,
    observe: (dossier, dispositif, maintenant) => {
      if (!dossier.fournisseur.assujettiTva) return []
      const jour = jourBase(dossier, maintenant)
      return lignesOf(dossier).flatMap((rangee) => {
        const { ligne, chemin, nom } = rangee
        const plafond = plafondOf(dispositif, rangee, jour)
        if (plafond === null) return []
        const limite = Math.max(plafond.ttc?.[String(ligne.taux)] ?? 0, computeTtc(plafond.ht, ligne.taux))
        return [
          juger(
            ligne.ttc <= limite,
            `${chemin}.ttc`,
            `${formatMontant(ligne.ttc)} TTC (${nom})`,
            `${formatMontant(limite)} TTC à ${formatTaux(ligne.taux)} (${plafond.libelle})`,
            { source: plafond.source },
          ),
        ]
      })
    },
  }),
  controle({
    ...commun,
    code: 'MON-PART',
    titre: 'Parts de l’avance et du solde',
    source: af('§6', 'le versement de l’avance de la Prestation Ségur correspondant à 40% du montant'),
    pour: AVANT_AVANCE_ET_SOLDE,
    gravite: 'alerte',
    issues: TOUTES,
    observe: (_, dispositif, maintenant) => {
      const jour = jourParis(maintenant)
      const avance = knownAt(dispositif.parts.avance, jour)
      const solde = knownAt(dispositif.parts.solde, jour)
      if (avance === null) return [inconnu('dispositif.parts.avance', null, 'part de l’avance')]
      if (solde === null)
        return [inconnu('dispositif.parts.solde', `${formatTaux(avance)} d’avance`, 'part du solde')]
      return [
        juger(
          avance + solde === 10000,
          'dispositif.parts.avance',
          `${formatTaux(avance)} d’avance et ${formatTaux(solde)} de solde`,
          `${formatTaux(10000)} en tout`,
        ),
      ]
    },
  }),
]
