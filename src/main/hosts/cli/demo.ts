import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { formatJour } from '#domain/dates.ts'
import { inventClientsSfp, parseLieux } from '../../demo/donnees.ts'
import { signDocument } from '../../demo/signature.ts'
import { DATE_0, FOURNISSEUR, JOUR_DEMO, NOTE_DATE, PRODUIT_SFP, SIGNATURE } from '../../demo/vendeur.ts'
import { resourcePath } from '../../resources.ts'
import { control } from './controle.ts'
import { attest, declareAides } from './dossiers.ts'
import { emitBdc } from './emissions.ts'
import { prepareDemandes } from './envois.ts'
import { attachPieces } from './pieces.ts'
import { addSolution, defineFournisseur, importClients, importFiness, setDispositif } from './preparation.ts'
import { Inutilisable, type Session } from './session.ts'
import { plural, type Reponse, readSuite } from './sortie.ts'

export { INSTANT_DEMO } from '../../demo/vendeur.ts'

const DISPOSITIF = PRODUIT_SFP.dispositif
const PRATICIENS = 60

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

interface Etape {
  readonly commande: string
  readonly texte: string
  readonly json: unknown
}

/**
 * Signs the printed forms as invented clients would, but for the defects that a mailbox brings: one form never
 * comes back, one is a message under a PDF's name, one comes back under a name that says nothing.
 * Writes the list of signatures beside them; returns its path and the number of files.
 */
async function signAll(
  { client }: Session,
  { emis, signes, liste }: { emis: string; signes: string; liste: string },
): Promise<number> {
  const { lignes } = await client.commande.lister({ dispositif: DISPOSITIF, nombre: 1000, tri: 'numero' })
  const noms = (await readdir(emis)).filter((n) => n.endsWith('.pdf')).sort()
  await mkdir(signes, { recursive: true })
  const signatures = ['numero;date;signataire;nature']
  for (const [i, nom] of noms.entries()) {
    if (i === 3) continue
    const commande = lignes.find((c) => `${c.numero}.pdf` === nom)
    const signataire = commande?.client ?? 'Client Exemple'
    const octets = await readFile(path.join(emis, nom))
    const signe =
      i === 7 ? 'Le client a répondu par courriel.' : await signDocument(octets, signataire, SIGNATURE, i)
    await writeFile(path.join(signes, i === 11 ? 'scan0001.pdf' : nom), signe)
    signatures.push(`${path.parse(nom).name};${formatJour(SIGNATURE)};${signataire};manuscrite`)
  }
  await writeFile(liste, `${signatures.join('\r\n')}\r\n`)
  return noms.length - 1
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

/**
 * Plays the main job in `sortie`, on a register of its own: vendor, product, real establishments, invented clients,
 * order forms, signed pieces, controls, advance request. Every step is the command that a vendor would type.
 */
export async function playDemo(session: Session, sortie: string): Promise<Reponse> {
  const debut = performance.now()
  const entrees = path.join(sortie, 'entrees')
  const emis = path.join(sortie, 'bons-de-commande')
  const signes = path.join(sortie, 'signes')
  const finess = resourcePath('resources', 'demo', 'finess.csv')
  await mkdir(entrees, { recursive: true })
  const fichier = (nom: string) => path.join(entrees, nom)
  await writeFile(fichier('fournisseur.json'), JSON.stringify(FICHIER_FOURNISSEUR, null, 2))
  await writeFile(fichier('produit.json'), JSON.stringify(FICHIER_PRODUIT, null, 2))
  await writeFile(
    fichier('clients.csv'),
    inventClientsSfp(parseLieux(await readFile(finess, 'utf8')), PRATICIENS),
  )

  const etapes: Etape[] = []
  const step = async (commande: string, faire: () => Promise<Reponse>) => {
    const { texte, json } = await faire()
    etapes.push({ commande, texte, json })
  }
  const relatif = (chemin: string) => path.relative(process.cwd(), chemin) || '.'
  const tous = { tous: true, dispositif: DISPOSITIF }

  await step('fournisseur definir entrees/fournisseur.json', () =>
    defineFournisseur(session, fichier('fournisseur.json')),
  )
  await step('solution ajouter entrees/produit.json', () => addSolution(session, fichier('produit.json')))
  await step(`dispositif regler ${DISPOSITIF} date0 ${DATE_0}`, () =>
    setDispositif(session, DISPOSITIF, 'date0', DATE_0, NOTE_DATE),
  )
  await step('finess importer finess.csv (données ouvertes)', () => importFiness(session, finess))
  await step(`importer entrees/clients.csv --dispositif ${DISPOSITIF}`, () =>
    importClients(session, fichier('clients.csv'), { dispositif: DISPOSITIF }),
  )
  await step('bdc emettre --tous --sortie bons-de-commande', () =>
    emitBdc(session, { ...tous, sortie: emis }),
  )
  const signatures = fichier('signatures.csv')
  const nombre = await signAll(session, { emis, signes, liste: signatures })
  await step('pieces rattacher signes --type BDC --signatures entrees/signatures.csv', () =>
    attachPieces(session, [signes], { type: 'BDC', signatures }),
  )
  for (const code of ATTESTATIONS)
    await step(`attester ${code} --tous --le ${JOUR_DEMO}`, () =>
      attest(session, code, { ...tous, le: JOUR_DEMO }),
    )
  await step(`aides declarer --aucune --tous --le ${SIGNATURE}`, () =>
    declareAides(session, { ...tous, le: SIGNATURE, aucune: true }),
  )
  await step('controler --pour avance', async () =>
    readSuite(await control(session, { dispositif: DISPOSITIF })),
  )
  await step(`avance preparer --dispositif ${DISPOSITIF} --sortie ${relatif(sortie)}`, () =>
    prepareDemandes('avance')(session, { dispositif: DISPOSITIF, sortie }),
  )
  const secondes = (performance.now() - debut) / 1000
  return {
    json: { jour: JOUR_DEMO, sortie, secondes: Number(secondes.toFixed(1)), etapes },
    texte: [
      `Démonstration jouée au 17/11/2026 : établissements des données ouvertes, personnes inventées, ${plural(nombre, 'bon de commande signé', 'bons de commande signés')} à la main.`,
      ...etapes.map((e) => `\n$ liasse ${e.commande}\n${e.texte}`),
      `\nTout est dans ${relatif(sortie)} (registre, entrees, bons-de-commande, signes, fichiers à déposer), en ${secondes.toFixed(1).replace('.', ',')} s.`,
    ].join('\n'),
    refus: false,
  }
}
