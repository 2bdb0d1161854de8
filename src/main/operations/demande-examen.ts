import type { Kysely } from 'kysely'
import type { ExamenDemandes, LotPropose } from '#contract/avance.ts'
import { codesAt } from '#domain/codes.ts'
import type { Dossier, Piece, TypeDemande } from '#domain/commande.ts'
import { bloque, type ConstatAffiche } from '#domain/constat.ts'
import { type Instant, type Jour, jourParis } from '#domain/dates.ts'
import { montantsOf, type PieceAttendue, piecesOf } from '#domain/demandes.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { describeConstat, groupeOf } from '#domain/messages.ts'
import { formatMontant } from '#domain/montant.ts'
import { findPlafond } from '#domain/proposition.ts'
import { sum } from '#domain/sommes.ts'
import { clientsEnListe } from '#domain/tiers.ts'
import type { ErreurFormat } from '../formats/erreurs.ts'
import type { Format } from '../formats/format.ts'
import { prepareLigne } from '../formats/ligne.ts'
import type { Magasin } from '../pieces/magasin.ts'
import { refuser } from '../refus.ts'
import { type Candidate, readCandidates } from '../registre/envois.ts'
import type { Tables } from '../registre/schema.ts'
import { DEMANDES } from './demande-type.ts'
import { gatherDossiers } from './dossier.ts'
import { openFormatEnVigueur } from './format-vigueur.ts'

/** An order that can go, as the lots need it. Cents. */
export interface Partante extends Candidate {
  readonly pieces: readonly Pick<Piece, 'id' | 'taille'>[]
  readonly ttc: number
  readonly attendu: number | null
}

/** One file to come. */
export interface Lot {
  readonly fournisseurId: number
  readonly fournisseur: string
  readonly siret: string
  readonly numeroAns: string
  readonly partantes: readonly Partante[]
}

export interface Examen {
  readonly dispositif: Dispositif
  readonly format: Format
  readonly lots: readonly Lot[]
  readonly public: ExamenDemandes
}

/** Orders held in memory at once, with everything that the controls read. */
const TRANCHE = 500
const COLLATION = new Intl.Collator('fr', { numeric: true })

/** By number as people sort them: EX9 before EX10. */
export const byNumero = (a: { readonly numero: string }, b: { readonly numero: string }): number =>
  COLLATION.compare(a.numero, b.numero) || (a.numero < b.numero ? -1 : a.numero > b.numero ? 1 : 0)

export const clientOf = (dossier: Dossier): string =>
  clientsEnListe(dossier.participations.filter((p) => p.role === 'client').map((p) => p.tiers))

function refuseKey(format: Format, erreur: ErreurFormat): ConstatAffiche {
  return {
    code: `FORMAT-${erreur.cle}`,
    issue: 'enfreint',
    gravite: 'bloquant',
    sujet: `format.${erreur.chemin}`,
    trouve: erreur.trouve,
    attendu: erreur.attendu,
    source: { document: format.libelle, passage: `clé «\u00a0${erreur.cle}\u00a0»` },
    phrase: erreur.phrase,
    remede: 'Complétez le dossier\u00a0: le fichier de demande ne peut pas être écrit sans cette valeur.',
    action: null,
  }
}

function refuseContent(piece: Piece): ConstatAffiche {
  return {
    code: 'PIECE-CONTENU',
    issue: 'enfreint',
    gravite: 'bloquant',
    sujet: `pieces.${piece.id}`,
    trouve: null,
    attendu: piece.nom,
    source: { document: 'Registre', passage: 'dossier «\u00a0pieces\u00a0»' },
    phrase: `Le contenu de «\u00a0${piece.nom}\u00a0» n’est plus dans le registre.`,
    remede: 'Écartez cette pièce et joignez à nouveau l’original, ou remettez une sauvegarde.',
    action: { type: 'piece' },
  }
}

const TITRES: Readonly<Record<string, string>> = {
  'PIECE-CONTENU': 'Contenu d’une pièce introuvable',
}

interface Vue {
  readonly constats: readonly ConstatAffiche[]
  readonly alertes: readonly ConstatAffiche[]
  readonly pieces: readonly Piece[]
  readonly ttc: number
  readonly attendu: number | null
}

interface Ici {
  readonly type: TypeDemande
  readonly dispositif: Dispositif
  readonly format: Format
  readonly magasin: Magasin
  readonly maintenant: Instant
}

/** A missing piece is a reason of its own for each piece: the invoice is not asked of whom the VA is. */
const codeGroupe = ({ code, sujet }: ConstatAffiche): string =>
  code === 'PIE-REQUISE' ? `${code}${sujet.slice('pieces'.length).replace('.', '-')}` : code

