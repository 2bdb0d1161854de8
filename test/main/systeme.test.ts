import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ApplicationTest, openTestApplication } from './outils.ts'

let app: ApplicationTest
beforeEach(async () => {
  app = await openTestApplication()
})
afterEach(() => app.fermer())

test('an empty register says so', async () => {
  const etat = await app.client.systeme.etat()
  expect(etat.registre).toMatchObject({ vide: true, lectureSeule: null, demonstration: false })
  expect(etat.aujourdhui).toBe('2026-11-17')
  expect(etat.utilisateur).toBe('Camille Test')
  expect(etat.compteurs).toEqual({ clients: 0, commandes: 0, envois: 0 })
  expect(etat.capacites).toEqual({ choisirDossier: false, ouvrirDossier: false })
})
