import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { main } from '#main/hosts/cli/programme.ts'
import { MIGRATIONS } from '#main/registre/migrations.ts'
import { openRegistre } from '#main/registre/registre.ts'
import { readPdfJs } from './lecturePdf.ts'
import {
  type ApplicationTest,
  defineFournisseur,
  defineProduit,
  MATIN,
  openTestApplication,
  rpps,
} from './outils.ts'

const EMISSION = '2026-10-01T08:00:00.000Z'
const MENTION = 'Bon de commande conditionné à l’obtention par le logiciel du référencement ANS'
const SFP = {
  solution: 'Exemple Kiné',
  version: '3',
  dispositif: 'SFP-LGC-Va2',
  numeroAns: 'SFP990001',
  profils: ['Général', 'Masseur-kinésithérapeute'],
  dateDossierComplet: '2026-09-20',
  dateReferencement: null,
}

let app: ApplicationTest
let sortie: string
let fournisseurId: number
let produitId: number
beforeEach(async () => {
  app = await openTestApplication({ maintenant: EMISSION })
  sortie = path.join(app.dossier, 'bons')
  await app.client.dispositif.regler({ code: 'SFP-LGC-Va2', cle: 'date0', valeur: '07/08/2024', note: 'JO' })
  const { id } = await defineFournisseur(app, { enrolements: { 'SFP-LGC-Va2': '2025-03-03' } })
  fournisseurId = id
  produitId = (await defineProduit(app, { ...SFP, fournisseurId })).id
})
afterEach(() => app.fermer())

async function order(n: number, client: Partial<Parameters<typeof app.client.client.definir>[0]> = {}) {
  const tiers = await app.client.client.definir({
    categorie: 'praticien',
    nom: `Témoin${n}`,
    prenom: 'Claude',
    profession: 'masseur_kinesitherapeute',
    modeExercice: 'liberal',
    identifiants: [{ type: 'RPPS', valeur: rpps(n) }],
    adresse: { lignes: `${n} avenue du Modèle`, codePostal: '69001', commune: 'Lyon' },
    telephone: '04 99 00 00 01',
    mail: `temoin${n}@exemple.example`,
    ...client,
  })
  const { resume } = await app.client.commande.definir({
    numero: `EX${n}`,
    referencementId: produitId,
    fournisseurId,
    cas: 'A',
    dateEmission: '2026-10-01',
    participations: [{ role: 'client', tiersId: tiers.id }],
    lignes: [],
  })
  return resume.id
}

async function emit(...commandeIds: number[]) {
  for await (const e of await app.client.bdc.emettre({ commandeIds, sortie }))
    if (e.type === 'resultat') return e.resultat
  throw new Error('no result')
}
const pdfOf = async (n: number) => (await readPdfJs(readFileSync(path.join(sortie, `EX${n}.pdf`)))).texte

/** Attaches the printed form as a scan would come back: other bytes, a day. */
async function sign(n: number, jour: string) {
  const fichier = path.join(sortie, `EX${n}.pdf`)
  appendFileSync(fichier, '\n% scan\n')
  for await (const _ of await app.client.piece.rattacher({ chemins: [fichier], signeeLe: jour }));
}
const constatOf = async (id: number, code: string) => {
  const [controle] = await app.client.commande.controler({ commandeIds: [id] })
  return controle?.constats.find((c) => c.code === code)
}
const dateReferencement = (jour: string | null, autre: Partial<typeof SFP> = {}) =>
  defineProduit(app, { ...SFP, ...autre, id: produitId, fournisseurId, dateReferencement: jour as null })

async function liasse(...args: string[]) {
  let stdout = ''
  const flux = { write: (t: string) => (stdout += t) }
  const code = await main([...args, '--registre', app.dossier], { stdout: flux, stderr: flux })
  return { code, stdout: stdout.replaceAll('\u00a0', ' ') }
}

