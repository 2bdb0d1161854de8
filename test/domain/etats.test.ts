import { describe, expect, it } from 'vitest'
import { ETATS_COMMANDE, ETATS_DEMANDE, type EtatPiece } from '#domain/commande.ts'
import {
  ETATS,
  type EvenementDemande,
  type EvenementPiece,
  PORTEURS,
  TransitionRefusee,
  transitionDemande,
  transitionPiece,
} from '#domain/etats.ts'

const issue = (faire: () => string) => {
  try {
    return faire()
  } catch (refus) {
    if (refus instanceof TransitionRefusee) return null
    throw refus
  }
}

describe('a request', () => {
  const EVENEMENTS: readonly EvenementDemande[] = [
    'exporter',
    'deposer',
    'valider',
    'payer',
    'rejeter',
    'retourner',
    'remplacer',
    'abandonner',
    'contester',
    'reprendre',
    'rouvrir',
  ]
  const ATTENDU: Record<string, Partial<Record<EvenementDemande, string>>> = {
    preparee: { exporter: 'exportee', abandonner: 'abandonnee' },
    exportee: { deposer: 'deposee', abandonner: 'abandonnee' },
    deposee: { valider: 'validee', rejeter: 'rejetee', retourner: 'a_corriger' },
    validee: { payer: 'payee' },
    payee: { reprendre: 'validee', rouvrir: 'deposee' },
    rejetee: { contester: 'contestee', retourner: 'a_corriger' },
    contestee: { valider: 'validee', rejeter: 'rejetee', retourner: 'a_corriger' },
    a_corriger: { remplacer: 'remplacee' },
  }
  it.each(ETATS_DEMANDE.flatMap((etat) => EVENEMENTS.map((evenement) => [etat, evenement] as const)))(
    '%s, %s',
    (etat, evenement) =>
      expect(issue(() => transitionDemande(etat, evenement))).toBe(ATTENDU[etat]?.[evenement] ?? null),
  )

  it('says in French what it refuses', () => {
    expect(() => transitionDemande('deposee', 'abandonner')).toThrow(
      'Une demande déposée ne peut pas être abandonnée.',
    )
  })
})

describe('a piece', () => {
  const CAS: readonly [EtatPiece, EvenementPiece, EtatPiece | null][] = [
    ['a_rattacher', 'associer', 'rattachee'],
    ['a_rattacher', 'ecarter', 'ecartee'],
    ['a_rattacher', 'dissocier', null],
    ['rattachee', 'associer', 'rattachee'],
    ['rattachee', 'dissocier', 'a_rattacher'],
    ['rattachee', 'ecarter', 'ecartee'],
    ['ecartee', 'associer', 'rattachee'],
    ['ecartee', 'dissocier', null],
    ['ecartee', 'ecarter', null],
  ]
  it.each(CAS)('%s, %s: %s', (etat, evenement, attendu) =>
    expect(issue(() => transitionPiece(etat, evenement))).toBe(attendu),
  )
  it('says in French what it refuses', () => {
    expect(() => transitionPiece('ecartee', 'ecarter')).toThrow('Une pièce écartée ne peut pas être écartée.')
  })
})

describe('the states of an order', () => {
  it('each says who holds the file and what comes next; only doubt and refusal have a tint', () => {
    expect(Object.keys(ETATS)).toEqual([...ETATS_COMMANDE])
    for (const { libelle, porteur } of Object.values(ETATS)) {
      expect(libelle).not.toBe('')
      expect(PORTEURS[porteur]).toBeDefined()
    }
    expect(
      Object.entries(ETATS).flatMap(([etat, { ton }]) => (ton === 'neutre' ? [] : [`${etat} ${ton}`])),
    ).toEqual([
      'bdc_a_revoir warn',
      'avance_rejetee danger',
      'avance_retournee danger',
      'solde_retenu warn',
      'solde_a_revoir warn',
      'solde_retourne danger',
      'solde_rejete danger',
      'soldee ok',
    ])
  })
})