function titreGroupe(code: string, { code: sien, phrase, attendu }: ConstatAffiche, ici: Ici): string {
  if (sien.startsWith('FORMAT-')) return `${ici.format.libelle}\u00a0: ${phrase.split('\u00a0: ')[0]}`
  const titre = TITRES[sien] ?? groupeOf(sien, ici.dispositif)
  return code === sien || attendu === null ? titre : `${titre}\u00a0: ${attendu}`
}

class Groupes {
  readonly #groupes = new Map<
    string,
    { constat: ConstatAffiche; dossiers: { dossier: Dossier; constat: ConstatAffiche }[] }
  >()

  /** Each order once in a group, whatever the number of its constats of that code. */
  add(dossier: Dossier, constats: readonly ConstatAffiche[]): void {
    const vus = new Set<string>()
    for (const constat of constats) {
      const code = codeGroupe(constat)
      if (vus.has(code)) continue
      vus.add(code)
      const groupe = this.#groupes.get(code)
      if (groupe === undefined) this.#groupes.set(code, { constat, dossiers: [{ dossier, constat }] })
      else groupe.dossiers.push({ dossier, constat })
    }
  }

  /** The largest first. */
  list(ici: Ici) {
    return [...this.#groupes.entries()]
      .map(([code, { constat, dossiers }]) => ({
        code,
        phrase: titreGroupe(code, constat, ici),
        regle: `${constat.source.document}, ${constat.source.passage}`,
        dossiers,
      }))
      .sort((a, b) => b.dossiers.length - a.dossiers.length || (a.code < b.code ? -1 : 1))
  }
}

/** What the schema of the format refuses of one order. */
function verifyKeys(
  dossier: Dossier,
  pieces: readonly (PieceAttendue & { readonly piece: Piece })[],
  { type, dispositif, format, maintenant }: Ici,
): readonly ConstatAffiche[] {
  const cas = dispositif.cas.find((c) => c.code === dossier.commande.cas)
  if (cas === undefined) return []
  const nommees = pieces.map(({ attendue, piece }) => ({
    nom: `x.${piece.format}`.padStart(5, 'x'),
    format: piece.format,
    typeFichier: attendue.typeFichier,
  }))
  const entete = {
    siret: dossier.fournisseur.siret,
    numeroAns: dossier.referencement.numeroAns,
    codes: codesAt(dispositif, jourParis(maintenant)),
  }
  const ligne = prepareLigne(DEMANDES[type].lire(dossier), cas, nommees, 1)
  return format.verify(entete, ligne).map((e) => refuseKey(format, e))
}

/** Is the piece there? */
export const isJointe = (p: PieceAttendue): p is PieceAttendue & { readonly piece: Piece } => p.piece !== null

async function view(dossier: Dossier, ici: Ici): Promise<Vue> {
  const { type, dispositif, magasin, maintenant } = ici
  const enfreints = DEMANDES[type]
    .controler(dossier, dispositif, maintenant)
    .filter((c) => c.issue !== 'respecte')
  const constats = enfreints.filter(bloque).map((c) => describeConstat(c, dispositif))
  const alertes = enfreints
    .filter((c) => !bloque(c) && c.gravite === 'alerte')
    .map((c) => describeConstat(c, dispositif))
  const jointes = piecesOf(dossier, dispositif, type).filter(isJointe)
  const { ttc, attendu } = montantsOf(dossier, dispositif, type, jourParis(maintenant))
  for (const { piece } of jointes) if (!(await magasin.has(piece.sha256))) constats.push(refuseContent(piece))
  // A dossier that a rule stops is told by the rule; the format speaks when the rules have nothing to say.
  if (constats.length === 0) constats.push(...verifyKeys(dossier, jointes, ici))
  return { constats, alertes, pieces: jointes.map((p) => p.piece), ttc, attendu }
}

function labelOf(dossier: Dossier, dispositif: Dispositif, jour: Jour): string {
  const tiers = dossier.participations.find((p) => p.role === 'client')?.tiers
  const plafond =
    tiers === undefined ? null : findPlafond(dispositif, tiers, dossier.commande.dateEmission ?? jour)
  if (plafond === null) return dispositif.cas.find((c) => c.code === dossier.commande.cas)?.libelle ?? ''
  return `${plafond.libelle.charAt(0).toUpperCase()}${plafond.libelle.slice(1)}, ${formatMontant(plafond.ht)} HT`
}

const weigh = (p: Partante): number => sum(p.pieces, ({ taille }) => taille)
/** Unknown as soon as one is. */
const sumKnown = (lignes: readonly { readonly attendu: number | null }[]): number | null =>
  lignes.some((l) => l.attendu === null) ? null : sum(lignes, (l) => l.attendu ?? 0)

/** By vendor, reference number, then at most `lignesMax`, in the order of numbers. */
function cut(partantes: readonly Partante[], lignesMax: number): readonly Lot[] {
  const groupes = Map.groupBy(partantes, (p) => JSON.stringify([p.siret, p.numeroAns]))
  return [...groupes.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, groupe]) => {
      const { fournisseurId, fournisseur, siret, numeroAns } = groupe[0] as Partante
      const triees = groupe.toSorted(byNumero)
      return Array.from({ length: Math.ceil(triees.length / lignesMax) }, (_, i) => ({
        fournisseurId,
        fournisseur,
        siret,
        numeroAns,
        partantes: triees.slice(i * lignesMax, (i + 1) * lignesMax),
      }))
    })
}

