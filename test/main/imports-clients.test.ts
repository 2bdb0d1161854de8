import { describe, expect, test } from 'vitest'
import { finessOf, rppsOf } from './dossierExemple.ts'
import { ficheOf, listNoms, openAtelierImport, runImport, SANS_PRODUIT } from './importsOutils.ts'
import { sentenceFrom } from './registreExemple.ts'

const SFP = { ...SANS_PRODUIT, dispositif: 'SFP-LGC-Va2' }
const TITRES_CRM =
  'REF_CLI;NOM_PRENOM;RPPS;FINESS_GEO;Profession;MAIL;Tél. portable;Date BDC;Montant;Commercial'

describe('mapping', () => {
  test('a CRM export and a vendor list are recognised by their headings', async () => {
    const { client, write } = await openAtelierImport()
    const champsOf = async (titres: string) => {
      const chemin = write(
        'titres.csv',
        `${titres}\n${titres
          .split(';')
          .map(() => 'x')
          .join(';')}\n`,
      )
      return (await client.imports.analyser({ ...SFP, chemin })).colonnes.map((c) => c.champ)
    }
    expect(await champsOf(TITRES_CRM)).toEqual([
      'reference',
      'nomComplet',
      'rpps',
      'finessG',
      'profession',
      'mail',
      'telephone',
      'dateCommande',
      'montantHt',
      null,
    ])
    expect(
      await champsOf('ref bdc;date commande;NomClient;ADRMAIL;telephoneMedecin;RPPS;nomFichier'),
    ).toEqual(['numeroCommande', 'dateCommande', 'nomComplet', 'mail', 'telephone', 'rpps', 'fichier'])
    expect(
      await champsOf(
        'N° FINESS juridique;Raison sociale;Code Postal;Nom mandataire;E-mail mandataire;N° bon de commande;Montant TTC',
      ),
    ).toEqual([
      'finessJ',
      'nom',
      'codePostal',
      'mandataireNom',
      'mandataireMail',
      'numeroCommande',
      'montantTtc',
    ])
  })

  test('what needs a look is said of its column', async () => {
    const { client, write } = await openAtelierImport()
    const chemin = write(
      'crm.csv',
      `${TITRES_CRM}\nC1;UN;${rppsOf(1)};;IDE;a@b.fr;06 12 34 56 78;06/11/2026;225,00;M\nC2;DEUX;99900000009;;Kiné;;;;;\n`,
    )
    const { colonnes } = await client.imports.analyser({ ...SFP, chemin })
    const par = Object.fromEntries(colonnes.map((c) => [c.titre, c]))
    expect(par.RPPS).toMatchObject({ avis: '1 clé fausse', alerte: true, rempli: 1 })
    expect(par.Montant).toMatchObject({
      avis: 'sans numéro de bon de commande, pas de commande',
      alerte: true,
      rempli: 0.5,
    })
    expect(par.Commercial).toMatchObject({ champ: null, avis: 'non importée', alerte: false })
    expect(par.REF_CLI?.exemples).toEqual(['C1', 'C2'])
  })

  test('a mapping kept under a name is recognised by its headings', async () => {
    const { client, write } = await openAtelierImport()
    const titres = 'Zone 1;Zone 2;RPPS'
    const premier = write('janvier.csv', `${titres}\nCABINET A;UN;${rppsOf(1)}\n`)
    const demande = {
      ...SFP,
      chemin: premier,
      colonnes: { 'Zone 1': null, 'Zone 2': 'nom' as const, RPPS: 'rpps' as const },
    }
    expect((await client.imports.analyser({ ...SFP, chemin: premier })).modele).toBeNull()
    await runImport(client, { ...demande, memoriserSous: 'CRM' })
    const second = write('février.csv', `zone 1;ZONE 2;rpps\nCABINET B;DEUX;${rppsOf(2)}\n`)
    const autre = write('autre.csv', `Zone 1;Zone 3;RPPS\nCABINET B;DEUX;${rppsOf(2)}\n`)
    expect((await client.imports.analyser({ ...SFP, chemin: autre })).modele).toBeNull()
    expect(await client.imports.analyser({ ...SFP, chemin: second })).toMatchObject({
      modele: 'CRM',
      colonnes: [{ champ: null }, { champ: 'nom' }, { champ: 'rpps' }],
    })
    await runImport(client, { ...SFP, chemin: second })
    expect(await listNoms(client)).toEqual(['DEUX', 'UN'])
  })

  test('a column that the file does not have is refused', async () => {
    const { client, write } = await openAtelierImport()
    const chemin = write('a.csv', `Nom;RPPS\nUN;${rppsOf(1)}\n`)
    expect(
      await sentenceFrom(() => client.imports.analyser({ ...SFP, chemin, colonnes: { Absente: 'nom' } })),
    ).toMatch(/Absente.*pas dans le fichier/)
    expect(
      await sentenceFrom(() => runImport(client, { ...SFP, chemin, colonnes: { Nom: null, RPPS: null } })),
    ).toMatch(/Aucune colonne/)
  })
})

