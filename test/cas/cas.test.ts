import { describe, expect, it } from 'vitest'
import { bloque } from '#domain/constat.ts'
import { CONTROLES, controleOf } from '#domain/controles/index.ts'
import { describeConstat } from '#domain/messages.ts'
import { BASES } from './bases.ts'
import { BASES_SOLDE } from './bases-solde.ts'
import { readCas, runCas } from './outils.ts'

const TOUS = readCas()

describe.each([...new Set(TOUS.map((c) => c.fichier))])('%s', (fichier) => {
  it.each(TOUS.filter((c) => c.fichier === fichier))('$titre', (cas) => {
    const { constats, dispositif } = runCas(cas)
    if (cas.bloquants !== undefined) expect(constats.filter(bloque).map((c) => c.code)).toEqual(cas.bloquants)
    for (const { code, issue, gravite, sujet, phrase } of cas.attendu ?? []) {
      const siens = constats.filter((c) => c.code === code)
      if (issue === 'absent') {
        expect(siens, code).toEqual([])
        continue
      }
      expect(
        siens.map((c) => c.issue),
        code,
      ).toContain(issue)
      if (issue === 'respecte')
        expect(new Set(siens.map((c) => c.issue)), code).toEqual(new Set(['respecte']))
      const trouve = siens.filter((c) => c.issue === issue)
      if (gravite !== undefined)
        expect(
          trouve.map((c) => c.gravite),
          code,
        ).toContain(gravite)
      if (sujet !== undefined)
        expect(
          trouve.map((c) => c.sujet),
          code,
        ).toContain(sujet)
      if (phrase !== undefined) {
        const dit = trouve.map((c) => describeConstat(c, dispositif)).map((c) => `${c.phrase} ${c.remede}`)
        expect(dit.join('\n').replaceAll('\u00a0', ' ')).toContain(phrase)
      }
    }
  })
})

describe('cases and controls', () => {
  it('names only codes that exist', () => {
    for (const cas of TOUS)
      for (const { code } of cas.attendu ?? []) expect(controleOf(code).code).toBeTruthy()
  })

  it.each(CONTROLES)('$code has a case for each of its outcomes, no other outcome', (controle) => {
    const vues = new Set<string>(
      TOUS.flatMap((c) =>
        (c.attendu ?? []).filter((a) => controleOf(a.code).code === controle.code).map((a) => a.issue),
      ),
    )
    vues.delete('absent')
    expect([...vues].sort()).toEqual([...controle.issues].sort())
  })

  it.each(Object.keys(BASES))('base %s holds in full, before printing and before the advance', (base) => {
    for (const pour of ['avance', 'bdc'] as const) {
      const { constats } = runCas({ titre: base, base, pour })
      expect(constats.filter((c) => c.issue !== 'respecte')).toEqual([])
      expect(constats.length).toBeGreaterThan(15)
    }
  })

  it.each(Object.keys(BASES_SOLDE))('base %s holds in full, from the reception to the balance', (base) => {
    for (const pour of ['reception', 'facture', 'solde'] as const) {
      const { constats } = runCas({ titre: base, base, pour })
      expect(constats.filter((c) => c.issue !== 'respecte')).toEqual([])
      expect(constats.length).toBeGreaterThan(2)
    }
  })

  it('never gives an outcome that its control does not declare', () => {
    for (const cas of TOUS)
      for (const constat of runCas(cas).constats)
        expect(controleOf(constat.code).issues, `${cas.titre} ${constat.code}`).toContain(constat.issue)
  })
})
