import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ResumeCommande } from '#contract/commande.ts'
import type { FichePilote } from '#contract/pilote.ts'
import { formatJour, type Instant, instantParis, type Jour } from '#domain/dates.ts'
import { showPortail, writeRetour } from '../../demo/agence.ts'
import { inventClientsSfp, parseLieux } from '../../demo/donnees.ts'
import { signDocument } from '../../demo/signature.ts'
import {
  DATE_0,
  FOURNISSEUR,
  INSTANT_DEMO,
  JOUR_DEMO,
  NOTE_DATE,
  PRODUIT_SFP,
  SIGNATURE,
} from '../../demo/vendeur.ts'
import { resourcePath } from '../../resources.ts'
import { CODE_INTERRUPTION, Interruption, Inutilisable, keepSession, type Ouvrir } from './session.ts'
import { plural, type Reponse } from './sortie.ts'

const DISPOSITIF = PRODUIT_SFP.dispositif
const PRATICIENS = 60
/** Orders that go as far as the balance; the first five are the pilot's. */
const INSTALLEES = 12
const PILOTE = 5
const DECISION: Jour = '2026-12-10'
const INSTALLATION: Jour = '2027-01-14'
const RECEPTION: Jour = '2027-01-18'
const SOLDE: Jour = '2027-02-10'

/** The same vendor and product, as the files of the command line say them. */
const { assujettiTva, tauxTva, ...societe } = FOURNISSEUR
const FICHIER_FOURNISSEUR = { ...societe, assujettiTVA: assujettiTva, tauxTVA: tauxTva / 100 }
const { solution: denomination, ...reference } = PRODUIT_SFP
const FICHIER_PRODUIT = { denomination, ...reference }

const ATTESTATIONS = [
  'psc-operateur',
  'marche-concurrentiel',
  'commande-non-conditionnee',
  'versions-obsoletes',
  'exercice-liberal',
  'centre-eligible',
  'certificat-organisation',
  'pouvoir-signataire',
]
const ATTESTATIONS_SOLDE = [
  'formations-annexe',
  'sans-surcout',
  'droits-maintenance-support',
  'clause-portabilite',
]

interface Sortie {
  write(texte: string): unknown
}
/** The program itself: runs one command and answers its exit code. */
export type Programme = (
  argv: readonly string[],
  sorties: { readonly stdout: Sortie; readonly stderr: Sortie },
  ouvrir: Ouvrir,
) => Promise<number>

interface Etape {
  readonly commande: string
  readonly texte?: string
  readonly json?: unknown
}

const MARQUE = '.demonstration-liasse'

/** Empties the folder of an earlier demonstration, or makes a new one. Refuses a folder that holds anything else. */
export async function prepareDossierDemo(sortie: string): Promise<void> {
  await mkdir(sortie, { recursive: true })
  const contenu = await readdir(sortie)
  if (contenu.length > 0 && !contenu.includes(MARQUE))
    throw new Inutilisable(`Le dossier « ${sortie} » contient autre chose qu’une démonstration.`, {
      remede: 'Donnez un dossier neuf.',
    })
  for (const nom of contenu) await rm(path.join(sortie, nom), { recursive: true })
  await writeFile(path.join(sortie, MARQUE), '')
}

/** The commands of the demonstration, run one by one on its register, at the instant of each phase. */
async function openTheatre(programme: Programme, sortie: string, enJson: boolean) {
  const etapes: Etape[] = []
  let instant: Instant = INSTANT_DEMO
  const at = (...segments: string[]) => path.join(sortie, ...segments)
  const { ouvrir, fermer } = await keepSession(at('registre'), instant)
  const run = async (args: readonly string[], json: boolean): Promise<string> => {
    const communs = ['--registre', at('registre'), '--maintenant', instant, ...(json ? ['--json'] : [])]
    const ecrit = { stdout: '', stderr: '' }
    const keep = (flux: keyof typeof ecrit) => ({ write: (texte: string) => (ecrit[flux] += texte) })
    const sorties = { stdout: keep('stdout'), stderr: keep('stderr') }
    const code = await programme([...args, ...communs], sorties, ouvrir)
    if (code === CODE_INTERRUPTION) throw new Interruption()
    if (code > 1) throw new Inutilisable(ecrit.stderr.replace(/^liasse : /, '').trim())
    return ecrit.stdout
  }
  const show = (args: readonly string[]) =>
    args
      .map((a) => (a === sortie ? '.' : a.replaceAll(`${sortie}${path.sep}`, '')))
      .map((a) => (/[\s;]/.test(a) ? `"${a}"` : a))
      .join(' ')
  return {
    etapes,
    at,
    fermer,
    /** The clock of the commands to come. */
    aller(jour: Jour) {
      instant = instantParis(jour, '09:00')
    },
    /** Runs commands that are alike and shows the last of them. */
    async step(...pareilles: readonly (readonly string[])[]): Promise<void> {
      const avant = pareilles.slice(0, -1)
      const args = pareilles.at(-1) ?? []
      for (const autre of avant) await run(autre, true)
      const ecrit = await run(args, enJson)
      const suite = avant.length === 0 ? '' : `   (après ${avant.length} autres)`
      etapes.push({
        commande: `${show(args)}${suite}`,
        ...(enJson ? { json: JSON.parse(ecrit) } : { texte: ecrit.trimEnd() }),
      })
    },
    /** What a command answers, unshown. */
    ask: async <T>(...args: readonly string[]) => JSON.parse(await run(args, true)) as T,
  }
}
type Theatre = Awaited<ReturnType<typeof openTheatre>>

