import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeOf, codesAt, sensOf } from '#domain/codes.ts'
import type { CasDispositif } from '#domain/dispositif.ts'
import { openCatalogue } from '#main/catalogue.ts'
import { FichierRefuse, openFormat, readFormat } from '#main/formats/format.ts'
import { FORMATEURS } from '#main/formats/formateurs.ts'
import { compileGabarit, GabaritInvalide } from '#main/formats/gabarit.ts'
import { compileLecteur } from '#main/formats/lecture.ts'
import { type FichierDemandes, prepareLigne } from '#main/formats/ligne.ts'
import { resourcePath } from '#main/resources.ts'
import { dossierExemple, finessOf, participation, rppsOf, SIRET, tiersExemple } from './dossierExemple.ts'

const catalogue = openCatalogue()
const MDV = catalogue.base('MDV-LGC-Va1')
const SFP = catalogue.base('SFP-LGC-Va2')
const cas = (dispositif: typeof MDV, code: string) =>
  dispositif.cas.find((c) => c.code === code) as CasDispositif
const bdc = (numero: string) => [
  { nom: `${numero}.pdf`, format: 'pdf', typeFichier: 'BON_COMMANDE' } as const,
]
const fichier = (...lignes: FichierDemandes['lignes']): FichierDemandes => ({
  siret: SIRET,
  numeroAns: '0990000042',
  codes: codesAt(MDV, '2026-11-06'),
  lignes,
})
const ligneA = (rang = 1, ht = 35833) => {
  const dossier = dossierExemple(rang, { ht })
  return prepareLigne(dossier, cas(MDV, 'A'), bdc(dossier.commande.numero), rang)
}
const read = (octets: Buffer) => JSON.parse(octets.toString('utf8'))

/** A refusal's phrases, or an empty list. */
function refusals(f: () => unknown): readonly string[] {
  try {
    f()
    return []
  } catch (erreur) {
    if (erreur instanceof FichierRefuse) return erreur.erreurs.map((e) => e.phrase)
    throw erreur
  }
}

