import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Writable } from 'node:stream'
import { Argument, Command, CommanderError, Option } from 'commander'
import type { Refus } from '#contract/commun.ts'
import { FORMATS_EXPORT } from '#contract/export.ts'
import { resourcePath } from '../../resources.ts'
import { logger } from '../commun.ts'
import { addArgent } from './argent.ts'
import { describeValeur, explainArguments, readCommunes, readJour, TITRES } from './arguments.ts'
import { control } from './controle.ts'
import { playDemo, prepareDossierDemo } from './demo.ts'
import { attest, declareAides, listCommandes } from './dossiers.ts'
import { addEcheances } from './echeances.ts'
import { addEmissions } from './emissions.ts'
import { addDemandes } from './envois.ts'
import { exportListe, LISTES_CLI, type OptionsExport } from './exports.ts'
import { compareFormat, dropFormat, keepFormat, listFormats } from './formats.ts'
import { addListes } from './listes.ts'
import { addPieces } from './pieces.ts'
import { addPilote } from './pilote.ts'
import {
  addSolution,
  defineFournisseur,
  importClients,
  importFiness,
  listDispositifs,
  setDispositif,
  showDispositif,
} from './preparation.ts'
import { recoverDemandes } from './reprise.ts'
import { addRetours } from './retours.ts'
import { addFactureDefinir, addInstallation } from './service.ts'
import {
  CODE_FAUTE,
  CODE_INTERRUPTION,
  explain,
  Interruption,
  type Ouvrir,
  type Session,
  withSession,
} from './session.ts'
import { type Reponse, type ReponseSuite, renderJson, renderSuite } from './sortie.ts'
import { assignCommandes, noteCommandes } from './suivi.ts'
import { serveWeb } from './web.ts'

const { version } = JSON.parse(readFileSync(resourcePath('package.json'), 'utf8')) as { version: string }

/** Where a command writes: the process, or a test. */
export interface Sorties {
  readonly stdout: { write(texte: string): unknown }
  readonly stderr: { write(texte: string): unknown }
}

function fail(refus: Refus, json: boolean, { stdout, stderr }: Sorties): void {
  const ou = refus.ou === null ? '' : ` (${refus.ou})`
  const remede = refus.remede === null || refus.remede === '' ? '' : ` ${refus.remede}`
  stderr.write(`liasse : ${refus.phrase}${ou}${remede}\n`)
  if (json) stdout.write(`${JSON.stringify({ erreur: refus }, null, 2)}\n`)
}

type Ecrire = (reponse: Reponse | ReponseSuite, json: boolean) => Promise<void>

