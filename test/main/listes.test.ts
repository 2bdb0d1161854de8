import { appendFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { main } from '#main/hosts/cli/programme.ts'
import { COLONNES_ANNUAIRE, LIBERAL, SALARIE, toAnnuaire } from './annuaireExemple.ts'
import { openAtelierImport } from './importsOutils.ts'
import { defineCommande, defineMedecin, defineVendeur, finess, MATIN, rpps } from './outils.ts'
import { resultOf, sentenceFrom } from './registreExemple.ts'

const NOM = 'PS_LibreAcces_Personne_activite_202611090834.txt'
type Atelier = Awaited<ReturnType<typeof openAtelierImport>>
type Type = 'annuaire' | 'centres' | 'es' | 'plafonds' | 'finances'

const importer = (
  { client, write }: Atelier,
  type: Type,
  nom: string,
  contenu: string | Buffer,
  plus: Partial<Parameters<Atelier['client']['liste']['importer']>[0]> = {},
) => resultOf(client.liste.importer({ type, chemin: write(nom, contenu), ...plus }))

let atelier: Atelier
const order = async (vendeur: Awaited<ReturnType<typeof defineVendeur>>, tiersId: number) =>
  (await defineCommande(atelier, vendeur, tiersId)).dossier.commande.id

beforeEach(async () => {
  atelier = await openAtelierImport()
})

const constatsOf = async (id: number) => (await atelier.client.commande.lire({ id })).constats

describe('annuaire santé', () => {
  test('only the people of the register are kept, and the orders are judged by it', async () => {
    const { client, contexte } = atelier
    const vendeur = await defineVendeur(atelier)
    const libre = await defineMedecin(atelier, 1)
    const salarie = await defineMedecin(atelier, 2)
    const absent = await defineMedecin(atelier, 3)
    const [a, b, c] = await Promise.all([libre, salarie, absent].map((t) => order(vendeur, t.id)))
    await client.commande.lister({})
    const texte = toAnnuaire([
      { rpps: rpps(900) },
      { rpps: rpps(1), nom: 'TEMOIN1' },
      { rpps: rpps(1), mode: SALARIE },
      { rpps: rpps(2), mode: SALARIE },
      { rpps: rpps(901) },
    ])
    const resultat = await importer(atelier, 'annuaire', NOM, texte)
    expect(resultat).toMatchObject({
      type: 'annuaire',
      dispositif: null,
      du: '2026-11-09',
      lignes: 5,
      retenues: 3,
      source: NOM,
      rejets: [],
    })
    expect(contexte.registre.brut.prepare('SELECT cle FROM reference ORDER BY cle').pluck().all()).toEqual(
      [rpps(1), rpps(2), rpps(3)].sort(),
    )
    const issues = async (id: number | undefined) =>
      Object.fromEntries(
        (await constatsOf(id as number))
          .filter((x) => x.code.startsWith('LST-'))
          .map((x) => [x.code, x.issue]),
      )
    expect(await issues(a)).toEqual({
      'LST-ANNUAIRE': 'respecte',
      'LST-EXERCICE': 'respecte',
      'LST-PROFESSION': 'respecte',
    })
    expect(await issues(b)).toMatchObject({ 'LST-EXERCICE': 'enfreint' })
    expect(await issues(c)).toEqual({ 'LST-ANNUAIRE': 'enfreint' })
    // A card made since was never looked for.
    const nouveau = await defineMedecin(atelier, 4)
    const d = await order(vendeur, nouveau.id)
    const [constat] = (await constatsOf(d)).filter((x) => x.code === 'LST-ANNUAIRE')
    expect(constat).toMatchObject({ issue: 'inconnu', gravite: 'alerte' })
    expect(constat?.phrase).toContain('importé le 17/11/2026')
    expect(constat?.remede).toContain('Réimportez')
  })

  test('the verdicts kept for lists move when a list comes, and when it leaves', async () => {
    const { client } = atelier
    const vendeur = await defineVendeur(atelier)
    const salarie = await defineMedecin(atelier, 2)
    const id = await order(vendeur, salarie.id)
    const bloquants = async () =>
      (await client.commande.lister({})).lignes.find((l) => l.id === id)?.bloquants
    const avant = (await bloquants()) as number
    await importer(atelier, 'annuaire', NOM, toAnnuaire([{ rpps: rpps(2), mode: SALARIE }]))
    expect(await bloquants()).toBe(avant + 1)
    expect(await client.liste.retirer({ type: 'annuaire' })).toEqual([])
    expect(await bloquants()).toBe(avant)
    const { lignes } = await client.systeme.journal({ sujet: 'import', sujetId: 0 })
    expect(lignes.map((l) => l.action)).toEqual(['liste_retiree', 'liste_importee'])
  })

  test('older files end every line with a bar; columns are read by name, wherever they are', async () => {
    await defineMedecin(atelier, 1)
    const { retenues, lignes } = await importer(
      atelier,
      'annuaire',
      NOM,
      toAnnuaire([{ rpps: rpps(1) }, { rpps: rpps(5) }], '|'),
    )
    expect([retenues, lignes]).toEqual([1, 2])
    const ordre = COLONNES_ANNUAIRE.map((_, i) => i).reverse()
    const renverse = toAnnuaire([{ rpps: rpps(1), nom: 'RENVERSÉ' }])
      .trimEnd()
      .split('\n')
      .map((l) => {
        const c = l.split('|')
        return ordre.map((i) => c[i]).join('|')
      })
    await atelier.client.liste.retirer({ type: 'annuaire' })
    await importer(atelier, 'annuaire', NOM, `\ufeff${renverse.join('\r\n')}\r\n`)
    expect((await atelier.client.liste.chercher({ texte: 'renverse' })).lignes).toMatchObject([
      {
        cle: rpps(1),
        contenu: { nom: 'Claude RENVERSÉ', activites: [{ profession: 'medecin', mode: 'L' }] },
      },
    ])
  })

  test('a bad file is refused with its reason, and the list in place stays', async () => {
    await defineMedecin(atelier, 1)
    const bon = toAnnuaire(Array.from({ length: 30 }, (_, i) => ({ rpps: rpps(i + 1) })))
    await importer(atelier, 'annuaire', NOM, bon)
    const avant = await atelier.client.liste.lister()
    const refus = (nom: string, contenu: string | Buffer, plus = {}) =>
      sentenceFrom(() => importer(atelier, 'annuaire', nom, contenu, plus))
    const lignes = bon.split('\n')
    expect(await refus(NOM, bon.slice(0, -150))).toMatch(/est coupé à la ligne 31/)
    expect(await refus(NOM, `${lignes[0]}\n`)).toMatch(/coupé/)
    expect(await refus(NOM, `${lignes.slice(0, 12).join('\n')}\n`)).toMatch(/n’a que 11 lignes/)
    expect(await refus(NOM, bon.replace('Code mode exercice', 'Autre chose'))).toMatch(
      /Il manque à .* une colonne .*\u00a0: Code mode exercice/,
    )
    expect(await refus(NOM, 'Nom;RPPS\nUN;1\n')).toMatch(/n’est pas l’extraction de l’annuaire santé/)
    expect(await refus('PS_LibreAcces_Personne_activite_202511090834.txt', bon)).toMatch(
      /plus ancien que la liste en place, l’annuaire santé du 09\/11\/2026/,
    )
    expect(await refus('PS_LibreAcces_Personne_activite_202711090834.txt', bon)).toMatch(/dans l’avenir/)
    expect(
      await refus('PS_LibreAcces_Personne_activite_202411090834.txt', bon, { du: '2026-11-10' }),
    ).toMatch(/dit 09\/11\/2024, et la date donnée est 10\/11\/2026/)
    expect(await refus('annuaire.txt', bon)).toMatch(/ne dit pas de quel jour/)
    expect(await refus(NOM, Buffer.from([0x50, 0x4b, 3, 4, 0, 0]))).toMatch(/annuaire santé/)
    expect(await refus(NOM, bon, { dispositif: 'SFP-LGC-Va2' })).toMatch(/sert à tous les dispositifs/)
    expect(
      await sentenceFrom(() =>
        resultOf(atelier.client.liste.importer({ type: 'annuaire', chemin: '/nulle/part_20261109.txt' })),
      ),
    ).toMatch(/n’a pas pu être ouvert/)
    expect(await atelier.client.liste.lister()).toEqual(avant)
    expect((await atelier.client.liste.chercher({ texte: rpps(1) })).total).toBe(1)
  })

  test('a file written to while it is read is refused', async () => {
    await defineMedecin(atelier, 1)
    const ligne = toAnnuaire([{ rpps: rpps(2) }]).split('\n')[1] as string
    const chemin = atelier.write(NOM, toAnnuaire([{ rpps: rpps(1) }]) + `${ligne}\n`.repeat(20_000))
    let touche = false
    const phrase = await sentenceFrom(async () => {
      for await (const pas of await atelier.client.liste.importer({ type: 'annuaire', chemin })) {
        if (touche || pas.type !== 'progres' || pas.fait === 0) continue
        appendFileSync(chemin, `${ligne}\n`)
        touche = true
      }
    })
    expect(phrase).toMatch(/a changé pendant sa lecture/)
    expect(await atelier.client.liste.lister()).toEqual([])
  })

  test('stopped on the way, nothing is kept', async () => {
    await defineMedecin(atelier, 1)
    const ligne = toAnnuaire([{ rpps: rpps(2) }]).split('\n')[1] as string
    const chemin = atelier.write(NOM, toAnnuaire([{ rpps: rpps(1) }]) + `${ligne}\n`.repeat(20_000))
    const arret = new AbortController()
    await expect(
      (async () => {
        for await (const pas of await atelier.client.liste.importer(
          { type: 'annuaire', chemin },
          { signal: arret.signal },
        ))
          if (pas.type === 'progres' && pas.fait > 0) arret.abort()
      })(),
    ).rejects.toThrow()
    expect(await atelier.client.liste.lister()).toEqual([])
  })
})

describe('lists whose columns are mapped', () => {
  const centres = `N° FINESS ET;Raison sociale;Tranche\n${finess(1)};CSI DU SPÉCIMEN;B\n${finess(2)};CSI MODÈLE;Tranche a\n`

  test('headings are recognised, from a CSV and from a workbook', async () => {
    const resultat = await importer(atelier, 'centres', 'base-2026-09-03.csv', centres, { source: 'ANS' })
    expect(resultat).toMatchObject({ du: '2026-09-03', source: 'ANS', lignes: 2, retenues: 2, rejets: [] })
    const { lignes, total } = await atelier.client.liste.chercher({ texte: 'modele csi', type: 'centres' })
    expect(total).toBe(1)
    expect(lignes[0]).toMatchObject({
      type: 'centres',
      par: 'FINESS_G',
      cle: finess(2),
      contenu: { tranche: 'A' },
    })
    const classeur = await writeXlsxFile([
      [{ value: 'FINESS PMSI' }, { value: 'Plafond HT' }],
      [{ value: finess(3) }, { value: '8 943,97' }],
    ]).toBuffer()
    const plafonds = await importer(atelier, 'plafonds', 'calcul 01-10-2026.xlsx', classeur, {
      dispositif: 'SFP-LGC-Va2',
    })
    expect(plafonds).toMatchObject({ dispositif: 'SFP-LGC-Va2', du: '2026-10-01', retenues: 1 })
    expect((await atelier.client.liste.chercher({ texte: finess(3).slice(0, 8) })).lignes).toMatchObject([
      { par: 'FINESS_PMSI', contenu: { plafondHt: 894397 } },
    ])
  })

  test('unknown headings go through a mapping that is remembered', async () => {
    const { client, write } = atelier
    const chemin = write(
      'liste-2026-10-30.csv',
      `A;B;C;D\n${rpps(1)};Autre Éditeur;03/02/2026;x\n${rpps(1)};Tiers;;y\n`,
    )
    const cible = { type: 'finances', dispositif: 'MDV-LGC-Va1', chemin } as const
    const vue = await client.liste.analyser(cible)
    expect(vue.du).toBe('2026-10-30')
    expect(vue.manques[0]).toMatch(/quelle colonne porte l’identifiant/)
    expect(vue.colonnes[1]).toEqual({ titre: 'B', champ: null, exemples: ['Autre Éditeur', 'Tiers'] })
    expect(await sentenceFrom(() => resultOf(client.liste.importer(cible)))).toMatch(
      /ne sont pas toutes reconnues/,
    )
    const colonnes = { A: 'rpps', B: 'fournisseur', C: 'le' } as const
    expect((await client.liste.analyser({ ...cible, colonnes })).manques).toEqual([])
    await resultOf(client.liste.importer({ ...cible, colonnes, memoriserSous: 'Retours ASP' }))
    const ensuite = await client.liste.analyser(cible)
    expect(ensuite).toMatchObject({ modele: 'Retours ASP', manques: [], enPlace: { lignes: 2, retenues: 1 } })
    expect((await client.liste.chercher({ texte: 'autre editeur' })).lignes[0]?.contenu.financements).toEqual(
      [
        { fournisseur: 'Autre Éditeur', le: '2026-02-03', numero: '' },
        { fournisseur: 'Tiers', le: null, numero: '' },
      ],
    )
    expect(
      await sentenceFrom(() => resultOf(client.liste.importer({ ...cible, colonnes: { Z: 'rpps' } }))),
    ).toMatch(/La colonne «\u00a0Z\u00a0» n’est pas dans le fichier/)
    expect(
      (await client.liste.analyser({ ...cible, colonnes: { A: 'rpps', B: 'rpps' } })).manques[0],
    ).toMatch(/Deux colonnes/)
  })

  test('a bad line is listed, a bad file is refused and the list in place stays', async () => {
    const avecFautes = `${centres}990001001;CLÉ FAUSSE;A\n${finess(1)};AUTRE NOM;C\n${finess(4)};SANS TRANCHE;\n${finess(5)};BON;C\n`
    const { rejets, retenues } = await importer(atelier, 'centres', 'base-2026-09-03.csv', avecFautes)
    expect(retenues).toBe(3)
    expect(rejets.map((r) => [r.ligne, r.regle])).toEqual([
      [4, 'clé du FINESS géographique'],
      [5, 'doublon'],
      [6, 'tranche'],
    ])
    const avant = await atelier.client.liste.lister()
    const refus = (nom: string, contenu: string) =>
      sentenceFrom(() => importer(atelier, 'centres', nom, contenu))
    expect(await refus('base-2026-09-04.csv', centres)).toMatch(/n’a que 2 lignes/)
    expect(await refus('base-2026-09-04.csv', avecFautes.slice(0, -8))).toMatch(/est coupé/)
    expect(await refus('base-2026-09-04.csv', avecFautes.replaceAll('Tranche', 'Autre'))).toMatch(
      /porte la tranche/,
    )
    expect(await refus('base-2025-09-04.csv', avecFautes)).toMatch(/plus ancien/)
    expect(await refus('base-2026-09-04.csv', 'FINESS;Tranche\n1;A\n2;B\n3;C\n4;D\n5;E\n6;F\n')).toMatch(
      /Aucune ligne/,
    )
    expect(await sentenceFrom(() => importer(atelier, 'plafonds', 'c-2026-09-04.csv', centres))).toMatch(
      /dites lequel/,
    )
    expect(
      await sentenceFrom(() =>
        importer(atelier, 'plafonds', 'c-2026-09-04.csv', centres, { dispositif: 'XX' }),
      ),
    ).toMatch(/n’existe pas/)
    expect(await atelier.client.liste.lister()).toEqual(avant)
    expect((await atelier.client.liste.chercher({ texte: finess(2) })).total).toBe(1)
  })

  test('lists of two schemes live side by side; an order hears its own', async () => {
    const vendeur = await defineVendeur(atelier)
    const medecin = await defineMedecin(atelier, 1)
    const id = await order(vendeur, medecin.id)
    const texte = `RPPS;Fournisseur\n${rpps(1)};Autre Éditeur\n`
    await importer(atelier, 'finances', 'f-2026-10-30.csv', texte, { dispositif: 'SFP-LGC-Va2' })
    const financements = async () => (await constatsOf(id)).filter((c) => c.code === 'LST-FINANCE')
    expect(await financements()).toEqual([])
    await importer(atelier, 'finances', 'f-2026-10-30.csv', texte, { dispositif: 'MDV-LGC-Va1' })
    expect(await financements()).toMatchObject([{ issue: 'enfreint', gravite: 'bloquant' }])
    expect((await atelier.client.liste.lister()).map((l) => l.dispositif)).toEqual([
      'MDV-LGC-Va1',
      'SFP-LGC-Va2',
    ])
  })
})

test('the card says what the lists say of the client, with source and date', async () => {
  const { client } = atelier
  const medecin = await defineMedecin(atelier, 1, { nom: 'Témoin', prenom: 'Claude' })
  await importer(
    atelier,
    'annuaire',
    NOM,
    toAnnuaire([{ rpps: rpps(1), nom: 'TEMOIN', profession: ['60', 'Infirmier'], mode: LIBERAL }]),
  )
  await importer(atelier, 'finances', 'f-2026-10-30.csv', `RPPS;Fournisseur\n${rpps(1)};Autre Éditeur\n`, {
    dispositif: 'MDV-LGC-Va1',
    source: 'Courriel de l’agence',
  })
  const { differences } = await client.client.lire({ id: medecin.id })
  expect(differences.map((d) => [d.liste, d.du, d.source, d.champ, d.identique, d.surFiche])).toEqual([
    ['Annuaire santé', '2026-11-09', NOM, 'Nom', true, true],
    ['Annuaire santé', '2026-11-09', NOM, 'Profession', false, true],
    ['Annuaire santé', '2026-11-09', NOM, 'Mode d’exercice', true, true],
    ['Clients déjà financés MDV-LGC-Va1', '2026-10-30', 'Courriel de l’agence', 'Financement', false, false],
  ])
})

test('by the command line: imported with a mapping, listed, searched, removed', async () => {
  const { dossier, write } = atelier
  const cli = async (...args: string[]) => {
    let texte = ''
    const sorties = { stdout: { write: (t: string) => (texte += t) }, stderr: { write: () => true } }
    const code = await main([...args, '--registre', dossier, '--json', '--maintenant', MATIN], sorties)
    return { code, json: JSON.parse(texte) as unknown }
  }
  const fichier = write('liste.csv', `A;B\n${finess(1)};2 475,00\n990001001;1\n`)
  const carte = write('carte.json', JSON.stringify({ A: 'finessG', B: 'plafondHt' }))
  const visee = ['--type', 'plafonds', '--dispositif', 'SFP-LGC-Va2']
  expect(await cli('liste', 'importer', fichier, ...visee, '--colonnes', carte)).toMatchObject({
    code: 2,
    json: { erreur: { ou: 'du' } },
  })
  expect(
    await cli(
      'liste',
      'importer',
      fichier,
      ...visee,
      '--colonnes',
      carte,
      '--du',
      '01/10/2026',
      '--source',
      'ASP',
    ),
  ).toMatchObject({ code: 1, json: { du: '2026-10-01', source: 'ASP', retenues: 1, rejets: [{ ligne: 3 }] } })
  expect(await cli('liste', 'lister')).toMatchObject({ code: 0, json: [{ type: 'plafonds', lignes: 2 }] })
  expect(await cli('liste', 'chercher', finess(1))).toMatchObject({
    code: 0,
    json: { total: 1, lignes: [{ contenu: { plafondHt: 247500 } }] },
  })
  expect(await cli('liste', 'retirer', ...visee)).toEqual({ code: 0, json: [] })
  expect((await cli('liste', 'retirer', ...visee)).code).toBe(2)
})