/** It never came, it is a message under a PDF's name, its own name says nothing. */
type Defaut = 'absent' | 'message' | 'muet'

/**
 * Signs printed documents as invented clients would, and writes the list of signatures beside them; `defaut` brings
 * what a mailbox brings. Returns the list.
 */
async function signAll(
  { at, ask }: Theatre,
  emis: string,
  le: Jour,
  defaut: (rang: number) => Defaut | null = () => null,
): Promise<string> {
  const lignes = await ask<readonly ResumeCommande[]>('commandes', 'lister', '--dispositif', DISPOSITIF)
  const parNumero = lignes.toSorted((a, b) => b.numero.length - a.numero.length)
  const signes = at(`${emis}-signes`)
  await mkdir(signes, { recursive: true })
  const liste = ['numero;date;signataire;nature']
  for (const [i, nom] of (await readdir(at(emis))).sort().entries()) {
    const commande = parNumero.find((c) => nom.includes(c.numero))
    const quoi = defaut(i)
    if (commande === undefined || quoi === 'absent') continue
    const octets = await readFile(at(emis, nom))
    const signe =
      quoi === 'message'
        ? 'Le client a répondu par courriel.'
        : await signDocument(octets, commande.client, le, i)
    await writeFile(path.join(signes, quoi === 'muet' ? 'scan0001.pdf' : nom), signe)
    liste.push(`${commande.numero};${formatJour(le)};${commande.client};manuscrite`)
  }
  await writeFile(`${signes}.csv`, `${liste.join('\r\n')}\r\n`)
  return `${signes}.csv`
}

/** From the client list to the advance deposited. */
async function playAvance(t: Theatre, finess: string): Promise<void> {
  const { at, step } = t
  const tous = ['--tous', '--dispositif', DISPOSITIF]
  await step(['fournisseur', 'definir', at('entrees', 'fournisseur.json')])
  await step(['solution', 'ajouter', at('entrees', 'produit.json')])
  await step(['dispositif', 'regler', DISPOSITIF, 'date0', DATE_0, '--source', NOTE_DATE])
  await step(['finess', 'importer', finess])
  await step(['importer', at('entrees', 'clients.csv'), '--dispositif', DISPOSITIF])
  await step(['bdc', 'emettre', '--tous', '--sortie', at('bons-de-commande')])
  const defauts: Partial<Record<number, Defaut>> = { 3: 'absent', 7: 'message', 11: 'muet' }
  const signatures = await signAll(t, 'bons-de-commande', SIGNATURE, (i) => defauts[i] ?? null)
  await step([
    'pieces',
    'rattacher',
    at('bons-de-commande-signes'),
    '--type',
    'BDC',
    '--signatures',
    signatures,
  ])
  const attestations = ATTESTATIONS.map((code) => ['attester', code, ...tous, '--le', JOUR_DEMO])
  await step(...attestations)
  await step(['aides', 'declarer', '--aucune', ...tous, '--le', SIGNATURE])
  await step(['controler', '--pour', 'avance', '--dispositif', DISPOSITIF])
  await step(['avance', 'preparer', '--dispositif', DISPOSITIF, '--sortie', at()])
}

/** The deposit, the agency's return file and its decisions: two sent back, one refused. Answers what was accepted. */
async function playRetour(t: Theatre): Promise<readonly ResumeCommande[]> {
  const { at, step, ask } = t
  const nom = (await readdir(at())).find((n) => n.startsWith('AVANCE-') && n.endsWith('.json')) as string
  const envoi = {
    reference: path.parse(nom).name,
    type: 'avance',
    json: { nom, sha256: '', taille: 0 },
  } as const
  await step(['demande', 'deposer', envoi.reference, '--le', JOUR_DEMO])
  t.aller(DECISION)
  await step(['retour', await writeRetour(envoi, { sortie: at(), dossier: at('entrees') })])
  const toutes = await ask<readonly ResumeCommande[]>('commandes', 'lister', '--etat', 'avance_deposee')
  const decisions = toutes.map((commande, i) =>
    i % 20 === 7
      ? ({ commande, issue: 'A modifier', le: DECISION, motif: 'Bon de commande illisible' } as const)
      : i === 30
        ? ({ commande, issue: 'Rejetée', le: DECISION, motif: 'Client déjà financé' } as const)
        : ({ commande, issue: 'Validée', le: DECISION } as const),
  )
  await writeFile(at('entrees', 'portail.tsv'), showPortail('avance', decisions))
  await step(['portail', at('entrees', 'portail.tsv')])
  return decisions.flatMap((d) => (d.issue === 'Validée' ? [d.commande] : []))
}

