import { TYPES_DOCUMENT } from '#domain/commande.ts'

/** An order as matching sees it. */
export interface CommandeCherchee {
  readonly id: number
  readonly numero: string
  readonly fichierAttendu: string
  /** Number of its invoice; empty when it has none, or when the files cannot be named by it. */
  readonly facture: string
}

export type Rapprochement =
  | { readonly issue: 'trouvee'; readonly commandeId: number; readonly numero: string }
  | { readonly issue: 'ambigue'; readonly numeros: readonly string[] }
  | { readonly issue: 'aucune' }

const CHIFFRE = /[0-9]/

/** Letters and digits in capitals without accents; `coupures[i]`: something else stood before the i-th. */
function squeeze(texte: string): { readonly brut: string; readonly coupures: readonly boolean[] } {
  let brut = ''
  const coupures: boolean[] = []
  let coupure = true
  for (const c of texte.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase()) {
    if (/[A-Z0-9]/.test(c)) {
      brut += c
      coupures.push(coupure)
      coupure = false
    } else coupure = true
  }
  coupures.push(true)
  return { brut, coupures }
}

const withoutExtension = (nom: string) => nom.replace(/\.[A-Za-z0-9]{1,5}$/, '')
const fold = (nom: string) =>
  nom
    .normalize('NFC')
    .replace(/^.*[/\\]/s, '')
    .trim()
    .toLowerCase()

/** What Liasse puts before the number in the name of what it prints: « VA-12.pdf » is order 12. */
const NOM_LIASSE = new RegExp(`^(?:${TYPES_DOCUMENT.join('|')})-`, 'i')
const LONGUEUR_MAX = 60
/** A shorter number is only recognised when it is the whole name: « 12.pdf », never « page 12.pdf ». */
const LONGUEUR_SURE = 4

/**
 * Finds the order that a file belongs to: first the file name that the vendor's list announced (case and extension
 * ignored), then the number of the order or of its invoice in the name (letters and digits only, the longest; a number cut out of a longer
 * run of digits or letters does not count). Two orders for one name: by hand.
 */
export function openRapprochement(commandes: Iterable<CommandeCherchee>): (nom: string) => Rapprochement {
  const annonces = new Map<string, CommandeCherchee[]>()
  const numeros = new Map<string, CommandeCherchee[]>()
  const add = (carte: Map<string, CommandeCherchee[]>, cle: string, commande: CommandeCherchee) => {
    if (cle === '') return
    const liste = carte.get(cle)
    if (liste === undefined) carte.set(cle, [commande])
    else if (!liste.includes(commande)) liste.push(commande)
  }
  for (const commande of commandes) {
    const attendu = fold(commande.fichierAttendu)
    add(annonces, attendu, commande)
    add(annonces, withoutExtension(attendu), commande)
    for (const numero of [commande.numero, commande.facture]) add(numeros, squeeze(numero).brut, commande)
  }

  const conclude = (candidates: readonly CommandeCherchee[]): Rapprochement => {
    const [premiere, ...autres] = candidates
    if (premiere === undefined) return { issue: 'aucune' }
    if (autres.length > 0) return { issue: 'ambigue', numeros: candidates.map((c) => c.numero) }
    return { issue: 'trouvee', commandeId: premiere.id, numero: premiere.numero }
  }

  const byNumber = (nom: string): readonly CommandeCherchee[] => {
    const { brut, coupures } = squeeze(withoutExtension(nom))
    const sameRun = (i: number) =>
      !coupures[i] && CHIFFRE.test(brut[i - 1] ?? '') === CHIFFRE.test(brut[i] ?? '')
    for (let longueur = Math.min(brut.length, LONGUEUR_MAX); longueur > 0; longueur--) {
      if (longueur < LONGUEUR_SURE && longueur !== brut.length) return []
      const trouvees = new Set<CommandeCherchee>()
      for (let i = 0; i + longueur <= brut.length; i++) {
        if (sameRun(i) || sameRun(i + longueur)) continue
        for (const commande of numeros.get(brut.slice(i, i + longueur)) ?? []) trouvees.add(commande)
      }
      if (trouvees.size > 0) return [...trouvees]
    }
    return []
  }

  return (nom) => {
    const plie = fold(nom)
    const annoncee = annonces.get(plie) ?? annonces.get(withoutExtension(plie))
    return conclude(annoncee ?? byNumber(nom.replace(/^.*[/\\]/s, '').replace(NOM_LIASSE, '')))
  }
}
