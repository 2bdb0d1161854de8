import type { Dossier, Piece } from '../commande.ts'
import { NATURES_SIGNATURE } from '../commande.ts'
import { nomComplet } from '../tiers.ts'
import {
  AVANT_AVANCE,
  AVANT_AVANCE_ET_SOLDE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  LECTEUR,
  type Observation,
  PORTAIL,
  respecte,
  SANS_ENFREINT,
  SANS_INCONNU,
  TOUTES,
} from './base.ts'
import { memeNom, motsDuNom } from './format.ts'
import {
  bdcOf,
  casOf,
  clientsOf,
  demandeDe,
  mandatairesOf,
  pieceEnvoyee,
  piecesAttendues,
  piecesEnvoyees,
  signaturesOf,
} from './lecture.ts'

const commun = { pour: AVANT_AVANCE, famille: 'pieces' } as const

/** The reader's accepted extensions (section I), and the format that each one announces. */
const EXTENSIONS: Readonly<Record<string, Piece['format']>> = {
  pdf: 'pdf',
  jpg: 'jpg',
  jpeg: 'jpg',
  png: 'png',
  tif: 'tiff',
  tiff: 'tiff',
}

/** Those whose signature is expected: the mandataire signs for all, otherwise every client signs. */
export function signatairesAttendus(dossier: Dossier): readonly string[] {
  const mandataires = mandatairesOf(dossier)
  return (mandataires.length > 0 ? mandataires : clientsOf(dossier)).map(
    ({ participation: { tiers, representant } }) =>
      representant === null || representant.nom === '' ? nomComplet(tiers) : representant.nom,
  )
}

/** Does an electronic signature still cover the whole file? Nothing for a file without one. */
export function observeIntegrite(piece: Piece, exigee: 'bloquant' | 'alerte'): readonly Observation[] {
  const trouvees = piece.signatures.filter((s) => s.origine === 'pdf')
  if (trouvees.length === 0) return []
  const sujet = `pieces.${piece.id}`
  // Each new signature leaves the earlier ones short of the end: one that covers the whole file is enough.
  if (trouvees.some((s) => s.couvreTout === true)) return [respecte(sujet, piece.nom)]
  if (trouvees.some((s) => s.couvreTout === null))
    return [inconnu(sujet, piece.nom, null, { gravite: exigee })]
  // A declared signature stands by itself, whatever was done to the file's own.
  const declaree = piece.signatures.some((s) => s.origine === 'declaree')
  return [enfreint(sujet, piece.nom, null, { gravite: declaree ? 'alerte' : exigee })]
}

const CIVILITES: ReadonlySet<string> = new Set(['dr', 'docteur', 'pr', 'mr', 'monsieur', 'mme', 'madame'])

/** How many persons these names are: one who signed twice is one; a name that is not known may be anybody's. */
export function countPersonnes(noms: readonly string[]): number {
  const cles = noms.map((nom) =>
    motsDuNom(nom)
      .filter((mot) => !CIVILITES.has(mot))
      .toSorted()
      .join(' '),
  )
  return new Set(cles.filter((cle) => cle !== '')).size + cles.filter((cle) => cle === '').length
}

