import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEcheance } from '#main/operations/echeance.ts'
import { refusOf } from './outils.ts'
import { sentenceFrom } from './registreExemple.ts'
import { type AtelierRetours, addSoldeDepose, DISPOSITIF, openAtelierRetours } from './retoursOutils.ts'

let atelier: AtelierRetours
let ids: readonly number[]
beforeEach(async () => {
  atelier = await openAtelierRetours()
  ids = (await atelier.deposit(['EX1', 'EX2', 'EX3'])).ids
  atelier.app.avancer('2026-11-25T08:00:00.000Z')
})
afterEach(() => atelier.fermer())

type Note = Parameters<AtelierRetours['app']['client']['retour']['noter']>[0]
const note = (rangs: readonly number[], issue: Note['issue'], plus: Partial<Note> = {}) =>
  atelier.app.client.retour.noter({
    commandeIds: rangs.map((r) => ids[r] as number),
    type: 'avance',
    issue,
    le: '2026-11-20',
    ...plus,
  })
const listStates = async () =>
  (await atelier.app.client.commande.lister({ tri: 'numero' })).lignes.map((c) => c.etat)
const echeances = (ouvertes = true) => atelier.app.client.echeance.lister({ ouvertes })
const plain = (texte: string) => texte.replaceAll('\u00a0', ' ')

describe('outcomes noted by hand', () => {
  test('a selection is validated, then paid: the share asked for when no amount is given', async () => {
    expect(await note([0, 1], 'validee')).toEqual({ demandes: 2 })
    expect(await note([0, 1], 'validee')).toEqual({ demandes: 0 })
    expect(await note([0], 'payee', { le: '2026-11-24' })).toEqual({ demandes: 1 })
    expect(await note([1], 'payee', { le: '2026-11-24', montant: 12000 })).toEqual({ demandes: 1 })
    expect(await atelier.demandes()).toMatchObject([
      { etat: 'payee', valideeLe: '2026-11-20', payeLe: '2026-11-24', montantPaye: 12900 },
      { etat: 'payee', valideeLe: '2026-11-20', payeLe: '2026-11-24', montantPaye: 12000 },
      { etat: 'deposee' },
    ])
    expect(await listStates()).toEqual(['installation_a_faire', 'installation_a_faire', 'avance_deposee'])
  })

  test('all or none: one that may not move keeps the others', async () => {
    await note([0], 'payee')
    const avant = await atelier.demandes()
    expect(plain(await sentenceFrom(() => note([0, 1], 'rejetee')))).toBe(
      'EX1 : La demande est payée dans le registre : elle ne peut pas devenir rejetée. Rien n’a été changé.',
    )
    expect(await sentenceFrom(() => note([1], 'validee', { le: '2026-11-10' }))).toMatch(/est avant le dépôt/)
    expect(await sentenceFrom(() => note([1], 'validee', { le: '2027-01-01' }))).toMatch(/est dans l’avenir/)
    expect(await sentenceFrom(() => note([1], 'validee', { montant: 100 }))).toMatch(/qu’avec un paiement/)
    expect(await sentenceFrom(() => note([1], 'payee', { montant: 43001 }))).toMatch(/dépassent la commande/)
    expect(await sentenceFrom(() => note([1], 'a_corriger'))).toMatch(/Dites ce que l’agence reproche/)
    expect(await sentenceFrom(() => note([1], 'validee', { type: 'solde' }))).toBe(
      'Aucun solde n’est déposé pour EX2\u00a0: rien n’a été changé.',
    )
    expect(await atelier.demandes()).toEqual(avant)
  })

  test('a balance is validated, paid, or sent back and asked again', async () => {
    await note([0, 1], 'payee')
    await addSoldeDepose(atelier.app, ids[0] as number)
    await addSoldeDepose(atelier.app, ids[1] as number)
    await note([0], 'payee', { type: 'solde', le: '2026-11-25' })
    await note([1], 'rejetee', { type: 'solde', motif: 'VA illisible' })
    expect(await listStates()).toEqual(['soldee', 'solde_rejete', 'avance_deposee'])
    // No text gives a delay to contest a balance.
    expect(await echeances()).toEqual([])
    expect(
      await sentenceFrom(() =>
        atelier.app.client.retour.contester({ commandeIds: [ids[1] as number], le: '2026-11-25' }),
      ),
    ).toMatch(/payée ne peut pas être contestée/)
    const commandeIds = [ids[1] as number]
    expect(await atelier.app.client.retour.reprendre({ commandeIds, type: 'solde' })).toEqual({ demandes: 1 })
    expect((await listStates())[1]).toBe('solde_retourne')
    expect((await atelier.journal('solde')).map((e) => [e.de, e.vers, plain(e.detail)])).toEqual([
      ['deposee', 'payee', '301,00 €'],
      ['deposee', 'rejetee', 'VA illisible'],
      ['rejetee', 'a_corriger', 'VA illisible'],
    ])
  })
})