describe('clients', () => {
  test('professions in any of their names', async () => {
    const { client, write } = await openAtelierImport()
    const libelles = [
      'IDE',
      'Kiné',
      'SF',
      'Masseur-kinésithérapeute',
      'Infirmière diplômée d’Etat',
      'IPA',
      'Orthophoniste',
      'ORTHOPTISTE',
      'Pédicure-Podologue',
      'Infirmier D.E. libéral',
      'Pharmacien',
      'Médecin',
    ]
    const chemin = write(
      'professions.csv',
      `Nom;RPPS;Profession\n${libelles.map((l, i) => `C${i};${rppsOf(i)};${l}`).join('\n')}\n`,
    )
    const resultat = await runImport(client, { ...SFP, chemin })
    expect(resultat.rejets.map((r) => [r.ligne, r.valeur])).toEqual([
      [12, 'Pharmacien'],
      [13, 'Médecin'],
    ])
    const professions = (await client.client.lister({ tri: 'nom' })).lignes.map((c) => [
      Number(c.nom.slice(1)),
      c.profession,
    ])
    expect(professions.sort((a, b) => Number(a[0]) - Number(b[0])).map((p) => p[1])).toEqual([
      'infirmier',
      'masseur_kinesitherapeute',
      'sage_femme',
      'masseur_kinesitherapeute',
      'infirmier',
      'infirmier_pratique_avancee',
      'orthophoniste',
      'orthoptiste',
      'pedicure_podologue',
      'infirmier',
    ])
  })

  test('categories: the scheme, the label, the name', async () => {
    const { client, write } = await openAtelierImport()
    const titres = 'Nom;RPPS;FINESS;FINESS juridique;Type de structure'
    const sfp = write('sfp.csv', `${titres}\nCSI DU PRÉ;;${finessOf(1)};;\n`)
    await runImport(client, { ...SFP, chemin: sfp })
    const nommee = write(
      'nommee.csv',
      `Nom;FINESS;Profession\nSOINS DU BOURG;${finessOf(7)};Centre de santé infirmier\n`,
    )
    expect((await runImport(client, { ...SFP, chemin: nommee })).rejets).toEqual([])
    const mdv = write(
      'mdv.csv',
      `${titres}\nDR UN;${rppsOf(1)};;;\nPôle santé;;${finessOf(2)};${finessOf(90)};MSP\nCENTRE DE SANTÉ DU LAC;;${finessOf(3)};;\nAMICALE;;${finessOf(4)};;\nORGANISME;;;${finessOf(90)};\n`,
    )
    const resultat = await runImport(client, { ...SANS_PRODUIT, dispositif: 'MDV-LGC-Va1', chemin: mdv })
    expect(resultat.avis).toMatchObject([{ ligne: 5, regle: 'structure' }])
    expect((await client.client.lister({})).lignes.map((c) => [c.nom, c.categorie, c.profession])).toEqual(
      expect.arrayContaining([
        ['CSI DU PRÉ', 'centre_infirmier', null],
        ['SOINS DU BOURG', 'centre_infirmier', null],
        ['DR UN', 'praticien', 'medecin'],
        ['Pôle santé', 'maison_sante', null],
        ['CENTRE DE SANTÉ DU LAC', 'centre_sante', null],
        ['AMICALE', 'etablissement', null],
        ['ORGANISME', 'gestionnaire', null],
      ]),
    )
  })

  test('every bad cell of a line is said, the good lines go in', async () => {
    const { client, write } = await openAtelierImport()
    const faux = `${rppsOf(9).slice(0, 10)}${(Number(rppsOf(9)[10]) + 1) % 10}`
    const chemin = write(
      'bad.csv',
      `Nom;RPPS;FINESS;Mail;Tél;CP\nBON;${rppsOf(1)};;a@@b;12;ABC\nCLÉ;${faux};;;;\nCOURT;${rppsOf(2).slice(1)};;;;\nDEUX;123;456;;;\n;${rppsOf(3)};;;;\nPERSONNE;;;;;\n`,
    )
    const resultat = await runImport(client, { ...SFP, chemin })
    expect(resultat).toMatchObject({ lignes: 6, clients: { crees: 1 } })
    expect(resultat.rejets.map((r) => [r.ligne, r.colonne])).toEqual([
      [3, 'RPPS'],
      [4, 'RPPS'],
      [5, 'RPPS'],
      [5, 'FINESS'],
      [6, null],
      [7, null],
    ])
    expect(resultat.rejets[0]?.phrase).toContain(`${faux[10]} au lieu de ${rppsOf(9)[10]}`)
    expect(resultat.avis.map((a) => a.colonne).sort()).toEqual(['CP', 'Mail', 'Tél'])
    expect((await client.imports.analyser({ ...SFP, chemin })).avis).toEqual(resultat.avis)
    expect(await ficheOf(client, 'BON')).toMatchObject({
      mail: '',
      telephone: '',
      adresse: { codePostal: '' },
    })
  })

  test('the same file again changes nothing; a new value updates; an empty cell erases nothing', async () => {
    const { client, write } = await openAtelierImport()
    const titres = 'Code client;Nom;RPPS;Mail;Ville'
    const un = write(
      'un.csv',
      `${titres}\nC1;UN;${rppsOf(1)};un@example.org;Lyon\nC2;DEUX;;deux@example.org;Lyon\n`,
    )
    await runImport(client, { ...SFP, chemin: un })
    const avant = await client.client.lister({})
    expect((await client.imports.analyser({ ...SFP, chemin: un })).effets).toEqual({
      nouveaux: 0,
      misAJour: 0,
      identiques: 2,
      rejetes: 0,
      commandes: 0,
      sansProduit: 0,
    })
    expect((await runImport(client, { ...SFP, chemin: un })).clients).toEqual({
      crees: 0,
      misAJour: 0,
      identiques: 2,
    })
    expect(await client.client.lister({})).toEqual(avant)
    const deux = write(
      'deux.csv',
      `${titres}\nC1;UN;${rppsOf(1)};;Béziers\nC2;DEUX;${rppsOf(2)};;\nC3;TROIS;${rppsOf(3)};;\n`,
    )
    expect((await runImport(client, { ...SFP, chemin: deux })).clients).toEqual({
      crees: 1,
      misAJour: 2,
      identiques: 0,
    })
    expect(await ficheOf(client, 'Béziers')).toMatchObject({ nom: 'UN', mail: 'un@example.org', revision: 2 })
    expect(await ficheOf(client, rppsOf(2))).toMatchObject({
      nom: 'DEUX',
      reference: 'C2',
      mail: 'deux@example.org',
    })
    expect((await client.client.lister({ texte: 'Lyon' })).lignes.map((c) => c.nom)).toEqual(['DEUX'])
    const { lignes: journal } = await client.systeme.journal({ sujet: 'client' })
    expect(journal.map((l) => [l.action, l.detail, l.fichier]).sort()).toEqual([
      ['modification', 'Commune\u00a0: Lyon → Béziers', 'deux.csv'],
      ['modification', `N° RPPS\u00a0: vide → ${rppsOf(2)}`, 'deux.csv'],
    ])
  })

  test('one card for a full name and for the same name in two cells', async () => {
    const { client, write } = await openAtelierImport()
    await runImport(client, {
      ...SFP,
      chemin: write('a.csv', `Nom;Prénom;RPPS\nLE GALL;Anne;${rppsOf(1)}\n`),
    })
    const { clients } = await runImport(client, {
      ...SFP,
      chemin: write('b.csv', `NomClient;RPPS\nLE GALL Anne;${rppsOf(1)}\n`),
    })
    expect(clients.identiques).toBe(1)
    expect(await ficheOf(client, rppsOf(1))).toMatchObject({ nom: 'LE GALL', prenom: 'Anne' })
  })

  test('doubles in the file: the same data once, other data refused', async () => {
    const { client, write } = await openAtelierImport()
    const chemin = write('doubles.csv', `Nom;RPPS\nUN;${rppsOf(1)}\nUN;${rppsOf(1)}\nAUTRE;${rppsOf(1)}\n`)
    const resultat = await runImport(client, { ...SFP, chemin })
    expect(resultat.clients.crees).toBe(1)
    expect(resultat.rejets).toMatchObject([{ ligne: 4, regle: 'doublon dans le fichier' }])
    expect(resultat.rejets[0]?.phrase).toContain('ligne 2')
    expect((await client.imports.analyser({ ...SFP, chemin })).effets).toMatchObject({
      identiques: 2,
      rejetes: 1,
    })
  })

  test('50 000 lines, counted, indexed, found; cancelled half-way, nothing is left', async () => {
    const { client, write, contexte } = await openAtelierImport()
    const lignes = Array.from({ length: 50_000 }, (_, i) => `C${i};DURAND ${i};${rppsOf(i)};Ville ${i % 100}`)
    const chemin = write('gros.csv', `Réf client;Nom;RPPS;Ville\n${lignes.join('\n')}\n`)
    for await (const pas of await client.imports.executer({ ...SFP, chemin }))
      if (pas.type === 'progres' && pas.fait > 20_000) break
    // The writer is free again once the cancelled import is rolled back.
    await contexte.registre.ecrire(async () => {})
    expect((await client.client.lister({})).total).toBe(0)
    const resultat = await runImport(client, { ...SFP, chemin })
    expect(resultat.clients.crees).toBe(50_000)
    expect((await client.systeme.chercher({ texte: '49999 durand' })).map((t) => t.titre)).toEqual([
      'DURAND 49999',
    ])
    const { brut } = contexte.registre
    // The index is whole, and merges again what later writes add to it.
    brut.prepare(`INSERT INTO recherche_tiers (recherche_tiers) VALUES ('integrity-check')`).run()
    expect(brut.prepare(`SELECT v FROM recherche_tiers_config WHERE k = 'automerge'`).pluck().get()).toBe(4)
    const deplaces = lignes.slice(0, 2000).map((l) => l.replace(/Ville \d+$/, 'Ailleurs'))
    const suite = write('suite.csv', `Réf client;Nom;RPPS;Ville\n${deplaces.join('\n')}\n`)
    expect((await runImport(client, { ...SFP, chemin: suite })).clients.misAJour).toBe(2000)
    expect((await client.client.lister({ texte: 'ailleurs' })).total).toBe(2000)
    expect((await client.client.lister({ texte: 'ville durand' })).total).toBe(48_000)
    brut.prepare(`INSERT INTO recherche_tiers (recherche_tiers) VALUES ('integrity-check')`).run()
    const { total, lignes: journal } = await client.systeme.journal({ sujet: 'import' })
    expect(total).toBe(2)
    expect(journal[1]).toMatchObject({ fichier: 'gros.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })
})