describe('MDV-LGC-Va1, the attested file', () => {
  const format = openFormat('mdv-lgc-va1-avance')

  test('an equivalent dossier gives the attested file, key for key and byte for byte', () => {
    const attendu = readFileSync(
      path.join(import.meta.dirname, '../donnees/avance-mdv-lgc-va1.json'),
      'utf8',
    ).trim()
    expect(format.write(fichier(ligneA())).toString('utf8')).toBe(attendu)
  })

  test('the shipped template has exactly the attested keys, in their order', () => {
    const keys = (valeur: unknown, chemin = ''): string[] =>
      Array.isArray(valeur)
        ? valeur.slice(0, 1).flatMap((v) => keys(v, `${chemin}[]`))
        : typeof valeur === 'object' && valeur !== null
          ? Object.entries(valeur).flatMap(([cle, v]) => [`${chemin}.${cle}`, ...keys(v, `${chemin}.${cle}`)])
          : []
    const lire = (...segments: string[]) => JSON.parse(readFileSync(resourcePath(...segments), 'utf8'))
    expect(keys(lire('json-schemas', 'asp', 'mdv-lgc-va1-avance', 'template.json'))).toEqual(
      keys(lire('test', 'donnees', 'avance-mdv-lgc-va1.json')),
    )
  })

  test('case B: every doctor with his RPPS, and the mandataire', () => {
    const [un, deux] = [1, 2].map((n) => tiersExemple(n, `SPECIMEN ${n}`, 'praticien', { RPPS: rppsOf(n) }))
    const dossier = dossierExemple(1, {
      participations: [
        participation('client', deux!, 1),
        participation('client', un!, 0),
        participation('mandataire', deux!),
      ],
    })
    const { beneficiaires } = read(
      format.write(fichier(prepareLigne(dossier, cas(MDV, 'B'), bdc('EX0001'), 1))),
    ).lignesImport[0]
    expect(beneficiaires).toMatchObject({
      commandePour: 'LIBERAL',
      isMandataire: true,
      isClientUnique: false,
      nomMandataire: 'SPECIMEN 2',
      emailMandataire: 'client2@example.org',
      telephoneMandataire: '0100000002',
    })
    expect(beneficiaires.liberal.map((l: { RPPS: string }) => l.RPPS)).toEqual([rppsOf(1), rppsOf(2)])
  })

  test('case C: several doctors, no mandataire', () => {
    const clients = [1, 2, 3].map((n) =>
      participation('client', tiersExemple(n, `SPECIMEN ${n}`, 'praticien', { RPPS: rppsOf(n) }), n),
    )
    const ligne = prepareLigne(
      dossierExemple(1, { participations: clients }),
      cas(MDV, 'C'),
      bdc('EX0001'),
      1,
    )
    const { beneficiaires } = read(format.write(fichier(ligne))).lignesImport[0]
    expect(beneficiaires).toMatchObject({ isMandataire: false, isClientUnique: false, nomMandataire: null })
    expect(beneficiaires.liberal).toHaveLength(3)
  })

  test('case D: a structure is an object with its FINESS and its responsible person; no practitioner', () => {
    const centre = tiersExemple(7, 'Centre du Spécimen', 'centre_sante', {
      FINESS_J: finessOf(1),
      FINESS_G: finessOf(2),
    })
    const annexe = tiersExemple(8, 'Annexe', 'etablissement', { FINESS_G: finessOf(3) })
    const dossier = dossierExemple(1, {
      participations: [
        participation('client', centre, 0, {
          nom: 'Ada Modèle',
          qualite: 'Directrice',
          telephone: '01 02 03 04 05',
          mail: '',
        }),
        participation('beneficiaire', annexe, 1),
      ],
    })
    const { beneficiaires } = read(
      format.write(fichier(prepareLigne(dossier, cas(MDV, 'D'), bdc('EX0001'), 1))),
    ).lignesImport[0]
    expect(beneficiaires.liberal).toEqual([])
    expect(beneficiaires.commandePour).toBe('STRUCTURE')
    expect(beneficiaires.structure).toEqual({
      nomResponsable: 'Ada Modèle',
      emailResponsable: 'client7@example.org',
      telephoneResponsable: '0102030405',
      FINESSJuridique: finessOf(1),
      FINESSGeo: [finessOf(2), finessOf(3)],
    })
  })

  test('a vendor outside VAT declares HT, other pieces keep their type in capitals', () => {
    const dossier = dossierExemple(1)
    const ligne = prepareLigne(
      { ...dossier, fournisseur: { ...dossier.fournisseur, assujettiTva: false } },
      cas(MDV, 'A'),
      [{ nom: 'a.tif', format: 'tiff', typeFichier: 'BON_COMMANDE' }],
      1,
    )
    const [lue] = read(format.write(fichier(ligne))).lignesImport
    expect(lue.commande.regimeTVA).toBe('HT')
    expect(lue.piecesJustificatives[0].formatFichier).toBe('TIFF')
  })

  test('amounts are numbers of euros with at most two decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (ht) => {
        const { montantSegurHT } = read(format.write(fichier(ligneA(1, ht)))).lignesImport[0].commande
        return Math.round(montantSegurHT * 100) === ht && /^\d+(\.\d{1,2})?$/.test(String(montantSegurHT))
      }),
    )
  })

  test('a missing answer, mail, phone or amount is refused in French, with the key', () => {
    const dossier = dossierExemple(1, { scenario: {}, ht: 0 })
    const ligne = prepareLigne(
      {
        ...dossier,
        participations: [
          participation(
            'client',
            tiersExemple(1, 'X', 'praticien', {}, { mail: 'pas un mail', telephone: '12' }),
          ),
        ],
      },
      cas(MDV, 'A'),
      bdc('EX0001'),
      1,
    )
    const erreurs = format.verify(fichier(), ligne)
    const phrase = (cle: string) => erreurs.find((e) => e.cle === cle)?.phrase
    expect(phrase('beneficiaires.liberal.RPPS')).toBe(
      'N° RPPS\u00a0: rien n’est renseigné, attendu\u00a0: 11 chiffres.',
    )
    expect(phrase('beneficiaires.liberal.emailMedecin')).toMatch(/«\u00a0pas un mail\u00a0» ne convient pas/)
    expect(phrase('beneficiaires.liberal.telephoneMedecin')).toBe(
      'Téléphone du praticien\u00a0: «\u00a012\u00a0» ne convient pas, attendu\u00a0: 10 chiffres sans espace.',
    )
    expect(phrase('commande.montantSegurHT')).toMatch(/«\u00a00\u00a0» ne convient pas/)
    expect(phrase('scenarioInstallation.isDirectToDMP')).toMatch(/^Scénario, envoi direct au DMP/)
    expect(refusals(() => format.write(fichier(ligne)))).toHaveLength(erreurs.length)
  })

  test('a doctor whose mail and phone are unknown has empty texts, not null (lecture des pièces par l’ASP, règles de format)', () => {
    const inconnu = tiersExemple(
      1,
      'SPECIMEN 1',
      'praticien',
      { RPPS: rppsOf(1) },
      { mail: '', telephone: '' },
    )
    const dossier = dossierExemple(1, { participations: [participation('client', inconnu)] })
    const { beneficiaires } = read(
      format.write(fichier(prepareLigne(dossier, cas(MDV, 'A'), bdc('EX0001'), 1))),
    ).lignesImport[0]
    expect(beneficiaires.liberal[0]).toMatchObject({ emailMedecin: '', telephoneMedecin: '' })
  })

  test('a structure without establishment, a case without practitioner, a mandataire not named are refused', () => {
    const seul = (code: string, plus = {}) => {
      const l = prepareLigne(dossierExemple(1, plus), cas(MDV, code), bdc('EX0001'), 1)
      return format.verify(fichier(), l).map((e) => e.cle)
    }
    expect(seul('D')).toContain('beneficiaires.structure.FINESSGeo')
    expect(seul('A', { participations: [] })).toContain('beneficiaires.liberal')
    expect(seul('B')).toContain('beneficiaires.nomMandataire')
    expect(seul('A')).toEqual([])
  })

  test('the head of the file is checked with each request', () => {
    expect(format.verify({ ...fichier(), numeroAns: '' }, ligneA()).map((e) => e.phrase)).toEqual([
      'N° ANS du produit\u00a0: rien n’est renseigné, attendu\u00a0: le numéro de référencement donné par l’ANS.',
    ])
  })

  test('201 requests do not fit one file, an unknown key is refused on reading back', () => {
    const lignes = Array.from({ length: 201 }, (_, i) => ligneA(i + 1))
    expect(refusals(() => format.write(fichier(...lignes)))[0]).toMatch(/200 demandes au plus/)
    const octets = format.write(fichier(ligneA()))
    const altere = { ...JSON.parse(octets.toString()), SIRET: SIRET }
    expect(refusals(() => format.read(Buffer.from(JSON.stringify(altere)), fichier().codes))).toEqual([
      'La clé «\u00a0SIRET\u00a0» n’est pas prévue par le format.',
    ])
  })
})