/** Services done, the five places of the pilot with their PV and the training material, sent to the ANS. */
async function playPilote(t: Theatre, numeros: readonly string[]): Promise<void> {
  const { at, step, ask } = t
  const jour = formatJour(INSTALLATION)
  t.aller(INSTALLATION)
  await writeFile(
    at('entrees', 'installations.csv'),
    [
      'numero;realisee;formation;modalite;supports;documents',
      ...numeros.map((n) => [n, jour, jour, 'présentiel', jour, jour].join(';')),
      '',
    ].join('\r\n'),
  )
  await step(['installation', 'definir', '--fichier', at('entrees', 'installations.csv')])
  const pilote = numeros.slice(0, PILOTE)
  const places = pilote.map((numero, i) => ['pilote', 'choisir', '--place', `${i + 1}`, '--numero', numero])
  await step(...places)
  await step(['pv', 'emettre', '--numero', ...pilote, '--sortie', at('pv')])
  const signatures = await signAll(t, 'pv', INSTALLATION)
  await step(['pieces', 'rattacher', at('pv-signes'), '--type', 'PV', '--signatures', signatures])
  const { contenus } = await ask<FichePilote>('pilote', 'montrer')
  const supports: string[][] = []
  await mkdir(at('formation'), { recursive: true })
  for (const { cle, libelle } of contenus) {
    const support = at('formation', `${cle}.txt`)
    await writeFile(support, `Support de formation de la démonstration\n${libelle}\n`)
    supports.push(['pilote', 'support', support, '--contenu', cle])
  }
  await step(...supports)
  await step(['pilote', 'dossier', '--sortie', at('ans')])
  await step(['pilote', 'transmettre', '--le', INSTALLATION])
}

/** VA signed, invoices, the word of the ANS, and the balances. */
async function playSolde(t: Theatre): Promise<void> {
  const { at, step } = t
  t.aller(RECEPTION)
  await step(['va', 'emettre', '--tous', '--sortie', at('va')])
  const signatures = await signAll(t, 'va', RECEPTION)
  await step(['pieces', 'rattacher', at('va-signes'), '--type', 'VA', '--signatures', signatures])
  await step(['facture', 'emettre', '--tous', '--sortie', at('factures')])
  const attestations = ATTESTATIONS_SOLDE.map((code) => [
    'attester',
    code,
    '--tous',
    '--dispositif',
    DISPOSITIF,
    '--le',
    RECEPTION,
  ])
  await step(...attestations)
  t.aller(SOLDE)
  await step(['pilote', 'decision', 'conforme', '--le', SOLDE])
  await step(['solde', 'preparer', '--dispositif', DISPOSITIF, '--sortie', at()])
}

interface OptionsDemo {
  readonly sortie: string
  readonly json: boolean
  /** The advance exported, on the first day; or the balances exported, three months later. */
  readonly jusquA: 'avance' | 'solde'
}

/**
 * Plays the main job in `sortie`, on a register of its own: vendor, product, real establishments, invented clients,
 * order forms, signed pieces, controls, advances; then the agency's return, the pilot, the services, VA and invoices,
 * balances. Every step is the command that a vendor would type.
 */
export async function playDemo(
  programme: Programme,
  { sortie, json, jusquA }: OptionsDemo,
): Promise<Reponse> {
  const debut = performance.now()
  const finess = resourcePath('resources', 'demo', 'finess.csv')
  const t = await openTheatre(programme, sortie, json)
  try {
    await mkdir(t.at('entrees'), { recursive: true })
    await writeFile(t.at('entrees', 'fournisseur.json'), JSON.stringify(FICHIER_FOURNISSEUR, null, 2))
    await writeFile(t.at('entrees', 'produit.json'), JSON.stringify(FICHIER_PRODUIT, null, 2))
    const lieux = parseLieux(await readFile(finess, 'utf8'))
    await writeFile(t.at('entrees', 'clients.csv'), inventClientsSfp(lieux, PRATICIENS))
    await playAvance(t, finess)
    if (jusquA === 'solde') {
      const acceptees = await playRetour(t)
      await playPilote(
        t,
        acceptees.slice(0, INSTALLEES).map((c) => c.numero),
      )
      await playSolde(t)
    }
  } finally {
    await t.fermer()
  }
  const { etapes } = t
  const secondes = (performance.now() - debut) / 1000
  const relatif = path.relative(process.cwd(), sortie) || '.'
  return {
    json: { jour: JOUR_DEMO, sortie, secondes: Number(secondes.toFixed(1)), etapes },
    texte: [
      `Démonstration : établissements des données ouvertes, personnes inventées, documents signés à la main. Avance au ${formatJour(JOUR_DEMO)}${jusquA === 'solde' ? `, solde au ${formatJour(SOLDE)}` : ''}.`,
      ...etapes.map((e) => `\n$ liasse ${e.commande}\n${e.texte}`),
      `\n${plural(etapes.length, 'commande')} ; tout est dans ${relatif} (registre, entrees, documents imprimés et signés, fichiers à déposer), en ${secondes.toFixed(1).replace('.', ',')} s.`,
    ].join('\n'),
    refus: false,
  }
}
