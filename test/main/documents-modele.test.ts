import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openCatalogue } from '#main/catalogue.ts'
import { listModeles, loadModeles, ModeleInvalide, parseModele } from '#main/documents/modele.ts'
import { nameDocument } from '#main/documents/nomFichier.ts'
import { STYLES } from '#main/documents/styles.ts'
import { makePrintable, wrap } from '#main/documents/texte.ts'
import { isSafeName } from '#main/exports/noms.ts'
import { resourcePath } from '#main/resources.ts'

const fichier = (code: string) => resourcePath('resources', 'modeles', `${code}.json`)
const lire = (code: string) => JSON.parse(readFileSync(fichier(code), 'utf8'))

function raisons(contenu: unknown): string {
  try {
    parseModele('essai.json', typeof contenu === 'string' ? contenu : JSON.stringify(contenu))
    return ''
  } catch (erreur) {
    if (erreur instanceof ModeleInvalide) return erreur.message
    throw erreur
  }
}

describe('the shipped models', () => {
  test('every scheme has its order form, for that scheme', () => {
    const catalogue = openCatalogue()
    for (const code of catalogue.codes) {
      for (const [type, modele] of Object.entries(catalogue.base(code).modeles))
        if (modele !== null) expect(loadModeles().get(modele)).toMatchObject({ type, dispositif: code })
    }
  })

  test('every question of an order form is one of the scheme, and every one is printed', () => {
    const catalogue = openCatalogue()
    for (const modele of listModeles().filter((m) => m.type === 'BDC')) {
      const cles = JSON.stringify(modele.blocs)
        .split('"questions":')
        .slice(1)
        .flatMap((s) => [...s.matchAll(/"cle":"(\w+)"/g)].map((m) => m[1]))
      expect(cles).toEqual(catalogue.base(modele.dispositif).scenario.map((q) => q.cle))
    }
  })

  test('no narrow no-break space, no straight apostrophe, no plain space before a high sign', () => {
    for (const code of loadModeles().keys()) {
      const texte = readFileSync(fichier(code), 'utf8')
      expect(texte).not.toContain('\u202f')
      expect(texte).not.toMatch(/[a-zéè]'[a-zéè]/i)
      expect(texte).not.toMatch(/[^":\]}] [;?!»€]/)
    }
  })
})

describe('a model that does not hold', () => {
  test('gives every reason at once, with the path', () => {
    const modele = lire('BDC-SFP-LGC-Va2')
    delete modele.version
    modele.couleur = 'rouge'
    modele.blocs[0].contenu[0].champs[0].valeur = 'client.secret'
    const message = raisons(modele)
    expect(message).toContain('essai.json')
    expect(message).toContain("must have required property 'version'")
    expect(message).toContain('« couleur »')
    expect(message).toContain('/blocs/0/contenu/0/champs/0/valeur')
  })

  test('columns that do not fill the page, no amount, no signature', () => {
    const modele = lire('BDC-MDV-LGC-Va1')
    const clients = modele.blocs
      .flatMap((b: { contenu: object[] }) => b.contenu)
      .find((b: { bloc: string }) => b.bloc === 'clients')
    clients.colonnes[0].largeur = 12
    expect(raisons(modele)).toContain('colonnes de 12 mm au total')
    modele.blocs = modele.blocs.slice(0, 2)
    expect(raisons(modele)).toContain('aucun bloc « montants »')
    expect(raisons(modele)).toContain('aucun bloc « signature »')
  })

  test('is refused when it is no JSON', () => {
    expect(raisons('{')).toContain('JSON illisible')
  })

  describe('in its folder', () => {
    let dossier = ''
    beforeEach(() => {
      dossier = mkdtempSync(path.join(tmpdir(), 'liasse-'))
    })
    afterEach(() => rmSync(dossier, { recursive: true, force: true }))

    test('a code that is not the name of its file', () => {
      writeFileSync(path.join(dossier, 'AUTRE.json'), readFileSync(fichier('BDC-SFP-LGC-Va2')))
      expect(() => loadModeles(dossier)).toThrow('différent du nom du fichier')
    })
  })
})

describe('file names', () => {
  test.each([
    ['BDC 2026 0142', 'BDC 2026 0142'],
    ['BDC-2023/042', 'BDC-2023-042'],
    ['../../etc/passwd', 'etc-passwd'],
    ['nul', 'BDC nul'],
    ['COM1.txt', 'BDC COM1.txt'],
    ['Été 3.', 'Ete 3'],
    ['\u0000😀', 'BDC'],
    ['', 'BDC'],
  ])('%j → %j', (numero, nom) => expect(nameDocument('BDC', numero)).toBe(nom))

  test('are safe whatever the number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (s) =>
        isSafeName(`${nameDocument('BDC', s)}.pdf`),
      ),
    )
  })
})

describe('text', () => {
  test('is printable whatever comes in, once and for all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (s) => {
        const une = makePrintable(s)
        return (
          makePrintable(une) === une &&
          !/[\p{Cc}\p{Cs}\p{Extended_Pictographic}]/u.test(une.replace(/[#*0-9©®™‼⁉ℹ↔-↙]/gu, ''))
        )
      }),
    )
  })

  test('never leaves its column', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 30, max: 400 }),
        (s, largeur) => wrap(s, STYLES.valeur, largeur).every((l) => l.largeur <= largeur + 0.01),
      ),
    )
  })
})