describe('a refusal', () => {
  test('opens ten working days; contested in time, it closes them', async () => {
    await note([0], 'rejetee', { le: '2026-11-18', motif: 'Client déjà financé' })
    expect(await echeances()).toMatchObject([
      { nature: 'contestation', numero: 'EX1', recueLe: '2026-11-18', echeanceLe: '2026-12-02', reste: 7 },
    ])
    const commandeIds = [ids[0] as number]
    const contest = (le: string) =>
      atelier.app.client.retour.contester({ commandeIds, le, motif: 'jamais financé' })
    expect(await sentenceFrom(() => contest('2026-11-17'))).toMatch(/est avant le refus, le 18\/11\/2026/)
    expect(await contest('2026-11-25')).toEqual({ demandes: 1, horsDelai: [] })
    expect(await listStates()).toEqual(['avance_contestee', 'avance_deposee', 'avance_deposee'])
    expect(await echeances()).toEqual([])
    expect(await echeances(false)).toMatchObject([{ faiteLe: '2026-11-25' }])
    expect(await atelier.journal('contestation')).toMatchObject([
      { de: 'rejetee', vers: 'contestee', detail: 'le 25/11/2026, jamais financé' },
    ])
    expect(await sentenceFrom(() => contest('2026-11-25'))).toBe(
      'Une demande contestée ne peut pas être contestée. Rien n’a été changé.',
    )
    expect(await sentenceFrom(() => note([0], 'rejetee', { le: '2026-11-18' }))).toMatch(
      /un nouveau est daté d’après le 18\/11\/2026/,
    )
    // Refused again: a new delay.
    await note([0], 'rejetee', { le: '2026-11-25' })
    expect(await echeances()).toMatchObject([{ recueLe: '2026-11-25', echeanceLe: '2026-12-09' }])
  })

  test('the last day is in time, the day after is said and journaled', async () => {
    await note([0, 1], 'rejetee', { le: '2026-11-18' })
    atelier.app.avancer('2026-12-03T08:00:00.000Z')
    const contest = (rang: number, le: string) =>
      atelier.app.client.retour.contester({ commandeIds: [ids[rang] as number], le })
    expect(await contest(0, '2026-12-02')).toEqual({ demandes: 1, horsDelai: [] })
    expect(await contest(1, '2026-12-03')).toEqual({
      demandes: 1,
      horsDelai: [{ numero: 'EX2', limite: '2026-12-02' }],
    })
    expect((await atelier.journal('contestation')).map((e) => e.detail)).toEqual([
      'le 02/12/2026',
      'le 03/12/2026, hors délai (02/12/2026)',
    ])
  })

  test('taken back instead of contested: out again in a new file, its history kept', async () => {
    const [id] = ids as [number]
    await note([0], 'rejetee', { le: '2026-11-18', motif: 'RPPS inconnu' })
    await atelier.app.client.retour.reprendre({ commandeIds: [id], type: 'avance', motif: 'RPPS corrigé' })
    expect(await echeances()).toEqual([])
    expect(await listStates()).toEqual(['avance_retournee', 'avance_deposee', 'avance_deposee'])
    const second = await atelier.send()
    await atelier.app.client.envoi.deposer({ id: second.id, le: '2026-11-25' })
    expect(
      (await atelier.demandes()).filter((d) => d.numero === 'EX1').map((d) => [d.tentative, d.etat]),
    ).toEqual([
      [1, 'remplacee'],
      [2, 'deposee'],
    ])
    await note([0], 'validee', { le: '2026-11-25' })
    const { journal } = await atelier.app.client.commande.lire({ id })
    const histoire = journal
      .filter((j) => j.action === 'avance')
      .map((j) => [j.de, j.vers, plain(j.detail)])
      .slice(0, 5)
    expect(histoire).toEqual([
      ['deposee', 'validee', 'tentative 2'],
      ['exportee', 'deposee', 'tentative 2, après retour : RPPS corrigé'],
      ['a_corriger', 'remplacee', 'tentative 1 : RPPS corrigé'],
      expect.anything(),
      ['rejetee', 'a_corriger', 'RPPS corrigé'],
    ])
  })
})

