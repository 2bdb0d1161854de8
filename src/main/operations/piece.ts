import type { Avancement, Rejet } from '#contract/commun.ts'
import type { ResultatRattachement } from '#contract/piece.ts'
import type { NatureSignature, Piece, TypePiece } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { TransitionRefusee } from '#domain/etats.ts'
import { type Contexte, impl } from '../contexte.ts'
import { type FichierTrouve, listFichiers, readPiece, rejet } from '../pieces/lecture.ts'
import { readListeSignatures, type SignatureDeclaree } from '../pieces/listeSignatures.ts'
import { ContenuAltere, openMagasin } from '../pieces/magasin.ts'
import { openRapprochement, type Rapprochement } from '../pieces/rapprochement.ts'
import { introuvable, refuser } from '../refus.ts'
import { type EntreeJournal, journaliser } from '../registre/journal.ts'
import {
  declareSignatures,
  discardPiece,
  findPieces,
  insertPiece,
  linkPiece,
  type NouvellePiece,
  readCommandesCherchees,
  readPieces,
  readPiecesARattacher,
  unlinkPiece,
} from '../registre/pieces.ts'
import type { Ecriture } from '../registre/registre.ts'
import { type Bilan, recordGiven, signByClients } from './piece-signatures.ts'
import { followPieces } from './pilote-suivi.ts'

/** Files read side by side, and written in one transaction. */
const LOT = 16

interface Recue {
  readonly nouvelle: NouvellePiece
  readonly rapprochement: Rapprochement
}

const EXPLICATIONS: Readonly<Record<'aucune' | 'ambigue', (nom: string, numeros: string) => string>> = {
  aucune: (nom) => `Aucune commande n’a été reconnue dans le nom «\u00a0${nom}\u00a0».`,
  ambigue: (nom, numeros) => `«\u00a0${nom}\u00a0» peut aller à plusieurs commandes\u00a0: ${numeros}.`,
}

/** Records one stored file and attaches it. The same file given again changes nothing. */
async function receive(
  tx: Ecriture,
  ctx: Contexte,
  { nouvelle, rapprochement }: Recue,
  connue: Piece | undefined,
  explicite: boolean,
  bilan: Bilan,
): Promise<readonly EntreeJournal[]> {
  const { nom, sha256 } = nouvelle
  const journal: EntreeJournal[] = []
  const id = connue?.id ?? (await insertPiece(tx, nouvelle, ctx.maintenant()))
  if (connue === undefined)
    journal.push({
      sujet: 'piece',
      sujetId: id,
      action: 'creation',
      vers: 'a_rattacher',
      fichier: nom,
      sha256,
    })
  const etat = connue?.etat ?? 'a_rattacher'
  const trouvee = rapprochement.issue === 'trouvee' ? rapprochement : null
  const enPlace =
    connue?.etat === 'rattachee' && (!explicite || connue.commandes.includes(trouvee?.commandeId ?? 0))
  if (enPlace) bilan.dejaLa.push({ nom, pieceId: id })
  else if (connue?.etat === 'ecartee' && !explicite)
    bilan.rejets.push(
      rejet(
        nom,
        'ecartee',
        `«\u00a0${nom}\u00a0» a été écartée. Pour la reprendre, donnez-la sur sa commande.`,
      ),
    )
  else if (trouvee === null) {
    const numeros = rapprochement.issue === 'ambigue' ? rapprochement.numeros.join(', ') : ''
    const phrase = EXPLICATIONS[rapprochement.issue as 'aucune' | 'ambigue'](nom, numeros)
    bilan.aRattacher.push({ nom, pieceId: id, phrase })
  } else {
    const vers = await linkPiece(tx, { id, etat }, trouvee.commandeId, nouvelle.type)
    journal.push(
      { sujet: 'piece', sujetId: id, action: 'rattachement', de: etat, vers, fichier: nom, sha256 },
      {
        sujet: 'commande',
        sujetId: trouvee.commandeId,
        action: 'piece',
        vers: nouvelle.type,
        fichier: nom,
        sha256,
      },
    )
    await followPieces(tx, ctx, [trouvee.commandeId])
    bilan.rattachees.push({ nom, numero: trouvee.numero, pieceId: id })
  }
  return journal
}

