import path from 'node:path'
import { type Command, Option } from 'commander'
import type { ResumeCommande } from '#contract/commande.ts'
import type { Avancement } from '#contract/commun.ts'
import type { ResultatEmission } from '#contract/document.ts'
import type { EtatCommande } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { readJour } from './arguments.ts'
import { type Choix, chooseCommandes } from './dossiers.ts'
import type { Run, Session } from './session.ts'
import { plural, type Reponse, shorten } from './sortie.ts'

type Options = Choix & { readonly sortie: string }

/** A document of the command line: its words, what `--tous` takes, how it is printed. */
interface Emission {
  readonly un: string
  readonly plusieurs: string
  readonly aucun: string
  readonly etats: readonly EtatCommande[]
  /** Of the orders of `--tous`, those that this document is for. */
  trier?(session: Session, commandes: readonly ResumeCommande[]): Promise<readonly ResumeCommande[]>
  imprimer(
    session: Session,
    commandeIds: number[],
    sortie: string,
  ): Promise<AsyncIterable<Avancement<ResultatEmission>>>
}

const sayAvertissements = (avertissements: ResultatEmission['avertissements']): string =>
  avertissements.length === 0
    ? ''
    : `\nÀ regarder\u00a0:\n${avertissements.map((a) => `  ${a.phrase}\n    ${shorten(a.numeros)}`).join('\n')}`

/** `--tous` takes what is to be printed, and says what cannot be. */
async function emit(session: Session, emission: Emission, choix: Options): Promise<Reponse> {
  const choisies = await chooseCommandes(session.client, choix, emission.etats)
  const commandes = choix.tous === true ? ((await emission.trier?.(session, choisies)) ?? choisies) : choisies
  const dossier = path.resolve(choix.sortie)
  if (commandes.length === 0)
    return {
      json: { emis: [], refuses: [], avertissements: [], dossier },
      texte: emission.aucun,
      refus: false,
    }
  const ids = commandes.map((c) => c.id)
  const resultat = await session.suivre(emission.imprimer(session, ids, dossier))
  const refuses = [...Map.groupBy(resultat.refuses, (r) => r.raisons.join(' '))].map(
    ([raisons, cas]) => `  ${raisons}\n    ${shorten(cas.map((c) => c.numero))}`,
  )
  const nombre = plural(resultat.refuses.length, 'commande refusée', 'commandes refusées')
  return {
    json: resultat,
    texte:
      `${plural(resultat.emis.length, emission.un, emission.plusieurs)} dans ${resultat.dossier}` +
      (refuses.length === 0 ? '' : `\n${nombre}\u00a0:\n${refuses.join('\n')}`) +
      sayAvertissements(resultat.avertissements),
    refus: refuses.length > 0,
  }
}

const BDC: Emission = {
  un: 'bon de commande émis',
  plusieurs: 'bons de commande émis',
  aucun: 'Aucun bon de commande à émettre.',
  etats: ['a_completer', 'bdc_a_emettre'],
  imprimer: ({ client, signal }, commandeIds, sortie) =>
    client.bdc.emettre({ commandeIds, sortie }, { signal }),
}

/** Orders asked about at once; the contract's limit. */
const TRANCHE = 1000

const reception = (type: 'VA' | 'MOM'): Emission => ({
  un: `${type} émise`,
  plusieurs: `${type} émises`,
  aucun: `Aucune ${type} à émettre.`,
  etats: ['reception_a_emettre'],
  async trier({ client }, commandes) {
    const autres = new Set<number>()
    for (let i = 0; i < commandes.length; i += TRANCHE) {
      const commandeIds = commandes.slice(i, i + TRANCHE).map((c) => c.id)
      for (const p of await client.reception.proposer({ commandeIds }))
        if (p.type !== null && p.type !== type) autres.add(p.commandeId)
    }
    return commandes.filter((c) => !autres.has(c.id))
  },
  imprimer: ({ client, signal }, commandeIds, sortie) =>
    client.reception.emettre({ commandeIds, sortie, type }, { signal }),
})

const facture = (date: Jour | null): Emission => ({
  un: 'facture émise',
  plusieurs: 'factures émises',
  aucun: 'Aucune facture à émettre.',
  etats: ['facture_a_emettre'],
  imprimer: ({ client, signal }, commandeIds, sortie) =>
    client.facture.emettre({ commandeIds, sortie, date }, { signal }),
})

const PV: Emission = {
  un: 'PV émis',
  plusieurs: 'PV émis',
  aucun: 'Aucun PV à émettre.',
  etats: [],
  imprimer: ({ client, signal }, commandeIds, sortie) =>
    client.pilote.emettrePv({ commandeIds, sortie }, { signal }),
}

/** `parent emettre`, of the orders named; of all those that are to be printed unless `tous` is null. */
function addEmettre(parent: Command, tous: string | null): Command {
  const emettre = parent.command('emettre')
  if (tous !== null) emettre.addOption(new Option('--tous', tous).conflicts('numero'))
  return emettre
    .option('--numero <N...>', 'numéros de commande')
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .requiredOption('--sortie <DIR>', 'dossier des PDF')
}

export function addEmissions(program: Command, run: Run): void {
  const named = (nom: string, description: string) =>
    program.commands.find((c) => c.name() === nom) ?? program.command(nom).description(description)
  const action = (emission: Emission) => (o: Options, c: Command) =>
    run((session: Session) => emit(session, emission, o))(c)
  addEmettre(named('bdc', 'les bons de commande'), 'tous ceux qui sont à émettre')
    .description('imprime les bons de commande')
    .action(action(BDC))
  addEmettre(named('pv', 'les procès-verbaux d’installation pilote'), null)
    .description('imprime les PV que des clients du pilote signeront')
    .action(action(PV))
  addEmettre(named('va', 'les vérifications d’aptitude'), 'toutes celles qui sont à émettre')
    .description('imprime les VA que les clients signeront')
    .action(action(reception('VA')))
  addEmettre(named('mom', 'les mises en ordre de marche'), 'toutes celles qui sont à émettre')
    .description('imprime les MOM que le fournisseur signera')
    .action(action(reception('MOM')))
  addEmettre(named('facture', 'les factures'), 'toutes celles qui sont à émettre')
    .option('--date <DATE>', 'date des factures ; aujourd’hui sinon')
    .description('numérote, imprime et joint les factures')
    .action(({ date, ...o }: Options & { date?: string }, c: Command) =>
      action(facture(date === undefined ? null : readJour(date)))(o, c),
    )
}