test('SFP-LGC-Va2 is derived: same keys, no installation scenario', () => {
  const format = openFormat('sfp-lgc-va2-avance')
  expect(format.confiance).toBe('derive')
  const dossier = dossierExemple(1, { ht: 22500, scenario: {} })
  const [ligne] = read(
    format.write(fichier(prepareLigne(dossier, cas(SFP, 'A'), bdc('EX0001'), 1))),
  ).lignesImport
  const [attestee] = read(openFormat('mdv-lgc-va1-avance').write(fichier(ligneA()))).lignesImport
  expect(Object.keys(ligne)).toEqual(Object.keys(attestee).filter((cle) => cle !== 'scenarioInstallation'))
  expect(ligne.commande.montantSegurHT).toBe(225)
})

test('every scheme that names a format has it, and the format names the scheme', () => {
  for (const code of catalogue.codes) {
    const nom = catalogue.base(code).formats.avance
    if (nom !== null) expect(openFormat(nom).dispositif).toBe(code)
  }
})

describe('templates', () => {
  const raisons = (gabarit: Record<string, unknown>) => {
    try {
      compileGabarit(gabarit)
      return []
    } catch (erreur) {
      if (erreur instanceof GabaritInvalide) return erreur.raisons
      throw erreur
    }
  }
  const L = (ligne: Record<string, unknown>) =>
    raisons({ lignes: [{ n: '{{lignes[].numLigne}}', ...ligne }] })

  test('unknown sources, formatters and misplaced lists are refused, all at once', () => {
    expect(
      L({ a: '{{lignes[].inconnu}}', b: '{{lignes[].commande.ht|dollars}}', c: 'n° {{lignes[].numLigne}}' }),
    ).toHaveLength(3)
    expect(L({ a: '{{lignes[].commande.ht}}' })[0]).toMatch(/demande un formateur/)
    expect(L({ a: '{{lignes[].commande.numero|euros}}' })[0]).toMatch(/ne convient pas/)
    expect(L({ a: '{{lignes[].praticiens[].rpps}}' })[0]).toMatch(/n’est lisible que dans la liste/)
    expect(L({ a: ['{{lignes[].pieces[].nom}}', 'x'] })[0]).toMatch(/un seul élément/)
    expect(raisons({ a: '{{lignes[].numLigne}}' })).not.toEqual([])
    expect(raisons({ a: 1 })).toEqual(['$\u00a0: aucune liste de demandes ({{lignes[]…}})'])
    expect(L({ a: '{{constructor}}', b: '{{lignes[].commande.numero|toString}}' })).toHaveLength(2)
  })

  test('keys and constants are data, never code', () => {
    const cle = 'a": process.exit(1), "b\u2028`$'
    const gabarit = JSON.parse(
      JSON.stringify({ [cle]: '`+process.exit(1)+`', lignes: [{ n: '{{lignes[].numLigne}}' }] }),
    )
    expect(compileGabarit(gabarit).rendre(fichier(ligneA()))).toEqual({
      [cle]: '`+process.exit(1)+`',
      lignes: [{ n: 1 }],
    })
    expect(raisons(JSON.parse('{"__proto__": 1, "lignes": [{"n": "{{lignes[].numLigne}}"}]}'))[0]).toMatch(
      /interdite/,
    )
  })

  test('constants, lists of constants and the order of keys are kept', () => {
    const gabarit = compileGabarit({
      z: [1, { y: null }],
      a: [{ n: '{{lignes[].numLigne}}', m: '{{fournisseur.siret}}' }],
    })
    expect(JSON.stringify(gabarit.rendre(fichier(ligneA(1), ligneA(2))))).toBe(
      `{"z":[1,{"y":null}],"a":[{"n":1,"m":"${SIRET}"},{"n":2,"m":"${SIRET}"}]}`,
    )
  })

  test('a folder that does not hold says why', () => {
    expect(() => readFormat(resourcePath('json-schemas', 'asp'))).toThrow()
  })
})

