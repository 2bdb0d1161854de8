import { type Command, InvalidArgumentError, Option } from 'commander'
import type { EtatDuJour } from '#contract/aujourdhui.ts'
import {
  colonnesReleve,
  type Reglement,
  SITUATIONS_REGLEMENT,
  type SituationReglement,
} from '#contract/reglement.ts'
import { ETATS_COMMANDE, type TypeDemande } from '#domain/commande.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import { ETATS } from '#domain/etats.ts'
import { formatMontant, parseMontant } from '#domain/montant.ts'
import { demandeEnCours } from '#domain/suite.ts'
import { readJour } from './arguments.ts'
import { chooseCommandes } from './dossiers.ts'
import { existingFile, readFields } from './fichiers.ts'
import { type Client, Inutilisable, type Run, type Session } from './session.ts'
import { describeRejets, plural, type Reponse, table } from './sortie.ts'

async function importReleve(
  { client, signal, suivre }: Session,
  fichier: string,
  options: { readonly colonnes?: string; readonly emetteur?: string[] },
): Promise<Reponse> {
  const chemin = await existingFile(fichier)
  const colonnes = options.colonnes === undefined ? {} : await readFields(options.colonnes, colonnesReleve)
  const r = await suivre(
    client.reglement.importer({ chemin, colonnes, emetteurs: options.emetteur ?? [] }, { signal }),
  )
  return {
    json: r,
    texte:
      `${plural(r.lues, 'opération lue', 'opérations lues')}\u00a0: ${plural(r.nouveaux, 'règlement nouveau', 'règlements nouveaux')}, ${r.dejaLa} déjà là, ${plural(r.ignores, 'autre')}.\n` +
      `${plural(r.rapproches, 'règlement rapproché', 'règlements rapprochés')}, ${r.aRapprocher} à rapprocher.` +
      describeRejets(`${plural(r.rejets.length, 'ligne laissée', 'lignes laissées')} de côté`, r.rejets),
    refus: r.rejets.length > 0,
  }
}

function sayEtat(r: Reglement): string {
  if (r.ecarteLe !== null) return `écarté le ${formatJour(r.ecarteLe)}`
  if (r.affecte === 0) return 'à rapprocher'
  const numeros = r.demandes.slice(0, 3).map((d) => `${d.numero} (${d.type})`)
  const reste = r.demandes.length - numeros.length
  return `${r.affecte < r.montant ? `reste ${formatMontant(r.montant - r.affecte)}, ` : ''}${numeros.join(', ')}${reste > 0 ? ` et ${plural(reste, 'autre')}` : ''}`
}

const COLONNES = [
  { titre: 'Id', valeur: (r: Reglement) => String(r.id), droite: true },
  { titre: 'Date', valeur: (r: Reglement) => formatJour(r.date) },
  { titre: 'Montant', valeur: (r: Reglement) => formatMontant(r.montant), droite: true },
  { titre: 'Libellé', valeur: (r: Reglement) => r.libelle.slice(0, 60) },
  { titre: 'Paie', valeur: sayEtat },
]

const one = (r: Reglement): Reponse => ({
  json: r,
  texte: `Règlement ${r.id}, ${formatMontant(r.montant)} du ${formatJour(r.date)}\u00a0: ${sayEtat(r)}.`,
  refus: false,
})

const PAGE = 1000

async function readAll(client: Client, situation: SituationReglement | null): Promise<readonly Reglement[]> {
  const lignes: Reglement[] = []
  for (;;) {
    const page = await client.reglement.lister({ situation, debut: lignes.length, nombre: PAGE })
    lignes.push(...page.lignes)
    if (lignes.length >= page.total || page.lignes.length === 0) return lignes
  }
}

async function listReglements(
  { client }: Session,
  { situation }: { readonly situation?: SituationReglement },
): Promise<Reponse> {
  const lignes = await readAll(client, situation ?? null)
  return {
    json: lignes,
    texte: lignes.length === 0 ? 'Aucun règlement.' : table(COLONNES, lignes),
    refus: false,
  }
}

