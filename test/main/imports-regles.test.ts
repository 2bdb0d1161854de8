import { parse as parseCsv } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deduceCas } from '#domain/cas.ts'
import { computeTtc } from '#domain/montant.ts'
import { openCatalogue } from '#main/catalogue.ts'
import { fingerprint, guessChamp, normalize } from '#main/imports/correspondance.ts'
import { type Enregistrement, readRecords, splitLines } from '#main/imports/csv.ts'
import { detectSeparateur, SEPARATEURS } from '#main/imports/detection.ts'
import { readMontants } from '#main/imports/montants.ts'

const catalogue = openCatalogue()
const MDV = catalogue.base('MDV-LGC-Va1')
const SFP = catalogue.base('SFP-LGC-Va2')

async function* pieces(texte: string, taille: number): AsyncGenerator<string> {
  for (let i = 0; i < texte.length; i += taille) yield texte.slice(i, i + taille)
}
async function parse(texte: string, separateur: string, taille = 7): Promise<Enregistrement[]> {
  const lus: Enregistrement[] = []
  for await (const lot of readRecords(splitLines(pieces(texte, taille)), separateur)) lus.push(...lot)
  return lus
}

describe('separated text', () => {
  const cellule = fc.string({
    unit: fc.constantFrom('a', 'é', '🩺', ' ', ';', ',', '\t', '|', '"', '\n', "'"),
    maxLength: 8,
  })
  test('what another writer writes is read back, whatever the cells and the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cellule, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...SEPARATEURS),
        fc.integer({ min: 1, max: 40 }),
        async (lignes, separateur, taille) => {
          const texte = stringify(lignes, { delimiter: separateur, quoted: true })
          const lus = await parse(texte, separateur, taille)
          expect(lus.map((r) => r.cellules)).toEqual(lignes)
          expect(lus.every((r) => r.defaut === null)).toBe(true)
        },
      ),
    )
  })

  test('lines without a quote are split as the grammar reads them', async () => {
    const unit = fc.constantFrom('a', 'é', '🩺', ' ', ';', ',', '\t', '\r', "'", '\\', '\u0000', '\ufeff')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit, maxLength: 8 }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(...SEPARATEURS),
        async (lignes, separateur) => {
          // The end of a line may be written `\r\n`.
          const texte = lignes.map((l) => `a${l.replace(/\r+$/, '')}\n`).join('')
          const attendus = parseCsv(texte, {
            delimiter: separateur,
            record_delimiter: '\n',
            relax_column_count: true,
          })
          expect((await parse(texte, separateur)).map((r) => r.cellules)).toEqual(attendus)
        },
      ),
    )
  })

  test('no line is lost, whatever the quotes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', '"', ';', ' '), maxLength: 6 }), { maxLength: 30 }),
        async (lignes) => {
          const lus = await parse([...lignes, 'FIN;1', ''].join('\n'), ';')
          const couvertes = lus.reduce((n, r) => n + Math.max(1, r.cellules.join(';').split('\n').length), 0)
          expect(couvertes).toBe(lignes.length + 1)
          expect(lus.map((r) => r.ligne)).toEqual([...lus.map((r) => r.ligne)].sort((a, b) => a - b))
        },
      ),
    )
  })

  test('the line number is the one where the record begins', async () => {
    const lus = await parse('a;b\n"x\ny\nz";1\n\nc;d', ';')
    expect(lus.map((r) => [r.ligne, r.cellules[0]])).toEqual([
      [1, 'a'],
      [2, 'x\ny\nz'],
      [5, ''],
      [6, 'c'],
    ])
  })

  test('a quote that no line near closes is broken; what follows is read, over batches too', async () => {
    const suite = Array.from({ length: 400 }, (_, i) => `L${i};${i}`)
    const longue = `"${Array(40).fill('x').join('\n')}";1`
    const lus = await parse(['"A;0', ...suite, longue, '"B;0', 'C;1', ' "D" E;2', '""'].join('\n'), ';', 100)
    expect(lus.filter((r) => r.defaut !== null)).toEqual([
      { ligne: 1, cellules: ['"A', '0'], defaut: 'guillemet' },
      { ligne: 442, cellules: ['"B', '0'], defaut: 'guillemet' },
    ])
    expect(lus.map((r) => r.ligne)).toEqual([
      ...Array.from({ length: 402 }, (_, i) => i + 1),
      442,
      443,
      444,
      445,
    ])
    expect(lus.slice(-3).map((r) => r.cellules)).toEqual([['C', '1'], [' "D" E', '2'], ['']])
    const ouverte = await parse(`"A;0\n${Array(60).fill('x;1').join('\n')}\nB";2\n`, ';')
    expect([ouverte.length, ouverte[0]?.defaut, ouverte[1]?.cellules]).toEqual([62, 'guillemet', ['x', '1']])
  })

  test('the separator is the one of the cells, not of the words', async () => {
    expect(
      await detectSeparateur('Nom;Adresse\nUN;1, rue A, bât. B, étage 2\nDEUX;2, rue C, bât. D, étage 1\n'),
    ).toBe(';')
    expect(await detectSeparateur('Nom,Prix\n"UN;DEUX","1;2"\n"A;B","3;4"\n')).toBe(',')
    expect(await detectSeparateur('Nom\nUN\nDEUX\n')).toBe(';')
  })
})

