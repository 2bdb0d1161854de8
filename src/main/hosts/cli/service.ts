import { type Command, Option } from 'commander'
import { z } from 'zod'
import type { FicheInstallation, saisieInstallation } from '#contract/installation.ts'
import type { FicheFacture, saisieFacture } from '#contract/reception.ts'
import { bloque } from '#domain/constat.ts'
import { formatJour, isJour, parseJour } from '#domain/dates.ts'
import { formatMontant, parseMontant } from '#domain/montant.ts'
import { readJour } from './arguments.ts'
import { APRES_AVANCE, type Choix, chooseCommandes } from './dossiers.ts'
import { existingFile, readFields } from './fichiers.ts'
import { type Client, Inutilisable, type Run, type Session } from './session.ts'
import { describeRejets, plural, type Reponse, shorten, table } from './sortie.ts'

interface OptionsInstallation extends Choix {
  readonly fichier?: string
  readonly prevueLe?: string
  readonly realiseeLe?: string
  readonly formationLe?: string
  readonly modalite?: 'presentiel' | 'distanciel'
  readonly supportsLe?: string
  readonly enregistrementLe?: string
  readonly documentsLe?: string
  readonly dmp?: string
  readonly releveLe?: string
  readonly reponse?: readonly string[]
  readonly scenarioCommande?: boolean
}

type SaisieInstallation = z.input<typeof saisieInstallation>

/** `isDirectToDMP=oui` → its key and its answer; a code of a list stays as it is. */
function readReponse(saisie: string): readonly [string, boolean | string] {
  const [, cle, reponse] = /^([^=]+)=(.+)$/.exec(saisie) ?? []
  if (cle === undefined || reponse === undefined)
    throw new Inutilisable(`« ${saisie} » n’est pas une réponse : écrivez QUESTION=oui, =non ou =CODE.`)
  const dit = reponse.trim().toLowerCase()
  return [cle.trim(), dit === 'oui' ? true : dit === 'non' ? false : reponse.trim()]
}

const jourOf = (saisie: string | undefined) => (saisie === undefined ? undefined : readJour(saisie))

function readPreuve(o: OptionsInstallation): NonNullable<SaisieInstallation['preuves']>[number] | null {
  if (o.dmp === undefined) return null
  const nombre = Number(o.dmp)
  if (!Number.isInteger(nombre) || nombre < 0)
    throw new Inutilisable(`« ${o.dmp} » n’est pas un nombre de documents.`)
  const releveLe = jourOf(o.releveLe) ?? jourOf(o.realiseeLe)
  if (releveLe === undefined) throw new Inutilisable('Dites le jour du relevé : --releve-le DATE.')
  return { flux: 'dmp', nombre, releveLe }
}

/** What the options say, laid over what the register knows of the order. */
function patch(
  { installation, commandeId, scenario, livrables }: FicheInstallation,
  o: OptionsInstallation,
): SaisieInstallation {
  const formation = {
    le: jourOf(o.formationLe),
    modalite: o.modalite,
    supportRemisLe: jourOf(o.supportsLe),
    enregistrementRemisLe: jourOf(o.enregistrementLe),
  }
  const dite = Object.fromEntries(Object.entries(formation).filter(([, v]) => v !== undefined))
  const documents = jourOf(o.documentsLe)
  const preuve = readPreuve(o)
  const commandes = scenario.filter((q) => q.commande !== null).map((q) => [q.cle, q.commande] as const)
  return {
    commandeId,
    ...(installation !== null && { revision: installation.revision }),
    prevueLe: jourOf(o.prevueLe) ?? installation?.prevueLe ?? null,
    realiseeLe: jourOf(o.realiseeLe) ?? installation?.realiseeLe ?? null,
    scenario: {
      ...(o.scenarioCommande === true && Object.fromEntries(commandes)),
      ...installation?.scenario,
      ...Object.fromEntries((o.reponse ?? []).map(readReponse)),
    },
    formation: { ...installation?.formation, ...dite },
    livrables: {
      ...installation?.livrables,
      ...(documents !== undefined && Object.fromEntries(livrables.map((l) => [l.cle, documents]))),
    },
    preuves: [...(installation?.preuves ?? []), ...(preuve === null ? [] : [preuve])],
  }
}