function build(program: Command, write: Ecrire, ouvrir: Ouvrir): void {
  /** Runs an action in a session on the register, and writes its answer. */
  const run =
    <A extends unknown[]>(action: (session: Session, ...args: A) => Promise<Reponse | ReponseSuite>) =>
    async (commande: Command, ...args: A): Promise<void> => {
      const options = readCommunes(commande.optsWithGlobals())
      await ouvrir(options, async (session) => write(await action(session, ...args), options.json))
    }

  const fournisseur = program.command('fournisseur').description('l’éditeur ou le distributeur')
  fournisseur
    .command('definir')
    .argument('<F.json>', 'fiche du fournisseur')
    .description('définit un fournisseur, ou le met à jour (même SIRET)')
    .action((f: string, _o, c: Command) => run(defineFournisseur)(c, f))

  const solution = program.command('solution').description('les produits référencés')
  solution
    .command('ajouter')
    .argument('<F.json>', 'fiche du produit')
    .description('ajoute un produit, ou le met à jour (même nom, même version, même dispositif)')
    .action((f: string, _o, c: Command) => run(addSolution)(c, f))

  const dispositif = program.command('dispositif').description('les dispositifs de financement')
  dispositif
    .command('lister')
    .description('les dispositifs connus')
    .action((_o, c: Command) => run(listDispositifs)(c))
  dispositif
    .command('montrer')
    .argument('<CODE>')
    .description('calendrier, valeurs et leurs sources')
    .action((code: string, _o, c: Command) => run(showDispositif)(c, code))
  dispositif
    .command('regler')
    .argument('<CODE>')
    .argument('<CLE>')
    .argument('<VALEUR>')
    .requiredOption('--source <TEXTE>', 'd’où vient la valeur')
    .description('pose votre valeur par-dessus celle du dispositif')
    .action((code: string, cle: string, valeur: string, o: { source: string }, c: Command) =>
      run(setDispositif)(c, code, cle, valeur, o.source),
    )

  program
    .command('importer')
    .argument('<F>', 'liste de clients, CSV ou XLSX')
    .requiredOption('--dispositif <CODE>', 'code du dispositif')
    .option('--solution <REF>', 'produit des commandes : n° ANS ou nom')
    .option('--fournisseur <SIRET>', 'qui vend ce produit, s’ils sont plusieurs : SIRET ou nom')
    .option('--colonnes <map.json>', 'titres du fichier et champs de Liasse')
    .description('importe les clients, et les commandes quand le fichier en porte')
    .action((f: string, o: { dispositif: string }, c: Command) => run(importClients)(c, f, o))

  program
    .command('reprise')
    .description('les dossiers déjà en cours dans un autre outil')
    .command('demandes')
    .argument('<F.json...>', 'fichiers de demandes, leur ZIP à côté')
    .requiredOption('--dispositif <CODE>', 'code du dispositif')
    .option('--solution <REF>', 'produit des commandes : n° ANS ou nom')
    .option('--deposees-le <DATE>', 'jour de leur dépôt ; exportées, à déposer sinon')
    .description('relit des fichiers de demandes faits avec un autre outil')
    .action((f: string[], o: { dispositif: string; solution?: string; deposeesLe?: string }, c: Command) => {
      const { deposeesLe, ...reste } = o
      return run(recoverDemandes)(c, f, {
        ...reste,
        ...(deposeesLe !== undefined && { deposeesLe: readJour(deposeesLe) }),
      })
    })

  const finess = program.command('finess').description('le répertoire des établissements')
  finess
    .command('importer')
    .argument('<F.csv>', 'extraction etalab cs1100502')
    .description('remplace l’extraction FINESS du registre')
    .action((f: string, _o, c: Command) => run(importFiness)(c, f))

  addListes(program, run)
  addPilote(program, run)
  addArgent(program, run)

  const commandes = program.command('commandes').description('les commandes')
  commandes
    .command('lister')
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .option('--etat <E>', 'celles d’un état')
    .option('--assignee-a <NOM>', 'celles d’une personne ; vide pour celles de personne')
    .description('les commandes et leur état')
    .action((o: { dispositif?: string; etat?: string; assigneeA?: string }, c: Command) =>
      run(listCommandes)(c, o),
    )
  commandes
    .command('assigner')
    .addOption(new Option('--tous', 'toutes les commandes').conflicts('numero'))
    .option('--numero <N...>', 'numéros de commande')
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .addOption(new Option('--a <NOM>', 'qui s’en occupe').conflicts('personne'))
    .option('--personne', 'plus personne')
    .description('dit qui s’occupe de commandes')
    .action((o: { numero?: string[]; a?: string; personne?: boolean }, c: Command) =>
      run(assignCommandes)(c, o),
    )
  commandes
    .command('noter')
    .requiredOption('--numero <N...>', 'numéros de commande')
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .requiredOption('--texte <TEXTE>', 'la note')
    .description('ajoute une note à des commandes')
    .action((o: { numero: string[]; texte: string }, c: Command) => run(noteCommandes)(c, o))

  addEmissions(program, run)

  addPieces(program, run)

  program
    .command('controler')
    .addOption(
      new Option('--pour <ETAPE>', 'avant quoi ; la prochaine demande de chaque commande sinon').choices([
        'avance',
        'reception',
        'facture',
        'solde',
      ]),
    )
    .option('--numero <N...>', 'numéros de commande ; toutes sinon')
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .description('contrôle les dossiers avant la demande, la VA ou la facture')
    .action((o: { numero?: string[] }, c: Command) => run(control)(c, o))

  addInstallation(program, run)
  addFactureDefinir(program, run)

  program
    .command('attester')
    .argument('<CODE>', 'code de l’attestation')
    .addOption(new Option('--tous', 'toutes les commandes concernées').conflicts('numero'))
    .option('--numero <N...>', 'numéros de commande')
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .requiredOption('--le <DATE>', 'date de l’attestation')
    .option('--commentaire <TEXTE>', 'ce qui a été vérifié')
    .description('atteste une règle que rien ne permet de décider')
    .action((code: string, o: { le: string; commentaire?: string }, c: Command) =>
      run(attest)(c, code, { ...o, le: readJour(o.le) }),
    )

  const aides = program.command('aides').description('les aides de minimis déjà reçues')
  aides
    .command('declarer')
    .addOption(new Option('--aucune', 'rien n’a été reçu').conflicts('montant'))
    .option('--montant <EUROS>', 'montant reçu, en euros')
    .addOption(new Option('--tous', 'les clients de toutes les commandes').conflicts('numero'))
    .option('--numero <N...>', 'numéros de commande')
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .option('--source <TEXTE>', 'd’où vient la déclaration')
    .requiredOption('--le <DATE>', 'date de la déclaration')
    .description('enregistre ce que les clients déclarent avoir reçu')
    .action((o: { le: string; aucune?: boolean; montant?: string }, c: Command) =>
      run(declareAides)(c, { ...o, le: readJour(o.le) }),
    )

  const format = program.command('format').description('les formats de demande et les modèles de l’agence')
  format
    .command('lister')
    .description('le format en vigueur de chaque demande')
    .action((_o, c: Command) => run(listFormats)(c))
  format
    .command('comparer')
    .argument('<F.json>', 'modèle publié par l’agence')
    .requiredOption('--dispositif <CODE>', 'code du dispositif')
    .addOption(
      new Option('--demande <TYPE>', 'demande du modèle').choices(['avance', 'solde']).default('avance'),
    )
    .option('--liaisons <map.json>', 'ce qui écrit chaque clé nouvelle')
    .option('--schema <S.json>', 'schéma JSON donné par l’agence')
    .description('compare un modèle au format en vigueur, et l’essaie sur vos commandes')
    .action((f: string, o: Parameters<typeof compareFormat>[2], c: Command) => run(compareFormat)(c, f, o))
  format
    .command('retenir')
    .argument('<FORMAT>', 'code du format')
    .option('--malgre-refus', 'même si des commandes prêtes seraient refusées')
    .description('utilise le modèle à l’essai pour les prochaines demandes')
    .action((code: string, o: { malgreRefus?: boolean }, c: Command) => run(keepFormat)(c, code, o))
  format
    .command('abandonner')
    .argument('<FORMAT>', 'code du format')
    .option('--en-vigueur', 'la version en vigueur, et non l’essai')
    .description('oublie le modèle à l’essai, ou revient à la version précédente')
    .action((code: string, o: { enVigueur?: boolean }, c: Command) => run(dropFormat)(c, code, o))

  addDemandes(program, run)
  addRetours(program, run)
  addEcheances(program, run)

  program
    .command('exporter')
    .addArgument(new Argument('<LISTE>', 'liste à écrire').choices([...LISTES_CLI]))
    .addOption(
      new Option('--format <FORMAT>', 'format du fichier').choices([...FORMATS_EXPORT]).makeOptionMandatory(),
    )
    .requiredOption('--sortie <FICHIER>', 'fichier, remplacé s’il existe, ou dossier')
    .option('--colonnes <CLES>', 'colonnes, séparées par des virgules ; toutes sinon')
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .option('--etat <E...>', 'celles de ces états')
    .option('--texte <TEXTE>', 'celles que la recherche trouve')
    .option('--assignee-a <NOM>', 'celles d’une personne ; vide pour celles de personne')
    .description('écrit une liste en CSV ou en XLSX')
    .action((liste: (typeof LISTES_CLI)[number], o: OptionsExport, c: Command) =>
      run(exportListe)(c, liste, o),
    )

  program
    .command('demo')
    .requiredOption('--sortie <DIR>', 'dossier neuf, ou celui d’une démonstration précédente')
    .addOption(
      new Option('--jusqu-a <DEMANDE>', 'où s’arrêter')
        .choices(['avance', 'solde'])
        .default('solde', 'au solde'),
    )
    .description('joue tout le travail sur des clients inventés, jusqu’aux fichiers à déposer')
    .action(async (o: { sortie: string; jusquA: 'avance' | 'solde' }, c: Command) => {
      const sortie = path.resolve(o.sortie)
      const { json } = readCommunes(c.optsWithGlobals())
      await prepareDossierDemo(sortie)
      await write(await playDemo(main, { sortie, json, jusquA: o.jusquA }), json)
    })

  program
    .command('web')
    .option('--port <N>', 'port de 127.0.0.1 ; un port libre sinon')
    .option('--sans-navigateur', 'écrit l’adresse sans l’ouvrir')
    .description('ouvre Liasse dans le navigateur de ce poste')
    .action((o: { port?: string; sansNavigateur?: boolean }, c: Command) =>
      serveWeb(readCommunes(c.optsWithGlobals()), o),
    )
}