async function propose({ client }: Session, reglementId: number): Promise<Reponse> {
  const { lignes, avis } = await client.reglement.proposer({ reglementId })
  const dites = lignes.map((p, i) => {
    const numeros = p.demandes.map((d) => d.numero)
    const liste = numeros.slice(0, 8).join(', ')
    return `  ${i + 1}  ${p.raison}\n     ${liste}${numeros.length > 8 ? ` et ${plural(numeros.length - 8, 'autre')}` : ''}`
  })
  return {
    json: { lignes, avis },
    texte: [
      dites.length === 0
        ? `Aucune proposition. Dites les commandes payées (liasse reglement rapprocher ${reglementId} --demande avance|solde --numero N…), ou écartez le virement (liasse reglement ecarter ${reglementId}).`
        : dites.join('\n'),
      ...(avis === null ? [] : [avis]),
    ].join('\n'),
    refus: false,
  }
}

interface OptionsRapprocher {
  readonly proposition?: number
  readonly numero?: string[]
  readonly demande?: TypeDemande
  readonly dispositif?: string
  readonly montant?: string
  readonly detacher?: boolean
}

function readEuros(saisie: string): number {
  const montant = parseMontant(saisie)
  if (montant === null) throw new Inutilisable(`«\u00a0${saisie}\u00a0» n’est pas un montant.`)
  return montant
}

/** The requests named by their orders, each for what it expects, or for `--montant` when there is one. */
async function partsOf({ client }: Session, o: OptionsRapprocher) {
  const choix = { numero: o.numero ?? [], ...(o.dispositif !== undefined && { dispositif: o.dispositif }) }
  const commandes = await chooseCommandes(client, choix, ETATS_COMMANDE)
  if (o.montant !== undefined && commandes.length > 1)
    throw new Inutilisable('--montant se donne pour une seule commande.')
  return Promise.all(
    commandes.map(async ({ id, numero }) => {
      const { dossier } = await client.commande.lire({ id })
      const demande = demandeEnCours(dossier, o.demande ?? 'avance')
      if (demande === null)
        throw new Inutilisable(
          `${numero} n’a pas de demande ${o.demande === 'solde' ? 'de solde' : 'd’avance'}.`,
        )
      const montant =
        o.montant === undefined ? (demande.montantPaye ?? demande.attendu) : readEuros(o.montant)
      if (montant === null)
        throw new Inutilisable(
          `Le montant attendu de ${numero} n’est pas connu\u00a0: ajoutez --montant EUROS.`,
        )
      return { demandeId: demande.id, montant }
    }),
  )
}

async function match(session: Session, reglementId: number, o: OptionsRapprocher): Promise<Reponse> {
  const { client } = session
  if ([o.proposition, o.numero, o.detacher].filter((x) => x !== undefined).length !== 1)
    throw new Inutilisable('Donnez --proposition RANG, --numero N… ou --detacher.')
  if (o.numero !== undefined)
    return one(await client.reglement.rapprocher({ reglementId, demandes: await partsOf(session, o) }))
  if (o.proposition === undefined)
    return one(await client.reglement.rapprocher({ reglementId, demandes: [] }))
  const { lignes } = await client.reglement.proposer({ reglementId })
  const choisie = lignes[o.proposition - 1]
  if (choisie === undefined)
    throw new Inutilisable(
      `Il n’y a pas de proposition ${o.proposition}\u00a0: ${plural(lignes.length, 'proposition')}.`,
    )
  // What the payment pays already stays: the proposal is for the rest of it.
  const deja = (await readAll(client, 'a_rapprocher')).find((r) => r.id === reglementId)?.demandes ?? []
  const demandes = [...deja, ...choisie.demandes].map(({ demandeId, montant }) => ({ demandeId, montant }))
  return one(await client.reglement.rapprocher({ reglementId, demandes }))
}

const GROUPES = ['mois', 'dispositif', 'produit'] as const

