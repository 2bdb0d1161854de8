import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { main } from '#main/hosts/cli/programme.ts'
import { type AtelierRetours, answer, openAtelierRetours } from './retoursOutils.ts'

let atelier: AtelierRetours
beforeEach(async () => {
  atelier = await openAtelierRetours()
})
afterEach(() => atelier.fermer())

async function liasse(...args: string[]) {
  const sortie = { stdout: '', stderr: '' }
  const vers = (flux: 'stdout' | 'stderr') => ({ write: (texte: string) => (sortie[flux] += texte) })
  const registre = ['--registre', path.join(atelier.travail, 'registre'), '--aujourdhui', '2026-11-25']
  const code = await main([...args, ...registre], { stdout: vers('stdout'), stderr: vers('stderr') })
  return { code, ...sortie }
}
/** With `--json`: one document, and nothing else. */
async function ask(...args: string[]) {
  const { code, stdout, stderr } = await liasse(...args, '--json')
  return { code, stderr, json: JSON.parse(stdout) }
}
const plain = (texte: string) => texte.replaceAll('\u00a0', ' ')

test('from the return file to the payment, by the command line alone', async () => {
  const { envoi, json } = await atelier.deposit(['EX1', 'EX2', 'EX3', 'EX4'])
  const codes = ['0000', 'R12', '0000', 'R13']
  const retour = atelier.write(
    `${envoi.reference}_FichierRetour.json`,
    answer(json, (_, i) => ({ numeroASP: `A${i + 1}`, codeTraitement: codes[i], libelleTraitement: 'dit' })),
  )
  const lu = await liasse('retour', retour)
  expect(lu.code).toBe(1)
  expect(plain(lu.stdout)).toContain(`4 lignes, envoi ${envoi.reference}`)
  expect(plain(lu.stdout)).toContain('R12 « dit » : 1 ligne (liasse retour regler R12 ISSUE)')
  expect((await ask('retour', retour)).json).toMatchObject({ fichiers: [{ dejaLu: true }], changees: [] })

  expect((await ask('retour', 'codes')).code).toBe(1)
  expect((await ask('retour', 'regler', 'R12', 'a_corriger')).json).toEqual({
    code: 'R12',
    issue: 'a_corriger',
    demandes: 1,
  })
  await ask('retour', 'regler', 'R13', 'rejetee')
  expect(
    (await ask('retour', 'codes')).json.map((c: { code: string; issue: string }) => [c.code, c.issue]),
  ).toEqual([
    ['0000', 'deposee'],
    ['R12', 'a_corriger'],
    ['R13', 'rejetee'],
  ])
  expect((await ask('retour', 'historique')).json).toMatchObject([{ source: 'fichier', lignes: 4 }])

  const echeances = await ask('echeance', 'lister')
  expect(echeances.json).toMatchObject([{ numero: 'EX4', nature: 'contestation', reste: 14 }])
  const conteste = await ask(
    'demande',
    'contester',
    '--numero',
    'EX4',
    '--le',
    '2026-11-25',
    '--motif',
    'jamais financé',
  )
  expect(conteste).toMatchObject({ code: 0, json: { demandes: 1, horsDelai: [], numeros: ['EX4'] } })
  expect(plain((await liasse('echeance', 'lister')).stdout)).toBe('Aucune échéance.\n')
  expect((await ask('echeance', 'lister', '--toutes')).json).toMatchObject([{ faiteLe: '2026-11-25' }])

  const portail = atelier.write(
    'portail.csv',
    'N° ASP;Statut;Date de paiement;Montant payé\nA1;Décidée et payée;24/11/2026;129,00\nA9;Validée;;\n',
  )
  const essai = await liasse('portail', portail, '--essai')
  expect(essai.code).toBe(1)
  expect(plain(essai.stdout)).toContain('avance payée : EX1')
  expect(plain(essai.stdout)).toContain('Essai : rien n’a été écrit.')
  expect((await atelier.demandes())[0]).toMatchObject({ etat: 'deposee' })
  const vrai = await ask('portail', portail)
  expect(vrai).toMatchObject({
    code: 1,
    stderr: '',
    json: { changees: [{ numero: 'EX1', vers: 'payee' }], rejets: [{ ligne: 3, colonne: 'N° ASP' }] },
  })

  const note = await ask(
    'demande',
    'noter',
    '--numero',
    'EX3',
    '--type',
    'avance',
    '--issue',
    'payee',
    '--le',
    '24/11/2026',
    '--montant',
    '129',
  )
  expect(note).toMatchObject({ code: 0, json: { demandes: 1, numeros: ['EX3'] } })
  const repris = await ask(
    'demande',
    'reprendre',
    '--numero',
    'EX4',
    '--type',
    'avance',
    '--motif',
    'client changé',
  )
  expect(repris).toMatchObject({ code: 0, json: { demandes: 1 } })
  expect((await atelier.demandes()).map((d) => [d.numero, d.etat, d.montantPaye])).toEqual([
    ['EX1', 'payee', 12900],
    ['EX2', 'a_corriger', null],
    ['EX3', 'payee', 12900],
    ['EX4', 'a_corriger', null],
  ])
})