function describeInstallation({ numero, installation, scenario, constats }: FicheInstallation): string {
  const quand =
    installation === null
      ? 'rien n’est noté'
      : installation.realiseeLe !== null
        ? `réalisée le ${formatJour(installation.realiseeLe)}`
        : installation.prevueLe !== null
          ? `prévue le ${formatJour(installation.prevueLe)}`
          : 'à planifier'
  const ecarts = scenario.filter((q) => q.different).map((q) => `  différent de la commande : ${q.libelle}`)
  const points = constats.filter(bloque).map((c) => `  à lever : ${c.phrase}`)
  return [`${numero} : ${quand}.`, ...ecarts, ...points].join('\n')
}

async function defineInstallation({ client }: Session, o: OptionsInstallation): Promise<Reponse> {
  if (o.fichier !== undefined) {
    const resultat = await client.installation.importer({
      chemin: await existingFile(o.fichier),
      scenarioCommande: o.scenarioCommande ?? false,
    })
    const { commandes, ignorees, rejets } = resultat
    return {
      json: resultat,
      texte: [
        `${plural(commandes, 'installation notée', 'installations notées')}, ${plural(rejets.length, 'ligne refusée', 'lignes refusées')}.`,
        ...(ignorees.length === 0 ? [] : [`Colonnes ignorées : ${shorten(ignorees)}.`]),
        describeRejets('Lignes refusées', rejets).trimStart(),
      ]
        .filter((l) => l !== '')
        .join('\n'),
      refus: rejets.length > 0,
    }
  }
  const commandes = await chooseCommandes(client, o, APRES_AVANCE)
  const fiches: FicheInstallation[] = []
  for (const { id } of commandes)
    fiches.push(
      await client.installation.definir(patch(await client.installation.lire({ commandeId: id }), o)),
    )
  return {
    json: fiches,
    texte: fiches.length === 0 ? 'Aucune commande à installer.' : fiches.map(describeInstallation).join('\n'),
    refus: false,
  }
}

async function listInstallations({ client }: Session, o: Choix): Promise<Reponse> {
  const commandes = await chooseCommandes(client, { tous: true, ...o }, APRES_AVANCE)
  const fiches: FicheInstallation[] = []
  for (const { id } of commandes) fiches.push(await client.installation.lire({ commandeId: id }))
  const jour = (j: string | null | undefined) => (j == null ? '' : formatJour(j))
  return {
    json: fiches,
    texte:
      fiches.length === 0
        ? 'Aucune commande dont l’avance est acceptée.'
        : table(
            [
              { titre: 'Numéro', valeur: (f) => f.numero },
              { titre: 'Prévue', valeur: (f) => jour(f.installation?.prevueLe) },
              { titre: 'Réalisée', valeur: (f) => jour(f.installation?.realiseeLe) },
              { titre: 'Formation', valeur: (f) => jour(f.installation?.formation.le) },
              {
                titre: 'Écarts',
                valeur: (f) => String(f.scenario.filter((q) => q.different).length),
                droite: true,
              },
              { titre: 'À lever', valeur: (f) => String(f.constats.filter(bloque).length), droite: true },
            ],
            fiches,
          ),
    refus: false,
  }
}

const montantLu = z.union([z.number(), z.string()]).transform((saisie, ctx) => {
  const lu = typeof saisie === 'number' ? Math.round(saisie * 100) : parseMontant(saisie)
  if (lu !== null && lu >= 0 && Number.isSafeInteger(lu)) return lu
  ctx.addIssue(`« ${saisie} » n’est pas un montant en euros`)
  return z.NEVER
})
const jourLu = z.string().transform((saisie, ctx) => {
  const lu = isJour(saisie) ? saisie : parseJour(saisie)
  if (lu === null) ctx.addIssue(`« ${saisie} » n’est pas une date (AAAA-MM-JJ ou JJ/MM/AAAA)`)
  return lu
})

