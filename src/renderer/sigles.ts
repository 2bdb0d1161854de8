/** « SFP » for `SFP-LGC-Va2`: the first part of a code where it tells the schemes shown apart, the whole code elsewhere. */
export function sigle(code: string, parmi: readonly string[]): string {
  const court = code.split('-')[0] ?? code
  return parmi.every((c) => c === code || c.split('-')[0] !== court) ? court : code
}
