/** Names that Windows keeps for devices, with or without an extension. */
const RESERVES = /^(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\.|$)/i
/** Latin letters, digits and the signs that every system and every ZIP reader accepts. */
const ADMIS = /^[\p{Script=Latin}\p{M}\d ._()+,;=@&'’#~^!{}[\]-]+$/u
/** The request file and Windows paths both bound it. */
export const NOM_MAX = 100

/** Can this name be given to a file, as it is, on Windows, macOS and Linux, and in a ZIP? */
export function isSafeName(nom: string): boolean {
  return (
    nom.length <= NOM_MAX &&
    ADMIS.test(nom) &&
    nom === nom.normalize('NFC') &&
    !RESERVES.test(nom) &&
    !/^[ .]|[ .]$/.test(nom) &&
    !nom.includes('..')
  )
}

/** Two names that Windows and macOS take for one. */
export const foldName = (nom: string): string => nom.normalize('NFC').toUpperCase()

export interface PieceANommer {
  readonly pieceId: number
  /** Original name of the file. */
  readonly nom: string
  readonly extension: string
  /** Order that the piece serves: names it when the original name cannot. */
  readonly numero: string
}

/** A name of plain letters, digits and dashes for a file; `defaut` begins it when nothing usable is left. */
export const deriveName = (texte: string, defaut: string): string => {
  const propre = texte
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return propre === '' || RESERVES.test(propre) ? `${defaut}-${propre}` : propre
}

/**
 * Names the pieces of one file: the original name when it is safe and unique in the file, as in the vendor's own
 * list; otherwise the order number, with a rank when two come to the same. Depends on the pieces and their order alone.
 */
export function namePieces(pieces: readonly PieceANommer[]): ReadonlyMap<number, string> {
  const distinctes = [...Map.groupBy(pieces, (p) => p.pieceId).values()].map(
    ([premiere]) => premiere as PieceANommer,
  )
  const fois = new Map<string, number>()
  for (const { nom } of distinctes) fois.set(foldName(nom), (fois.get(foldName(nom)) ?? 0) + 1)
  const garde = (p: PieceANommer) => isSafeName(p.nom) && fois.get(foldName(p.nom)) === 1
  const pris = new Set(distinctes.filter(garde).map((p) => foldName(p.nom)))
  const noms = new Map<number, string>()
  for (const piece of distinctes) {
    let nom = piece.nom
    if (!garde(piece)) {
      const base = deriveName(piece.numero, 'BDC')
      for (let rang = 1; ; rang++) {
        nom = `${base}${rang === 1 ? '' : `-${rang}`}.${piece.extension}`
        if (!pris.has(foldName(nom))) break
      }
      pris.add(foldName(nom))
    }
    noms.set(piece.pieceId, nom)
  }
  return noms
}