describe('headings', () => {
  test('case, accents and punctuation do not matter', () => {
    expect(normalize(' N° Télé-phone ')).toBe('ntelephone')
    expect(fingerprint(['Réf. client', 'NOM'])).toBe(fingerprint(['ref client', 'Nom']))
    expect(fingerprint(['a', 'b'])).not.toBe(fingerprint(['b', 'a']))
  })
  test.each([
    ['Date de naissance', null],
    ['Tél. fixe', 'telephone'],
    ['E-mail professionnel', 'mail'],
    ['N° FINESS ET', 'finessG'],
    ['FINESS EJ', 'finessJ'],
    ['Téléphone du mandataire', 'mandataireTelephone'],
    ['Numéro de bon de commande', 'numeroCommande'],
    ['Commercial', null],
  ])('%s', (titre, champ) => {
    expect(guessChamp(titre)).toBe(champ)
  })
})

describe('cases', () => {
  const casOf = (
    dispositif: typeof MDV,
    clients: Parameters<typeof deduceCas>[1]['clients'],
    mandataire = false,
  ) => deduceCas(dispositif, { clients, mandataire })?.code ?? null
  test('MDV-LGC-Va1', () => {
    expect(casOf(MDV, ['praticien'])).toBe('A')
    expect(casOf(MDV, ['praticien', 'praticien'], true)).toBe('B')
    expect(casOf(MDV, ['praticien', 'praticien'])).toBe('C')
    expect(casOf(MDV, ['centre_sante', 'maison_sante'])).toBe('D')
    expect(casOf(MDV, ['praticien'], true)).toBeNull()
    expect(casOf(MDV, ['praticien', 'centre_sante'])).toBeNull()
    expect(casOf(MDV, [])).toBeNull()
  })
  test('SFP-LGC-Va2: a practitioner alone, centres together', () => {
    expect(casOf(SFP, ['praticien'])).toBe('A')
    expect(casOf(SFP, ['praticien', 'praticien'])).toBeNull()
    expect(casOf(SFP, ['centre_infirmier', 'centre_infirmier'])).toBe('D')
    expect(casOf(SFP, ['centre_sante'])).toBeNull()
  })
})

describe('amounts', () => {
  const tiers = {
    id: 1,
    categorie: 'praticien' as const,
    profession: 'sage_femme' as const,
    tranche: null,
    adresse: { lignes: '', codePostal: '97400', commune: '' },
  }
  const assujetti = { assujettiTva: true, tauxTva: 2000 }
  const lire = (lue: { ht?: number; ttc?: number; taux?: number }, fournisseur = assujetti) =>
    readMontants({ ht: null, ttc: null, taux: null, ...lue }, tiers, SFP, fournisseur, '2026-11-17')

  test('the rate of the territory, and the TTC published with the ceiling', () => {
    expect(lire({})).toMatchObject({ montants: { ht: 33333, taux: 850, ttc: 36166 } })
    expect(lire({ ttc: 36167 })).toMatchObject({ montants: { ht: 33333, ttc: 36166 } })
    expect(lire({ ht: 33333, ttc: 36167 })).toMatchObject({ ok: true })
    expect(lire({ ht: 33333, ttc: 36168 })).toMatchObject({ ok: false, champ: 'montantTtc' })
    expect(lire({ ht: 33334 })).toMatchObject({ ok: false, champ: 'montantHt' })
  })
  test('a vendor outside VAT', () => {
    const hors = { assujettiTva: false, tauxTva: 0 }
    expect(lire({ ttc: 30000 }, hors)).toMatchObject({ montants: { ht: 30000, tva: 0, ttc: 30000 } })
    expect(lire({ ht: 30000, taux: 2000 }, hors)).toMatchObject({ ok: false, champ: 'taux' })
  })
  test('a TTC gives back its HT, or is refused: never a cent is invented', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 33333 }), fc.constantFrom(0, 550, 850, 2000), (ht, taux) => {
        const lus = lire({ ttc: computeTtc(ht, taux), taux })
        expect(lus.ok && lus.montants !== null && computeTtc(lus.montants.ht, taux)).toBe(
          computeTtc(ht, taux),
        )
      }),
    )
  })
})
