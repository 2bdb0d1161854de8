import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { computeJalons, dernierInstant, isDepasse } from '#domain/calendrier.ts'
import type { Dispositif, Surcharge } from '#domain/dispositif.ts'
import { computeTtc } from '#domain/montant.ts'
import { computeAvance, findPlafond, proposeLigne } from '#domain/proposition.ts'
import { applySurcharges, listReglages, parseReglage } from '#domain/surcharges.ts'
import { knownAt, valueAt } from '#domain/valeurs.ts'
import { DispositifInvalide, openCatalogue, parseDispositif } from '#main/catalogue.ts'
import { resourcePath } from '#main/resources.ts'

const catalogue = openCatalogue()
const set = (code: string, cle: string, valeur: unknown): Dispositif => {
  const surcharge: Surcharge = { cle, valeur, note: 'essai', le: '2026-11-02', par: 'A. Modèle' }
  return catalogue.avec(code, [surcharge])
}
const fichier = resourcePath('resources', 'dispositifs', 'SFP-LGC-Va2.json')
const lire = () => JSON.parse(readFileSync(fichier, 'utf8'))

describe('catalogue', () => {
  it('loads every shipped scheme', () => {
    expect(catalogue.codes).toEqual(expect.arrayContaining(['MDV-LGC-Va1', 'SFP-LGC-Va2']))
  })

  it('refuses unknown keys and missing ones, every reason at once, with the path of the file', () => {
    const contenu = { ...lire(), plafondMystere: 1 }
    delete contenu.libelle
    contenu.clients[0].couleur = 'bleu'
    expect(() => parseDispositif('/schemas/X.json', JSON.stringify(contenu))).toThrow(DispositifInvalide)
    try {
      parseDispositif('/schemas/X.json', JSON.stringify(contenu))
    } catch (erreur) {
      expect((erreur as Error).message).toMatch(/^\/schemas\/X\.json/)
      expect((erreur as Error).message).toContain('plafondMystere')
      expect((erreur as Error).message).toContain('libelle')
      expect((erreur as Error).message).toContain('/clients/0')
    }
  })

  it('refuses references to nothing', () => {
    const contenu = lire()
    contenu.regles.signatureAuPlusTard = 'date9'
    contenu.clients[0].plafond = 'RIEN'
    contenu.clients[1].profilsRequis = ['Astronaute']
    expect(() => parseDispositif('x', JSON.stringify(contenu))).toThrow(/date9[\s\S]*RIEN[\s\S]*Astronaute/)
  })

  it('refuses a balance whose days or attestations are nowhere', () => {
    const contenu = lire()
    contenu.solde.depot.jalon = 'date8'
    contenu.solde.reception.seuilDmp = { documents: 10, source: contenu.solde.depot.source }
    contenu.attestations = contenu.attestations.filter((a: { code: string }) => a.code !== 'fin-prestation')
    expect(() => parseDispositif('x', JSON.stringify(contenu))).toThrow(
      /date8[\s\S]*fin-prestation[\s\S]*seuil-dmp/,
    )
  })

  it('refuses a file that is not JSON with a sentence', () => {
    expect(() => parseDispositif('x.json', '{')).toThrow(/x\.json[\s\S]*JSON illisible/)
  })
})

describe('calendar (AF-SFP-LGC-Va2 §2)', () => {
  it('knows no day before Date 0 is set, and says which day is missing', () => {
    const jalons = computeJalons(catalogue.base('SFP-LGC-Va2'), '2026-11-17')
    expect([...jalons.values()].every((j) => j.jour === null && j.attend === 'date0')).toBe(true)
  })

  it('counts calendar months from Date 0', () => {
    const jalons = computeJalons(set('SFP-LGC-Va2', 'date0', '2024-08-07'), '2026-11-17')
    expect(Object.fromEntries([...jalons].map(([cle, j]) => [cle, j.jour]))).toEqual({
      date0: '2024-08-07',
      date1: '2025-03-07',
      premiereSignature: '2025-08-07',
      date2: '2026-06-07',
      date3: '2026-09-07',
      date4: '2026-12-07',
      date5: '2027-04-07',
      date6: '2027-07-07',
    })
    expect(jalons.get('date0')?.confiance).toBe('par_vous')
  })

  it('ends on the last day of a shorter month', () => {
    const jalons = computeJalons(set('SFP-LGC-Va2', 'date0', '2024-08-31'), '2026-11-17')
    expect(jalons.get('date4')?.jour).toBe('2026-12-31')
    expect(jalons.get('date2')?.jour).toBe('2026-06-30')
  })

  it('accepts the day itself, refuses the next one, in Paris time', () => {
    const date4 = computeJalons(set('SFP-LGC-Va2', 'date0', '2024-08-07'), '2026-11-17').get('date4')
    if (date4 === undefined) throw new Error('no Date 4')
    expect(dernierInstant(date4)).toBe('2026-12-07T22:59:59.999Z')
    expect(isDepasse(date4, '2026-12-07T22:59:59.999Z')).toBe(false)
    expect(isDepasse(date4, '2026-12-07T23:00:00.000Z')).toBe(true)
  })

  it('closes the Va1 balance at 14:00 in Paris, the minute itself accepted', () => {
    const fin = computeJalons(catalogue.base('MDV-LGC-Va1'), '2023-12-01').get('finSoldes')
    if (fin === undefined) throw new Error('no finSoldes')
    expect(dernierInstant(fin)).toBe('2023-12-14T13:00:00.000Z')
    expect(isDepasse(fin, '2023-12-14T13:00:00.000Z')).toBe(false)
    expect(isDepasse(fin, '2023-12-14T13:00:00.001Z')).toBe(true)
  })

  it('replaces a repealed deadline on the day its successor begins', () => {
    const base = catalogue.base('MDV-LGC-Va1')
    expect(computeJalons(base, '2023-04-10').get('finPrestations')?.jour).toBe('2023-04-28')
    expect(computeJalons(base, '2023-04-11').get('finPrestations')?.jour).toBe('2023-09-20')
  })
})

