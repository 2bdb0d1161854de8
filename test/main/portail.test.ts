import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { sentenceFrom } from './registreExemple.ts'
import { type AtelierRetours, addSoldeDepose, openAtelierRetours } from './retoursOutils.ts'

let atelier: AtelierRetours
let ids: readonly number[]
const NUMEROS = ['EX1', 'EX2', 'EX3', 'EX4', 'EX5']
beforeEach(async () => {
  atelier = await openAtelierRetours()
  ids = (await atelier.deposit(NUMEROS)).ids
  atelier.app.avancer('2026-11-25T08:00:00.000Z')
})
afterEach(() => atelier.fermer())

type Demande = Parameters<AtelierRetours['app']['client']['retour']['portail']>[0]
const read = (demande: Demande) => atelier.app.client.retour.portail(demande)
const paste = (lignes: readonly (readonly string[])[], plus: Demande = {}) =>
  read({ colle: lignes.map((l) => l.join('\t')).join('\r\n'), ...plus })
const plain = (texte: string) => texte.replaceAll('\u00a0', ' ')
const states = async () => (await atelier.demandes()).map((d) => [d.numero, d.type, d.etat])

const TITRES = [
  'N° ASP',
  'N° de commande',
  'Statut',
  'Date de décision',
  'Date de paiement',
  'Montant payé',
  'Motif',
]
const TABLE = [
  TITRES,
  ['A1', 'EX1', 'Validée', '20/11/2026', '', '0,00', ''],
  ['A2', 'EX2', 'Décidée et payée', '19/11/2026', '24/11/2026', '129,00 €', ''],
  ['A3', 'EX3', 'A modifier', '', '', '', 'Pièce illisible'],
  ['A4', 'EX4', 'Rejetée', '18/11/2026', '', '', 'Client déjà financé'],
  ['A5', 'EX5', 'incomplète', '', '', '', ''],
]

