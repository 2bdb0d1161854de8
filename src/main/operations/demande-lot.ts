import { codesAt } from '#domain/codes.ts'
import type { Piece, TypeDemande } from '#domain/commande.ts'
import { jourParis } from '#domain/dates.ts'
import { montantsOf, piecesOf } from '#domain/demandes.ts'
import type { CasDispositif, Dispositif } from '#domain/dispositif.ts'
import { perimetreOf } from '#domain/suite.ts'
import type { Contexte } from '../contexte.ts'
import { namePieces } from '../exports/noms.ts'
import type { EntreeZip } from '../exports/zip.ts'
import { type FichierDemandes, prepareLigne } from '../formats/ligne.ts'
import { refuser } from '../refus.ts'
import type { DemandeAPreparer } from '../registre/demandes.ts'
import { isJointe, type Lot } from './demande-examen.ts'
import { DEMANDES } from './demande-type.ts'
import { gatherDossiers } from './dossier.ts'

/** A lot as it will be written: the file's bindings, the pieces under their names, the requests to record. */
export interface LotAssemble {
  readonly fichier: FichierDemandes
  readonly pieces: readonly (Omit<EntreeZip, 'lire'> & {
    readonly pieceId: number
    readonly numero: string
  })[]
  readonly demandes: readonly DemandeAPreparer[]
}

/** Gathers the dossiers of a lot again and names their pieces, once. */
export async function assembleLot(
  ctx: Contexte,
  type: TypeDemande,
  dispositif: Dispositif,
  lot: Lot,
): Promise<LotAssemble> {
  const regle = DEMANDES[type]
  const dossiers = await ctx.registre.lire((db) =>
    gatherDossiers(
      db,
      lot.partantes.map((p) => p.id),
    ),
  )
  const jour = jourParis(ctx.maintenant())
  const choisies = dossiers.map((dossier) => {
    const { numero, cas: code } = dossier.commande
    const attendues = piecesOf(dossier, dispositif, type)
    const pieces = attendues.filter(isJointe)
    const cas = dispositif.cas.find((c) => c.code === code)
    if (pieces.length < attendues.length || cas === undefined) changedMeanwhile(numero)
    return { dossier, numero, pieces, cas: cas as CasDispositif }
  })
  const toutes = choisies.flatMap(({ numero, pieces }) => pieces.map(({ piece }) => ({ piece, numero })))
  const noms = namePieces(
    toutes.map(({ piece, numero }) => ({
      pieceId: piece.id,
      nom: piece.nom,
      extension: piece.format === 'tiff' ? 'tif' : piece.format,
      numero: regle.nommer(numero, piece.type),
    })),
  )
  const nomOf = (piece: Piece) => noms.get(piece.id) as string
  return {
    fichier: {
      siret: lot.siret,
      numeroAns: lot.numeroAns,
      codes: codesAt(dispositif, jour),
      lignes: choisies.map(({ dossier, pieces, cas }, i) => {
        const nommees = pieces.map(({ attendue, piece }) => ({
          nom: nomOf(piece),
          format: piece.format,
          typeFichier: attendue.typeFichier,
        }))
        return prepareLigne(regle.lire(dossier), cas, nommees, i + 1)
      }),
    },
    pieces: [...new Map(toutes.map((t) => [t.piece.id, t])).values()].map(({ piece, numero }) => ({
      pieceId: piece.id,
      numero,
      nom: nomOf(piece),
      taille: piece.taille,
      sha256: piece.sha256,
    })),
    demandes: choisies.map(({ dossier, pieces }, i) => ({
      commandeId: dossier.commande.id,
      numLigne: i + 1,
      pieces: pieces.map(({ attendue, piece }) => ({
        pieceId: piece.id,
        nom: nomOf(piece),
        typeFichier: attendue.typeFichier,
      })),
      ...montantsOf(dossier, dispositif, type, jour),
      perimetre: perimetreOf(dossier, type),
    })),
  }
}

/** Refuses a lot of which an order is no longer what was looked at. */
export function changedMeanwhile(numero: string): never {
  refuser(`La commande ${numero} a changé pendant la préparation\u00a0: son fichier n’a pas été écrit.`, {
    ou: numero,
    remede: 'Relancez la préparation.',
  })
}
