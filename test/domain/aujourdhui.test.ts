import { describe, expect, test } from 'vitest'
import { AVANCEMENTS, ENTONNOIR, enJeu } from '#domain/aujourdhui.ts'
import { ETATS_COMMANDE, type EtatCommande } from '#domain/commande.ts'

const VIVANTS = ETATS_COMMANDE.filter((e) => e !== 'annulee')

describe('what the day counts', () => {
  test.each(AVANCEMENTS)(
    '$quoi: every live state is done, ready or not ready, once',
    ({ faites, pretes, pasPretes }) => {
      expect([...faites, ...pretes, ...pasPretes].toSorted()).toEqual(VIVANTS.toSorted())
    },
  )
  test('each step of the funnel is a part of the one before', () => {
    expect(new Set(ENTONNOIR[0]?.etats)).toEqual(new Set(VIVANTS))
    for (const [i, { etats }] of ENTONNOIR.entries()) {
      expect(new Set(etats).size).toBe(etats.length)
      const avant: readonly EtatCommande[] = i === 0 ? VIVANTS : (ENTONNOIR[i - 1]?.etats ?? [])
      expect(etats.filter((e) => !avant.includes(e))).toEqual([])
    }
    expect(ENTONNOIR.at(-1)?.etats).toEqual(['soldee'])
  })
  test('the balance is at stake once the advance is accepted', () => {
    expect(VIVANTS.filter((e) => enJeu(e) === 'solde')).toEqual(
      ENTONNOIR.find((e) => e.cle === 'acceptees')?.etats.toSorted(byRank),
    )
  })
})
const byRank = (a: EtatCommande, b: EtatCommande) => ETATS_COMMANDE.indexOf(a) - ETATS_COMMANDE.indexOf(b)
