import type { Dispositif, SoldeDispositif } from './dispositif.ts'
import type { Profession } from './tiers.ts'

export type ContenuFormation = SoldeDispositif['formation'][number]

/** What the training of a product must deal with: a content reserved to other profiles is left out (AF-SFP-LGC-Va2, annexe). */
export function contenusAttendus(
  dispositif: Pick<Dispositif, 'solde'>,
  profils: readonly string[],
): readonly ContenuFormation[] {
  return dispositif.solde.formation.filter(
    (c) => c.profils === undefined || c.profils.some((p) => profils.includes(p)),
  )
}

/** Advice on a candidate, never a rule: does it bring a profession that no other place has? */
export function apportOf(
  profession: Profession | null,
  autres: readonly { readonly rang: number; readonly profession: Profession | null }[],
): { readonly nouveau: boolean; readonly memeQue: number | null } {
  const meme = autres.find((a) => a.profession === profession)
  return { nouveau: meme === undefined, memeQue: meme?.rang ?? null }
}

/** Why the bundle for the ANS cannot go yet; empty when it can (AF-SFP-LGC-Va2 §6.3: the PV and all the training material). */
export function listManques(pilote: {
  readonly taille: number
  readonly signes: number
  readonly contenus: readonly { readonly libelle: string; readonly fichiers: readonly unknown[] }[]
}): readonly string[] {
  const vides = pilote.contenus.filter((c) => c.fichiers.length === 0)
  return [
    ...(pilote.signes < pilote.taille ? [`${pilote.signes} PV signés sur ${pilote.taille}`] : []),
    ...vides.map((c) => `support de formation absent\u00a0: ${c.libelle}`),
  ]
}
