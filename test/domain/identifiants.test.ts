import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitNom } from '#domain/fournisseur.ts'
import {
  formatNumeroTva,
  formatSiret,
  formatTelephone,
  isMail,
  isNumeroLisible,
  luhnKey,
  luhnRemainder,
  parseTelephone,
  type TypeIdentifiant,
  verifyIdentifiant,
} from '#domain/identifiants.ts'

const chiffres = (longueur: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: longueur, maxLength: longueur })
    .map((c) => c.join(''))

const A_CLE: readonly [TypeIdentifiant, number][] = [
  ['RPPS', 11],
  ['FINESS_G', 9],
  ['FINESS_J', 9],
  ['FINESS_PMSI', 9],
  ['SIREN', 9],
  ['SIRET', 14],
]

describe.each(A_CLE)('%s', (type, longueur) => {
  it('has one right last digit, and says which', () => {
    fc.assert(
      fc.property(chiffres(longueur - 1), fc.integer({ min: 0, max: 9 }), (racine, dernier) => {
        const cle = luhnKey(racine)
        const verification = verifyIdentifiant(type, `${racine}${dernier}`)
        if (String(dernier) === cle) expect(verification).toEqual({ ok: true, valeur: racine + cle })
        else if (!racine.startsWith('356000000'))
          expect(verification).toEqual({ ok: false, motif: 'cle', attendu: cle })
      }),
    )
  })

  it('sees any single digit that changes, and two neighbours that swap (but 09 and 90)', () => {
    fc.assert(
      fc.property(
        chiffres(longueur - 1),
        fc.nat(longueur - 2),
        fc.integer({ min: 1, max: 9 }),
        (racine, i, ajout) => {
          fc.pre(!racine.startsWith('356'))
          const juste = racine + luhnKey(racine)
          const change = [...juste]
          change[i] = String((Number(change[i]) + ajout) % 10)
          fc.pre(!change.join('').startsWith('356'))
          expect(verifyIdentifiant(type, change.join('')).ok).toBe(false)
          const [a, b] = [juste[i] as string, juste[i + 1] as string]
          fc.pre(a !== b && !['09', '90'].includes(a + b))
          const echange = [...juste]
          echange[i] = b
          echange[i + 1] = a
          expect(luhnRemainder(echange.join(''))).not.toBe(0)
        },
      ),
    )
  })

  it('says the length that was read', () => {
    expect(verifyIdentifiant(type, '123')).toEqual({
      ok: false,
      motif: 'longueur',
      longueur: 3,
      attendu: longueur,
    })
  })

  it('forgives spaces and dots', () => {
    const juste = '1'.repeat(longueur - 1) + luhnKey('1'.repeat(longueur - 1))
    const espace = [...juste].join('\u00a0').replace('\u00a0', '.')
    expect(verifyIdentifiant(type, ` ${espace} `)).toEqual({ ok: true, valeur: juste })
  })
})

describe('known numbers', () => {
  it.each([
    ['RPPS', '10000001916'],
    ['SIREN', '772201489'],
    ['SIRET', '35600000000048'],
    ['SIRET', '35600000049837'],
    ['ADELI', '75A123456'],
    ['AM', '123456789'],
  ] as const)('%s %s', (type, valeur) =>
    expect(verifyIdentifiant(type, valeur)).toEqual({ ok: true, valeur }),
  )

  it('reads the RPPS out of a national identifier', () => {
    expect(verifyIdentifiant('RPPS', '810000001916')).toEqual({ ok: true, valeur: '10000001916' })
  })

  it('a SIRET of La Poste passes by its sum, another does not', () => {
    expect(verifyIdentifiant('SIRET', '35600000000049').ok).toBe(false)
    expect(verifyIdentifiant('SIRET', '99000142200016').ok).toBe(false)
  })

  it.each(['2A0000014', '2b0000012'])('Corsican FINESS %s holds, with a notice', (finess) => {
    expect(verifyIdentifiant('FINESS_G', finess)).toEqual({
      ok: true,
      valeur: finess.toUpperCase(),
      avis: 'corse',
    })
  })

  it.each([
    ['FINESS_G', '9A0000000'],
    ['FINESS_G', '2C0000000'],
    ['FINESS_G', '2A00000B4'],
    ['RPPS', '1000000191X'],
    ['SIREN', '77220148é'],
  ] as const)('%s %s has a wrong form', (type, valeur) =>
    expect(verifyIdentifiant(type, valeur)).toMatchObject({ ok: false, motif: 'forme' }),
  )
})

describe('telephone, mail, order number', () => {
  const national = fc.tuple(fc.integer({ min: 1, max: 9 }), chiffres(8)).map((c) => c.join(''))
  it('brings every French writing to ten digits, and reads back what it prints', () => {
    fc.assert(
      fc.property(national, fc.constantFrom('', ' ', '.', ',', '-', '\u00a0'), (neuf, sep) => {
        const dix = `0${neuf}`
        expect(parseTelephone((dix.match(/\d{2}/g) ?? []).join(sep))).toBe(dix)
        expect(parseTelephone(`+33${sep}${neuf}`)).toBe(dix)
        expect(parseTelephone(`0033 ${neuf}`)).toBe(dix)
        expect(parseTelephone(`+33 (0)${neuf}`)).toBe(dix)
        expect(parseTelephone(formatTelephone(dix))).toBe(dix)
      }),
    )
  })
  it.each(['', '1020304', '102030405', '01 02 03 04 05 06', '01 02 03 04 0A', '+44 20 7946 0958'])(
    '« %s » is no French number',
    (saisie) => expect(parseTelephone(saisie)).toBeNull(),
  )

  it.each(['a@b.fr', 'prenom.nom+liste@sous.domaine.example'])('%s is a mail', (m) =>
    expect(isMail(m)).toBe(true),
  )
  it.each(['@b.fr', 'a@b', 'a@b.', 'a b@c.fr', 'a@b@c.fr', '', `${'a'.repeat(146)}@b.fr`])(
    '%s is none',
    (m) => expect(isMail(m)).toBe(false),
  )
  it('150 characters are the last that pass', () => expect(isMail(`${'a'.repeat(145)}@b.fr`)).toBe(true))

  it.each(['BDC0001', '2026 11 A'])('%s is read', (n) => expect(isNumeroLisible(n)).toBe(true))
  it.each(['BDC-1', 'BDC/1', ' BDC1', '', 'N°1', 'é1'])('%s is not', (n) =>
    expect(isNumeroLisible(n)).toBe(false),
  )

  it.each([
    ['40483304800022', 'FR\u00a083\u00a0404833048'],
    ['99000142200015', 'FR\u00a078\u00a0990001422'],
    ['', ''],
  ])('the VAT number of %j is %j', (siret, numero) => expect(formatNumeroTva(siret)).toBe(numero))

  it.each([
    ['Claude Exemple', 'Claude', 'Exemple'],
    ['Alix MODÈLE', 'Alix', 'MODÈLE'],
    ['DE LA TOUR Anne-Marie', 'Anne-Marie', 'DE LA TOUR'],
    ['Jean de La Fontaine', 'Jean', 'de La Fontaine'],
    ['EXEMPLE', '', 'EXEMPLE'],
    ['', '', ''],
  ])('%j is « %s » « %s »', (complet, prenom, nom) => expect(splitNom(complet)).toEqual({ prenom, nom }))

  it('prints a SIRET by its SIREN and its establishment', () =>
    expect(formatSiret('99000142200015')).toBe('990\u00a0001\u00a0422\u00a000015'))
})
