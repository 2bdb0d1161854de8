import { type Command, InvalidArgumentError, Option } from 'commander'
import type { EcheanceAffichee } from '#contract/retour.ts'
import { ETATS_COMMANDE, NATURES_ECHEANCE, type NatureEcheance } from '#domain/commande.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import { NATURE_ECHEANCE_LIBELLES } from '#domain/etats.ts'
import { readJour } from './arguments.ts'
import { chooseCommandes } from './dossiers.ts'
import { Inutilisable, type Run, type Session } from './session.ts'
import { plural, type Reponse, table } from './sortie.ts'

const sayReste = ({ faiteLe, reste }: EcheanceAffichee): string => {
  if (faiteLe !== null) return `faite le ${formatJour(faiteLe)}`
  if (reste < 0) return `en retard de ${plural(-reste, 'jour')}`
  return reste === 0 ? 'aujourd’hui' : `dans ${plural(reste, 'jour')}`
}

interface Choix {
  readonly numero?: string
  readonly dispositif?: string
}

async function commandeOf({ client }: Session, { numero, dispositif }: Choix): Promise<number> {
  const [commande] = await chooseCommandes(
    client,
    { numero: [numero ?? ''], ...(dispositif !== undefined && { dispositif }) },
    ETATS_COMMANDE,
  )
  if (commande === undefined) throw new Inutilisable(`La commande ${numero} n’est pas dans le registre.`)
  return commande.id
}

async function list(session: Session, options: Choix & { toutes?: boolean }): Promise<Reponse> {
  const echeances = await session.client.echeance.lister({
    commandeId: options.numero === undefined ? null : await commandeOf(session, options),
    ouvertes: options.toutes !== true,
  })
  return {
    json: echeances,
    texte:
      echeances.length === 0
        ? 'Aucune échéance.'
        : table(
            [
              { titre: 'Id', valeur: (e) => String(e.id), droite: true },
              { titre: 'Au', valeur: (e) => formatJour(e.echeanceLe) },
              { titre: 'Reste', valeur: sayReste },
              { titre: 'Commande', valeur: (e) => e.numero },
              { titre: 'Client', valeur: (e) => e.client },
              { titre: 'Nature', valeur: (e) => NATURE_ECHEANCE_LIBELLES[e.nature] },
              { titre: 'Objet', valeur: (e) => e.objet },
            ],
            echeances,
          ),
    refus: false,
  }
}

const one = (e: EcheanceAffichee): Reponse => ({
  json: e,
  texte: `Échéance ${e.id}, commande ${e.numero}, ${NATURE_ECHEANCE_LIBELLES[e.nature]} « ${e.objet} » au ${formatJour(e.echeanceLe)} : ${sayReste(e)}.`,
  refus: false,
})

interface OptionsAjout extends Choix {
  readonly nature: NatureEcheance
  readonly objet: string
  readonly recueLe: Jour
  readonly au: Jour | null
  readonly commentaire?: string
}

async function add(session: Session, { numero, dispositif, au, ...faits }: OptionsAjout): Promise<Reponse> {
  const commandeId = await commandeOf(session, {
    ...(numero !== undefined && { numero }),
    ...(dispositif !== undefined && { dispositif }),
  })
  return one(await session.client.echeance.definir({ ...faits, commandeId, echeanceLe: au }))
}

async function settle({ client }: Session, id: number, le: Jour | null): Promise<Reponse> {
  return one(await client.echeance.solder({ id, le }))
}

const readId = (saisie: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(saisie)) throw new InvalidArgumentError('')
  return Number(saisie)
}

/** `liasse echeance …`: what orders owe on a day. */
export function addEcheances(program: Command, run: Run): void {
  const echeance = program
    .command('echeance')
    .description('avenants, mises en demeure, contestations, compléments')
  echeance
    .command('lister')
    .option('--numero <N>', 'celles d’une commande')
    .option('--dispositif <CODE>', 'dispositif de la commande')
    .option('--toutes', 'celles qui sont tenues aussi')
    .description('les échéances, la plus proche d’abord')
    .action((o: Choix & { toutes?: boolean }, c: Command) => run(list)(c, o))
  echeance
    .command('ajouter')
    .requiredOption('--numero <N>', 'numéro de commande')
    .option('--dispositif <CODE>', 'dispositif de la commande')
    .addOption(new Option('--nature <NATURE>', 'nature').choices([...NATURES_ECHEANCE]).makeOptionMandatory())
    .requiredOption('--objet <TEXTE>', 'ce qui est à faire')
    .requiredOption('--recue-le <DATE>', 'jour de réception')
    .option('--au <DATE>', 'dernier jour ; celui du dispositif sinon, quand un texte le donne')
    .option('--commentaire <TEXTE>', 'précisions')
    .description('ajoute une échéance à une commande')
    .action((o: Omit<OptionsAjout, 'recueLe' | 'au'> & { recueLe: string; au?: string }, c: Command) =>
      run(add)(c, { ...o, recueLe: readJour(o.recueLe), au: o.au === undefined ? null : readJour(o.au) }),
    )
  echeance
    .command('solder')
    .argument('<ID>', 'numéro de l’échéance, donné par lister', readId)
    .addOption(new Option('--le <DATE>', 'jour où c’est fait').conflicts('rouvrir'))
    .option('--rouvrir', 'ce n’est pas fait, finalement')
    .description('dit qu’une échéance est tenue')
    .action((id: number, o: { le?: string; rouvrir?: boolean }, c: Command) => {
      if (o.le === undefined && o.rouvrir !== true)
        throw new Inutilisable('Dites le jour : --le DATE, ou --rouvrir.')
      return run(settle)(c, id, o.le === undefined ? null : readJour(o.le))
    })
}