/** The format of the request, or a refusal when the scheme has none. */
async function formatOf(db: Kysely<Tables>, dispositif: Dispositif, type: TypeDemande): Promise<Format> {
  return (
    (await openFormatEnVigueur(db, dispositif, type)) ??
    refuser(`Le dispositif ${dispositif.code} n’a pas de format de ${DEMANDES[type].libelle}.`, {
      ou: dispositif.code,
      remede: 'Comparez le modèle de l’agence dans Paramètres, Formats.',
    })
  )
}

/** A format read in a file accepted by the agency, or made from its official model, and not deduced. */
export const isConfirmed = (format: Format): boolean => format.confiance === 'atteste'

/**
 * What can go, what cannot and why: every candidate of the scheme (or of `commandeIds`) through its controls, then
 * through the schema of the format. Reads only. `nommer(i)` gives the name of the i-th file.
 */
export async function examine(
  db: Kysely<Tables>,
  magasin: Magasin,
  type: TypeDemande,
  dispositif: Dispositif,
  commandeIds: readonly number[] | null,
  maintenant: Instant,
  nommer: (rang: number) => string,
): Promise<Examen> {
  const format = await formatOf(db, dispositif, type)
  const ici: Ici = { type, dispositif, format, magasin, maintenant }
  const jour = jourParis(maintenant)
  const candidates = (await readCandidates(db, type, dispositif.code, commandeIds)).toSorted(byNumero)
  const partantes: Partante[] = []
  const refus = new Groupes()
  const alertes = new Groupes()
  const parBeneficiaire = new Map<string, Partante[]>()
  for (let i = 0; i < candidates.length; i += TRANCHE) {
    const tranche = candidates.slice(i, i + TRANCHE)
    const dossiers = await gatherDossiers(
      db,
      tranche.map((c) => c.id),
    )
    const parId = new Map(tranche.map((c) => [c.id, c]))
    for (const dossier of dossiers) {
      const vue = await view(dossier, ici)
      refus.add(dossier, vue.constats)
      if (vue.constats.length > 0) continue
      alertes.add(dossier, vue.alertes)
      const partante: Partante = {
        ...(parId.get(dossier.commande.id) as Candidate),
        pieces: vue.pieces.map(({ id, taille }) => ({ id, taille })),
        ttc: vue.ttc,
        attendu: vue.attendu,
      }
      partantes.push(partante)
      const libelle = labelOf(dossier, dispositif, jour)
      const groupe = parBeneficiaire.get(libelle)
      if (groupe === undefined) parBeneficiaire.set(libelle, [partante])
      else groupe.push(partante)
    }
  }
  const lots = cut(partantes, format.lignesMax)
  const proposes = lots.map(
    (lot, i): LotPropose => ({
      nom: nommer(i),
      fournisseur: lot.fournisseur,
      siret: lot.siret,
      numeroAns: lot.numeroAns,
      format: format.code,
      formatConfirme: isConfirmed(format),
      commandeIds: lot.partantes.map((p) => p.id),
      taille: sum(lot.partantes, weigh),
      ttc: sum(lot.partantes, (p) => p.ttc),
      attendu: sumKnown(lot.partantes),
    }),
  )
  return {
    dispositif,
    format,
    lots,
    public: {
      dispositif: dispositif.code,
      signes: candidates.length,
      partent: {
        commandeIds: lots.flatMap((l) => l.partantes.map((p) => p.id)),
        ttc: sum(partantes, (p) => p.ttc),
        attendu: sumKnown(partantes),
        pieces: new Set(partantes.flatMap((p) => p.pieces.map(({ id }) => id))).size,
        taille: sum(partantes, weigh),
      },
      parBeneficiaire: [...parBeneficiaire.entries()]
        .map(([libelle, groupe]) => ({
          libelle,
          demandes: groupe.length,
          ttc: sum(groupe, (p) => p.ttc),
          attendu: sumKnown(groupe),
        }))
        .sort((a, b) => b.demandes - a.demandes || (a.libelle < b.libelle ? -1 : 1)),
      lots: proposes,
      refus: refus.list(ici).map(({ dossiers, ...groupe }) => ({
        ...groupe,
        commandes: dossiers.map(({ dossier, constat }) => ({
          id: dossier.commande.id,
          numero: dossier.commande.numero,
          client: clientOf(dossier),
          constat,
        })),
      })),
      alertes: alertes
        .list(ici)
        .map(({ dossiers, ...groupe }) => ({ ...groupe, commandes: dossiers.length })),
    },
  }
}
