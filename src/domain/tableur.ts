/**
 * What a spreadsheet takes for a formula or a command when it opens a list: a cell that begins with one of these
 * signs (full-width ones included), whoever wrote it. An apostrophe before it makes it a text.
 */
const FORMULE = /^'*[=+\-@\t\r\n＝＋－＠]/
const NEUTRALISEE = /^'+[=+\-@\t\r\n＝＋－＠]/

/** The text of a cell that no spreadsheet runs. `restoreCellule` gives the first text back, exactly. */
export const neutralizeCellule = (texte: string): string => (FORMULE.test(texte) ? `'${texte}` : texte)

/** The text that `neutralizeCellule` was given; any other cell is returned as it is. */
export const restoreCellule = (texte: string): string =>
  texte.charCodeAt(0) === 39 && NEUTRALISEE.test(texte) ? texte.slice(1) : texte