interface Demande {
  readonly chemins: readonly string[]
  readonly type: TypePiece
  readonly signatures: string | null
  readonly signeeLe: Jour | null
  readonly parClient: NatureSignature | null
  readonly commandeId: number | null
}

async function openMatching(
  ctx: Contexte,
  { commandeId, type }: Pick<Demande, 'commandeId' | 'type'>,
): Promise<(nom: string) => Rapprochement> {
  const commandes = await ctx.registre.lire((db) => readCommandesCherchees(db, type))
  if (commandeId === null) return openRapprochement(commandes)
  const commande = commandes.find((c) => c.id === commandeId)
  if (commande === undefined) introuvable('Cette commande n’est pas dans le registre, ou elle est annulée.')
  return () => ({ issue: 'trouvee', commandeId, numero: commande.numero })
}

async function* rattacher(
  ctx: Contexte,
  demande: Demande,
  signal: AbortSignal | undefined,
): AsyncGenerator<Avancement<ResultatRattachement>> {
  const liste: { signatures: readonly SignatureDeclaree[]; rejets: readonly Rejet[] } =
    demande.signatures === null
      ? { signatures: [], rejets: [] }
      : await readListeSignatures(demande.signatures)
  const match = await openMatching(ctx, demande)
  const magasin = openMagasin(ctx.registre.dossier)
  const { fichiers, rejets } = await listFichiers(demande.chemins)
  const bilan: Bilan = {
    recues: fichiers.length,
    rattachees: [],
    aRattacher: [],
    dejaLa: [],
    rejets: [...rejets],
  }

  const store = async (fichier: FichierTrouve): Promise<Recue | Rejet> => {
    const lue = await readPiece(ctx.atelier, fichier)
    if (!lue.lue) return lue.rejet
    const { octets, lue: _, ...faits } = lue
    const sha256 = await magasin.put(octets)
    const nouvelle = { ...faits, nom: fichier.nom, sha256, taille: octets.length, type: demande.type }
    return { nouvelle, rapprochement: match(fichier.nom) }
  }

  for (let i = 0; i < fichiers.length; i += LOT) {
    if (signal?.aborted) return
    const lues = await Promise.all(fichiers.slice(i, i + LOT).map(store))
    await ctx.registre.ecrire(async (tx) => {
      const journal: EntreeJournal[] = []
      for (const lue of lues) {
        if ('regle' in lue) {
          bilan.rejets.push(lue)
          continue
        }
        const { sha256 } = lue.nouvelle
        const connue = (await findPieces(tx, [sha256])).get(sha256)
        journal.push(...(await receive(tx, ctx, lue, connue, demande.commandeId !== null, bilan)))
      }
      await journaliser(tx, ctx, journal)
    })
    const fait = Math.min(i + LOT, fichiers.length)
    yield {
      type: 'progres',
      fait,
      total: fichiers.length,
      libelle: `${fait} pièces lues sur ${fichiers.length}`,
    }
  }
  bilan.rejets.push(...liste.rejets)
  if (liste.signatures.length > 0 || demande.signeeLe !== null)
    await recordGiven(ctx, liste.signatures, demande, bilan)
  yield { type: 'resultat', resultat: bilan }
}

async function readOne(tx: Ecriture, pieceId: number): Promise<Piece> {
  return (await readPieces(tx, [pieceId]))[0] ?? introuvable('Cette pièce n’est pas dans le registre.')
}

/** Changes one piece in a transaction; a move that its state does not allow is refused in French. */
async function change(
  ctx: Contexte,
  pieceId: number,
  action: string,
  apply: (
    tx: Ecriture,
    piece: Piece,
  ) => Promise<{ readonly vers: string; readonly commandeIds: readonly number[] }>,
): Promise<Piece> {
  try {
    return await ctx.registre.ecrire(async (tx) => {
      const piece = await readOne(tx, pieceId)
      const { vers, commandeIds } = await apply(tx, piece)
      const commun = { action, fichier: piece.nom, sha256: piece.sha256 }
      await journaliser(tx, ctx, [
        { ...commun, sujet: 'piece', sujetId: pieceId, de: piece.etat, vers },
        ...commandeIds.map((id) => ({
          ...commun,
          sujet: 'commande' as const,
          sujetId: id,
          vers: piece.type,
        })),
      ])
      await followPieces(tx, ctx, commandeIds)
      return readOne(tx, pieceId)
    })
  } catch (erreur) {
    if (erreur instanceof TransitionRefusee) refuser(erreur.message)
    throw erreur
  }
}