describe('due dates', () => {
  const define = (
    saisie: Partial<Parameters<AtelierRetours['app']['client']['echeance']['definir']>[0]> = {},
  ) =>
    atelier.app.client.echeance.definir({
      commandeId: ids[0] as number,
      nature: 'mise_en_demeure',
      objet: 'Pièces complémentaires',
      recueLe: '2026-11-20',
      echeanceLe: '2026-12-01',
      ...saisie,
    })

  test('are set, changed, done, opened again; the journal says each', async () => {
    const creee = await define()
    expect(creee).toMatchObject({ numero: 'EX1', client: 'SPECIMEN 1', dispositif: DISPOSITIF, reste: 6 })
    // Said twice, it is there once.
    expect((await define()).id).toBe(creee.id)
    const { id } = creee
    const reportee = await define({ id, revision: creee.revision, echeanceLe: '2026-12-15' })
    expect(reportee).toMatchObject({ id, echeanceLe: '2026-12-15', revision: creee.revision + 1 })
    expect((await refusOf(define({ id, revision: creee.revision, objet: 'Autre' }))).code).toBe(
      'REVISION_PERIMEE',
    )
    expect(await atelier.app.client.echeance.solder({ id, le: '2026-11-24' })).toMatchObject({
      faiteLe: '2026-11-24',
    })
    expect(await echeances()).toEqual([])
    expect(await atelier.app.client.echeance.solder({ id, le: null })).toMatchObject({ faiteLe: null })
    expect(await sentenceFrom(() => atelier.app.client.echeance.solder({ id, le: '2026-11-19' }))).toMatch(
      /avant la réception/,
    )
    const { journal } = await atelier.app.client.commande.lire({ id: ids[0] as number })
    expect(journal.slice(0, 4).map((j) => [j.action, plain(j.detail)])).toEqual([
      ['echeance_rouverte', 'Mise en demeure : Pièces complémentaires, au 15/12/2026'],
      ['echeance_faite', 'Mise en demeure : Pièces complémentaires, au 15/12/2026, le 24/11/2026'],
      ['echeance_modifiee', 'Échéance : 01/12/2026 → 15/12/2026'],
      ['echeance', 'Mise en demeure : Pièces complémentaires, au 01/12/2026'],
    ])
  })

  test('without a day: what the scheme gives, refused when no text does', async () => {
    const contestation = await define({ nature: 'contestation', objet: 'Refus', echeanceLe: null })
    expect(contestation.echeanceLe).toBe('2026-12-04')
    expect(plain(await sentenceFrom(() => define({ echeanceLe: null })))).toBe(
      'Aucun texte ne donne le délai de cette échéance (Mise en demeure).',
    )
    expect(await sentenceFrom(() => define({ echeanceLe: '2026-11-19' }))).toMatch(/avant sa réception/)
    expect(await sentenceFrom(() => define({ recueLe: '2026-12-01', echeanceLe: '2026-12-09' }))).toMatch(
      /dans l’avenir/,
    )
    expect(await sentenceFrom(() => define({ commandeId: 999 }))).toMatch(/n’est pas dans le registre/)
    expect(await sentenceFrom(() => define({ objet: ' ' }))).toMatch(/ce qui est à faire/)
  })

  test('another operation opens one inside its own transaction, once', async () => {
    const open = () =>
      atelier.app.contexte.registre.ecrire((tx) =>
        openEcheance(tx, atelier.app.contexte, {
          commandeId: ids[2] as number,
          nature: 'avenant',
          objet: 'Nom du client sur la facture',
          recueLe: '2026-11-25',
          echeanceLe: null,
        }),
      )
    expect(await open()).toBe(await open())
    // The balances of the scheme are closed: due at once.
    expect(await atelier.app.client.echeance.lister({ commandeId: ids[2] as number })).toMatchObject([
      { nature: 'avenant', echeanceLe: '2026-11-25', reste: 0 },
    ])
  })
})