describe('ceilings (AF-SFP-LGC-Va2 §5.3)', () => {
  it('publishes what HT × (1 + rate) gives, but for one cent', () => {
    const ecarts = catalogue.base('SFP-LGC-Va2').plafonds.flatMap((p) => {
      const valeur = knownAt(p.montant, '2026-11-17')
      if (valeur === null) throw new Error(p.cle)
      return Object.entries(valeur.ttc ?? {})
        .filter(([taux, ttc]) => computeTtc(valeur.ht, Number(taux)) !== ttc)
        .map(([taux, ttc]) => [p.cle, taux, ttc - computeTtc(valeur.ht, Number(taux))])
    })
    expect(ecarts).toEqual([['SF_IPA', '850', 1]])
  })

  const fournisseur = { assujettiTva: true, tauxTva: 2000 }
  const personne = (profession: string, codePostal = '75001') =>
    ({
      id: 1,
      categorie: 'praticien',
      profession,
      tranche: null,
      adresse: { lignes: '', codePostal, commune: '' },
    }) as Parameters<typeof proposeLigne>[2]

  it('gives an infirmier en pratique avancée the midwife’s ceiling', () => {
    const p = proposeLigne(
      catalogue.base('SFP-LGC-Va2'),
      fournisseur,
      personne('infirmier_pratique_avancee'),
      '2026-11-17',
    )
    expect(p).toMatchObject({ ht: 33333, taux: 2000, tva: 6667, ttc: 40000 })
  })

  it('proposes the rate of the overseas departments, and none for a vendor outside VAT', () => {
    const d = catalogue.base('SFP-LGC-Va2')
    expect(proposeLigne(d, fournisseur, personne('infirmier', '97400'), '2026-11-17')).toMatchObject({
      taux: 850,
      ttc: 24413,
    })
    expect(proposeLigne(d, fournisseur, personne('infirmier', '97300'), '2026-11-17')).toMatchObject({
      taux: 0,
    })
    const horsTva = { assujettiTva: false, tauxTva: 2000 }
    expect(proposeLigne(d, horsTva, personne('infirmier', '97400'), '2026-11-17')).toMatchObject({
      taux: 0,
      tva: 0,
      ttc: 22500,
    })
  })

  it('takes a centre’s ceiling from its tranche, and none without one', () => {
    const d = catalogue.base('SFP-LGC-Va2')
    const centre = { categorie: 'centre_infirmier', profession: null } as const
    expect(findPlafond(d, { ...centre, tranche: 'c' }, '2026-11-17')?.ht).toBe(337500)
    expect(findPlafond(d, { ...centre, tranche: null }, '2026-11-17')).toBeNull()
  })

  it('does not finance a profession that the scheme does not name', () => {
    expect(findPlafond(catalogue.base('SFP-LGC-Va2'), personne('medecin'), '2026-11-17')).toBeNull()
  })

  it('computes the advance from the share in force', () => {
    expect(computeAvance(catalogue.base('SFP-LGC-Va2'), 36166, '2026-11-17')).toBe(14466)
    expect(computeAvance(set('SFP-LGC-Va2', 'parts.avance', 5000), 36166, '2026-11-17')).toBe(18083)
  })
})

describe('overlay', () => {
  it('replaces the value and says who set it, when and from what source', () => {
    const d = set('SFP-LGC-Va2', 'plafonds.PARAMED', { ht: 20000 })
    const plafond = d.plafonds.find((p) => p.cle === 'PARAMED')
    expect(valueAt(plafond?.montant ?? [], '2026-11-17')).toMatchObject({
      valeur: { ht: 20000 },
      regle: { le: '2026-11-02', par: 'A. Modèle', note: 'essai' },
    })
    expect(knownAt(catalogue.base('SFP-LGC-Va2').plafonds[1]?.montant ?? [], '2026-11-17')?.ht).toBe(22500)
  })

  it('leaves the scheme as it is for a key that a newer file no longer has', () => {
    const base = catalogue.base('SFP-LGC-Va2')
    expect(applySurcharges(base, [{ cle: 'disparue', valeur: 1, note: '', le: '2026-11-02', par: '' }])).toBe(
      base,
    )
  })

  it('reads each kind of value as it is typed', () => {
    expect(parseReglage('jour', '07/08/2024')).toBe('2024-08-07')
    expect(parseReglage('jour', '31/02/2024')).toBeNull()
    expect(parseReglage('taux', '40 %')).toBe(4000)
    expect(parseReglage('montant', '358,33')).toEqual({ ht: 35833 })
    expect(parseReglage('montant', '0')).toBeNull()
    expect(parseReglage('entier', '21')).toBe(21)
    expect(parseReglage('liste', 'API_35=APICEM ; X_1 = Autre')).toEqual([
      { code: 'API_35', libelle: 'APICEM' },
      { code: 'X_1', libelle: 'Autre' },
    ])
    expect(parseReglage('liste', 'sans égal')).toBeNull()
  })

  it('offers every date, share and ceiling of a scheme', () => {
    const cles = listReglages(catalogue.base('MDV-LGC-Va1')).map((r) => r.cle)
    expect(cles).toEqual(
      expect.arrayContaining([
        'finSoldes',
        'parts.avance',
        'plafonds.STRUCTURE',
        'listes.operateurMessagerie',
        'relanceBdc',
      ]),
    )
  })
})