test('due dates: added, settled, opened again', async () => {
  await atelier.deposit(['EX1'])
  const ajout = [
    'echeance',
    'ajouter',
    '--numero',
    'EX1',
    '--objet',
    'Avenant n° 1',
    '--recue-le',
    '20/11/2026',
  ]
  const refus = await ask(...ajout, '--nature', 'complement')
  expect(refus).toMatchObject({ code: 2, json: { erreur: { ou: 'echeanceLe' } } })
  const creee = await ask(...ajout, '--nature', 'avenant', '--au', '2026-11-24')
  expect(creee).toMatchObject({ code: 0, json: { numero: 'EX1', reste: -1 } })
  expect(plain((await liasse('echeance', 'lister', '--numero', 'EX1')).stdout)).toContain(
    'en retard de 1 jour',
  )
  const id = String(creee.json.id)
  expect((await ask('echeance', 'solder', id, '--le', '2026-11-25')).json).toMatchObject({
    faiteLe: '2026-11-25',
  })
  expect((await ask('echeance', 'solder', id, '--rouvrir')).json).toMatchObject({ faiteLe: null })
})

test.each([
  [['retour'], /Il manque le fichier de retour/],
  [['retour', 'absent.json'], /n’existe pas/],
  [['retour', 'regler', 'R1', 'bleue'], /« bleue » n’est pas admise ; valeurs admises : deposee/],
  [['portail', 'absent.csv'], /n’existe pas/],
  [
    ['demande', 'noter', '--numero', 'X', '--type', 'avance', '--issue', 'payee'],
    /Il manque l’option « --le »/,
  ],
  [
    ['demande', 'noter', '--numero', 'X', '--type', 'avance', '--issue', 'payee', '--le', 'hier'],
    /n’est pas une date/,
  ],
  [['demande', 'contester', '--numero', 'X', '--le', '2026-11-25'], /Commande inconnue : X/],
  [['demande', 'reprendre', '--numero', 'X'], /Il manque l’option « --type »/],
  [['echeance', 'solder', 'x', '--le', '2026-11-25'], /« x » n’est pas admise/],
  [['echeance', 'solder', '1'], /Dites le jour/],
  [['echeance', 'solder', '1', '--le', '2026-11-25'], /n’est pas dans le registre/],
  [['echeance', 'solder', '1', '--le', '2026-11-25', '--rouvrir'], /se contredisent/],
])('%j is refused', async (args, phrase) => {
  const { code, stderr } = await liasse(...args)
  expect([code, plain(stderr)]).toEqual([2, expect.stringMatching(phrase)])
})
