import type { Attestation, Demande, Dossier } from '../commande.ts'
import { formatJour, jourParis } from '../dates.ts'
import { montantsOf } from '../demandes.ts'
import { ETATS_DEMANDE_LIBELLES, TYPE_PIECE_LIBELLES } from '../etats.ts'
import { formatMontant } from '../montant.ts'
import { demandeEnCours, perimetreOf } from '../suite.ts'
import {
  AVANT_SOLDE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  MODELES,
  PORTAIL,
  respecte,
  SANS_INCONNU,
  TOUTES,
} from './base.ts'
import { observeDepot } from './depot.ts'
import { borneOf, jourDepot, piecesAttendues, piecesEnvoyees } from './lecture.ts'

const commun = { famille: 'solde', gravite: 'bloquant', pour: AVANT_SOLDE } as const
/** Sent to the agency when the balance is asked for after the end of the service. */
export const FIN_PRESTATION = 'fin-prestation'
/** When the end of the service was declared to the agency, if it was. */
export const findAttestationFin = ({ attestations, commande }: Dossier): Attestation | undefined =>
  attestations
    .filter((a) => a.code === FIN_PRESTATION && a.sujet === 'commande' && a.sujetId === commande.id)
    .toSorted((a, b) => (a.le < b.le ? -1 : 1))[0]

/** The agency has not answered yet. */
const EN_ATTENTE: readonly Demande['etat'][] = ['exportee', 'deposee', 'contestee', 'validee']