describe('the portal’s table', () => {
  test('pasted: every word of the portal moves its request, dates and amounts with it', async () => {
    const lu = await paste(TABLE)
    expect(lu.rejets).toEqual([])
    expect(lu.colonnes.map((c) => c.champ)).toEqual([
      'numeroAsp',
      'numeroCommande',
      'issue',
      'dateDecision',
      'datePaiement',
      'montantPaye',
      'motif',
    ])
    expect(lu.changees.map((c) => [c.numero, c.vers, c.numeroAsp])).toEqual([
      ['EX1', 'validee', 'A1'],
      ['EX2', 'payee', 'A2'],
      ['EX3', 'a_corriger', 'A3'],
      ['EX4', 'rejetee', 'A4'],
      ['EX5', 'deposee', 'A5'],
    ])
    expect(await atelier.demandes()).toMatchObject([
      { etat: 'validee', valideeLe: '2026-11-20', montantPaye: null, payeLe: null },
      { etat: 'payee', valideeLe: '2026-11-19', payeLe: '2026-11-24', montantPaye: 12900 },
      { etat: 'a_corriger', motif: 'Pièce illisible' },
      { etat: 'rejetee', motif: 'Client déjà financé' },
      { etat: 'deposee', motif: 'incomplète' },
    ])
    const etats = (await atelier.app.client.commande.lister({ tri: 'numero' })).lignes.map((c) => c.etat)
    expect(etats).toEqual([
      'installation_a_faire',
      'installation_a_faire',
      'avance_retournee',
      'avance_rejetee',
      'avance_deposee',
    ])
    expect(await atelier.app.client.echeance.lister({})).toMatchObject([
      {
        numero: 'EX4',
        nature: 'contestation',
        recueLe: '2026-11-18',
        // Ten working days after a Wednesday.
        echeanceLe: '2026-12-02',
        reste: 7,
        commentaire: 'Client déjà financé',
      },
    ])
    expect((await atelier.journal('avance')).filter((e) => e.vers === 'payee')).toMatchObject([
      { de: 'deposee', detail: plain('n° ASP A2, 129,00 €, ligne 3 du portail').replace(' €', '\u00a0€') },
    ])
  })

  test('a trial says the same and writes nothing; the same table again changes nothing', async () => {
    const avant = await atelier.demandes()
    const essai = await paste(TABLE, { essai: true })
    expect(await atelier.demandes()).toEqual(avant)
    expect(await atelier.app.client.retour.historique()).toEqual([])
    const vrai = await paste(TABLE)
    expect(vrai).toEqual(essai)
    const apres = await atelier.demandes()
    expect(await paste(TABLE)).toMatchObject({ fichiers: [{ dejaLu: true }], changees: [], inchangees: 5 })
    // The next day's table, with the same five lines in another order.
    const lu = await paste([TITRES, ...TABLE.slice(1).reverse()])
    expect(lu).toMatchObject({ fichiers: [{ dejaLu: false }], changees: [], inchangees: 5, rejets: [] })
    expect(await atelier.demandes()).toEqual(apres)
    expect(await atelier.app.client.echeance.lister({})).toHaveLength(1)
    expect((await atelier.app.client.retour.historique()).map((h) => [h.nom, h.source, h.lignes])).toEqual([
      ['tableau collé', 'portail', 5],
      ['tableau collé', 'portail', 5],
    ])
  })

  test('CSV in Windows-1252 and XLSX say the same', async () => {
    const csv = TABLE.map((l) => l.join(';')).join('\r\n')
    const fichier = atelier.write('portail.csv', Buffer.from(csv.replaceAll('€', 'EUR'), 'latin1'))
    const lu = await read({ chemin: fichier, essai: true })
    expect(lu.changees.map((c) => c.vers)).toEqual(['validee', 'payee', 'a_corriger', 'rejetee', 'deposee'])
    const classeur = path.join(atelier.travail, 'portail.xlsx')
    const cellules = TABLE.map((l) => l.map((value) => ({ value, type: String })))
    writeFileSync(classeur, await writeXlsxFile(cellules).toBuffer())
    expect((await read({ chemin: classeur, essai: true })).changees).toEqual(lu.changees)
  })

  test('bad lines are listed with their line and their column; the good ones go in', async () => {
    const lu = await paste([
      TITRES,
      ['A1', 'EX1', 'Validée', '31/02/2026', '', '', ''],
      ['A2', 'EX2', 'Bleue', '', '', '', ''],
      ['A3', 'EX3', 'Validée', '', '', '12 euros', ''],
      ['', '', 'Validée', '', '', '', ''],
      ['Z9', 'ZZ9', 'Validée', '', '', '', ''],
      ['Z9', '', 'Validée', '', '', '', ''],
      ['A4', 'EX4', 'Validée', '', '24/11/2026', '', ''],
      ['A5', 'EX5', 'Validée', '01/01/2030', '', '', ''],
      ['A5', 'EX5', 'Validée', '20/11/2026', '', '', ''],
      ['A5', 'EX5', 'Validée', '20/11/2026', '', '', ''],
      ['A5', 'EX4', 'Validée', '', '', '', ''],
    ])
    expect(lu.changees.map((c) => c.numero)).toEqual(['EX5', 'EX4'])
    expect(lu.rejets.map((r) => [r.ligne, r.colonne, plain(r.phrase)])).toEqual([
      [2, 'Date de décision', '« 31/02/2026 » n’est pas une date (JJ/MM/AAAA).'],
      [3, 'Statut', expect.stringMatching(/^« Bleue » n’est pas un état connu/)],
      [4, 'Montant payé', '« 12 euros » n’est pas un montant.'],
      [5, null, 'La ligne n’a ni n° ASP, ni numéro de commande.'],
      [6, 'N° de commande', 'La commande ZZ9 n’est pas dans le registre.'],
      [7, 'N° ASP', expect.stringMatching(/^Le n° ASP Z9 n’est pas dans le registre/)],
      [8, 'Statut', 'La ligne porte un paiement, et son issue n’est pas « payée ».'],
      [9, 'Statut', 'La décision du 01/01/2030 est dans l’avenir.'],
      [11, null, 'La demande de la commande EX5 est déjà à la ligne 10 : la première est gardée.'],
    ])
    // The number is known from now on: another order beside it is a contradiction.
    expect(
      (await paste([TITRES, ['A5', 'EX1', 'Validée', '', '', '', '']])).rejets.map((r) => r.phrase),
    ).toEqual([expect.stringMatching(/Le n° ASP A5 est celui de/)])
    expect(
      (await paste([TITRES, ['B5', 'EX5', 'Validée', '', '', '', '']])).rejets.map((r) => r.phrase),
    ).toEqual(['La demande de la commande EX5 a le n° ASP A5, et la ligne dit B5.'])
  })

  test('an advance and a balance of one order are told apart by the type, or by their ASP number', async () => {
    await paste([TITRES, ['A1', 'EX1', 'Décidée et payée', '', '20/11/2026', '129,00', '']])
    await addSoldeDepose(atelier.app, ids[0] as number)
    const titres = [
      'Type de demande',
      'N° de commande',
      'N° ASP',
      'Etat de la demande',
      'Date de paiement',
      'Montant versé',
    ]
    const muette = await paste([titres.slice(1), ['EX1', '', 'Validée', '', '']])
    expect(muette.rejets.map((r) => r.phrase)).toEqual([expect.stringMatching(/a une avance et un solde/)])
    // The balance has no number of its own yet: the advance's may be that of either.
    const commune = await paste([titres.slice(2), ['A1', 'Décidée et payée', '24/11/2026', '301,00']])
    expect(commune.rejets.map((r) => r.phrase)).toEqual([expect.stringMatching(/a une avance et un solde/)])
    const lu = await paste([
      titres,
      ['Solde', 'EX1', 'S1', 'Validée', '', ''],
      ['Avance', 'EX1', 'A1', 'Décidée et payée', '20/11/2026', '129,00'],
      ['Acompte', 'EX2', 'A2', 'Validée', '', ''],
    ])
    expect(lu).toMatchObject({ inchangees: 1, changees: [{ numero: 'EX1', type: 'solde', vers: 'validee' }] })
    expect(lu.rejets.map((r) => [r.ligne, r.colonne])).toEqual([[4, 'Type de demande']])
    const paye = await paste([titres.slice(2), ['S1', 'Décidée et payée', '24/11/2026', '301,00']])
    expect(paye.changees).toMatchObject([{ type: 'solde', de: 'validee', vers: 'payee' }])
    expect((await states()).filter(([numero]) => numero === 'EX1')).toEqual([
      ['EX1', 'avance', 'payee'],
      ['EX1', 'solde', 'payee'],
    ])
    expect((await atelier.app.client.commande.lister({ tri: 'numero' })).lignes[0]?.etat).toBe('soldee')
    // Words of the state itself may name the request.
    const mots = await paste([
      ['Commande', 'Statut'],
      ['EX2', 'Avance validée'],
    ])
    expect(mots.changees).toMatchObject([{ numero: 'EX2', type: 'avance', vers: 'validee' }])
  })

  test('what the register contradicts is refused; a replaced attempt is past', async () => {
    await paste([
      TITRES,
      ['A1', 'EX1', 'Décidée et payée', '', '20/11/2026', '129,00', ''],
      ['A2', 'EX2', 'A modifier', '', '', '', 'x'],
    ])
    const second = await atelier.send()
    const exportee = await paste([
      ['Commande', 'Statut'],
      ['EX2', 'Validée'],
    ])
    expect(exportee.rejets.map((r) => r.phrase)).toEqual([
      expect.stringMatching(/enregistrez d’abord le dépôt/),
    ])
    await atelier.app.client.envoi.deposer({ id: second.id, le: '2026-11-25' })
    const lu = await paste([
      ['N° ASP', 'Commande', 'Statut'],
      ['A1', 'EX1', 'Validée'],
      ['A2', 'EX2', 'A modifier'],
      ['B2', 'EX2', 'Validée'],
    ])
    expect(lu.rejets.map((r) => [r.ligne, plain(r.phrase)])).toEqual([
      [2, 'La demande est payée dans le registre : elle ne peut pas devenir validée.'],
    ])
    expect(
      (await atelier.demandes()).filter((d) => d.numero === 'EX2').map((d) => [d.etat, d.numeroAsp]),
    ).toEqual([
      ['remplacee', 'A2'],
      ['validee', 'B2'],
    ])
  })

  test('while a refusal is contested, the portal goes on saying it: only a later one is new', async () => {
    const say = (statut: string, le: string, plus: Demande = {}) =>
      paste(
        [
          ['N° de commande', 'Statut', 'Date de décision'],
          ['EX1', statut, le],
        ],
        plus,
      )
    await say('Rejetée', '')
    const ouverte = async () =>
      (await atelier.app.client.echeance.lister({})).map((e) => [e.recueLe, e.echeanceLe])
    // Read on a Wednesday, its day unknown; then known: the delay follows.
    expect(await ouverte()).toEqual([['2026-11-25', '2026-12-09']])
    expect((await say('Rejetée', '18/11/2026')).changees).toMatchObject([{ de: 'rejetee', vers: 'rejetee' }])
    expect(await ouverte()).toEqual([['2026-11-18', '2026-12-02']])
    await atelier.app.client.retour.contester({ commandeIds: [ids[0] as number], le: '2026-11-25' })
    atelier.app.avancer('2026-12-10T08:00:00.000Z')
    for (const [statut, le] of [
      ['Rejetée ', ''],
      ['Rejetée', '18/11/2026 '],
      ['En instruction', ''],
    ] as const)
      expect(await say(statut, le)).toMatchObject({ changees: [], rejets: [], inchangees: 1 })
    expect((await states())[0]).toEqual(['EX1', 'avance', 'contestee'])
    expect((await say('Rejetée', '08/12/2026')).changees).toMatchObject([
      { de: 'contestee', vers: 'rejetee' },
    ])
    expect(await ouverte()).toEqual([['2026-12-08', '2026-12-22']])
  })

  test('a table that cannot be one is refused with what it has', async () => {
    const refuse = async (demande: Demande) => plain(await sentenceFrom(() => read(demande)))
    expect(await refuse({})).toBe('Donnez un fichier, ou un tableau collé.')
    expect(await refuse({ colle: ' \n ' })).toBe('Le tableau collé est vide.')
    expect(await refuse({ colle: 'EX1\t12/11/2026' })).toBe('Ce tableau n’a pas de ligne de titres.')
    expect(await refuse({ colle: 'Statut\tMotif\nValidée\tx' })).toMatch(
      /ni le n° ASP, ni le numéro de commande/,
    )
    expect(await refuse({ colle: 'N° ASP\tVille\nA1\tLyon' })).toMatch(/ne dit rien de ses demandes/)
    expect(await refuse({ colle: 'N° ASP\tStatut\nA1\tValidée', colonnes: { Autre: 'motif' } })).toMatch(
      /La colonne « Autre » n’est pas dans le tableau/,
    )
    expect(await refuse({ colle: 'x', dispositif: 'NUL' })).toMatch(/n’est pas au catalogue/)
    const dite = await read({
      colle: 'Bon\tQuoi\nEX1\tValidée',
      colonnes: { Bon: 'numeroCommande', Quoi: 'issue' },
    })
    expect(dite.changees).toMatchObject([{ numero: 'EX1', vers: 'validee' }])
  })
})