test('a signed paper without the mention stops the advance, whatever date is typed afterwards', async () => {
  const id = await order(1)
  expect((await emit(id)).refuses).toEqual([])
  expect(await pdfOf(1)).not.toContain(MENTION)
  expect(await pdfOf(1)).toContain('SFP990001')
  await sign(1, '2026-10-05')
  app.avancer('2026-11-17T08:00:00.000Z')
  // The ANS gave the number, its day is not known: nothing says whether the mention was needed.
  expect(await constatOf(id, 'BDC-MENTION-120')).toMatchObject({ issue: 'inconnu', gravite: 'bloquant' })
  await dateReferencement('2026-10-20')
  const { dossier } = await app.client.commande.lire({ id })
  expect(dossier.commande.bdcEmisLe).toBe('2026-10-01')
  expect(dossier.impressions).toMatchObject([
    { le: '2026-10-01', modele: 'BDC-SFP-LGC-Va2', numeroAns: 'SFP990001', mention: false },
  ])
  expect(await constatOf(id, 'BDC-MENTION-120')).toMatchObject({ issue: 'enfreint', gravite: 'bloquant' })
  await dateReferencement('2026-10-05')
  expect(await constatOf(id, 'BDC-MENTION-120')).toBeUndefined()
})

test('an unsigned form that its product would print otherwise is to be printed again, with the mention', async () => {
  const [a, b] = [await order(1), await order(2)]
  await emit(a, b)
  await sign(2, '2026-10-05')
  const etat = async (id: number) => (await app.client.commande.lire({ id })).resume.etat
  await dateReferencement(null, { dateDossierComplet: '2026-09-21' })
  expect(await etat(a)).toBe('bdc_a_signer')
  await dateReferencement('2026-10-20')
  expect(await etat(a)).toBe('bdc_a_emettre')
  const { journal } = await app.client.commande.lire({ id: a })
  expect(journal[0]).toMatchObject({ action: 'bdc_perime' })
  expect(journal[0]?.detail).toContain('la fiche du produit a changé')
  expect((await app.client.commande.lire({ id: b })).dossier.commande.bdcEmisLe).toBe('2026-10-01')
  app.avancer('2026-10-02T08:00:00.000Z')
  const { stdout, code } = await liasse(
    'bdc',
    'emettre',
    '--tous',
    '--sortie',
    sortie,
    '--aujourdhui',
    '2026-10-02',
  )
  expect(stdout).toContain('1 bon de commande émis')
  expect(code).toBe(0)
  expect(await pdfOf(1)).toContain(MENTION)
  expect(await pdfOf(1)).not.toContain('SFP990001')
  // Two papers are about, one without the mention: which one is signed is for the user to say.
  await sign(1, '2026-10-05')
  app.avancer('2026-11-17T08:00:00.000Z')
  expect(await constatOf(a, 'BDC-MENTION-120')).toMatchObject({
    issue: 'inconnu',
    sujet: 'attestations.mention-120-jours',
  })
  const atteste = await liasse('attester', 'mention-120-jours', '--numero', 'EX1', '--le', '2026-10-06')
  expect(atteste.code).toBe(0)
  expect(await constatOf(a, 'BDC-MENTION-120')).toMatchObject({ issue: 'respecte' })
})

test('the référencement obtained after a form with the mention changes nothing on it', async () => {
  await dateReferencement(null, { numeroAns: '' })
  const id = await order(1)
  await emit(id)
  expect(await pdfOf(1)).toContain(MENTION)
  await dateReferencement('2026-10-20')
  expect((await app.client.commande.lire({ id })).dossier.commande.bdcEmisLe).toBe('2026-10-01')
})

test('a vendor who changes its name has its unsigned forms printed again, its colour does not', async () => {
  const id = await order(1)
  await emit(id)
  const bdcEmisLe = async () => (await app.client.commande.lire({ id })).dossier.commande.bdcEmisLe
  const change = (saisie: Parameters<typeof defineFournisseur>[1]) =>
    defineFournisseur(app, { id: fournisseurId, enrolements: { 'SFP-LGC-Va2': '2025-03-03' }, ...saisie })
  await change({ couleur: '#aa0000' })
  expect(await bdcEmisLe()).toBe('2026-10-01')
  await change({ denomination: 'Logiciels Nouveaux' })
  expect(await bdcEmisLe()).toBeNull()
})

