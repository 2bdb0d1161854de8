import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMagasin, sha256Of } from '#main/pieces/magasin.ts'
import { withKey } from './dossierExemple.ts'
import { addVendeur, sentenceFrom } from './registreExemple.ts'
import { type AtelierRetours, answer, type Contenu, openAtelierRetours } from './retoursOutils.ts'

let atelier: AtelierRetours
beforeEach(async () => {
  atelier = await openAtelierRetours()
})
afterEach(() => atelier.fermer())

const ACCEPTE = { codeTraitement: '0000', libelleTraitement: 'Accepté' }
const nameOf = (reference: string) => `${reference}_FichierRetour.json`
/** Three deposited advances, with the return in which the second has a code that nobody knows. */
async function depositThree() {
  const { ids, envoi, json } = await atelier.deposit(['EX1', 'EX2', 'EX3'])
  const retour = answer(json, (_, i) =>
    i === 1
      ? { numeroASP: 'ASP2', codeTraitement: 'R12', libelleTraitement: 'Pièce illisible' }
      : { numeroASP: `ASP${i + 1}`, ...ACCEPTE },
  )
  return { ids, envoi, json, retour, chemin: atelier.write(nameOf(envoi.reference), retour) }
}

describe('the agency’s return file', () => {
  test('accepted lines stay deposited with their n° ASP; an unknown code is kept, shown, then decided', async () => {
    const { ids, chemin, envoi, retour } = await depositThree()
    const lu = await atelier.importer(chemin)
    expect(lu.fichiers).toEqual([
      { nom: path.basename(chemin), envoi: envoi.reference, dejaLu: false, lignes: 3 },
    ])
    expect(lu.rejets).toEqual([])
    expect(lu.codesInconnus).toEqual([{ code: 'R12', libelle: 'Pièce illisible', lignes: 1 }])
    expect(lu.changees.map((c) => [c.numero, c.de, c.vers, c.numeroAsp, c.code, c.libelle])).toEqual([
      ['EX1', 'deposee', 'deposee', 'ASP1', '0000', 'Accepté'],
      ['EX2', 'deposee', 'deposee', 'ASP2', 'R12', 'Pièce illisible'],
      ['EX3', 'deposee', 'deposee', 'ASP3', '0000', 'Accepté'],
    ])
    const { dossier } = await atelier.app.client.commande.lire({ id: ids[1] as number })
    expect(dossier.demandes).toMatchObject([
      { etat: 'deposee', numeroAsp: 'ASP2', codeTraitement: 'R12', libelleTraitement: 'Pièce illisible' },
    ])
    const { lignes } = await atelier.app.client.envoi.lire({ id: envoi.id })
    expect(lignes.map((l) => [l.numeroAsp, l.code, l.libelle])).toEqual([
      ['ASP1', '0000', 'Accepté'],
      ['ASP2', 'R12', 'Pièce illisible'],
      ['ASP3', '0000', 'Accepté'],
    ])
    expect(await atelier.app.client.retour.codes()).toMatchObject([
      {
        code: '0000',
        issue: 'deposee',
        confiance: 'derive',
        demandes: 2,
        source: expect.stringMatching(/analogie/),
      },
      { code: 'R12', issue: null, confiance: null, demandes: 1, libelle: 'Pièce illisible' },
    ])

    expect(await atelier.app.client.retour.reglerCode({ code: 'R12', issue: 'a_corriger' })).toEqual({
      demandes: 1,
    })
    expect((await atelier.demandes()).map((d) => [d.etat, d.motif])).toEqual([
      ['deposee', ''],
      ['a_corriger', 'Pièce illisible'],
      ['deposee', ''],
    ])
    const etats = (await atelier.app.client.commande.lister({ tri: 'numero' })).lignes.map((c) => c.etat)
    expect(etats).toEqual(['avance_deposee', 'avance_retournee', 'avance_deposee'])
    expect(await atelier.journal('code_retour')).toMatchObject([
      { vers: 'retournée par l’agence', detail: 'R12' },
    ])
    // A file to come with that code moves its lines at once, the one that goes out again included.
    const { envoi: autre, json } = await atelier.deposit(['EX4'], 4)
    const suivant = atelier.write(
      nameOf(autre.reference),
      answer(json, () => ({ codeTraitement: 'R12', libelleTraitement: 'RPPS inconnu' })),
    )
    expect((await atelier.importer(suivant)).changees).toMatchObject([
      { numero: 'EX2', de: 'deposee', vers: 'a_corriger', libelle: 'RPPS inconnu' },
      { numero: 'EX4', de: 'deposee', vers: 'a_corriger', libelle: 'RPPS inconnu' },
    ])
    expect(retour.lignesImport).toHaveLength(3)
  })

  test('control characters and broken letters of the agency’s words are not kept', async () => {
    const { envoi, json } = await atelier.deposit(['EX1', 'EX2'])
    const retour = answer(json, (_, i) => ({
      numeroASP: `99\u00000${i}`,
      codeTraitement: i === 0 ? '\u0000\u0007' : '0000',
      libelleTraitement: 'Reçu\u0007 \ud800',
    }))
    const chemin = atelier.write(nameOf(envoi.reference), retour)
    expect((await atelier.importer(chemin)).codesInconnus).toEqual([])
    expect(
      (await atelier.demandes()).map((d) => [d.numeroAsp, d.codeTraitement, d.libelleTraitement]),
    ).toEqual([
      ['99 00', '', 'Reçu  \ufffd'],
      ['99 01', '0000', 'Reçu  \ufffd'],
    ])
    const copie = atelier.write(`copie ${nameOf(envoi.reference)}`, JSON.stringify(retour, null, 4))
    expect(await atelier.importer(copie)).toMatchObject({ changees: [], inchangees: 2 })
  })

  test('read twice, it changes nothing; the same facts in other bytes either', async () => {
    const { chemin, retour, envoi } = await depositThree()
    await atelier.importer(chemin)
    const avant = await atelier.demandes()
    const entrees = (await atelier.journal('avance')).length
    expect(await atelier.importer(chemin)).toMatchObject({
      fichiers: [{ dejaLu: true, envoi: envoi.reference, lignes: 3 }],
      changees: [],
      inchangees: 3,
      rejets: [],
    })
    const copie = atelier.write(`copie ${nameOf(envoi.reference)}`, JSON.stringify(retour, null, 4))
    expect(await atelier.importer(copie)).toMatchObject({
      fichiers: [{ dejaLu: false, envoi: envoi.reference }],
      changees: [],
      inchangees: 3,
    })
    expect(await atelier.demandes()).toEqual(avant)
    expect(await atelier.journal('avance')).toHaveLength(entrees)
    expect((await atelier.app.client.retour.historique()).map((h) => [h.source, h.lignes])).toEqual([
      ['fichier', 3],
      ['fichier', 3],
    ])
  })

  test('the journal says the line, the file and its hash; the whole file is kept, unknown keys included', async () => {
    const { retour, envoi, ids } = await depositThree()
    const contenu = answer(retour, () => ({ dateTraitement: '18/11/2026' }))
    const chemin = atelier.write(nameOf(envoi.reference), contenu)
    await atelier.importer(chemin)
    const sha256 = sha256Of(readFileSync(chemin))
    const lues = (await atelier.journal('avance')).filter((e) => e.sujetId === ids[1] && e.sha256 === sha256)
    expect(lues).toMatchObject([
      {
        de: 'deposee',
        vers: 'deposee',
        detail: `code R12, n° ASP ASP2, ligne 2 du retour de ${envoi.reference}`,
        fichier: path.basename(chemin),
      },
    ])
    const garde = await openMagasin(atelier.app.dossier).read(sha256)
    expect(JSON.parse(garde.toString('utf8'))).toEqual(contenu)
    const bilan = await atelier.app.contexte.registre.lire((db) =>
      db.selectFrom('retour').select('bilan').executeTakeFirstOrThrow(),
    )
    expect(JSON.parse(bilan.bilan)).toMatchObject({ clesInconnues: ['dateTraitement'], changees: 3 })
  })

  test('a file without its name is found by what it holds', async () => {
    const { json, envoi } = await depositThree()
    await atelier.deposit(['EX7'], 7)
    const chemin = atelier.write(
      'retour.json',
      answer(json, () => ACCEPTE),
    )
    expect((await atelier.importer(chemin)).fichiers).toMatchObject([{ envoi: envoi.reference, lignes: 3 }])
    // A browser’s second download.
    const second = atelier.write(
      `${envoi.reference}_fichierretour (1).JSON`,
      answer(json, (_, i) => ({ ...ACCEPTE, numeroASP: `N${i}` })),
    )
    expect((await atelier.importer(second)).changees.map((c) => c.numeroAsp)).toEqual(['N0', 'N1', 'N2'])
  })

  test('a file of nobody’s, or of several, is refused', async () => {
    const { json, envoi } = await depositThree()
    const etranger = answer(json, (l) => ({ numeroEditeur: `X${String(l.numeroEditeur)}`, ...ACCEPTE }))
    const autreSiret = { ...json, siret: withKey('9900014220002') }
    const refusOf = async (nom: string, contenu: unknown) => {
      const lu = await atelier.importer(atelier.write(nom, contenu))
      expect(lu.changees).toEqual([])
      return lu.rejets.map((r) => `${r.ligne ?? '-'} ${r.phrase}`)
    }
    expect(await refusOf('a.json', etranger)).toEqual([
      expect.stringMatching(/^- Ce fichier ne répond à aucun envoi/),
    ])
    expect(await refusOf('b.json', autreSiret)).toEqual([
      expect.stringMatching(/^- Ce fichier ne répond à aucun envoi/),
    ])
    expect(await refusOf(nameOf(envoi.reference), autreSiret)).toEqual([
      expect.stringMatching(/porte le nom de l’envoi .*le SIRET du fichier est/),
    ])
    expect(await refusOf(nameOf(envoi.reference), { ...json, numeroAns: '0990000099' })).toEqual([
      expect.stringMatching(/le n° ANS du fichier est 0990000099/),
    ])
    expect(await refusOf('c.json', JSON.stringify(json, null, 1))).toEqual([])
    expect(await refusOf('d.json', readFileSync(path.join(atelier.sortie, envoi.json.nom)))).toEqual([
      expect.stringMatching(/tel qu’il a été écrit/),
    ])
    expect(await atelier.demandes()).toMatchObject([{ etat: 'deposee', numeroAsp: null }, {}, {}])
  })

  test('a file that was exported and not deposited waits for its deposit', async () => {
    const { json, envoi, ids } = await depositThree()
    await atelier.app.client.retour.noter({
      commandeIds: [...ids],
      type: 'avance',
      issue: 'a_corriger',
      le: '2026-11-17',
      motif: 'à refaire',
    })
    const second = await atelier.send()
    const chemin = atelier.write(
      nameOf(second.reference),
      answer(json, () => ACCEPTE),
    )
    expect((await atelier.importer(chemin)).rejets.map((r) => r.phrase)).toEqual([
      `L’envoi ${second.reference} est exporté, et son dépôt n’est pas enregistré. Enregistrez d’abord son dépôt.`,
    ])
    // Twice the same orders on the same lines: only the name tells.
    await atelier.app.client.envoi.deposer({ id: second.id, le: '2026-11-17' })
    const anonyme = atelier.write(
      'retour.json',
      answer(json, () => ACCEPTE),
    )
    expect((await atelier.importer(anonyme)).rejets.map((r) => r.phrase)).toEqual([
      expect.stringMatching(/convient à plusieurs envois/),
    ])
    // The late answer to the attempt that was replaced is kept with it, and moves nothing.
    const tardif = atelier.write(
      nameOf(envoi.reference),
      answer(json, () => ACCEPTE),
    )
    expect((await atelier.importer(tardif)).changees.map((c) => [c.de, c.vers])).toEqual(
      Array.from({ length: 3 }, () => ['remplacee', 'remplacee']),
    )
  })

  test('lines that are not those sent are refused one by one, the others go in', async () => {
    const { envoi, json } = await depositThree()
    const [un, deux, trois] = json.lignesImport as [Contenu, Contenu, Contenu]
    const chemin = atelier.write(nameOf(envoi.reference), {
      ...json,
      lignesImport: [
        { ...un, ...ACCEPTE, numeroASP: 4012 },
        { ...deux, ...ACCEPTE, numeroEditeur: 'EX3' },
        { ...trois, ...ACCEPTE, numLigne: '3' },
        { ...trois, ...ACCEPTE },
        { ...un, numLigne: 9, ...ACCEPTE },
        { ...un, numLigne: 'deux' },
        { ...deux, codeTraitement: ['0000'] },
        { codeTraitement: '0000' },
        ['0000'],
        null,
        { ...deux, codeTraitement: 'x'.repeat(60) },
      ],
    })
    const lu = await atelier.importer(chemin)
    expect(lu.changees.map((c) => [c.numero, c.numeroAsp])).toEqual([
      ['EX1', '4012'],
      ['EX3', null],
    ])
    expect(lu.rejets.map((r) => [r.ligne, r.colonne, r.phrase.replaceAll('\u00a0', ' ')])).toEqual([
      [2, 'numeroEditeur', `La ligne 2 de l’envoi ${envoi.reference} est la commande EX2, et non EX3.`],
      [3, 'numLigne', 'La ligne 3 est deux fois dans ce fichier : la première est gardée.'],
      [9, 'numLigne', `L’envoi ${envoi.reference} n’a pas de ligne 9.`],
      [6, 'numLigne', '« deux » n’est pas un numéro de ligne.'],
      [2, 'codeTraitement', 'codeTraitement : un texte est attendu.'],
      [8, 'numLigne', 'Cette ligne n’a ni son numéro, ni celui de la commande.'],
      [9, null, 'Cette ligne n’est pas un groupe de clés.'],
      [10, null, 'Cette ligne n’est pas un groupe de clés.'],
      [2, 'codeTraitement', 'Le code fait 60 caractères : ce n’en est pas un.'],
    ])
    // A file with refused lines is read again: the good ones are there already.
    expect(await atelier.importer(chemin)).toMatchObject({
      fichiers: [{ dejaLu: true }],
      changees: [],
      inchangees: 2,
    })
  })

  test('another n° ASP, or an outcome that the register contradicts, is refused', async () => {
    const { envoi, json, ids } = await depositThree()
    await atelier.importer(
      atelier.write(
        nameOf(envoi.reference),
        answer(json, () => ({ ...ACCEPTE, numeroASP: 'A' })),
      ),
    )
    await atelier.app.client.retour.reglerCode({ code: 'R9', issue: 'a_corriger' })
    await atelier.app.client.retour.noter({
      commandeIds: [ids[1] as number],
      type: 'avance',
      issue: 'payee',
      le: '2026-11-17',
    })
    const lu = await atelier.importer(
      atelier.write(
        `bis_${nameOf(envoi.reference)}`,
        answer(json, (_, i) =>
          i === 0 ? { numeroASP: 'B', ...ACCEPTE } : { codeTraitement: 'R9', libelleTraitement: 'à revoir' },
        ),
      ),
    )
    expect(lu.rejets.map((r) => [r.colonne, r.phrase.replaceAll('\u00a0', ' ')])).toEqual([
      ['numeroASP', 'La demande de la commande EX1 a déjà le n° ASP A, et le fichier dit B.'],
      [
        'codeTraitement',
        'EX2 : La demande est payée dans le registre : elle ne peut pas devenir retournée par l’agence.',
      ],
    ])
    expect(lu.changees.map((c) => c.numero)).toEqual(['EX3'])
  })

  test.each([
    ['cut', '{"siret":"1","lignesImport":[{"numLigne":1', /incomplet ou abîmé/],
    ['not JSON', 'accepté', /n’est pas du JSON/],
    ['a list', '[{"numLigne":1}]', /un groupe de clés est attendu en tête/],
    ['without lines', '{"siret":"1"}', /« lignesImport » n’y est pas|ne répond à aucun envoi/],
    [
      'lines that are no list',
      '{"lignesImport":{"numLigne":1}}',
      /« lignesImport » n’y est pas|ne répond à aucun/,
    ],
    ['no line', '{"lignesImport":[]}', /aucune ligne|ne répond à aucun envoi/],
    ['other encoding', Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x7d]), /n’est pas du JSON en UTF-8/],
    ['nested without end', '['.repeat(200_000), /incomplet ou abîmé/],
    [
      'too many lines',
      JSON.stringify({ lignesImport: Array.from({ length: 10_001 }, () => ({})) }),
      /200 au plus/,
    ],
    ['too large', ' '.repeat(33 * 2 ** 20), /trop gros/],
  ])('%s: refused as a whole, nothing is written', async (_, contenu, phrase) => {
    const { envoi } = await depositThree()
    const avant = await atelier.demandes()
    const lu = await atelier.importer(atelier.write(nameOf(envoi.reference), contenu))
    expect(lu.changees).toEqual([])
    expect(lu.rejets.map((r) => [r.ligne, r.phrase.replaceAll('\u00a0', ' ')])).toEqual([
      [null, expect.stringMatching(phrase)],
    ])
    expect(await atelier.demandes()).toEqual(avant)
    expect(await atelier.app.client.retour.historique()).toEqual([])
  })

  test('one bad file never stops the others; two vendors are told apart', async () => {
    const { chemin } = await depositThree()
    const autre = await addVendeur(atelier.app.contexte, {
      siret: withKey('9900014220002'),
      nom: 'Autre',
      version: '1',
    })
    const second = await atelier.deposit(['EX8'], 20, autre)
    const lu = await atelier.importer(
      atelier.write('cassé.json', '{'),
      chemin,
      atelier.write(
        'autre.json',
        answer(second.json, () => ACCEPTE),
      ),
    )
    expect(lu.fichiers.map((f) => f.envoi)).toEqual([null, expect.any(String), second.envoi.reference])
    expect(lu.changees).toHaveLength(4)
    expect(lu.rejets.map((r) => r.fichier)).toEqual(['cassé.json'])
  })

  test('a code without a name is refused', async () => {
    expect(
      await sentenceFrom(() => atelier.app.client.retour.reglerCode({ code: ' ', issue: 'validee' })),
    ).toBe('Dites quel code.')
  })
})

