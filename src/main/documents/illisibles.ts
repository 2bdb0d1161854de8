import type { Dossier, Participation } from '#domain/commande.ts'
import { nomComplet } from '#domain/tiers.ts'
import { findLost } from './texte.ts'
import { formatAdresse } from './valeurs.ts'

/** A field that the form cannot print as it is written. */
export interface ChampIllisible {
  /** « nom du client (Иван Петров) ». */
  readonly champ: string
  readonly caracteres: readonly string[]
  /** The agency compares it with the request: printed otherwise, the dossier would be refused. */
  readonly compare: boolean
}

type Lu = readonly [libelle: string, texte: string, compare: boolean]

function readParticipation({ role, tiers, representant }: Participation): readonly Lu[] {
  const nom = nomComplet(tiers)
  const qui = role === 'mandataire' ? 'du mandataire' : 'du client'
  return [
    [`nom ${qui}`, nom, true],
    [`nom du représentant (${nom})`, representant?.nom ?? '', true],
    [`qualité du représentant (${nom})`, representant?.qualite ?? '', false],
    [`adresse ${qui} (${nom})`, formatAdresse(tiers.adresse), false],
    [`adresse électronique ${qui} (${nom})`, `${tiers.mail}${representant?.mail ?? ''}`, false],
  ]
}

/** Fields whose characters the font of the documents lacks: Cyrillic, Chinese, emoji… Empty when all can be printed. */
export function listIllisibles(dossier: Dossier): readonly ChampIllisible[] {
  const { fournisseur, referencement, commande } = dossier
  const lus: readonly Lu[] = [
    ['numéro de la commande', commande.numero, true],
    ['dénomination du fournisseur', fournisseur.denomination, true],
    ['adresse du fournisseur', formatAdresse(fournisseur.adresse), false],
    ['adresse électronique du fournisseur', fournisseur.responsable.mail, false],
    ['mentions de la facture', fournisseur.mentionsFacture, false],
    ['nom et version du produit', `${referencement.solution} ${referencement.version}`, true],
    ...dossier.participations.filter((p) => p.role !== 'beneficiaire').flatMap(readParticipation),
  ]
  return lus.flatMap(([libelle, texte, compare]) => {
    const caracteres = findLost(texte)
    return caracteres.length === 0 ? [] : [{ champ: libelle, caracteres, compare }]
  })
}

/** « nom du client : И, в ». */
const say = ({ champ, caracteres }: ChampIllisible): string => `${champ}\u00a0: ${caracteres.join(' ')}`

/** Why the form is not printed; null when no compared field is concerned. */
export function refuseIllisibles(illisibles: readonly ChampIllisible[]): string | null {
  const compares = illisibles.filter((i) => i.compare)
  return compares.length === 0
    ? null
    : `La police des documents n’a pas ces caractères, dans un nom que l’agence compare (${compares.map(say).join('\u00a0; ')}). Écrivez-le en lettres latines, comme sur la demande.`
}

/** What the form prints as « ? » or leaves out; null when nothing is. */
export function noticeIllisibles(illisibles: readonly ChampIllisible[]): string | null {
  return illisibles.length === 0
    ? null
    : `La police des documents n’a pas ces caractères\u00a0: ils sont imprimés «\u00a0?\u00a0» ou laissés de côté (${illisibles.map(say).join('\u00a0; ')}). Corrigez la fiche, puis imprimez à nouveau.`
}
