import { expect, test } from 'vitest'
import type { EtatCommande } from '#domain/commande.ts'
import type { Constat } from '#domain/constat.ts'
import { describeEtapes } from '#domain/etapes.ts'
import { BASES } from '../cas/bases.ts'

const { dossier } = Object.values(BASES)[0] as (typeof BASES)[string]

const constat = (code: string, sujet: string): Constat => ({
  code,
  issue: 'enfreint',
  gravite: 'bloquant',
  sujet,
  trouve: null,
  attendu: null,
  source: { document: '', passage: '' },
})

/** The step that is current or blocked, as the head of the dossier shows it. */
function step(etat: EtatCommande, bloquants: readonly Constat[]) {
  const etapes = describeEtapes(dossier, etat, bloquants)
  const i = etapes.findIndex((e) => e.etat === 'courante' || e.etat === 'bloquee')
  expect(etapes.slice(0, i).every((e) => e.etat === 'fait')).toBe(true)
  expect(etapes.slice(i + 1).every((e) => e.etat === 'a_venir')).toBe(true)
  const { cle, etat: aspect, precision } = etapes[i] as (typeof etapes)[number]
  return [cle, aspect, precision]
}

test('a step that is blocked says by what, on the step that the point is about', () => {
  const signature = constat('SIG-APRES-EMISSION', 'pieces.signature')
  const produit = constat('PRO-PROFIL', 'referencement.profils')
  expect(step('bdc_a_revoir', [signature])).toEqual([
    'signature',
    'bloquee',
    'Ordre de l’émission et de la signature',
  ])
  expect(step('bdc_a_revoir', [signature, constat('PIE-REQUISE', 'pieces')])).toEqual([
    'signature',
    'bloquee',
    '2 points à lever',
  ])
  expect(step('bdc_a_revoir', [signature, produit])[2]).toBe('Ordre de l’émission et de la signature')
  expect(step('bdc_a_revoir', [produit, produit])).toEqual(['avance', 'bloquee', '2 points à lever'])
})

test('a step that nothing blocks says where it is', () => {
  expect(step('bdc_a_emettre', [])[1]).toBe('courante')
  expect(step('avance_a_deposer', [])).toEqual(['avance', 'courante', 'à déposer'])
  expect(step('avance_retournee', [])).toEqual(['avance', 'bloquee', 'à déposer'])
  expect(describeEtapes(dossier, 'annulee', []).every((e) => e.etat === 'a_venir')).toBe(true)
})
