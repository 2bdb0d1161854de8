import { describe, expect, it } from 'vitest'
import type { Dossier, EtatDemande, Piece } from '#domain/commande.ts'
import type { Constat } from '#domain/constat.ts'
import { deduceSuite, demandeEnCours, ETATS_SUITE, type EtatSuite, isAvanceAcceptee } from '#domain/suite.ts'
import { runCas } from '../cas/outils.ts'

type Retouche = (dossier: Dossier) => Dossier

const sansPiece =
  (type: Piece['type']): Retouche =>
  (d) => ({ ...d, pieces: d.pieces.filter((p) => p.type !== type) })
const imprimee =
  (type: 'VA' | 'MOM'): Retouche =>
  (d) => ({
    ...d,
    impressions: [
      ...d.impressions,
      {
        id: 9,
        type,
        le: '2027-02-01',
        sha256: '9'.repeat(64),
        modele: type,
        version: 1,
        numeroAns: null,
        mention: null,
        facture: null,
        perimetre: null,
      },
    ],
  })
const sansFacture: Retouche = (d) => ({ ...sansPiece('FACTURE')(d), facture: null })
const sansInstallation: Retouche = (d) => ({ ...d, installation: null })
const prevue: Retouche = (d) => ({
  ...d,
  installation: d.installation === null ? null : { ...d.installation, realiseeLe: null },
})
const pasDePilote: Retouche = (d) => ({ ...d, pilote: null })
const avance =
  (etat: EtatDemande): Retouche =>
  (d) => ({ ...d, demandes: d.demandes.map((x) => ({ ...x, etat })) })
const tvaFausse: Retouche = (d) => ({ ...d, facture: d.facture === null ? null : { ...d.facture, tva: 1 } })
const ensemble =
  (...retouches: readonly Retouche[]): Retouche =>
  (d) =>
    retouches.reduce((dossier, retoucher) => retoucher(dossier), d)

/** Base, what is missing, and the state that follows. */
const TABLE: readonly (readonly [string, string, Retouche, EtatSuite])[] = [
  ['sfp-solde', 'everything there', (d) => d, 'solde_a_deposer'],
  [
    'sfp-solde',
    'nothing recorded',
    ensemble(sansInstallation, sansPiece('VA'), sansFacture),
    'installation_a_faire',
  ],
  ['sfp-solde', 'planned only', prevue, 'installation_a_faire'],
  ['sfp-solde', 'VA to print', ensemble(sansPiece('VA'), sansFacture), 'reception_a_emettre'],
  [
    'sfp-solde',
    'VA at the client’s',
    ensemble(sansPiece('VA'), imprimee('VA'), sansFacture),
    'reception_a_signer',
  ],
  ['sfp-solde', 'VA missing, invoice there', sansPiece('VA'), 'reception_a_emettre'],
  ['sfp-solde', 'VA signed, no invoice', sansFacture, 'facture_a_emettre'],
  ['sfp-solde', 'invoice recorded, not attached', sansPiece('FACTURE'), 'facture_a_emettre'],
  ['sfp-solde', 'pilot not accepted', pasDePilote, 'solde_retenu'],
  ['sfp-solde', 'pilot not accepted and wrong invoice', ensemble(pasDePilote, tvaFausse), 'solde_a_revoir'],
  ['sfp-solde', 'wrong invoice', tvaFausse, 'solde_a_revoir'],
  ['mdv-solde', 'everything there', (d) => d, 'solde_a_deposer'],
  ['mdv-solde', 'the invoice comes first', ensemble(sansPiece('MOM'), sansFacture), 'facture_a_emettre'],
  ['mdv-solde', 'then the MOM', sansPiece('MOM'), 'reception_a_emettre'],
  [
    'mdv-solde',
    'the vendor signs its own MOM',
    ensemble(sansPiece('MOM'), imprimee('MOM')),
    'reception_a_emettre',
  ],
  [
    'mdv-solde-cabinet',
    'VA at the client’s',
    ensemble(sansPiece('VA'), imprimee('VA')),
    'reception_a_signer',
  ],
  ['mdv-solde', 'advance accepted, not paid yet', avance('validee'), 'avance_validee'],
  ['mdv-solde', 'not paid and wrong invoice', ensemble(avance('validee'), tvaFausse), 'solde_a_revoir'],
]

const etatDe = (base: string, retoucher: Retouche): EtatSuite => {
  const { dossier, dispositif, controler } = runCas({ titre: '', base })
  const retouche = retoucher(dossier)
  return deduceSuite(retouche, dispositif, controler(retouche))
}

describe('from the accepted advance to the balance', () => {
  it.each(TABLE)('%s, %s', (base, _, retoucher, etat) => expect(etatDe(base, retoucher)).toBe(etat))

  it('reaches every state', () => {
    expect([...new Set(TABLE.map(([, , , etat]) => etat))].sort()).toEqual([...ETATS_SUITE].sort())
  })

  it('is held, not wrong, by the pilot and the payment of the advance together', () => {
    const { dossier, dispositif } = runCas({ titre: '', base: 'sfp-solde' })
    const constat = (code: string): Constat => ({
      code,
      issue: 'inconnu',
      gravite: 'bloquant',
      sujet: 'pilote',
      trouve: null,
      attendu: null,
      source: { document: 'AF-SFP-LGC-Va2', passage: '§6.3' },
    })
    const etat = (...codes: readonly string[]) => deduceSuite(dossier, dispositif, codes.map(constat))
    expect(etat('PILOTE-VALIDE', 'AVANCE-ACQUISE')).toBe('avance_validee')
    expect(etat('PILOTE-VALIDE')).toBe('solde_retenu')
    expect(etat('PILOTE-VALIDE', 'FAC-MONTANT')).toBe('solde_a_revoir')
  })

  it.each([
    ['validee', true],
    ['payee', true],
    ['deposee', false],
    ['rejetee', false],
    ['contestee', false],
    ['a_corriger', false],
  ] as const)('an advance %s: the balance is worked on: %s', (etat, acceptee) => {
    const { dossier } = runCas({ titre: '', base: 'sfp-solde' })
    expect(isAvanceAcceptee(avance(etat)(dossier))).toBe(acceptee)
  })

  it('a request prepared, replaced or given up says nothing', () => {
    const { dossier } = runCas({ titre: '', base: 'sfp-solde' })
    for (const etat of ['preparee', 'remplacee', 'abandonnee'] as const)
      expect(demandeEnCours(avance(etat)(dossier), 'avance')).toBeNull()
  })
})