test('every scheme that has a format has the codes that it writes, and each of its cases, pieces and regimes has one', () => {
  for (const code of catalogue.codes) {
    const dispositif = catalogue.base(code)
    if (dispositif.formats.avance === null) continue
    const codes = codesAt(dispositif, '2026-11-06')
    expect(codeOf(codes, 'typeAction', 'creation')).not.toBeNull()
    for (const regime of ['assujetti', 'non_assujetti'])
      expect(codeOf(codes, 'regimeTVA', regime)).not.toBeNull()
    for (const { commandePour } of dispositif.cas)
      expect(sensOf(codes, 'commandePour', codeOf(codes, 'commandePour', commandePour) ?? '')).toBe(
        commandePour,
      )
    for (const format of ['pdf', 'jpg', 'png', 'tiff'])
      expect(codeOf(codes, 'formatFichier', format)).not.toBeNull()
    for (const piece of dispositif.pieces.avance)
      expect(codeOf(codes, 'typeFichier', piece.typeFichier)).not.toBeNull()
  }
})

describe('what a formatter writes, it reads back', () => {
  const jours = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10))
  const VALEURS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    jour: jours,
    centimes: fc.integer({ min: 0, max: 100_000_000 }),
    taux: fc.integer({ min: 0, max: 10_000 }),
    entier: fc.integer({ min: 1, max: 200 }),
    booleen: fc.boolean(),
  }
  test.each(Object.entries(FORMATEURS).filter(([, f]) => f.de in VALEURS))(
    '%s',
    (_, { de, ecrire, relire }) => {
      fc.assert(
        fc.property(VALEURS[de] as fc.Arbitrary<unknown>, (valeur) => {
          expect(relire(JSON.parse(JSON.stringify(ecrire(valeur as never))))).toBe(valeur)
        }),
      )
      for (const etranger of [[], {}, 'peut-être', '31/02/2022', '2022-02-31', 1.005, '1.005'])
        if (relire(etranger) !== undefined) expect(ecrire(relire(etranger) as never)).toEqual(etranger)
    },
  )

  test('numbers that lost their first zeros get them back by what they are', () => {
    const gabarit = {
      siret: '{{fournisseur.siret|nombre}}',
      d: [
        { f: '{{lignes[].structure.finessJuridique|nombre}}', cp: '{{lignes[].client.codePostal|nombre}}' },
      ],
    }
    const lecteur = compileLecteur(gabarit, 'd')
    expect(lecteur.readTete({ siret: 1234567890123 }).get('fournisseur.siret')).toBe('01234567890123')
    const { lu } = lecteur.readLigne({ f: 10000016, cp: 1000 })
    expect(lu.get('lignes[].structure.finessJuridique')).toBe('010000016')
    expect(lu.get('lignes[].client.codePostal')).toBe('01000')
  })
})
