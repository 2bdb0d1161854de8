import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { finessOf } from './dossierExemple.ts'
import { ficheOf, openAtelierImport, runImport, SANS_PRODUIT } from './importsOutils.ts'
import { resultOf, sentenceFrom } from './registreExemple.ts'

const EXTRAIT = readFileSync(path.join(import.meta.dirname, '../donnees/finess-etalab-cs1100502.csv'), 'utf8')
/** A line of the extraction for a Corsican establishment of the open data. */
const CORSE = `structureet;2A0000139;2A0000063;CLINISUD;;;;;;LIEU-DIT L’ÉTANG;;;004;2A;CORSE DU SUD;20000 AJACCIO;0495000000;;365;Etablissement de Soins Pluridisciplinaire;1110;Etablissements de Soins Pluridisciplinaires;42510293600035;;;;;;1990-01-01;1990-01-01;2024-01-01;\n`

test('the extraction, in UTF-8 and in Windows-1252, with Corsica and overseas', async () => {
  const { client, write } = await openAtelierImport()
  expect(await client.imports.etatFiness()).toBeNull()
  for (const encodage of ['utf8', 'windows-1252']) {
    const chemin = write(`finess ${encodage}.csv`, EXTRAIT + CORSE, encodage)
    const resultat = await resultOf(client.imports.finess({ chemin }))
    expect(resultat).toEqual({ etablissements: 11, du: '2026-05-12', rejets: [] })
    expect(await client.client.chercherFiness({ numero: '2A0000139' })).toMatchObject({
      nom: 'CLINISUD',
      lignes: 'LIEU-DIT L’ÉTANG',
    })
  }
  expect(await client.imports.etatFiness()).toMatchObject({ du: '2026-05-12', etablissements: 11 })
  expect(await client.client.chercherFiness({ numero: '010000024' })).toMatchObject({
    nom: 'CENTRE HOSPITALIER DE BOURG-EN-BRESSE FLEYRIAT',
    finessJ: '010780054',
    siret: '26010004500012',
    codePostal: '01440',
    commune: 'VIRIAT',
    lignes: '900 RTE DE PARIS',
    telephone: '0474454647',
  })
  expect(await client.client.chercherFiness({ numero: '980600027' })).toMatchObject({
    commune: 'UVEA',
    telephone: '',
  })
})

test('another file, a file cut short, a list that shrank: the list in place stays', async () => {
  const { client, write } = await openAtelierImport()
  await resultOf(client.imports.finess({ chemin: write('bon.csv', EXTRAIT) }))
  const avant = await client.imports.etatFiness()
  const essai = (nom: string, contenu: string) =>
    sentenceFrom(() => resultOf(client.imports.finess({ chemin: write(nom, contenu) })))
  expect(await essai('autre.csv', 'Nom;RPPS\nUN;1\n')).toMatch(/n’est pas l’extraction FINESS/)
  expect(await essai('coupe.csv', EXTRAIT.slice(0, EXTRAIT.length - 200))).toMatch(/coupé à la ligne 11/)
  expect(await essai('titre.csv', EXTRAIT.slice(0, 29))).toMatch(/coupé/)
  expect(await essai('maigre.csv', EXTRAIT.split('\n').slice(0, 4).join('\n'))).toMatch(
    /n’a que 3 établissements/,
  )
  expect(await client.imports.etatFiness()).toEqual(avant)
  expect(await client.client.chercherFiness({ numero: '980600027' })).not.toBeNull()
})

test('a bad line in the middle is listed, the others go in', async () => {
  const { client, write } = await openAtelierImport()
  const lignes = EXTRAIT.trimEnd().split('\n')
  const chemin = write(
    'milieu.csv',
    [
      ...lignes.slice(0, 3),
      'structureet;123',
      lignes[1]?.replace('010000024', '010000025'),
      lignes[2],
      ...lignes.slice(3),
    ].join('\n'),
  )
  const { etablissements, rejets } = await resultOf(client.imports.finess({ chemin }))
  expect(etablissements).toBe(10)
  expect(rejets.map((r) => [r.ligne, r.regle])).toEqual([
    [4, 'forme de la ligne'],
    [5, 'clé du n° FINESS'],
    [6, 'doublon'],
  ])
})

test('fills the empty fields of a structure, and says a number that it does not know', async () => {
  const { client, write } = await openAtelierImport()
  await resultOf(client.imports.finess({ chemin: write('finess.csv', EXTRAIT) }))
  const chemin = write(
    'centres.csv',
    `Nom;FINESS;Ville\n;010000024;\nMON NOM;970102018;Gustavia\nINCONNU;${finessOf(1)};\n`,
  )
  const resultat = await runImport(client, { ...SANS_PRODUIT, dispositif: 'SFP-LGC-Va2', chemin })
  expect(resultat.avis).toMatchObject([{ ligne: 4, regle: 'structure' }])
  expect(resultat.avis[0]?.phrase).toContain(finessOf(1))
  const fiche = await ficheOf(client, '010000024')
  expect(fiche).toMatchObject({
    nom: 'CENTRE HOSPITALIER DE BOURG-EN-BRESSE FLEYRIAT',
    adresse: { lignes: '900 RTE DE PARIS', codePostal: '01440', commune: 'VIRIAT' },
  })
  expect(fiche.identifiants).toEqual(
    expect.arrayContaining([
      { type: 'FINESS_G', valeur: '010000024' },
      { type: 'FINESS_J', valeur: '010780054' },
      { type: 'SIRET', valeur: '26010004500012' },
    ]),
  )
  expect(await ficheOf(client, '970102018')).toMatchObject({
    nom: 'MON NOM',
    adresse: { codePostal: '97133', commune: 'Gustavia' },
  })
  expect(
    (await runImport(client, { ...SANS_PRODUIT, dispositif: 'SFP-LGC-Va2', chemin })).clients.identiques,
  ).toBe(3)
})
