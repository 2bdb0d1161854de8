import type { ResultatRattachement, ResultatSignatures } from '#contract/piece.ts'
import type { Dossier, NatureSignature, Piece, Signature, TypePiece } from '#domain/commande.ts'
import { signatairesAttendus } from '#domain/controles/pieces.ts'
import { formatJour, type Jour, jourParis } from '#domain/dates.ts'
import { asServi } from '#domain/demandes.ts'
import type { Contexte } from '../contexte.ts'
import type { SignatureDeclaree } from '../pieces/listeSignatures.ts'
import { introuvable, refuser } from '../refus.ts'
import { type EntreeJournal, journaliser } from '../registre/journal.ts'
import { declareSignatures, findPiecesByNumero, readPieces } from '../registre/pieces.ts'
import type { Ecriture } from '../registre/registre.ts'
import { gatherDossiers } from './dossier.ts'
import { followPieces } from './pilote-suivi.ts'

export type Bilan = {
  -readonly [K in keyof ResultatRattachement]: ResultatRattachement[K] extends readonly (infer T)[]
    ? T[]
    : number
}

type Signee = Pick<Signature, 'signataire' | 'date' | 'nature'>
/** A day alone keeps the signatory and the nature already declared. */
type Voulue = readonly Signee[] | Jour

async function recordSignatures(
  tx: Ecriture,
  ctx: Contexte,
  pieces: ReadonlyMap<number, Voulue>,
): Promise<void> {
  const avant = await readPieces(tx, [...pieces.keys()])
  const journal: EntreeJournal[] = []
  for (const piece of avant) {
    const voulue = pieces.get(piece.id) as Voulue
    const declarees: readonly Signee[] = piece.signatures.filter((s) => s.origine === 'declaree')
    const voulues =
      typeof voulue !== 'string'
        ? voulue
        : declarees.length > 0
          ? declarees.map(({ signataire, nature }) => ({ signataire, nature, date: voulue }))
          : [{ signataire: '', date: voulue, nature: 'inconnue' as const }]
    const say = (liste: readonly Signee[]) =>
      liste.map((s) => `${s.signataire} ${s.date ?? 'sans date'} ${s.nature}`.trim()).join(', ')
    if (say(declarees) === say(voulues)) continue
    await declareSignatures(tx, piece.id, voulues)
    journal.push({
      sujet: 'piece',
      sujetId: piece.id,
      action: 'signature',
      de: say(declarees) || null,
      vers: say(voulues),
      fichier: piece.nom,
      sha256: piece.sha256,
    })
  }
  await followPieces(tx, ctx, [...new Set(avant.flatMap((p) => p.commandes))])
  await journaliser(tx, ctx, journal)
}

interface Faits {
  readonly signeeLe: Jour | null
  readonly parClient: NatureSignature | null
  readonly type: TypePiece
}

/** The list of signatures, then `signeeLe` for the pieces of this run that the list does not name. */
export async function recordGiven(
  ctx: Contexte,
  liste: readonly SignatureDeclaree[],
  { signeeLe, parClient, type }: Faits,
  bilan: Bilan,
): Promise<void> {
  const parPiece = new Map<number, Voulue>()
  const nommees = new Map<number, Signee[]>()
  if (signeeLe !== null && parClient === null)
    for (const { pieceId } of [...bilan.rattachees, ...bilan.dejaLa]) parPiece.set(pieceId, signeeLe)
  await ctx.registre.ecrire(async (tx) => {
    if (signeeLe !== null && parClient !== null) {
      const recues = await readPieces(
        tx,
        [...bilan.rattachees, ...bilan.dejaLa].map((p) => p.pieceId),
      )
      const par = new Map(recues.map((p) => [p.id, p]))
      await signPieces(ctx, tx, par, { date: signeeLe, nature: parClient })
    }
    const trouvees = await findPiecesByNumero(tx, [...new Set(liste.map((s) => s.numero))], type)
    for (const { ligne, numero, signataire, date, nature } of liste) {
      const lignes = trouvees.get(numero) ?? []
      const commandes = new Set(lignes.map((l) => l.commandeId))
      const pieceId = lignes[0]?.pieceId ?? null
      if (pieceId === null || commandes.size > 1) {
        const phrase =
          commandes.size === 0
            ? `Aucune commande ne porte le numéro ${numero}.`
            : commandes.size > 1
              ? `Plusieurs commandes portent le numéro ${numero}\u00a0: notez la signature sur le dossier.`
              : `La commande ${numero} n’a pas de pièce à laquelle rattacher cette signature.`
        bilan.rejets.push({ ligne, colonne: 'numero', valeur: numero, regle: 'signature', phrase })
        continue
      }
      const signatures = [...(nommees.get(pieceId) ?? []), { signataire, date, nature }]
      nommees.set(pieceId, signatures)
      parPiece.set(pieceId, signatures)
    }
    if (parPiece.size > 0) await recordSignatures(tx, ctx, parPiece)
  })
}