export const CONTROLES_PIECES = [
  controle({
    ...commun,
    code: 'PIE-REQUISE',
    titre: 'Pièces de la demande',
    pour: AVANT_AVANCE_ET_SOLDE,
    source: af('§6.2', 'la copie du bon de commande de la Prestation Ségur signé par le Client'),
    gravite: 'bloquant',
    issues: SANS_ENFREINT,
    observe: (dossier, dispositif, _, pour) =>
      piecesAttendues(dossier, dispositif, demandeDe(pour)).map(({ type, libelle, source }) => {
        const piece = pieceEnvoyee(dossier, type)
        const bdc = type === 'BDC'
        const sujet = bdc ? 'pieces' : `pieces.${type}`
        return piece === null
          ? inconnu(sujet, (bdc && dossier.commande.fichierAttendu) || null, libelle, { source })
          : respecte(sujet, piece.nom, libelle, { source })
      }),
  }),
  controle({
    ...commun,
    code: 'PIE-BDC-UNIQUE',
    titre: 'Un seul bon de commande joint',
    source: af('§4.2', 'une seule commande comprenant une Prestation Ségur'),
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: (dossier) => {
      const bdc = bdcOf(dossier)
      return bdc.length === 0
        ? []
        : [juger(bdc.length === 1, 'pieces', bdc.map((p) => p.nom).join(', '), '1')]
    },
  }),
  controle({
    ...commun,
    code: 'PIE-BDC-PARTAGE',
    titre: 'Bon de commande d’une seule commande',
    source: af('§4.3', 'Aucune autre prestation ne doit figurer sur ce bon de commande.'),
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: (dossier) =>
      bdcOf(dossier).map((p) =>
        juger(
          p.commandes.length <= 1,
          `pieces.${p.id}`,
          `${p.nom}${p.commandes.length > 1 ? ` (${p.commandes.length} commandes)` : ''}`,
        ),
      ),
  }),
  controle({
    ...commun,
    code: 'PIE-NOM',
    titre: 'Fichier annoncé par la liste du fournisseur',
    source: PORTAIL,
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: (dossier) => {
      const attendu = dossier.commande.fichierAttendu
      const bdc = bdcOf(dossier)
      if (attendu === '' || bdc.length === 0) return []
      const tient = bdc.some(
        (p) => p.nom.normalize('NFC').toLowerCase() === attendu.normalize('NFC').toLowerCase(),
      )
      return [juger(tient, 'pieces', bdc.map((p) => p.nom).join(', '), attendu)]
    },
  }),
  controle({
    ...commun,
    code: 'PIE-FORMAT',
    titre: 'Format de fichier admis par l’ASP',
    pour: AVANT_AVANCE_ET_SOLDE,
    source: LECTEUR('extensions acceptées : pdf, jpg, jpeg, png, tif, tiff'),
    gravite: 'bloquant',
    issues: SANS_INCONNU,
    observe: (dossier, dispositif, _, pour) =>
      piecesEnvoyees(dossier, dispositif, demandeDe(pour)).map((p) => {
        const extension = /\.([^.]+)$/.exec(p.nom)?.[1]?.toLowerCase() ?? ''
        const annonce = EXTENSIONS[extension]
        const attendu =
          annonce === undefined
            ? 'pdf, jpg, jpeg, png, tif ou tiff'
            : `un contenu ${p.format.toUpperCase()} nommé .${p.format}`
        return juger(annonce === p.format, `pieces.${p.id}`, p.nom, attendu)
      }),
  }),
  controle({
    ...commun,
    code: 'PIE-LISIBLE',
    titre: 'Pièce lisible',
    pour: AVANT_AVANCE_ET_SOLDE,
    source: PORTAIL,
    gravite: 'bloquant',
    issues: TOUTES,
    observe: (dossier, dispositif, _, pour) =>
      piecesEnvoyees(dossier, dispositif, demandeDe(pour)).map((p) => {
        const sujet = `pieces.${p.id}`
        if (p.taille === 0) return enfreint(sujet, `${p.nom}, fichier vide`)
        if (p.pages === 0) return enfreint(sujet, `${p.nom}, aucune page`)
        return p.format === 'pdf' && p.pages === null
          ? inconnu(sujet, p.nom, 'au moins une page', { gravite: 'alerte' })
          : respecte(sujet, p.pages === null ? p.nom : `${p.nom}, ${p.pages} page${p.pages > 1 ? 's' : ''}`)
      }),
  }),
  controle({
    ...commun,
    code: 'PIE-NON-SIGNEE',
    titre: 'Bon de commande revenu signé',
    source: af('§4.3', 'un accord explicite du Client, par la signature'),
    gravite: 'bloquant',
    issues: SANS_INCONNU,
    observe: (dossier) => {
      const piece = pieceEnvoyee(dossier, 'BDC')
      if (piece === null) return []
      const signee = !piece.emiseParNous || piece.signatures.some((s) => s.origine === 'pdf')
      return [juger(signee, `pieces.${piece.id}`, piece.nom)]
    },
  }),
  controle({
    ...commun,
    code: 'SIG-INTEGRITE',
    titre: 'Signature électronique couvrant tout le fichier',
    source: af('§4.3', 'signature électronique de niveau minimum eIDAS simple'),
    gravite: 'bloquant',
    issues: TOUTES,
    observe: (dossier, { regles }) => {
      const piece = pieceEnvoyee(dossier, 'BDC')
      return piece === null ? [] : observeIntegrite(piece, regles.signatureDatee)
    },
  }),
  controle({
    ...commun,
    code: 'SIG-NATURE',
    titre: 'Nature de signature admise',
    source: af('§4.3', 'celle-ci pouvant être manuscrite ou électronique'),
    gravite: 'alerte',
    issues: SANS_ENFREINT,
    observe: (dossier) =>
      signaturesOf(dossier).map((s) =>
        juger(
          s.nature === 'inconnue' ? null : true,
          'pieces.signature',
          s.nature === 'inconnue' ? s.signataire || null : NATURES_SIGNATURE[s.nature],
          'manuscrite, CPx, Pro Santé Connect, RGS 1 étoile ou eIDAS',
        ),
      ),
  }),
  controle({
    ...commun,
    code: 'SIG-SIGNATAIRE',
    titre: 'Signataire connu du dossier',
    source: af(
      '§4.3',
      'la personne physique ou morale ayant le pouvoir d’engager la responsabilité du Client',
    ),
    gravite: 'alerte',
    issues: TOUTES,
    observe: (dossier) => {
      const attendus = signatairesAttendus(dossier)
      return signaturesOf(dossier).map((s) =>
        juger(
          s.signataire.trim() === '' ? null : attendus.some((nom) => memeNom(nom, s.signataire)),
          'pieces.signature',
          s.signataire || null,
          attendus.join(', '),
        ),
      )
    },
  }),
  controle({
    ...commun,
    code: 'SIG-NOMBRE',
    titre: 'Bon de commande signé par chaque client',
    source: af('§4.3', 'un accord explicite du Client, par la signature'),
    gravite: 'alerte',
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const attendus = signatairesAttendus(dossier)
      if (attendus.length < 2 || casOf(dossier, dispositif)?.mandataire === 'requis') return []
      const signatures = signaturesOf(dossier)
      // One person may represent several centres of one structure.
      const voulus = countPersonnes(attendus)
      const signes = countPersonnes(signatures.map((s) => s.signataire))
      return [
        juger(
          signatures.length === 0 ? null : signes >= voulus,
          'pieces.signature',
          `${signes}`,
          `${voulus}`,
          { gravite: dispositif.regles.signatureDatee },
        ),
      ]
    },
  }),
]