async function showArgent(
  { client }: Session,
  { par, dispositif }: { readonly par?: (typeof GROUPES)[number]; readonly dispositif?: string },
): Promise<Reponse> {
  if (dispositif !== undefined) await client.dispositif.montrer({ code: dispositif })
  const r = await client.argent.resumer({ dispositif: dispositif ?? null })
  const groupes = {
    mois: r.parMois.map((m) => ({ nom: m.mois, ...m })),
    dispositif: r.parDispositif.map((d) => ({ nom: d.dispositif, ...d })),
    produit: r.parProduit.map((p) => ({ nom: `${p.dispositif}, ${p.produit}`, ...p })),
  }
  const lignes = par === undefined ? [] : groupes[par]
  const autres = [
    r.enRetard.demandes === 0
      ? ''
      : `En retard\u00a0: ${formatMontant(r.enRetard.montant)}, ${plural(r.enRetard.demandes, 'demande')}.`,
    r.enMoins.demandes === 0
      ? ''
      : `Payé en moins\u00a0: ${formatMontant(r.enMoins.montant)}, ${plural(r.enMoins.demandes, 'demande')}.`,
    r.perdu === 0 ? '' : `Perdu\u00a0: ${formatMontant(r.perdu)}.`,
    r.sansPart === 0 ? '' : `${plural(r.sansPart, 'demande')} de part inconnue.`,
  ].filter((t) => t !== '')
  return {
    json: r,
    texte: [
      `Reçu\u00a0: ${formatMontant(r.recu)}. Reste à recevoir\u00a0: ${formatMontant(r.resteARecevoir)}.`,
      ...autres,
      ...(lignes.length === 0
        ? []
        : [
            table<{ readonly nom: string; readonly recu: number; readonly attendu: number }>(
              [
                {
                  titre: par === 'mois' ? 'Mois' : par === 'produit' ? 'Produit' : 'Dispositif',
                  valeur: (l) => l.nom,
                },
                { titre: 'Reçu', valeur: (l) => formatMontant(l.recu), droite: true },
                { titre: 'Attendu', valeur: (l) => formatMontant(l.attendu), droite: true },
              ],
              lignes,
            ),
          ]),
    ].join('\n'),
    refus: false,
  }
}

function describeJour(jour: EtatDuJour): string {
  if (jour.lignes.length === 0) return 'Rien à faire\u00a0: aucune commande en cours.'
  const etats = table(
    [
      { titre: 'État', valeur: (l) => ETATS[l.etat].libelle },
      { titre: 'Commandes', valeur: (l) => String(l.nombre), droite: true },
      { titre: 'En jeu', valeur: (l) => (l.enJeu === null ? '' : formatMontant(l.enJeu)), droite: true },
      { titre: 'En retard', valeur: (l) => (l.enRetard === 0 ? '' : String(l.enRetard)), droite: true },
    ],
    jour.lignes,
  )
  const dates = jour.echeances.map(
    (e) =>
      `  ${formatJour(e.jour)}  ${e.dispositif}, ${e.libelle}\u00a0: ${e.faites} faites, ${e.pretes} prêtes, ${e.pasPretes} pas prêtes`,
  )
  return [
    `Le ${formatJour(jour.aujourdhui)}`,
    etats,
    ...(dates.length === 0 ? [] : ['Échéances\u00a0:', ...dates]),
    `Reçu\u00a0: ${formatMontant(jour.argent.recu)}. Reste à recevoir\u00a0: ${formatMontant(jour.argent.resteARecevoir)}.`,
  ].join('\n')
}

async function showJour(
  { client }: Session,
  { dispositif }: { readonly dispositif?: string },
): Promise<Reponse> {
  if (dispositif !== undefined) await client.dispositif.montrer({ code: dispositif })
  const jour = await client.aujourdhui.lire({ dispositif: dispositif ?? null })
  return { json: jour, texte: describeJour(jour), refus: false }
}

const readId = (saisie: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(saisie)) throw new InvalidArgumentError('')
  return Number(saisie)
}

interface OptionsSaisie {
  readonly date: Jour
  readonly montant: string
  readonly libelle?: string
  readonly reference?: string
}

const enter = async ({ client }: Session, { date, montant, libelle, reference }: OptionsSaisie) =>
  one(
    await client.reglement.saisir({
      date,
      montant: readEuros(montant),
      libelle: libelle ?? '',
      reference: reference ?? '',
    }),
  )

