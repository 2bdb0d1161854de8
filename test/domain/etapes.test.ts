import { expect, test } from 'vitest'
import type { EtatCommande } from '#domain/commande.ts'
import type { Constat } from '#domain/constat.ts'
import { describeEtapes } from '#domain/etapes.ts'
import { openCatalogue } from '#main/catalogue.ts'
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

const dispositif = openCatalogue().base('SFP-LGC-Va2')

/** The step that is current or blocked, as the head of the dossier shows it; the pilot goes its own way. */
function step(etat: EtatCommande, bloquants: readonly Constat[]) {
  const etapes = describeEtapes(dossier, dispositif, etat, bloquants).filter((e) => e.cle !== 'pilote')
  const i = etapes.findIndex((e) => e.etat === 'courante' || e.etat === 'bloquee')
  expect(etapes.slice(0, i).every((e) => e.etat === 'fait')).toBe(true)
  expect(etapes.slice(i + 1).every((e) => e.etat === 'a_venir')).toBe(true)
  const { cle, etat: aspect, precision } = etapes[i] as (typeof etapes)[number]
  return [cle, aspect, precision]
}

test('a step that is blocked says by what', () => {
  const signature = constat('SIG-APRES-EMISSION', 'pieces.signature')
  expect(step('bdc_a_revoir', [signature])).toEqual([
    'bdc',
    'bloquee',
    'Ordre de l’émission et de la signature',
  ])
  expect(step('bdc_a_revoir', [signature, constat('PIE-REQUISE', 'pieces')])).toEqual([
    'bdc',
    'bloquee',
    '2 points à lever',
  ])
})

test('a step that nothing blocks says where it is', () => {
  expect(step('bdc_a_emettre', [])[1]).toBe('courante')
  expect(step('avance_a_deposer', [])).toEqual(['avance', 'courante', 'à déposer'])
  expect(step('avance_retournee', [])).toEqual(['avance', 'bloquee', 'à déposer'])
  expect(step('installation_a_faire', [])).toEqual(['installation', 'courante', 'à planifier'])
  expect(describeEtapes(dossier, dispositif, 'annulee', []).every((e) => e.etat === 'a_venir')).toBe(true)
})

test('the pilot holds the balance, not the steps before it; the scheme orders VA and invoice', () => {
  const retenue = describeEtapes(dossier, dispositif, 'solde_retenu', [])
  expect(retenue.map((e) => `${e.cle} ${e.etat}`)).toEqual([
    'commande fait',
    'bdc fait',
    'avance fait',
    'pilote retenue',
    'installation fait',
    'reception fait',
    'facture fait',
    'solde a_venir',
  ])
  const mdv = openCatalogue().base('MDV-LGC-Va1')
  expect(describeEtapes(dossier, mdv, 'soldee', []).map((e) => e.cle)).toEqual([
    'commande',
    'bdc',
    'avance',
    'installation',
    'facture',
    'reception',
    'solde',
  ])
})
