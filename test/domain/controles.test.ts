import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Constat } from '#domain/constat.ts'
import { bloque } from '#domain/constat.ts'
import {
  CONTROLES,
  controleOf,
  controlerAvance,
  controlerBdc,
  isIncomplete,
} from '#domain/controles/index.ts'
import { describeConstat, groupeOf, typographier } from '#domain/messages.ts'
import { FICHIER, renderControles } from '../../scripts/generer-controles.ts'
import { BASES } from '../cas/bases.ts'
import { BASES_SOLDE } from '../cas/bases-solde.ts'
import { readCas, runCas } from '../cas/outils.ts'

const constat = (code: string, issue: Constat['issue'], sujet = 'commande.numero'): Constat => ({
  code,
  issue,
  gravite: controleOf(code).gravite,
  sujet,
  trouve: 'LU',
  attendu: 'ATTENDU',
  source: { document: 'AF-SFP-LGC-Va2', passage: '§4.3' },
})
const SANS_INSECABLE = / [:;?!»%€]|« |\u202f/

describe('the table of controls', () => {
  it('has no code twice, and a source for each', () => {
    const codes = CONTROLES.map((c) => c.code)
    expect(new Set(codes).size).toBe(codes.length)
    for (const { source } of CONTROLES)
      expect(source.document.length * source.passage.length).toBeGreaterThan(0)
  })

  it('docs/controles.md is up to date (node scripts/generer-controles.ts)', () => {
    expect(readFileSync(FICHIER, 'utf8')).toBe(renderControles())
  })

  it('cites the AF as itself for its own scheme, by analogy for another, and other texts as they are', () => {
    const sourceOf = (base: string, code: string) => {
      const { source } = runCas({ titre: '', base }).constats.find((c) => c.code === code) ?? {}
      return `${source?.document} ${source?.passage}`
    }
    expect(sourceOf('sfp-liberal', 'UNI-CLIENT')).toBe('AF-SFP-LGC-Va2 §4.2')
    expect(sourceOf('mdv-medecin', 'UNI-CLIENT')).toBe('AF-SFP-LGC-Va2 §4.2, par analogie')
    expect(sourceOf('mdv-medecin', 'FOU-SIRET')).toBe('ASP portail SEGURNUM, questions fréquentes')
  })

  it('refuses a code that is no control', () => expect(() => controleOf('RIEN')).toThrow('RIEN'))
})