const TYPES_MIME: Readonly<Record<Piece['format'], string>> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  png: 'image/png',
  tiff: 'image/tiff',
}

async function openPiece(ctx: Contexte, pieceId: number): Promise<File> {
  const [piece] = await ctx.registre.lire((db) => readPieces(db, [pieceId]))
  if (piece === undefined) introuvable('Cette pièce n’est pas dans le registre.')
  try {
    const octets = await openMagasin(ctx.registre.dossier).read(piece.sha256)
    return new File([new Uint8Array(octets)], piece.nom, { type: TYPES_MIME[piece.format] })
  } catch (erreur) {
    if (!(erreur instanceof ContenuAltere) && (erreur as { code?: string }).code !== 'ENOENT') throw erreur
    refuser(`Le contenu de «\u00a0${piece.nom}\u00a0» a disparu du registre ou a été modifié.`, {
      ou: openMagasin(ctx.registre.dossier).chemin(piece.sha256),
      remede:
        'Écartez cette pièce et joignez à nouveau l’original, ou remettez une sauvegarde du dossier «\u00a0pieces\u00a0».',
    })
  }
}

export const pieceOperations = (ctx: Contexte) =>
  impl.piece.router({
    rattacher: impl.piece.rattacher.handler(({ input, signal }) => rattacher(ctx, input, signal)),
    aRattacher: impl.piece.aRattacher.handler(() => ctx.registre.lire(readPiecesARattacher)),
    associer: impl.piece.associer.handler(({ input }) =>
      change(ctx, input.pieceId, 'rattachement', async (tx, piece) => {
        const ids = new Set((await readCommandesCherchees(tx, input.type)).map((c) => c.id))
        if (!ids.has(input.commandeId))
          introuvable('Cette commande n’est pas dans le registre, ou elle est annulée.')
        return {
          vers: await linkPiece(tx, piece, input.commandeId, input.type),
          commandeIds: [...new Set([input.commandeId, ...piece.commandes])],
        }
      }),
    ),
    dissocier: impl.piece.dissocier.handler(async ({ input }) => {
      await change(ctx, input.pieceId, 'detachement', async (tx, piece) => {
        if (!piece.commandes.includes(input.commandeId))
          refuser(`«\u00a0${piece.nom}\u00a0» n’est pas rattachée à cette commande.`)
        return { vers: await unlinkPiece(tx, piece, input.commandeId), commandeIds: [input.commandeId] }
      })
    }),
    ecarter: impl.piece.ecarter.handler(async ({ input }) => {
      await change(ctx, input.pieceId, 'mise à l’écart', async (tx, piece) => ({
        vers: await discardPiece(tx, piece),
        commandeIds: piece.commandes,
      }))
    }),
    signer: impl.piece.signer.handler(({ input }) =>
      ctx.registre.ecrire(async (tx) => {
        const { pieceId, signataire, date, nature } = input
        const piece = await readOne(tx, pieceId)
        await declareSignatures(tx, pieceId, [{ signataire: signataire.trim(), date, nature }])
        await journaliser(tx, ctx, [
          {
            sujet: 'piece',
            sujetId: pieceId,
            action: 'signature',
            vers: `${signataire.trim()} ${date ?? 'sans date'} ${nature}`.trim(),
            fichier: piece.nom,
            sha256: piece.sha256,
          },
        ])
        await followPieces(tx, ctx, piece.commandes)
        return readOne(tx, pieceId)
      }),
    ),
    signerPlusieurs: impl.piece.signerPlusieurs.handler(({ input }) =>
      ctx.registre.ecrire((tx) => signByClients(ctx, tx, input)),
    ),
    lire: impl.piece.lire.handler(({ input }) => openPiece(ctx, input.pieceId)),
  })
