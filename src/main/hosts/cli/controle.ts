import { bloque } from '#domain/constat.ts'
import { APRES_AVANCE, AVANT_AVANCE, type Choix, chooseCommandes, listPages } from './dossiers.ts'
import type { Client, Session } from './session.ts'
import { plural, type ReponseSuite, shorten, shortenTextes } from './sortie.ts'

type Controle = Awaited<ReturnType<Client['commande']['controler']>>[number]

/** Controls that ask each question of a scenario: ordered, installed. */
const QUESTIONS = new Set(['SCN-REPONSES', 'INS-SCENARIO'])

/** Orders controlled together. */
const TRANCHE = 200

const texteOf = (c: Controle['constats'][number]) =>
  `${c.phrase} ${c.remede} [${c.source.document}, ${c.source.passage}]`

/** Constats of one code, whatever the orders: what is said of them, each sentence once. */
interface Groupe {
  readonly bloquant: boolean
  cas: number
  readonly remede: string
  readonly numeros: Set<string>
  /** Question without an answer → what is said of it. */
  readonly questions: Map<string, string>
  readonly textes: Set<string>
}

/** What the control says in words, order after order. */
class Bilan {
  readonly #groupes = new Map<string, Groupe>()
  #controlees = 0
  #bloquees = 0

  add({ numero, constats }: Controle): void {
    this.#controlees += 1
    if (constats.some(bloque)) this.#bloquees += 1
    for (const c of constats) {
      if (c.issue === 'respecte' || c.gravite === 'information') continue
      const bloquant = bloque(c)
      const titre = `${bloquant ? 'bloquant' : 'alerte  '}  ${c.code}`
      let groupe = this.#groupes.get(titre)
      if (groupe === undefined) {
        groupe = {
          bloquant,
          cas: 0,
          remede: c.remede,
          numeros: new Set(),
          questions: new Map(),
          textes: new Set(),
        }
        this.#groupes.set(titre, groupe)
      }
      groupe.cas += 1
      groupe.numeros.add(numero)
      if (QUESTIONS.has(c.code) && c.issue === 'inconnu' && c.trouve !== null)
        groupe.questions.set(c.trouve, texteOf(c))
      else groupe.textes.add(texteOf(c))
    }
  }

  conclude(): { readonly texte: string; readonly refus: boolean } {
    const lignes = [...this.#groupes]
      .sort(([, a], [, b]) => Number(b.bloquant) - Number(a.bloquant) || b.cas - a.cas)
      .map(([titre, { questions, textes, remede, numeros }]) => {
        // One question alone is said as any other constat.
        const dits = [...textes, ...(questions.size === 1 ? questions.values() : [])]
        const phrases = [
          ...(questions.size > 1
            ? [
                `${plural(questions.size, 'question')} sans réponse\u00a0: ${[...questions.keys()].join(' ; ')}. ${remede}`,
              ]
            : []),
          ...(dits.length > 0 ? [shortenTextes(dits)] : []),
        ]
        return `${titre}\u00a0: ${phrases.join(' ')}\n          ${shorten(numeros)}`
      })
    const bilan = `${plural(this.#controlees, 'commande contrôlée', 'commandes contrôlées')}, ${plural(this.#bloquees, 'bloquée')}.`
    return { texte: [...lignes, bilan].join('\n'), refus: this.#bloquees > 0 }
  }
}

/** What `--pour` may say. */
export type PourCli = 'avance' | 'reception' | 'facture' | 'solde'

/** Without a number, the orders that have the step before them; without a step, all that have one. */
const etatsOf = (pour: PourCli | undefined) =>
  pour === 'avance' ? AVANT_AVANCE : pour === undefined ? [...AVANT_AVANCE, ...APRES_AVANCE] : APRES_AVANCE

/** `controler`: orders are controlled and told batch after batch, whatever their number. */
export async function control(
  { client }: Session,
  { pour, ...choix }: Choix & { readonly pour?: PourCli },
): Promise<ReponseSuite> {
  const nommees =
    choix.numero === undefined || choix.numero.length === 0 ? null : await chooseCommandes(client, choix, [])
  const bilan = new Bilan()
  async function* elements() {
    const pages =
      nommees === null ? listPages(client, { ...choix, etats: etatsOf(pour) }, TRANCHE) : inPages(nommees)
    for await (const page of pages) {
      const controles = await client.commande.controler({
        commandeIds: page.map((c) => c.id),
        pour: pour ?? null,
      })
      for (const controle of controles) {
        bilan.add(controle)
        yield controle
      }
    }
  }
  return { elements: elements(), conclude: () => bilan.conclude() }
}

function* inPages<T>(lignes: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < lignes.length; i += TRANCHE) yield lignes.slice(i, i + TRANCHE)
}