export const CONTROLES_SOLDE = [
  controle({
    ...commun,
    code: 'AVANCE-ACQUISE',
    titre: 'Avance acceptée par l’ASP',
    source: af(
      '§6.4',
      'la demande de financement et de versement de l’avance correspondante a été validée par l’ASP',
    ),
    issues: TOUTES,
    observe: (dossier, { solde }) => {
      const { etat, source } = solde.avance
      const avance = demandeEnCours(dossier, 'avance')
      const attendu = etat === 'payee' ? 'décidée et payée' : 'validée'
      if (avance === null) return [enfreint('demande.avance', 'non demandée', attendu, { source })]
      const acquise = avance.etat === 'payee' || avance.etat === etat
      return [
        juger(
          acquise || (EN_ATTENTE.includes(avance.etat) ? null : false),
          'demande.avance',
          ETATS_DEMANDE_LIBELLES[avance.etat],
          attendu,
          { source },
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'SOL-PERIMETRE',
    titre: 'Périmètre du solde identique à celui de l’avance',
    source: af(
      '§6.4',
      'La VA atteste de la bonne finalisation de la Prestation Ségur conformément aux dispositions du bon de commande',
    ),
    issues: TOUTES,
    observe: (dossier) => {
      const sujet = 'installation.nonServis'
      const servis = perimetreOf(dossier).clients
      const noms = servis.map((c) => c.nom).join(', ')
      if (servis.length === 0) return [enfreint(sujet, 'aucun client servi', 'au moins un client')]
      const avance = demandeEnCours(dossier, 'avance')?.perimetre ?? null
      if (avance === null) return [inconnu(sujet, noms, null, { gravite: 'alerte' })]
      const manquants = avance.clients.filter((c) => !servis.some((s) => s.tiersId === c.tiersId))
      const ajoutes = servis.filter((s) => !avance.clients.some((c) => c.tiersId === s.tiersId))
      const attendu = avance.clients.map((c) => c.nom).join(', ')
      if (manquants.length + ajoutes.length === 0) return [respecte(sujet, noms, attendu)]
      const motifOf = (tiersId: number) =>
        dossier.installation?.nonServis.find((n) => n.tiersId === tiersId)?.motif.trim() ?? ''
      const dits = [
        ...manquants.map(
          (c) => `${c.nom} non servi${motifOf(c.tiersId) === '' ? '' : ` : ${motifOf(c.tiersId)}`}`,
        ),
        ...ajoutes.map((c) => `${c.nom} ajouté`),
      ]
      const justifie = ajoutes.length === 0 && manquants.every((c) => motifOf(c.tiersId) !== '')
      return [enfreint(sujet, dits.join(' ; '), attendu, justifie ? { gravite: 'alerte' } : {})]
    },
  }),
  controle({
    ...commun,
    code: 'SOL-MONTANT',
    titre: 'Montant du solde supérieur à zéro',
    source: af('§6', 'correspondant à 60% du montant de la Prestation Ségur'),
    issues: SANS_INCONNU,
    observe: (dossier, dispositif, maintenant) => {
      const { ttc, attendu } = montantsOf(dossier, dispositif, 'solde', jourParis(maintenant))
      // An unknown share and an order where nobody was served are told by their own rules.
      if (attendu === null || ttc === 0) return []
      const servi = `${formatMontant(ttc)} TTC`
      return [juger(attendu > 0, 'installation.nonServis', formatMontant(attendu), servi)]
    },
  }),
  controle({
    ...commun,
    code: 'SOL-FENETRE',
    titre: 'Demande de solde dans la période de dépôt',
    source: af('§6.4', 'le dépôt de la demande de versement du solde ne peut se faire au-delà de la Date 6'),
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) =>
      observeDepot('solde', dossier, dispositif, maintenant, dispositif.solde.depot),
  }),
  controle({
    ...commun,
    code: 'SOL-ATTESTATION-FIN',
    titre: 'Attestation de fin de prestation envoyée à temps',
    source: af('§6.4', 'sous la forme d’une attestation de fin de Prestation'),
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const regle = dispositif.solde.attestationFin
      const borne = regle === null ? null : borneOf(dispositif, maintenant, regle.jalon)
      if (regle === null || borne === null) return []
      const p = { source: regle.source }
      // « À cette date […] soit avoir déposé sa demande de solde » (AF-SFP §2): one that came back since was deposited.
      const depot = dossier.demandes
        .flatMap((d) => (d.type === 'solde' && d.deposeLe !== null ? [d.deposeLe] : []))
        .reduce((min, jour) => (jour < min ? jour : min), jourDepot(dossier, maintenant, 'solde'))
      const trouve = `dépôt le ${formatJour(depot)}`
      if (borne.jour === null) return [inconnu(borne.sujet ?? 'dispositif', null, borne.texte, p)]
      const sujet = `attestations.${FIN_PRESTATION}`
      if (depot <= borne.jour) return [respecte(sujet, trouve, borne.texte, p)]
      const envoi = findAttestationFin(dossier)
      if (envoi === undefined) return [inconnu(sujet, trouve, borne.texte, p)]
      const envoyee = `attestation envoyée le ${formatJour(envoi.le)}`
      const realisee = dossier.installation?.realiseeLe ?? null
      // « Déclarer l’achèvement »: nobody declares done what is not yet.
      if (realisee !== null && envoi.le < realisee)
        return [enfreint(sujet, envoyee, `prestation réalisée le ${formatJour(realisee)}`, p)]
      return [juger(envoi.le <= borne.jour, sujet, envoyee, borne.texte, p)]
    },
  }),
  controle({
    ...commun,
    code: 'SOL-PIECE-UNIQUE',
    titre: 'Une seule pièce de chaque type',
    source: af('§6.4', 'la copie de la facture émise à l’attention du Client'),
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: (dossier, dispositif) =>
      piecesAttendues(dossier, dispositif, 'solde').flatMap(({ type }) => {
        const jointes = dossier.pieces.filter((p) => p.type === type && p.etat === 'rattachee')
        return jointes.length === 0
          ? []
          : [
              juger(
                jointes.length === 1,
                `pieces.${type}`,
                jointes.map((p) => p.nom).join(', '),
                TYPE_PIECE_LIBELLES[type],
              ),
            ]
      }),
  }),
  controle({
    ...commun,
    code: 'SOL-PIECE-PARTAGE',
    titre: 'Pièces d’une seule commande',
    source: MODELES('§12, « N° du bon de commande […] auquel se rapporte la facture concernée »'),
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: (dossier, dispositif) =>
      piecesEnvoyees(dossier, dispositif, 'solde').map((p) =>
        juger(
          p.commandes.length <= 1,
          `pieces.${p.id}`,
          `${p.nom}${p.commandes.length > 1 ? ` (${p.commandes.length} commandes)` : ''}`,
          TYPE_PIECE_LIBELLES[p.type],
        ),
      ),
  }),
  controle({
    ...commun,
    code: 'SOL-ECHEANCES',
    titre: 'Rien de dû à l’agence sur la commande',
    source: MODELES('§12, avenant à la décision d’attribution'),
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: ({ echeances }, _, maintenant) =>
      echeances.map(({ id, objet, echeanceLe, faiteLe, nature }) => {
        const jour = formatJour(echeanceLe)
        const p = nature === 'avenant' ? {} : { source: PORTAIL }
        if (faiteLe !== null)
          return respecte(`echeance.${id}`, `${objet}, fait le ${formatJour(faiteLe)}`, jour, p)
        const retard = echeanceLe < jourParis(maintenant)
        return enfreint(`echeance.${id}`, objet, `${retard ? 'en retard, ' : ''}${jour}`, p)
      }),
  }),
]