test('a name that the font lacks is refused, another field is printed and said', async () => {
  await order(1, { nom: 'Петров', prenom: 'Иван' })
  await order(2, { adresse: { lignes: '2 rue 汉字 🏥', codePostal: '69001', commune: 'Lyon' } })
  await order(3, { nom: 'Dvořák', prenom: 'Łukasz' })
  const { stdout, code } = await liasse(
    'bdc',
    'emettre',
    '--tous',
    '--sortie',
    sortie,
    '--aujourdhui',
    '2026-10-01',
  )
  expect(code).toBe(1)
  expect(stdout).toContain('2 bons de commande émis')
  expect(stdout).toContain('dans un nom que l’agence compare (nom du client : И в а н П е т р о)')
  expect(stdout).toContain('adresse du client (Claude Témoin2) : 汉 字 🏥')
  expect(stdout).toContain('À regarder :')
  expect(await pdfOf(2)).toContain('2 rue ??')
  expect(await pdfOf(3)).toContain('Łukasz Dvořák')
})

test('a logo that cannot be read is said, once for all the forms', async () => {
  const logo = path.join(app.dossier, 'logo.png')
  writeFileSync(logo, Buffer.from('89504e470d0a1a0a00000000', 'hex'))
  await app.client.fournisseur.definirLogo({ id: fournisseurId, chemin: logo })
  const { emis, avertissements } = await emit(await order(1), await order(2))
  expect(emis).toHaveLength(2)
  expect(avertissements).toMatchObject([{ numeros: ['EX1', 'EX2'] }])
  expect(avertissements[0]?.phrase).toContain('ne peut pas être lu')
})

test('printings made before Liasse kept what they say are known, their mention is not; one enrolment date becomes one per scheme', async () => {
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-impressions-'))
  const ancien = await openRegistre(dossier, () => MATIN, MIGRATIONS.slice(0, 4))
  const vendeur = (id: number, le: string) =>
    `INSERT INTO fournisseur (id, denomination, siret, adresse, codePostal, commune, responsableNom, responsableQualite,
      responsableTelephone, responsableMail, assujettiTva, tauxTva, couleur, enrolementValideLe)
      VALUES (${id}, 'F${id}', '${id}', '', '', '', '', '', '', '', 1, 2000, '', ${le});`
  ancien.brut.exec(`
    ${vendeur(1, "'2026-01-02'")} ${vendeur(2, "'2026-01-03'")} ${vendeur(3, 'NULL')}
    INSERT INTO solution VALUES (1, 'S');
    INSERT INTO referencement (id, solutionId, version, dispositif, numeroAns, profils, scenario)
      VALUES (1, 1, '1', 'MDV-LGC-Va1', '', '[]', '{}');
    INSERT INTO distribution (fournisseurId, referencementId, role) VALUES (1, 1, 'editeur'), (3, 1, 'editeur');
    INSERT INTO commande (id, numero, numeroAttribue, dispositif, fournisseurId, referencementId, cas, modifieeLe, bdcEmisLe, bdcModele, bdcModeleVersion)
      VALUES (1, 'N1', 0, 'MDV-LGC-Va1', 1, 1, 'A', '2026-11-10T08:00:00.000Z', '2026-11-10', 'BDC-MDV-LGC-Va1', 12);
    INSERT INTO journal (instant, par, sujet, sujetId, action, detail, sha256)
      VALUES ('2026-11-10T08:00:00.000Z', 'Ada', 'commande', 1, 'bdc', 'Modèle BDC-MDV-LGC-Va1, version 12', 'abc');`)
  await ancien.fermer()
  const registre = await openRegistre(dossier, () => MATIN)
  const read = (sql: string) => registre.brut.prepare(sql).all()
  expect(read('SELECT * FROM impression')).toEqual([
    {
      id: 1,
      commandeId: 1,
      type: 'BDC',
      le: '2026-11-10',
      modele: 'BDC-MDV-LGC-Va1',
      version: 12,
      sha256: 'abc',
      numeroAns: null,
      mention: null,
      facture: null,
      perimetre: null,
    },
  ])
  expect(read('SELECT enrolements FROM fournisseur ORDER BY id')).toEqual([
    { enrolements: '{"MDV-LGC-Va1":"2026-01-02"}' },
    { enrolements: '{"MDV-LGC-Va1":"2026-01-03","SFP-LGC-Va2":"2026-01-03"}' },
    { enrolements: '{}' },
  ])
  await registre.fermer()
  rmSync(dossier, { recursive: true, force: true })
})