/** An invoice's facts, in euros and in days as people write them. */
const fichierFacture = z.strictObject({
  numeroCommande: z.string().min(1),
  numero: z.string().default(''),
  date: jourLu.optional(),
  finaliseeLe: jourLu.optional(),
  client: z.string().optional(),
  ht: montantLu.optional(),
  tva: montantLu.optional(),
  ttc: montantLu.optional(),
  externe: z.boolean().default(true),
  lignePrestation: z.boolean().nullable().default(null),
  mentionEtat: z.boolean().nullable().default(null),
})
/** One invoice is a list of one. */
const fichierFactures = z.preprocess((lu) => (Array.isArray(lu) ? lu : [lu]), z.array(fichierFacture))
type FactureLue = z.output<typeof fichierFacture>

interface OptionsFacture {
  readonly numero?: string
  readonly dispositif?: string
  readonly facture?: string
  readonly date?: string
  readonly finaliseeLe?: string
  readonly client?: string
  readonly ht?: string
  readonly tva?: string
  readonly ttc?: string
  readonly mentions?: boolean
}

async function defineOne(
  client: Client,
  lue: FactureLue,
  dispositif: string | undefined,
): Promise<FicheFacture> {
  const [commande] = await chooseCommandes(
    client,
    { numero: [lue.numeroCommande], ...(dispositif !== undefined && { dispositif }) },
    [],
  )
  if (commande === undefined) throw new Inutilisable(`Commande inconnue : ${lue.numeroCommande}.`)
  const { facture } = await client.facture.lire({ commandeId: commande.id })
  const saisie: z.input<typeof saisieFacture> = {
    commandeId: commande.id,
    ...(facture !== null && { revision: facture.revision }),
    numero: lue.numero || (facture?.numero ?? ''),
    date: lue.date ?? facture?.date ?? null,
    finaliseeLe: lue.finaliseeLe ?? facture?.finaliseeLe ?? null,
    client: lue.client ?? facture?.client ?? '',
    ht: lue.ht ?? facture?.ht ?? null,
    tva: lue.tva ?? facture?.tva ?? null,
    ttc: lue.ttc ?? facture?.ttc ?? null,
    externe: lue.externe,
    lignePrestation: lue.lignePrestation ?? facture?.lignePrestation ?? null,
    mentionEtat: lue.mentionEtat ?? facture?.mentionEtat ?? null,
  }
  return client.facture.definir(saisie)
}

const describeFacture = ({ facture, constats }: FicheFacture): string =>
  [
    facture === null
      ? 'Aucune facture.'
      : `Facture ${facture.numero}${facture.date === null ? '' : ` du ${formatJour(facture.date)}`}${facture.ttc === null ? '' : `, ${formatMontant(facture.ttc)} TTC`}.`,
    ...constats
      .filter((c) => c.issue !== 'respecte')
      .map((c) => `  ${bloque(c) ? 'à lever' : 'à voir'} : ${c.phrase}`),
  ].join('\n')

/** `facture definir`: one invoice by its options, or those of a JSON file. */
async function defineFactures(
  { client }: Session,
  fichier: string | undefined,
  o: OptionsFacture,
): Promise<Reponse> {
  if ((fichier === undefined) === (o.numero === undefined))
    throw new Inutilisable('Donnez un fichier JSON de factures, ou --numero N et ce que porte la facture.')
  const lues = fichier === undefined ? [readOptions(o)] : await readFields(fichier, fichierFactures)
  const fiches: FicheFacture[] = []
  for (const lue of lues) fiches.push(await defineOne(client, lue, o.dispositif))
  return { json: fiches, texte: fiches.map(describeFacture).join('\n'), refus: false }
}