const argumentsOf = (commande: Command) =>
  commande.registeredArguments.map((a) => `<${a.name()}>${a.variadic ? '…' : ''}`).join(' ')

function createProgram(sorties: Sorties, write: Ecrire, ouvrir: Ouvrir): Command {
  const program = new Command('liasse')
  program
    .description('Dossiers de financement SONS Ségur, du fichier clients au solde payé.')
    .version(version, '--version', 'version de Liasse')
    .option('--registre <DIR>', 'dossier du registre')
    .option('--json', 'un seul document JSON sur la sortie')
    .option('--maintenant <INSTANT>', 'instant tenu pour présent')
    .option('--aujourdhui <AAAA-MM-JJ>', 'jour tenu pour présent')
  build(program, write, ouvrir)
  const each = (commande: Command): void => {
    commande
      .helpOption('-h, --aide', 'cette aide')
      .helpCommand(false)
      .usage(
        commande.commands.length > 0
          ? `${[argumentsOf(commande), '<commande>'].filter((t) => t !== '').join(' | ')} [options]`
          : `[options] ${argumentsOf(commande)}`.trim(),
      )
      .configureHelp({
        styleTitle: (titre) => TITRES[titre] ?? titre,
        optionDescription: describeValeur,
        argumentDescription: describeValeur,
        showGlobalOptions: true,
      })
      .configureOutput({
        writeOut: (texte) => sorties.stdout.write(texte),
        writeErr: (texte) => sorties.stderr.write(texte),
        outputError: () => undefined,
      })
      .exitOverride()
    commande.commands.forEach(each)
  }
  each(program)
  return program
}

