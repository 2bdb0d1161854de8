import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type ApplicationTest,
  defineFournisseur,
  defineProduit,
  openTestApplication,
  refusOf,
  siret,
} from './outils.ts'

let app: ApplicationTest
beforeEach(async () => {
  app = await openTestApplication()
})
afterEach(() => app.fermer())

test('a vendor is saved with normalised numbers, and journaled', async () => {
  const f = await defineFournisseur(app, {
    siret: ` ${siret(1).replace(/(...)/g, '$1 ')}`,
    couleur: '#AA00FF',
  })
  expect(f).toMatchObject({
    siret: siret(1),
    couleur: '#aa00ff',
    revision: 1,
    responsable: { telephone: '0199000001' },
    assujettiTva: true,
    tauxTva: 2000,
  })
  const { lignes } = await app.client.systeme.journal({ sujet: 'fournisseur', sujetId: f.id })
  expect(lignes).toHaveLength(1)
  expect(lignes[0]).toMatchObject({
    action: 'creation',
    par: 'Camille Test',
    instant: '2026-11-17T08:02:00.000Z',
  })
})

test('a save says what changed, and a stale one shows the version of the register', async () => {
  const f = await defineFournisseur(app)
  const saved = await defineFournisseur(app, { id: f.id, revision: 1, denomination: 'Logiciels Modèle' })
  expect(saved.revision).toBe(2)
  const { lignes } = await app.client.systeme.journal({ sujet: 'fournisseur' })
  expect(lignes[0]?.detail).toBe('Raison sociale\u00a0: Logiciels Exemple → Logiciels Modèle')
  const refus = await refusOf(defineFournisseur(app, { id: f.id, revision: 1, denomination: 'Autre' }))
  expect(refus).toMatchObject({
    code: 'REVISION_PERIMEE',
    actuelle: { denomination: 'Logiciels Modèle', revision: 2 },
  })
})

test('a wrong SIRET says the key expected, a known one says whose it is', async () => {
  const faux = siret(1).slice(0, -1) + ((Number(siret(1).at(-1)) + 1) % 10)
  const refus = await refusOf(defineFournisseur(app, { siret: faux }))
  expect(refus).toMatchObject({ code: 'REFUS', ou: 'siret' })
  expect(refus.phrase).toContain(`au lieu de ${siret(1).at(-1)}`)
  await defineFournisseur(app)
  expect((await refusOf(defineFournisseur(app))).phrase).toContain(
    '« Logiciels Exemple »'.replace(/ (?=»)|(?<=«) /g, '\u00a0'),
  )
})

test('phone, mail, postcode and enrolment keys are checked where they are', async () => {
  const responsable = { nom: 'x', qualite: '', telephone: '12', mail: '' }
  expect((await refusOf(defineFournisseur(app, { responsable }))).ou).toBe('responsable.telephone')
  const mail = { ...responsable, telephone: '', mail: '@exemple.fr' }
  expect((await refusOf(defineFournisseur(app, { responsable: mail }))).ou).toBe('responsable.mail')
  const adresse = { lignes: '', codePostal: '1000', commune: '' }
  expect((await refusOf(defineFournisseur(app, { adresse }))).phrase).toContain('01000')
  expect((await refusOf(defineFournisseur(app, { enrolement: { nimporte: '2026-01-01' } }))).ou).toBe(
    'enrolement',
  )
})

test('a vendor outside VAT has no rate', async () => {
  expect((await defineFournisseur(app, { assujettiTva: false, tauxTva: 2000 })).tauxTva).toBe(0)
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

test('a logo is stored and read back; a text named .png is refused', async () => {
  const f = await defineFournisseur(app)
  const bon = path.join(app.dossier, 'logo.png')
  writeFileSync(bon, PNG)
  expect((await app.client.fournisseur.definirLogo({ id: f.id, chemin: bon })).logo).toMatch(/^[0-9a-f]{64}$/)
  const lu = await app.client.fournisseur.lireLogo({ id: f.id })
  expect(Buffer.from(await (lu as File).arrayBuffer()).equals(PNG)).toBe(true)
  const faux = path.join(app.dossier, 'faux.png')
  writeFileSync(faux, 'bonjour')
  expect((await refusOf(app.client.fournisseur.definirLogo({ id: f.id, chemin: faux }))).phrase).toContain(
    'PNG',
  )
  expect((await refusOf(app.client.fournisseur.definirLogo({ id: f.id, chemin: `${faux}x` }))).code).toBe(
    'REFUS',
  )
  expect((await app.client.fournisseur.definirLogo({ id: f.id, chemin: null })).logo).toBeNull()
  expect(await app.client.fournisseur.lireLogo({ id: f.id })).toBeNull()
})

test('a product belongs to a scheme of the catalogue, with its profiles and its questions', async () => {
  const { id: fournisseurId } = await defineFournisseur(app)
  const p = await defineProduit(app, { fournisseurId })
  expect(p).toMatchObject({
    solution: 'Exemple Cabinet',
    fournisseur: 'Logiciels Exemple',
    commandes: 0,
    distribution: { role: 'editeur' },
  })
  const autre = { fournisseurId, solution: 'Autre' }
  expect((await refusOf(defineProduit(app, { ...autre, dispositif: 'ZZZ' }))).ou).toBe('dispositif')
  expect((await refusOf(defineProduit(app, { ...autre, profils: ['Astronaute'] }))).ou).toBe('profils')
  expect((await refusOf(defineProduit(app, { ...autre, scenario: { inventee: true } }))).ou).toBe(
    'scenario.inventee',
  )
  const inverse = { ...autre, dateDossierComplet: '2022-03-01', dateReferencement: '2022-02-01' }
  expect((await refusOf(defineProduit(app, inverse))).ou).toBe('dateReferencement')
  expect(await app.client.solution.lister()).toHaveLength(1)
})

test('two vendors share one référencement, with one ANS number', async () => {
  const a = await defineFournisseur(app)
  const b = await defineFournisseur(app, { denomination: 'Distributeur', siret: siret(2) })
  const editeur = await defineProduit(app, { fournisseurId: a.id })
  const autreNumero = { fournisseurId: b.id, role: 'distributeur' as const, numeroAns: 'LGC9999' }
  expect((await refusOf(defineProduit(app, autreNumero))).ou).toBe('numeroAns')
  const distribue = await defineProduit(app, { ...autreNumero, numeroAns: 'LGC0001', mandatLe: '2022-01-01' })
  expect(distribue.id).toBe(editeur.id)
  expect(distribue.distribution).toMatchObject({ role: 'distributeur', mandatLe: '2022-01-01' })
  expect(await app.client.solution.lister()).toHaveLength(2)
  expect((await refusOf(defineProduit(app, { fournisseurId: a.id }))).phrase).toContain('existe déjà')
})

test('a product is renamed in place; a stale save is refused', async () => {
  const { id: fournisseurId } = await defineFournisseur(app)
  const p = await defineProduit(app, { fournisseurId })
  const renomme = await defineProduit(app, { id: p.id, revision: 1, fournisseurId, solution: 'Exemple Plus' })
  expect(renomme).toMatchObject({ id: p.id, revision: 2, solution: 'Exemple Plus' })
  expect((await refusOf(defineProduit(app, { id: p.id, revision: 1, fournisseurId }))).code).toBe(
    'REVISION_PERIMEE',
  )
})
