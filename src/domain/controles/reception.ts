import type { Dossier, PerimetreDemande, Piece, Signature } from '../commande.ts'
import { NATURES_SIGNATURE } from '../commande.ts'
import { formatJour } from '../dates.ts'
import type { Dispositif } from '../dispositif.ts'
import { receptionDe } from '../reception.ts'
import { perimetreOf } from '../suite.ts'
import {
  AVANT_SOLDE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  MODELES,
  respecte,
  SANS_ENFREINT,
  SANS_INCONNU,
  TOUTES,
} from './base.ts'
import { memeNom } from './format.ts'
import { casOf, datesSignature, impressionsAvant, jourDepot, pieceEnvoyee, signaturesOf } from './lecture.ts'
import { countPersonnes, observeIntegrite, signatairesAttendus } from './pieces.ts'

const commun = { famille: 'reception', gravite: 'bloquant', pour: AVANT_SOLDE } as const
const SIGNEE = 'attestation de Vérification d’aptitude (VA) […] signée par un représentant du Client'

/** The VA or the MOM that goes, its signatures, and where its signature is noted. */
interface Recue {
  readonly type: 'VA' | 'MOM'
  readonly piece: Piece | null
  readonly signatures: readonly Signature[]
  readonly sujet: string
}

/** Null when the installed scenario does not tell which piece receives the service. */
function recueOf(dossier: Dossier, dispositif: Dispositif): Recue | null {
  const type = receptionDe(dossier, dispositif)
  if (type === null) return null
  return {
    type,
    piece: pieceEnvoyee(dossier, type),
    signatures: signaturesOf(dossier, type),
    sujet: `pieces.${type}.signature`,
  }
}

/** Those who sign: the clients served or their mandataire for a VA, the vendor for a MOM (Modèles §3). */
function signataires(dossier: Dossier, { type }: Recue): readonly string[] {
  if (type === 'MOM') return [dossier.fournisseur.responsable.nom].filter((nom) => nom !== '')
  const nonServis = new Set(dossier.installation?.nonServis.map((n) => n.tiersId))
  const participations = dossier.participations.filter(
    (p) => p.role !== 'client' || !nonServis.has(p.tiers.id),
  )
  return signatairesAttendus({ ...dossier, participations })
}

const nomsOf = (p: PerimetreDemande): string => p.clients.map((c) => c.nom).join(', ')
const tiersOf = (p: PerimetreDemande): string =>
  String(p.clients.map((c) => c.tiersId).toSorted((a, b) => a - b))