const setAside = async (
  { client }: Session,
  reglementId: number,
  o: { readonly reprendre?: boolean; readonly commentaire?: string },
) =>
  one(
    await client.reglement.ecarter({
      reglementId,
      ecarte: o.reprendre !== true,
      commentaire: o.commentaire ?? '',
    }),
  )

/** `liasse aujourdhui`, `liasse argent`, `liasse reglement …`: the day's work, the money, and the bank's statements. */
export function addArgent(program: Command, run: Run): void {
  program
    .command('aujourdhui')
    .option('--dispositif <CODE>', 'un seul dispositif')
    .description('ce qui attend, ce qui peut partir, ce qui est en retard')
    .action((o: { dispositif?: string }, c: Command) => run(showJour)(c, o))
  program
    .command('argent')
    .addOption(new Option('--par <GROUPE>', 'détail').choices([...GROUPES]))
    .option('--dispositif <CODE>', 'un seul dispositif')
    .description('ce qui est reçu, attendu, en retard')
    .action((o: { par?: (typeof GROUPES)[number]; dispositif?: string }, c: Command) => run(showArgent)(c, o))
  const reglement = program.command('reglement').description('les virements reçus, et ce qu’ils paient')
  reglement
    .command('importer')
    .argument('<F>', 'relevé bancaire, CSV ou XLSX')
    .option('--colonnes <map.json>', 'titres du fichier et ce qu’ils contiennent')
    .option('--emetteur <MOT...>', 'mots du libellé des virements à garder\u00a0; ceux de l’agence sinon')
    .description('lit les virements de l’agence et rapproche ceux qui nomment leur demande')
    .action((f: string, o: { colonnes?: string; emetteur?: string[] }, c: Command) =>
      run(importReleve)(c, f, o),
    )
  reglement
    .command('lister')
    .addOption(
      new Option('--situation <SITUATION>', 'ceux d’une situation').choices([...SITUATIONS_REGLEMENT]),
    )
    .description('les règlements, les derniers d’abord')
    .action((o: { situation?: SituationReglement }, c: Command) => run(listReglements)(c, o))
  reglement
    .command('proposer')
    .argument('<ID>', 'numéro du règlement, donné par lister', readId)
    .description('les demandes qui font ce règlement, au centime')
    .action((id: number, _o, c: Command) => run(propose)(c, id))
  reglement
    .command('rapprocher')
    .argument('<ID>', 'numéro du règlement, donné par lister', readId)
    .option('--proposition <RANG>', 'rang donné par proposer', readId)
    .option('--numero <N...>', 'numéros des commandes payées')
    .addOption(new Option('--demande <TYPE>', 'demande payée').choices(['avance', 'solde']).default('avance'))
    .option('--dispositif <CODE>', 'dispositif des commandes')
    .option('--montant <EUROS>', 'montant payé à une commande\u00a0; ce qu’elle attend sinon')
    .option('--detacher', 'ce règlement ne paie plus rien')
    .description('dit quelles demandes un règlement paie')
    .action((id: number, o: OptionsRapprocher, c: Command) => run(match)(c, id, o))
  reglement
    .command('saisir')
    .requiredOption('--date <DATE>', 'jour du virement')
    .requiredOption('--montant <EUROS>', 'montant reçu')
    .option('--libelle <TEXTE>', 'libellé')
    .option('--reference <TEXTE>', 'référence')
    .description('note un virement sans relevé')
    .action((o: Omit<OptionsSaisie, 'date'> & { date: string }, c: Command) =>
      run(enter)(c, { ...o, date: readJour(o.date) }),
    )
  reglement
    .command('ecarter')
    .argument('<ID>', 'numéro du règlement, donné par lister', readId)
    .option('--reprendre', 'il n’est plus écarté')
    .option('--commentaire <TEXTE>', 'pourquoi')
    .description('met de côté un virement qui ne paie aucune demande')
    .action((id: number, o: { reprendre?: boolean; commentaire?: string }, c: Command) =>
      run(setAside)(c, id, o),
    )
}
