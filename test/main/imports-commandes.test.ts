import path from 'node:path'
import { describe, expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { finessOf, rppsOf } from './dossierExemple.ts'
import {
  commandeOf,
  ficheOf,
  openAtelierCommandes,
  runImport,
  SANS_PRODUIT,
  TITRES_EDITEUR,
} from './importsOutils.ts'
import { sentenceFrom } from './registreExemple.ts'

describe('a vendor’s list', () => {
  test('in ISO-8859-1, goes in as given', async () => {
    const { client, write, vente } = await openAtelierCommandes()
    const chemin = write(
      'mdv.csv',
      [
        TITRES_EDITEUR,
        `BDC2022 01;03/06/2022;DR MODÈLE Zoë;zoe@example.org;06.12.34.56.78;${rppsOf(1)};BDC2022 01.pdf`,
        `BDC-02;04/06/2022;DR UNTEL;untel@example.org;+33 6 12 34 56 79;${rppsOf(2)};untel.pdf`,
        `;05/06/2022;DR SANS NUMERO;s@example.org;0612345680;${rppsOf(3)};`,
      ].join('\r\n'),
      'latin1',
    )
    const resultat = await runImport(client, { ...vente, chemin })
    expect(resultat.commandes).toEqual({ creees: 2, misesAJour: 0, identiques: 0 })
    expect(resultat.rejets).toMatchObject([
      { ligne: 4, colonne: 'ref bdc', regle: 'ligne sans numéro de bon de commande' },
    ])
    expect(resultat.avis).toMatchObject([{ ligne: 3, colonne: 'ref bdc', valeur: 'BDC-02' }])
    const dossier = await commandeOf(client, 'BDC2022 01')
    expect(dossier).toMatchObject({
      commande: {
        numeroAttribue: false,
        cas: 'A',
        dateEmission: '2022-06-03',
        formulaireExterne: true,
        fichierAttendu: 'BDC2022 01.pdf',
      },
      participations: [
        { role: 'client', tiers: { nom: 'DR MODÈLE Zoë', prenom: '', telephone: '0612345678' } },
      ],
      lignes: [{ ht: 35833, taux: 2000, tva: 7167, ttc: 43000, plafondHt: 35833 }],
      scenario: { operateurMessagerie: 'API_35' },
    })
    expect(await ficheOf(client, rppsOf(2))).toMatchObject({ telephone: '0612345679', profession: 'medecin' })
    expect((await client.client.lister({ texte: 'SANS' })).total).toBe(0)
    const journal = await client.systeme.journal({ sujet: 'commande' })
    expect(journal.lignes.map((l) => l.action)).toEqual(['creation', 'creation'])
    const encore = await runImport(client, { ...vente, chemin })
    expect(encore.commandes).toEqual({ creees: 0, misesAJour: 0, identiques: 2 })
    expect((await client.systeme.journal({ sujet: 'commande' })).total).toBe(2)
  })

  test('an analysis counts the orders that wait for a product', async () => {
    const { client, write, vente } = await openAtelierCommandes()
    const lignes = ['B1', 'B2', 'B2', ''].map((n, i) => `${n};03/06/2022;DR ${i};;;${rppsOf(i + 1)};`)
    const chemin = write('a.csv', `${TITRES_EDITEUR}\n${lignes.join('\n')}\n`)
    const sans = { ...vente, referencementId: null, fournisseurId: null, chemin }
    expect((await client.imports.analyser(sans)).effets).toMatchObject({ commandes: 0, sansProduit: 2 })
    expect((await client.imports.analyser({ ...vente, chemin })).effets.sansProduit).toBe(0)
  })

  test('the product must be said, and be of the scheme', async () => {
    const { client, write, vente } = await openAtelierCommandes()
    const chemin = write('a.csv', `${TITRES_EDITEUR}\nB1;03/06/2022;DR UN;;;${rppsOf(1)};\n`)
    expect(
      await sentenceFrom(() =>
        runImport(client, { chemin, dispositif: 'MDV-LGC-Va1', referencementId: null, fournisseurId: null }),
      ),
    ).toMatch(/produit commandé/)
    expect(
      await sentenceFrom(() => client.imports.analyser({ ...vente, dispositif: 'SFP-LGC-Va2', chemin })),
    ).toMatch(/référencé pour MDV-LGC-Va1/)
    const seuls = await runImport(client, { ...vente, chemin, colonnes: { 'ref bdc': null } })
    expect(seuls).toMatchObject({ clients: { crees: 1 }, commandes: { creees: 0 } })
    expect((await runImport(client, { ...vente, fournisseurId: null, chemin })).commandes.creees).toBe(1)
  })

  test('a workbook with real dates', async () => {
    const { client, vente, dossierFichiers } = await openAtelierCommandes()
    const chemin = path.join(dossierFichiers, 'mdv.xlsx')
    const titres = ['N° BDC', 'Date BDC', 'Nom client', 'RPPS', 'Montant HT'].map((value) => ({ value }))
    await writeXlsxFile([
      titres,
      [
        { value: 'X1' },
        { value: new Date(Date.UTC(2022, 5, 3)), format: 'dd/mm/yyyy' },
        { value: 'DR UN' },
        { value: Number(rppsOf(1)) },
        { value: 358.33 },
      ],
    ]).toFile(chemin)
    await runImport(client, { ...vente, chemin })
    expect(await commandeOf(client, 'X1')).toMatchObject({
      commande: { dateEmission: '2022-06-03' },
      lignes: [{ ht: 35833 }],
    })
  })
})

describe('orders of several lines', () => {
  const TITRES =
    'N° commande;Date commande;Nom;RPPS;FINESS;FINESS juridique;Type de structure;Mandataire;Mail mandataire;Cas'

  test('cases A to D', async () => {
    const { client, write, vente } = await openAtelierCommandes()
    const chemin = write(
      'cas.csv',
      [
        TITRES,
        `A1;03/06/2022;DR SEUL;${rppsOf(1)};;;;;;`,
        `B1;03/06/2022;DR UN;${rppsOf(2)};;;;DR UN;m@example.org;`,
        `C1;03/06/2022;DR TROIS;${rppsOf(4)};;;;;;`,
        `B1;;DR DEUX;${rppsOf(3)};;;;;;`,
        `C1;03/06/2022;DR QUATRE;${rppsOf(5)};;;;;;`,
        `D1;03/06/2022;MSP DU LAC;;${finessOf(1)};${finessOf(90)};MSP;;;D`,
        `B2;03/06/2022;DR CINQ;${rppsOf(6)};;;;GROUPEMENT DU PRÉ;g@example.org;`,
        `B2;03/06/2022;DR SIX;${rppsOf(7)};;;;GROUPEMENT DU PRÉ;g@example.org;`,
      ].join('\n'),
    )
    const resultat = await runImport(client, { ...vente, chemin })
    expect(resultat.rejets).toEqual([])
    expect(resultat.commandes.creees).toBe(5)
    const cas = async (numero: string) => {
      const { commande, participations } = await commandeOf(client, numero)
      return [commande.cas, ...participations.map((p) => `${p.role} ${p.tiers.nom}`).sort()]
    }
    expect(await cas('A1')).toEqual(['A', 'client DR SEUL'])
    expect(await cas('B1')).toEqual(['B', 'client DR DEUX', 'client DR UN', 'mandataire DR UN'])
    expect(await cas('C1')).toEqual(['C', 'client DR QUATRE', 'client DR TROIS'])
    expect(await cas('D1')).toEqual(['D', 'client MSP DU LAC'])
    expect(await cas('B2')).toEqual(['B', 'client DR CINQ', 'client DR SIX', 'mandataire GROUPEMENT DU PRÉ'])
    expect((await runImport(client, { ...vente, chemin })).commandes).toEqual({
      creees: 0,
      misesAJour: 0,
      identiques: 5,
    })
  })

  test('an order never goes in without one of its lines, nor with lines that disagree', async () => {
    const { client, write, vente } = await openAtelierCommandes()
    const chemin = write(
      'groupes.csv',
      [
        TITRES,
        `C1;03/06/2022;DR UN;${rppsOf(1)};;;;;;`,
        `C1;03/06/2022;DR FAUX;123;;;;;;`,
        `C2;03/06/2022;DR TROIS;${rppsOf(3)};;;;;;`,
        `C2;04/06/2022;DR QUATRE;${rppsOf(4)};;;;;;`,
        `A1;03/06/2022;DR CINQ;${rppsOf(5)};;;;;;C`,
        `A2;03/06/2022;DR SIX;${rppsOf(6)};;;;;;Z`,
        `A3;31/06/2022;DR SEPT;${rppsOf(7)};;;;;;`,
        `M1;03/06/2022;DR HUIT;${rppsOf(8)};;;;;;`,
        `M1;03/06/2022;MSP;;${finessOf(8)};;MSP;;;`,
      ].join('\n'),
    )
    const resultat = await runImport(client, { ...vente, chemin })
    expect(resultat.commandes.creees).toBe(0)
    expect(resultat.clients.crees).toBe(0)
    expect(resultat.rejets.map((r) => [r.ligne, r.colonne, r.regle])).toEqual([
      [2, null, 'commande incomplète'],
      [3, 'RPPS', 'forme du n° RPPS'],
      [4, null, 'commande incomplète'],
      [5, 'Date commande', 'lignes d’une même commande'],
      [6, 'Cas', 'cas du dispositif MDV-LGC-Va1'],
      [7, 'Cas', 'cas du dispositif MDV-LGC-Va1'],
      [8, 'Date commande', 'date'],
      [9, 'N° commande', 'cas du dispositif MDV-LGC-Va1'],
      [10, null, 'commande incomplète'],
    ])
    expect((await client.imports.analyser({ ...vente, chemin })).effets).toMatchObject({
      rejetes: 9,
      commandes: 0,
    })
  })

  test('one order per client and scheme, in the file and in the register', async () => {
    const { client, write, vente } = await openAtelierCommandes()
    const un = write(
      'un.csv',
      `${TITRES}\nA1;03/06/2022;DR UN;${rppsOf(1)};;;;;;\nA2;03/06/2022;DR UN;${rppsOf(1)};;;;;;\n`,
    )
    const premier = await runImport(client, { ...vente, chemin: un })
    expect(premier.rejets).toMatchObject([
      { ligne: 3, valeur: 'A2', regle: 'une seule commande par client et dispositif' },
    ])
    const deux = write('deux.csv', `${TITRES}\nA3;03/06/2022;DR UN;${rppsOf(1)};;;;;;\n`)
    const second = await runImport(client, { ...vente, chemin: deux })
    expect(second.rejets[0]?.phrase).toContain('A1')
    expect(second.commandes.creees).toBe(0)
  })
})

describe('amounts', () => {
  const TITRES = 'N° BDC;Date BDC;Nom;RPPS;Montant HT;Montant TTC;TVA'
  const importOne = async (montants: string) => {
    const { client, write, vente } = await openAtelierCommandes()
    const chemin = write('m.csv', `${TITRES}\nM1;03/06/2022;DR UN;${rppsOf(1)};${montants}\n`)
    const resultat = await runImport(client, { ...vente, chemin })
    return resultat.rejets[0] ?? (await commandeOf(client, 'M1')).lignes[0]
  }
  test.each([
    [';;', { ht: 35833, ttc: 43000, taux: 2000 }],
    ['300;;', { ht: 30000, ttc: 36000 }],
    ['300,00 €;360,00;20 %', { ht: 30000, ttc: 36000 }],
    [';360;', { ht: 30000, ttc: 36000 }],
    [';325,5;8,5', { ht: 30000, taux: 850, tva: 2550 }],
    ['0;;', { colonne: 'Montant HT', regle: 'montant à 0\u00a0€' }],
    ['-5;;', { colonne: 'Montant HT', regle: 'montant' }],
    ['1.234;;', { colonne: 'Montant HT', regle: 'montant' }],
    ['358,34;;', { colonne: 'Montant HT', regle: expect.stringContaining('plafond') }],
    [';430,01;', { colonne: 'Montant TTC' }],
    [
      '300;361;',
      { colonne: 'Montant TTC', regle: 'TTC = HT + TVA', phrase: expect.stringContaining('360,00') },
    ],
    ['300;;120', { colonne: 'TVA', regle: 'taux de TVA' }],
  ])('%s', async (montants, attendu) => {
    expect(await importOne(montants)).toMatchObject(attendu)
  })
})

describe('updates', () => {
  test('what the file says replaces, what it does not say stays; what left no longer changes', async () => {
    const { client, write, vente, contexte } = await openAtelierCommandes()
    const titres = 'N° BDC;Date BDC;Nom;RPPS;Montant HT;nomFichier'
    const un = write(
      'un.csv',
      `${titres}\nU1;03/06/2022;DR UN;${rppsOf(1)};300;u1.pdf\nU2;03/06/2022;DR DEUX;${rppsOf(2)};;\n`,
    )
    await runImport(client, { ...vente, chemin: un })
    const deux = write(
      'deux.csv',
      `${titres}\nU1;;DR UN;${rppsOf(1)};;\nU2;04/06/2022;DR DEUX;${rppsOf(2)};310;u2.pdf\n`,
    )
    expect((await runImport(client, { ...vente, chemin: deux })).commandes).toEqual({
      creees: 0,
      misesAJour: 1,
      identiques: 1,
    })
    expect(await commandeOf(client, 'U1')).toMatchObject({
      commande: { dateEmission: '2022-06-03', fichierAttendu: 'u1.pdf', revision: 1 },
      lignes: [{ ht: 30000 }],
    })
    const u2 = await commandeOf(client, 'U2')
    expect(u2).toMatchObject({
      commande: {
        dateEmission: '2022-06-04',
        fichierAttendu: 'u2.pdf',
        formulaireExterne: true,
        revision: 2,
      },
      lignes: [{ ht: 31000 }],
    })
    await contexte.registre.ecrire((tx) =>
      tx
        .insertInto('demande')
        .values({
          commandeId: u2.commande.id,
          type: 'avance',
          tentative: 1,
          etat: 'deposee',
          envoiId: null,
          numLigne: null,
          numeroAsp: null,
          deposeLe: '2022-06-30',
          ttc: 37200,
          attendu: null,
        })
        .execute(),
    )
    expect((await runImport(client, { ...vente, chemin: deux })).commandes.identiques).toBe(2)
    const refus = await runImport(client, { ...vente, chemin: un })
    expect(refus.rejets).toMatchObject([{ ligne: 3, regle: 'commande figée' }])
    expect((await commandeOf(client, 'U2')).lignes[0]?.ht).toBe(31000)
  })

  test('a printed form is printed again when the list changes its amounts or its client, and only then', async () => {
    const { client, write, vente, contexte } = await openAtelierCommandes()
    const titres = 'N° BDC;Date BDC;Nom;RPPS;Montant HT;Adresse'
    const ligne = (i: number, montant: string, adresse: string) =>
      `P${i};03/06/2022;DR ${i};${rppsOf(i)};${montant};${adresse}`
    const avant = [1, 2, 3, 4].map((i) => ligne(i, '300', ''))
    await runImport(client, { ...vente, chemin: write('a.csv', [titres, ...avant].join('\n')) })
    await contexte.registre.ecrire((tx) =>
      tx.updateTable('commande').set({ bdcEmisLe: '2026-11-17', verifieeLe: null }).execute(),
    )
    const apres = [ligne(1, '310', ''), ligne(2, '300', '2 rue du Pré'), ligne(3, '300', '')]
    const { clients } = await runImport(client, {
      ...vente,
      chemin: write('b.csv', [titres, ...apres].join('\n')),
    })
    expect(clients).toEqual({ crees: 0, misAJour: 1, identiques: 2 })
    // A list of clients without their orders.
    const seuls = write('c.csv', `Nom;RPPS;Téléphone\nDR 4;${rppsOf(4)};0612345678\n`)
    await runImport(client, { ...SANS_PRODUIT, chemin: seuls })
    const emis = await Promise.all(
      [1, 2, 3, 4].map(async (i) => (await commandeOf(client, `P${i}`)).commande.bdcEmisLe),
    )
    expect(emis).toEqual([null, null, '2026-11-17', null])
    const { lignes } = await client.commande.lister({ etats: ['bdc_a_emettre'] })
    expect(lignes.map((c) => c.numero).sort()).toEqual(['P1', 'P2', 'P4'])
    const { dossier } = await client.commande.lire({ id: lignes.find((c) => c.numero === 'P2')?.id ?? 0 })
    const journal = await client.systeme.journal({ sujet: 'commande', sujetId: dossier.commande.id })
    expect(journal.lignes[0]).toMatchObject({
      action: 'bdc_perime',
      detail: expect.stringContaining('b.csv'),
    })
  })

  test('orders are checked under the progress of the import; a cancel then keeps it', async () => {
    const { client, write, vente, contexte } = await openAtelierCommandes()
    const chemin = write(
      'mille.csv',
      [
        TITRES_EDITEUR,
        ...Array.from({ length: 1200 }, (_, i) => `K${i};03/06/2022;DR ${i};;;${rppsOf(i)};`),
      ].join('\n'),
    )
    const stale = () =>
      contexte.registre.lire(
        async (db) =>
          (await db.selectFrom('commande').select('id').where('verifieeLe', 'is', null).execute()).length,
      )
    for await (const pas of await client.imports.executer({ ...vente, chemin }))
      if (pas.type === 'progres' && pas.libelle.startsWith('Contrôle des commandes')) {
        expect(pas).toMatchObject({ fait: 500, total: 1200 })
        break
      }
    expect(await stale()).toBeGreaterThan(0)
    expect((await client.commande.lister({})).total).toBe(1200)
    await contexte.registre.ecrire((tx) => tx.updateTable('commande').set({ verifieeLe: null }).execute())
    await runImport(client, { ...vente, chemin })
    expect(await stale()).toBe(0)
  })

  test('an order of the register with other clients is not changed by a list', async () => {
    const { client, write, vente } = await openAtelierCommandes()
    const titres = 'N° BDC;Date BDC;Nom;RPPS'
    await runImport(client, {
      ...vente,
      chemin: write('un.csv', `${titres}\nU1;03/06/2022;DR UN;${rppsOf(1)}\n`),
    })
    const { rejets } = await runImport(client, {
      ...vente,
      chemin: write('deux.csv', `${titres}\nU1;03/06/2022;DR DEUX;${rppsOf(2)}\n`),
    })
    expect(rejets).toMatchObject([{ ligne: 2, regle: 'clients de la commande' }])
    expect((await client.client.lister({})).total).toBe(1)
  })
})

test('numbers that may not be read make one notice, not said again of orders that did not change', async () => {
  const { client, write, vente } = await openAtelierCommandes()
  const importer = (nombre: number) =>
    runImport(client, {
      ...vente,
      chemin: write(
        `numeros-${nombre}.csv`,
        [
          TITRES_EDITEUR,
          ...Array.from({ length: nombre }, (_, i) => `BDC-${i};15/06/2022;Témoin ${i};;;${rppsOf(i + 1)};`),
        ].join('\n'),
      ),
    })
  const { avis, commandes } = await importer(7)
  expect(commandes.creees).toBe(7)
  expect(avis.filter((a) => a.colonne === 'ref bdc')).toMatchObject([
    { ligne: 2, valeur: null, regle: 'Lecture des pièces par l’ASP' },
  ])
  expect(avis[0]?.phrase).toMatch(/^7 numéros ont .*\(lignes 2, 3, 4, 5, 6 et 2 autres\)\.$/)
  const encore = await importer(8)
  expect(encore.commandes).toMatchObject({ creees: 1, identiques: 7 })
  expect(encore.avis).toMatchObject([{ ligne: 9, valeur: 'BDC-7' }])
})

test('a line with too many cells says that alone', async () => {
  const { client, write, vente } = await openAtelierCommandes()
  const { rejets } = await runImport(client, {
    ...vente,
    chemin: write('decalee.csv', `${TITRES_EDITEUR}\nEX1;15/06/2022;Témoin;Jean;pas un mail;12;x;y\n`),
  })
  expect(rejets).toMatchObject([{ ligne: 2, regle: 'nombre de colonnes' }])
  expect(rejets).toHaveLength(1)
})