function readOptions(o: OptionsFacture): FactureLue {
  const lue = fichierFacture.safeParse({
    numeroCommande: o.numero,
    ...(o.facture !== undefined && { numero: o.facture }),
    ...(o.date !== undefined && { date: o.date }),
    ...(o.finaliseeLe !== undefined && { finaliseeLe: o.finaliseeLe }),
    ...(o.client !== undefined && { client: o.client }),
    ...(o.ht !== undefined && { ht: o.ht }),
    ...(o.tva !== undefined && { tva: o.tva }),
    ...(o.ttc !== undefined && { ttc: o.ttc }),
    ...(o.mentions === true && { lignePrestation: true, mentionEtat: true }),
  })
  if (lue.success) return lue.data
  throw new Inutilisable(`${lue.error.issues.map((i) => i.message).join(' ; ')}.`)
}

/** `liasse installation …`: what was done at the client's. */
export function addInstallation(program: Command, run: Run): void {
  const installation = program.command('installation').description('la prestation réalisée chez le client')
  installation
    .command('lister')
    .addOption(new Option('--numero <N...>', 'numéros de commande ; toutes sinon'))
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .description('les installations des commandes dont l’avance est acceptée')
    .action((o: Choix, c: Command) => run(listInstallations)(c, o))
  installation
    .command('definir')
    .addOption(new Option('--fichier <F.csv>', 'une commande par ligne, CSV ou XLSX').conflicts('numero'))
    .option('--numero <N...>', 'numéros de commande')
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .option('--prevue-le <DATE>', 'jour prévu')
    .option('--realisee-le <DATE>', 'jour où toute la prestation a été faite')
    .option('--formation-le <DATE>', 'jour de la formation')
    .addOption(
      new Option('--modalite <M>', 'comment la formation a eu lieu').choices(['presentiel', 'distanciel']),
    )
    .option('--supports-le <DATE>', 'jour de la remise du support de formation')
    .option('--enregistrement-le <DATE>', 'jour de la remise de l’enregistrement')
    .option('--documents-le <DATE>', 'jour de la livraison de tous les documents')
    .option('--dmp <N>', 'documents envoyés au DMP, avec INS qualifiée')
    .option('--releve-le <DATE>', 'jour du relevé des envois')
    .option('--reponse <QUESTION=REPONSE...>', 'réponse du scénario installé')
    .option('--scenario-commande', 'le scénario installé est celui de la commande, où rien d’autre n’est dit')
    .description('note ce qui a été fait chez le client')
    .action((o: OptionsInstallation, c: Command) => run(defineInstallation)(c, o))
}

/** `liasse facture definir`: what the vendor's own invoice says; beside the command that prints invoices. */
export function addFactureDefinir(program: Command, run: Run): void {
  const facture =
    program.commands.find((c) => c.name() === 'facture') ??
    program.command('facture').description('les factures aux clients')
  facture
    .command('definir')
    .argument('[F.json]', 'une facture, ou une liste de factures')
    .option('--numero <N>', 'numéro de commande')
    .option('--dispositif <CODE>', 'commande d’un dispositif')
    .option('--facture <N>', 'numéro de la facture')
    .option('--date <DATE>', 'date de la facture')
    .option('--finalisee-le <DATE>', 'date de finalisation portée par la facture')
    .option('--client <NOM>', 'client de la facture')
    .option('--ht <EUROS>', 'montant HT')
    .option('--tva <EUROS>', 'montant de la TVA')
    .option('--ttc <EUROS>', 'montant TTC')
    .option('--mentions', 'la ligne « Prestation Ségur » et la mention de l’État y sont')
    .description('note ce que porte la facture du fournisseur')
    .action((f: string | undefined, o: OptionsFacture, c: Command) => run(defineFactures)(c, f, o))
}