export const CONTROLES_RECEPTION = [
  controle({
    ...commun,
    code: 'REC-CHOIX',
    titre: 'Pièce de réception désignée par le scénario installé',
    source: MODELES('§3'),
    pour: ['reception', 'solde'],
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const { choix, source } = dispositif.solde.reception
      const type = receptionDe(dossier, dispositif)
      const { isDirectToDMP: direct, isPFIToDMP: tiers } = dossier.installation?.scenario ?? {}
      const p = { source }
      if (type !== null) return [respecte('installation.scenario.isDirectToDMP', type, null, p)]
      if (typeof direct !== 'boolean') return [inconnu('installation.scenario.isDirectToDMP', null, choix, p)]
      if (typeof tiers !== 'boolean') return [inconnu('installation.scenario.isPFIToDMP', null, choix, p)]
      return [
        enfreint(
          'installation.scenario.isPFIToDMP',
          direct ? 'à la fois directs et par un logiciel tiers' : 'ni directs ni par un logiciel tiers',
          'directs, ou par un logiciel tiers',
          p,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'REC-TYPE',
    titre: 'VA ou MOM jointe : la bonne des deux',
    source: MODELES('§3, pièces justificatives attendues'),
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const jointes = (['VA', 'MOM'] as const).filter((t) => pieceEnvoyee(dossier, t) !== null)
      if (jointes.length === 0) return []
      const type = receptionDe(dossier, dispositif)
      const p = { source: dispositif.solde.reception.source }
      if (type === null)
        return [inconnu('installation.scenario.isDirectToDMP', jointes.join(' et '), null, p)]
      const autre = jointes.find((t) => t !== type)
      if (autre === undefined) return [respecte(`pieces.${type}`, type, null, p)]
      // With the right one there too, the right one goes.
      const gravite = jointes.includes(type) ? 'alerte' : 'bloquant'
      return [enfreint(`pieces.${autre}`, autre, type, { ...p, gravite })]
    },
  }),
  controle({
    ...commun,
    code: 'REC-NON-SIGNEE',
    titre: 'VA ou MOM revenue signée',
    source: af('§6.4', SIGNEE),
    issues: SANS_INCONNU,
    observe: (dossier, dispositif) => {
      const piece = recueOf(dossier, dispositif)?.piece
      if (piece == null) return []
      const signee = !piece.emiseParNous || piece.signatures.some((s) => s.origine === 'pdf')
      return [juger(signee, `pieces.${piece.id}`, piece.nom)]
    },
  }),
  controle({
    ...commun,
    code: 'REC-INTEGRITE',
    titre: 'Signature électronique de la VA ou de la MOM couvrant tout le fichier',
    source: af('§6.4', 'signature électronique de niveau minimum eIDAS simple'),
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const piece = recueOf(dossier, dispositif)?.piece
      return piece == null ? [] : observeIntegrite(piece, dispositif.regles.signatureDatee)
    },
  }),
  controle({
    ...commun,
    code: 'REC-DATE',
    titre: 'VA ou MOM signée et datée',
    source: af('§6.4', SIGNEE),
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const recue = recueOf(dossier, dispositif)
      if (recue === null) return []
      const dates = datesSignature(dossier, recue.type)
      const depot = jourDepot(dossier, maintenant, 'solde')
      return [
        juger(
          dates === null ? null : dates.derniere <= depot,
          recue.sujet,
          dates === null ? recue.type : `${recue.type} signée le ${formatJour(dates.derniere)}`,
          `au plus tard le ${formatJour(depot)}`,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'REC-APRES-INSTALLATION',
    titre: 'VA ou MOM signée après la réalisation de la prestation',
    source: af(
      '§4.4',
      'Une fois la Prestation Ségur réalisée par le Fournisseur, elle fait l’objet de l’établissement d’une Vérification d’Aptitude (VA)',
    ),
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const recue = recueOf(dossier, dispositif)
      if (recue === null) return []
      const dates = datesSignature(dossier, recue.type)
      const realisee = dossier.installation?.realiseeLe ?? null
      return [
        juger(
          dates === null || realisee === null ? null : dates.premiere >= realisee,
          realisee === null ? 'installation.realiseeLe' : recue.sujet,
          dates === null ? null : `${recue.type} signée le ${formatJour(dates.premiere)}`,
          realisee === null ? null : `prestation réalisée le ${formatJour(realisee)}`,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'REC-SIGNATAIRE',
    titre: 'VA signée par un représentant du client, MOM par le fournisseur',
    source: af('§6.4', SIGNEE),
    gravite: 'alerte',
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const recue = recueOf(dossier, dispositif)
      if (recue === null) return []
      const attendus = signataires(dossier, recue)
      return recue.signatures.map((s) =>
        juger(
          s.signataire.trim() === '' || attendus.length === 0
            ? null
            : attendus.some((nom) => memeNom(nom, s.signataire)),
          recue.sujet,
          s.signataire || null,
          attendus.join(', ') || null,
        ),
      )
    },
  }),
  controle({
    ...commun,
    code: 'REC-NOMBRE',
    titre: 'VA signée par chaque client servi',
    source: MODELES('§3, cas C, une signature par client'),
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const recue = recueOf(dossier, dispositif)
      if (recue?.type !== 'VA' || casOf(dossier, dispositif)?.mandataire === 'requis') return []
      // One person may represent several centres of one structure.
      const voulus = countPersonnes(signataires(dossier, recue))
      if (voulus < 2) return []
      const { length } = recue.signatures
      const signes = countPersonnes(recue.signatures.map((x) => x.signataire))
      return [juger(length === 0 ? null : signes >= voulus, recue.sujet, `${signes}`, `${voulus}`)]
    },
  }),
  controle({
    ...commun,
    code: 'REC-FACTURE',
    titre: 'Numéro de facture porté par la VA ou la MOM',
    source: MODELES('§3, « Numéro de facture associé à la présente VA »'),
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const { ordre, ordreSource } = dispositif.solde
      const recue = recueOf(dossier, dispositif)
      const numero = dossier.facture?.numero.trim() ?? ''
      if (ordre !== 'facture_puis_va' || recue?.piece == null || numero === '') return []
      const portes = [
        ...new Set(
          impressionsAvant(dossier, recue.type).flatMap((e) => (e.facture === null ? [] : [e.facture])),
        ),
      ]
      // The vendor's own paper: Liasse knows nothing of what it bears.
      if (portes.length === 0) return []
      const p = { source: ordreSource }
      // Printed again with another number, nothing tells which paper came back.
      if (portes.length > 1 && portes.includes(numero))
        return [inconnu(recue.sujet, portes.join(' ou '), numero, { ...p, gravite: 'alerte' })]
      return [
        juger(
          portes.includes(numero),
          recue.sujet,
          `${recue.type} de la facture ${portes.join(', ')}`,
          numero,
          p,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'REC-PERIMETRE',
    titre: 'Clients et scénario de la VA ou de la MOM signée',
    source: af(
      '§6.4',
      'La VA atteste de la bonne finalisation de la Prestation Ségur conformément aux dispositions du bon de commande',
    ),
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const recue = recueOf(dossier, dispositif)
      if (recue?.piece == null) return []
      const { type, sujet } = recue
      const portes = impressionsAvant(dossier, type).flatMap((e) => e.perimetre ?? [])
      // The vendor's own paper: Liasse knows nothing of what it says.
      if (portes.length === 0) return []
      const servi = perimetreOf(dossier)
      const memes = portes.filter((p) => tiersOf(p) === tiersOf(servi))
      const noms = [...new Set(portes.map(nomsOf))].join(' ou ')
      // A MOM names no client: the vendor certifies the whole installation.
      const gravite = type === 'VA' ? 'bloquant' : 'alerte'
      if (memes.length === 0) return [enfreint(sujet, `${type} pour ${noms}`, nomsOf(servi), { gravite })]
      if (memes.length < portes.length)
        return [inconnu(sujet, `${type} pour ${noms}`, nomsOf(servi), { gravite: 'alerte' })]
      // Neither lists the answers, but what is attested is the service with those of the day.
      const changees = dispositif.scenario.filter(({ cle }) =>
        memes.every((p) => (p.scenario[cle] ?? null) !== (servi.scenario[cle] ?? null)),
      )
      return changees.length === 0
        ? [respecte(sujet, `${type} pour ${noms}`, nomsOf(servi))]
        : changees.map(({ cle, libelle }) =>
            enfreint(`installation.scenario.${cle}`, type, `réponse « ${libelle} »`, { gravite: 'alerte' }),
          )
    },
  }),
  controle({
    ...commun,
    code: 'REC-NATURE',
    titre: 'Nature de signature admise sur la VA ou la MOM',
    source: af('§6.4', 'signée par un représentant du Client de façon manuscrite ou électronique'),
    gravite: 'alerte',
    issues: SANS_ENFREINT,
    observe: (dossier, dispositif) => {
      const recue = recueOf(dossier, dispositif)
      return (recue?.signatures ?? []).map((s) =>
        juger(
          s.nature === 'inconnue' ? null : true,
          recue?.sujet ?? 'pieces',
          s.nature === 'inconnue' ? s.signataire || null : NATURES_SIGNATURE[s.nature],
          'manuscrite, CPx, Pro Santé Connect, RGS 1 étoile ou eIDAS',
        ),
      )
    },
  }),
]