/**
 * Whom the texts have sign a document: the vendor a MOM (Modèles du 28/07/2023, §3), the client the others, by its
 * mandataire or whom represents it; once installed, the clients served only.
 */
function signatairesOf(dossier: Dossier, type: TypePiece): readonly string[] {
  if (type === 'MOM') return [dossier.fournisseur.responsable.nom]
  return signatairesAttendus(type === 'BDC' ? dossier : asServi(dossier))
}

const isComplete = (piece: Piece): boolean => {
  const declarees = piece.signatures.filter((s) => s.origine === 'declaree')
  return declarees.length > 0 && declarees.every((s) => s.signataire !== '' && s.date !== null)
}

async function signPieces(
  ctx: Contexte,
  tx: Ecriture,
  pieces: ReadonlyMap<number, Piece>,
  { date, nature }: Readonly<{ date: Jour; nature: NatureSignature }>,
): Promise<Pick<ResultatSignatures, 'signees' | 'gardees'>> {
  if (date > jourParis(ctx.maintenant()))
    refuser(`Le ${formatJour(date)} n’est pas encore venu\u00a0: une pièce n’est pas signée d’avance.`, {
      ou: 'date',
      regle: 'Date de signature',
      remede: 'Donnez le jour écrit sur les pièces.',
    })
  const aSigner = [...pieces.values()].filter((p) => !isComplete(p))
  const dossiers = await gatherDossiers(tx, [...new Set(aSigner.flatMap((p) => p.commandes))])
  const parCommande = new Map(dossiers.map((d) => [d.commande.id, d]))
  const signatairesDe = ({ type, commandes }: Piece) =>
    commandes.flatMap((c) => {
      const dossier = parCommande.get(c)
      return dossier === undefined ? [] : signatairesOf(dossier, type)
    })
  const voulues = new Map(
    aSigner.map((p): [number, Voulue] => [
      p.id,
      [...new Set(signatairesDe(p))].map((signataire) => ({
        signataire,
        date,
        nature,
      })),
    ]),
  )
  if (voulues.size > 0) await recordSignatures(tx, ctx, voulues)
  return { signees: voulues.size, gardees: pieces.size - voulues.size }
}

/**
 * Records whom the texts have sign it as signatory of the document of each order: the client or its representative,
 * the vendor for a MOM. Refuses an order that is not there and a day to come.
 */
export async function signByClients(
  ctx: Contexte,
  tx: Ecriture,
  saisie: Readonly<{
    commandeIds: readonly number[]
    type: TypePiece
    date: Jour
    nature: NatureSignature
  }>,
): Promise<ResultatSignatures> {
  const dossiers = await gatherDossiers(tx, saisie.commandeIds)
  if (dossiers.length < new Set(saisie.commandeIds).size)
    introuvable('Une des commandes n’est pas dans le registre.')
  const pieceOf = (d: Dossier) => d.pieces.findLast((p) => p.type === saisie.type && p.etat === 'rattachee')
  const pieces = new Map(dossiers.flatMap((d) => pieceOf(d) ?? []).map((p) => [p.id, p]))
  return {
    ...(await signPieces(ctx, tx, pieces, saisie)),
    sansPiece: dossiers.filter((d) => pieceOf(d) === undefined).map((d) => d.commande.numero),
  }
}