/** A reader slower than the command makes it wait: nothing piles up in memory. */
async function send(flux: Sorties['stdout'], texte: string): Promise<void> {
  if (flux.write(texte) === false && flux instanceof Writable) await once(flux, 'drain')
}

const simple = (phrase: string): Refus => ({ phrase, ou: null, regle: null, remede: null })

/** Runs one command. Exit code: 0 done, 1 something refused or blocking, 2 unusable, 3 fault, 130 stopped. */
export async function main(
  argv: readonly string[],
  sorties: Sorties = process,
  ouvrir: Ouvrir = withSession,
): Promise<number> {
  const json = argv.includes('--json')
  let code = 0
  const write: Ecrire = async (reponse, enJson) => {
    const suite = 'elements' in reponse
    if (enJson) {
      const morceaux = suite ? renderSuite(reponse.elements) : renderJson(reponse.json)
      for await (const morceau of morceaux) await send(sorties.stdout, morceau)
    } else if (suite) for await (const _ of reponse.elements);
    const { texte, refus } = suite ? reponse.conclude() : reponse
    if (!enJson) await send(sorties.stdout, texte)
    await send(sorties.stdout, '\n')
    if (refus) code = 1
  }
  try {
    await createProgram(sorties, write, ouvrir).parseAsync(argv, { from: 'user' })
    return code
  } catch (erreur) {
    if (erreur instanceof CommanderError) {
      if (erreur.exitCode === 0) return 0
      fail(simple(explainArguments(erreur)), json, sorties)
      return 2
    }
    if (erreur instanceof Interruption) {
      fail(simple('Commande interrompue.'), json, sorties)
      return CODE_INTERRUPTION
    }
    const refus = explain(erreur)
    if (refus === null) logger.error(erreur)
    fail(refus ?? simple('Liasse a rencontré une erreur inattendue.'), json, sorties)
    return refus === null ? CODE_FAUTE : 2
  }
}
