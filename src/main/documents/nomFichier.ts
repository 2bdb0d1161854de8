import type { TypeDocument } from '#domain/commande.ts'

const RESERVES = /^(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:[. ]|$)/i
const LONGUEUR_MAX = 80

/**
 * Name of a printed document, made from its type and the order's number alone, « VA-EX260412 »; an order form has its
 * number only. No name of a person leaves in a file name. Safe on Windows, macOS and Linux, and for the portal.
 */
export function nameDocument(type: TypeDocument, numero: string): string {
  const propre = numero
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9 ._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[-. ]+|[-. ]+$/g, '')
    .slice(0, LONGUEUR_MAX)
    .replace(/[-. ]+$/, '')
  if (type !== 'BDC') return propre === '' ? type : `${type}-${propre}`
  return propre === '' || RESERVES.test(propre) ? `BDC ${propre}`.trimEnd() : propre
}