describe('a reading that dies', () => {
  /** Two files of two deposits, and the register as it is before them. */
  async function prepare() {
    const premier = await depositThree()
    const second = await atelier.deposit(['EX7'], 7)
    const chemins = [
      premier.chemin,
      atelier.write(
        nameOf(second.envoi.reference),
        answer(second.json, () => ({ numeroASP: 'ASP7', ...ACCEPTE })),
      ),
    ]
    return { chemins, avant: await atelier.demandes() }
  }

  async function kill(moment: 'pendant' | 'entre', chemins: readonly string[]): Promise<void> {
    await atelier.app.fermer()
    const mort = spawnSync(
      process.execPath,
      [
        path.join(import.meta.dirname, 'retourTue.ts'),
        path.join(atelier.travail, 'registre'),
        moment,
        ...chemins,
      ],
      { encoding: 'utf8' },
    )
    expect([mort.signal, mort.stderr]).toEqual(['SIGKILL', ''])
    await atelier.reopen()
  }

  /** What a register that was never interrupted says after the same files. */
  const whole = (demandes: Awaited<ReturnType<typeof atelier.demandes>>) =>
    demandes.map((d) => [d.numero, d.etat, d.numeroAsp, d.codeTraitement])
  const ATTENDU = [
    ['EX1', 'deposee', 'ASP1', '0000'],
    ['EX2', 'deposee', 'ASP2', 'R12'],
    ['EX3', 'deposee', 'ASP3', '0000'],
    ['EX7', 'deposee', 'ASP7', '0000'],
  ]

  test('inside the transaction: nothing of the file is there; the same reading again does it all, once', async () => {
    const { chemins, avant } = await prepare()
    await kill('pendant', chemins)
    expect(await atelier.demandes()).toEqual(avant)
    expect(await atelier.app.client.retour.historique()).toEqual([])
    expect((await atelier.importer(...chemins)).changees).toHaveLength(4)
    expect(whole(await atelier.demandes())).toEqual(ATTENDU)
    expect(await atelier.journal('retour_lu')).toHaveLength(2)
  })

  test('between two files: the first is whole, the second untouched; again, only the second changes', async () => {
    const { chemins } = await prepare()
    await kill('entre', chemins)
    expect(whole(await atelier.demandes())).toEqual([...ATTENDU.slice(0, 3), ['EX7', 'deposee', null, '']])
    const lu = await atelier.importer(...chemins)
    expect(lu.fichiers.map((f) => f.dejaLu)).toEqual([true, false])
    expect(lu.changees.map((c) => c.numero)).toEqual(['EX7'])
    expect(whole(await atelier.demandes())).toEqual(ATTENDU)
    expect((await atelier.journal('avance')).filter((e) => e.detail.includes(' du retour de '))).toHaveLength(
      4,
    )
    expect(await atelier.journal('retour_lu')).toHaveLength(2)
  })
})
