import { Argument, type Command, Option } from 'commander'
import { z } from 'zod'
import {
  CHAMPS_PORTAIL,
  ISSUES,
  ISSUES_CODE,
  type Issue,
  type IssueCode,
  type ResultatRetour,
} from '#contract/retour.ts'
import { ETATS_COMMANDE, type TypeDemande } from '#domain/commande.ts'
import { formatJour, heureParis, type Jour, jourParis } from '#domain/dates.ts'
import { ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import { parseMontant } from '#domain/montant.ts'
import { readJour } from './arguments.ts'
import { type Choix, chooseCommandes } from './dossiers.ts'
import { existingFile, readFields } from './fichiers.ts'
import { Inutilisable, type Run, type Session } from './session.ts'
import { describeRejets, plural, type Reponse, shorten, table } from './sortie.ts'

const ISSUE_LIBELLES: Readonly<Record<IssueCode, string>> = {
  deposee: 'reçue, à décider',
  validee: 'validée',
  payee: 'décidée et payée',
  rejetee: 'rejetée',
  a_corriger: 'à corriger',
  incomplete: 'incomplète',
}

/** Requests that moved, grouped by what they became; those of which only a number or a code is new are counted. */
function describeChangees(changees: ResultatRetour['changees'], essai: boolean): readonly string[] {
  const deplacees = changees.filter((c) => c.de !== c.vers)
  const groupes = Map.groupBy(
    deplacees,
    (c) =>
      `${c.type} ${c.type === 'solde' ? ETATS_DEMANDE_LIBELLES[c.vers].replace(/ée(?= |$)/, 'é') : ETATS_DEMANDE_LIBELLES[c.vers]}`,
  )
  const complete = changees.length - deplacees.length
  return [
    ...[...groupes].map(([quoi, lignes]) => `  ${quoi} : ${shorten(lignes.map((l) => l.numero))}`),
    ...(complete === 0
      ? []
      : [
          `  ${plural(complete, 'demande complétée', 'demandes complétées')} (n° ASP, code), sans changer d’état`,
        ]),
    ...(essai ? ['  Essai : rien n’a été écrit.'] : []),
  ]
}

function reponseOf(resultat: ResultatRetour, essai = false): Reponse {
  const fichiers = resultat.fichiers.map((f) => {
    const envoi = f.envoi === null ? '' : `, envoi ${f.envoi}`
    return `${f.nom} : ${plural(f.lignes, 'ligne')}${envoi}${f.dejaLu ? ', déjà lu' : ''}`
  })
  const codes = resultat.codesInconnus.map(
    (c) =>
      `  ${c.code} « ${c.libelle} » : ${plural(c.lignes, 'ligne')} (liasse retour regler ${c.code} ISSUE)`,
  )
  const rejets = resultat.rejets.map((r) => ({
    ...r,
    phrase: resultat.fichiers.length > 1 ? `${r.fichier} : ${r.phrase}` : r.phrase,
  }))
  return {
    json: resultat,
    texte:
      [
        ...fichiers,
        `${plural(resultat.changees.length, 'demande changée', 'demandes changées')}, ${plural(resultat.inchangees, 'ligne inchangée', 'lignes inchangées')}.`,
        ...describeChangees(resultat.changees, essai),
        ...(codes.length === 0 ? [] : ['Codes à décider :', ...codes]),
      ].join('\n') + describeRejets('Laissé de côté', rejets),
    refus: rejets.length > 0 || codes.length > 0,
  }
}

async function importRetours(
  { client, signal, suivre }: Session,
  fichiers: readonly string[],
): Promise<Reponse> {
  if (fichiers.length === 0) throw new Inutilisable('Il manque le fichier de retour de l’agence.')
  const chemins: string[] = []
  for (const f of fichiers) chemins.push(await existingFile(f))
  return reponseOf(await suivre(client.retour.importer({ chemins }, { signal })))
}

const colonnesPortail = z.record(z.string(), z.enum(CHAMPS_PORTAIL).nullable())
const fichierColonnes = z.union([
  z.strictObject({ colonnes: colonnesPortail }),
  colonnesPortail.transform((colonnes) => ({ colonnes })),
])

interface OptionsPortail {
  readonly essai?: boolean
  readonly dispositif?: string
  readonly colonnes?: string
}

async function readPortail({ client }: Session, fichier: string, options: OptionsPortail): Promise<Reponse> {
  const chemin = await existingFile(fichier)
  const forme = options.colonnes === undefined ? null : await readFields(options.colonnes, fichierColonnes)
  const resultat = await client.retour.portail({
    chemin,
    dispositif: options.dispositif ?? null,
    essai: options.essai === true,
    ...(forme !== null && { colonnes: forme.colonnes }),
  })
  return reponseOf(resultat, options.essai === true)
}

async function listCodes({ client }: Session): Promise<Reponse> {
  const codes = await client.retour.codes()
  return {
    json: codes,
    texte: table(
      [
        { titre: 'Code', valeur: (c) => c.code },
        { titre: 'Libellé', valeur: (c) => c.libelle },
        { titre: 'Sens', valeur: (c) => (c.issue === null ? 'inconnu, à régler' : ISSUE_LIBELLES[c.issue]) },
        { titre: 'Demandes', valeur: (c) => String(c.demandes), droite: true },
        { titre: 'Source', valeur: (c) => c.source ?? '' },
      ],
      codes,
    ),
    refus: codes.some((c) => c.issue === null),
  }
}

async function settleCode({ client }: Session, code: string, issue: IssueCode): Promise<Reponse> {
  const { demandes } = await client.retour.reglerCode({ code, issue })
  return {
    json: { code, issue, demandes },
    texte: `Code ${code} : ${ISSUE_LIBELLES[issue]}, ${plural(demandes, 'demande changée', 'demandes changées')}.`,
    refus: false,
  }
}

async function listHistorique({ client }: Session): Promise<Reponse> {
  const lus = await client.retour.historique()
  return {
    json: lus,
    texte: table(
      [
        { titre: 'Lu le', valeur: (l) => `${formatJour(jourParis(l.lueLe))} ${heureParis(l.lueLe)}` },
        { titre: 'Par', valeur: (l) => l.par },
        { titre: 'Lignes', valeur: (l) => String(l.lignes), droite: true },
        { titre: 'Source', valeur: (l) => (l.source === 'fichier' ? 'retour' : 'portail') },
        { titre: 'Nom', valeur: (l) => l.nom },
      ],
      lus,
    ),
    refus: false,
  }
}

type Numeros = Choix & { readonly numero: readonly string[] }

const idsOf = async ({ client }: Session, choix: Numeros) => {
  const commandes = await chooseCommandes(client, choix, ETATS_COMMANDE)
  return { commandeIds: commandes.map((c) => c.id), numeros: commandes.map((c) => c.numero) }
}

interface OptionsNote extends Numeros {
  readonly type: TypeDemande
  readonly issue: Issue
  readonly le: Jour
  readonly motif?: string
  readonly montant?: string
}

async function noteIssue(session: Session, options: OptionsNote): Promise<Reponse> {
  const montant = options.montant === undefined ? null : parseMontant(options.montant)
  if (options.montant !== undefined && montant === null)
    throw new Inutilisable(`« ${options.montant} » n’est pas un montant.`)
  const { commandeIds, numeros } = await idsOf(session, options)
  const { type, issue, le, motif } = options
  const { demandes } = await session.client.retour.noter({
    commandeIds,
    type,
    issue,
    le,
    montant,
    ...(motif !== undefined && { motif }),
  })
  return {
    json: { demandes, numeros },
    texte: `${plural(demandes, 'demande changée', 'demandes changées')} : ${ISSUE_LIBELLES[issue]} le ${formatJour(le)}, ${shorten(numeros)}.`,
    refus: false,
  }
}

async function contest(session: Session, options: Numeros & { le: Jour; motif?: string }): Promise<Reponse> {
  const { commandeIds, numeros } = await idsOf(session, options)
  const { le, motif } = options
  const resultat = await session.client.retour.contester({
    commandeIds,
    le,
    ...(motif !== undefined && { motif }),
  })
  const tard = resultat.horsDelai.map(
    (h) => `  ${h.numero} : le dernier jour était le ${formatJour(h.limite)}`,
  )
  return {
    json: { ...resultat, numeros },
    texte: [
      `${plural(resultat.demandes, 'refus contesté', 'refus contestés')} le ${formatJour(le)}.`,
      ...(tard.length === 0 ? [] : ['Hors délai, enregistrés quand même :', ...tard]),
    ].join('\n'),
    refus: tard.length > 0,
  }
}

async function takeBack(
  session: Session,
  options: Numeros & { type: TypeDemande; motif?: string },
): Promise<Reponse> {
  const { commandeIds, numeros } = await idsOf(session, options)
  const { type, motif } = options
  const { demandes } = await session.client.retour.reprendre({
    commandeIds,
    type,
    ...(motif !== undefined && { motif }),
  })
  return {
    json: { demandes, numeros },
    texte: `${plural(demandes, 'demande reprise', 'demandes reprises')} : corrigées, elles repartent avec « liasse ${type} preparer ».`,
    refus: false,
  }
}

/** `liasse retour …` and `liasse portail …`: what the agency answers. */
export function addRetours(program: Command, run: Run): void {
  const retour = program
    .command('retour')
    .argument('[F.json...]', 'fichiers de retour de l’agence')
    .description('lit les fichiers de retour de l’agence')
    .action((f: string[], _o, c: Command) => run(importRetours)(c, f))
  retour
    .command('codes')
    .description('les codes des retours et leur sens')
    .action((_o, c: Command) => run(listCodes)(c))
  retour
    .command('regler')
    .argument('<CODE>', 'code de l’agence')
    .addArgument(new Argument('<ISSUE>', 'ce qu’il veut dire').choices([...ISSUES_CODE]))
    .description('dit ce qu’un code veut dire, pour les lignes qui l’ont et celles à venir')
    .action((code: string, issue: IssueCode, _o, c: Command) => run(settleCode)(c, code, issue))
  retour
    .command('historique')
    .description('les fichiers et les tableaux déjà lus')
    .action((_o, c: Command) => run(listHistorique)(c))

  program
    .command('portail')
    .argument('<F>', 'tableau du portail, CSV ou XLSX')
    .option('--essai', 'dit ce qui changerait, n’écrit rien')
    .option('--dispositif <CODE>', 'commandes d’un dispositif')
    .option('--colonnes <map.json>', 'titres du tableau et champs')
    .description('lit le tableau du portail : validées, à modifier, payées, rejetées')
    .action((f: string, o: OptionsPortail, c: Command) => run(readPortail)(c, f, o))
}

/** `liasse demande noter|contester|reprendre`. */
export function addIssues(demande: Command, run: Run): void {
  const withNumeros = (nom: string) =>
    demande
      .command(nom)
      .requiredOption('--numero <N...>', 'numéros de commande')
      .option('--dispositif <CODE>', 'celles d’un dispositif')
  const typeDemande = () =>
    new Option('--type <TYPE>', 'demande').choices(['avance', 'solde']).makeOptionMandatory()
  withNumeros('noter')
    .addOption(typeDemande())
    .addOption(
      new Option('--issue <ISSUE>', 'ce que dit l’agence').choices([...ISSUES]).makeOptionMandatory(),
    )
    .requiredOption('--le <DATE>', 'jour de la décision ou du paiement')
    .option('--montant <EUROS>', 'montant payé, pour chacune ; la part demandée sinon')
    .option('--motif <TEXTE>', 'ce que l’agence reproche')
    .description('note la réponse de l’agence')
    .action((o: Omit<OptionsNote, 'le'> & { le: string }, c: Command) =>
      run(noteIssue)(c, { ...o, le: readJour(o.le) }),
    )
  withNumeros('contester')
    .requiredOption('--le <DATE>', 'jour de la contestation')
    .option('--motif <TEXTE>', 'pourquoi')
    .description('enregistre la contestation d’avances rejetées')
    .action((o: Numeros & { le: string; motif?: string }, c: Command) =>
      run(contest)(c, { ...o, le: readJour(o.le) }),
    )
  withNumeros('reprendre')
    .addOption(typeDemande())
    .option('--motif <TEXTE>', 'ce qui est corrigé')
    .description('reprend une demande déposée ou rejetée, pour un nouveau fichier')
    .action((o: Numeros & { type: TypeDemande; motif?: string }, c: Command) => run(takeBack)(c, o))
}