describe('sentences', () => {
  it.each(CONTROLES.flatMap(({ code, issues }) => issues.map((issue) => [code, issue] as const)))(
    '%s %s: a sentence with what was read, a remedy, French typography',
    (code, issue) => {
      const dit = describeConstat(constat(code, issue))
      expect(dit.phrase).toMatch(/^\p{Lu}.*[.]$/u)
      expect(`${dit.phrase} ${dit.remede} ${groupeOf(code)}`).not.toMatch(SANS_INSECABLE)
      expect(`${dit.phrase} ${dit.remede}`).not.toMatch(/undefined|null|\.\.|'/)
      if (issue === 'respecte') expect([dit.remede, dit.action]).toEqual(['', null])
      else expect(dit.remede).toMatch(/^\p{Lu}.*[.]$/u)
    },
  )

  it('every constat of every case reads as French', () => {
    for (const cas of readCas()) {
      const { constats, dispositif } = runCas(cas)
      for (const dit of constats.map((c) => describeConstat(c, dispositif))) {
        const texte = [dit.phrase, dit.remede, dit.trouve, dit.attendu, groupeOf(dit.code, dispositif)].join(
          ' ',
        )
        expect(texte, `${cas.titre} ${dit.code}`).not.toMatch(SANS_INSECABLE)
        expect(texte, `${cas.titre} ${dit.code}`).not.toMatch(
          /undefined|null|NaN|\[object|\(\)|\d{4}-\d{2}-\d{2}/,
        )
        if (dit.issue !== 'respecte' && !['commande.annuleeLe', 'commande.bdcEmisLe'].includes(dit.sujet))
          expect(dit.action, `${cas.titre} ${dit.code} ${dit.sujet}`).not.toBeNull()
      }
    }
  })

  it.each([
    ['commande.dateEmission', { type: 'champ', sujet: 'commande', champ: 'dateEmission' }],
    ['lignes[1].ht', { type: 'champ', sujet: 'commande', champ: 'lignes[1].ht' }],
    ['participations[0].tiers.telephone', { type: 'champ', sujet: 'client', champ: 'telephone' }],
    ['participations[0].representant.nom', { type: 'champ', sujet: 'commande', champ: 'representant.nom' }],
    ['fournisseur.siret', { type: 'champ', sujet: 'fournisseur', champ: 'siret' }],
    ['referencement.profils', { type: 'champ', sujet: 'produit', champ: 'profils' }],
    ['dispositif.date0', { type: 'dispositif', cle: 'date0' }],
    ['dispositif.plafonds.STRUCTURE', { type: 'dispositif', cle: 'plafonds.STRUCTURE' }],
    ['attestations.centre-eligible', { type: 'attester', code: 'centre-eligible' }],
    ['scenario.isDirectToDMP', { type: 'champ', sujet: 'commande', champ: 'scenario.isDirectToDMP' }],
    ['pieces.12', { type: 'piece' }],
    ['aides.1', { type: 'aide' }],
    ['commande.annuleeLe', null],
  ])('%s leads to its screen', (sujet, action) =>
    expect(describeConstat(constat('COM-NUMERO', 'enfreint', sujet)).action).toEqual(action),
  )

  it('heads an attestation by its own words', () => {
    const { constats, dispositif } = runCas({ titre: '', base: 'sfp-liberal', dossier: { attestations: [] } })
    const psc = constats.find((c) => c.code === 'ATT-psc-operateur')
    expect(groupeOf(psc?.code ?? '', dispositif)).toContain('Opérateur de service utilisateur')
  })

  it('sets no-break spaces', () =>
    expect(typographier('« Oui » : 8 % ; 5 € !')).toBe(
      '«\u00a0Oui\u00a0»\u00a0: 8\u00a0%\u00a0; 5\u00a0€\u00a0!',
    ))
})

describe('an order lacks what it is made of', () => {
  const incomplete = (dossier: unknown, base = 'sfp-liberal') =>
    isIncomplete(runCas({ titre: '', base, dossier }).constats)
  it.each([
    ['no client', { participations: [], lignes: [] }],
    ['no date', { commande: { dateEmission: null } }],
    ['no number', { commande: { numero: '' } }],
    ['no amount', { lignes: [] }],
    ['no key', { participations: { 0: { tiers: { identifiants: [] } } } }],
    [
      'a wrong key',
      { participations: { 0: { tiers: { identifiants: [{ type: 'RPPS', valeur: '99000000011' }] } } } },
    ],
    ['no profession', { participations: { 0: { tiers: { profession: null } } } }],
  ])('%s', (_, dossier) => expect(incomplete(dossier)).toBe(true))
  it.each([
    ['no piece', { pieces: [] }],
    ['no attestation', { attestations: [] }],
    [
      'a number written with a dash at the vendor’s',
      { commande: { numero: 'BDC-1', numeroAttribue: false } },
    ],
    ['no enrolment', { fournisseur: { enrolements: { 'SFP-LGC-Va2': null } } }],
  ])('but %s is another matter', (_, dossier) => expect(incomplete(dossier)).toBe(false))
  it('by these controls and no other', () => {
    expect(CONTROLES.flatMap((c) => (c.structurel === true ? [c.code] : [])).join(' ')).toBe(
      'REF-DISPOSITIF CLI-CAS CLI-NOMBRE CLI-CATEGORIE CLI-ELIGIBLE CLI-IDENTIFIANT CLI-IDENTIFIANT-REQUIS CLI-NOM CLI-REPRESENTANT CLI-MANDATAIRE COM-NUMERO COM-DATE MON-LIGNES MON-TRANCHE SCN-REPONSES',
    )
  })
  it('a scheme’s question without an answer', () =>
    expect(incomplete({ scenario: { isDirectToDMP: null } }, 'mdv-medecin')).toBe(true))
})

describe('whatever a file or a person wrote', () => {
  it('the controls answer, and every answer can be said', () => {
    const texte = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('', '__proto__', 'constructor', '=1+1'),
    )
    const reponse = fc.oneof(texte, fc.boolean(), fc.constant(null))
    fc.assert(
      fc.property(fc.array(texte, { minLength: 8, maxLength: 8 }), reponse, (t, libre) => {
        const { constats, dispositif } = runCas({
          titre: '',
          base: 'mdv-medecin',
          dossier: {
            commande: { numero: t[0], cas: t[1], fichierAttendu: t[2] },
            participations: {
              0: {
                tiers: {
                  nom: t[3],
                  telephone: t[4],
                  mail: t[5],
                  identifiants: [{ type: 'RPPS', valeur: t[6] }],
                },
              },
            },
            pieces: { 0: { nom: t[7], signatures: { 0: { signataire: t[3] } } } },
            scenario: { isDirectToDMP: libre, operateurMessagerie: libre },
          },
        })
        expect(constats.length).toBeGreaterThan(15)
        for (const constat of constats) expect(describeConstat(constat, dispositif).phrase).not.toBe('')
      }),
    )
  })
})

describe('whatever the second half of a dossier says', () => {
  it('the controls answer, and every answer can be said', () => {
    const texte = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('', '__proto__', '0 €'),
    )
    const jour = fc.constantFrom(null, '2022-10-10', '2022-11-02', '2022-11-03', '0000-01-01')
    const reponse = fc.oneof(texte, fc.boolean(), fc.constant(null))
    const montant = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 100_000_000_000 }))
    fc.assert(
      fc.property(texte, texte, jour, jour, reponse, montant, (t, u, j, k, r, m) => {
        const retouche = {
          facture: { client: t, numero: u, date: j, finaliseeLe: k, ht: m, ttc: m, externe: r === true },
          installation: {
            realiseeLe: k,
            scenario: { isDirectToDMP: r, operateurMessagerie: r, isPFIToDMP: r },
            nonServis: [{ tiersId: m ?? 1, motif: t }],
          },
          pieces: { 1: { nom: t, signatures: { 0: { signataire: u, date: j } } } },
        }
        for (const pour of ['reception', 'facture', 'solde'] as const)
          for (const base of ['mdv-solde', 'mdv-solde-cabinet', 'sfp-solde']) {
            const { constats, dispositif } = runCas({ titre: '', base, pour, dossier: retouche })
            expect(constats.length).toBeGreaterThan(2)
            for (const constat of constats) expect(describeConstat(constat, dispositif).phrase).not.toBe('')
          }
      }),
      { numRuns: 60 },
    )
  })

  it.each(Object.keys(BASES_SOLDE))('%s: nothing of the dossier is changed by being looked at', (base) => {
    const { dossier, constats, controler } = runCas({ titre: '', base })
    const copie = structuredClone(dossier)
    expect(controler(copie)).toEqual(constats)
    expect(copie).toEqual(dossier)
  })
})

describe('controls are pure', () => {
  it.each(Object.keys(BASES))('%s: same dossier, same instant, same constats', (base) => {
    const lire = () => runCas({ titre: '', base })
    const { dispositif, constats } = lire()
    expect(lire().constats).toEqual(constats)
    const gele = structuredClone(BASES[base]?.dossier) as Parameters<typeof controlerAvance>[0]
    const geler = (x: object): object => {
      for (const v of Object.values(x)) if (typeof v === 'object' && v !== null) geler(v)
      return Object.freeze(x)
    }
    geler(gele)
    const maintenant = BASES[base]?.maintenant ?? ''
    expect(controlerAvance(gele, dispositif, maintenant)).toEqual(constats)
    expect(controlerBdc(gele, dispositif, maintenant).some(bloque)).toBe(false)
  })
})
