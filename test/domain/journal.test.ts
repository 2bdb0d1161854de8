import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHAMPS_IMPORT } from '#contract/import.ts'
import { nameChamp, sayValeur } from '#domain/champs.ts'
import { actionJournal, findActionJournal, SUJETS_JOURNAL } from '#domain/journal.ts'

const SOURCES = path.join(import.meta.dirname, '../../src/main')

/** Entries written in the sources: `sujet: 'x', … action: 'y'`, actions chosen by a condition or a function included. */
function readActions(): readonly { readonly sujet: string; readonly action: string; readonly ou: string }[] {
  const trouvees: { sujet: string; action: string; ou: string }[] = []
  for (const nom of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (!nom.endsWith('.ts')) continue
    const texte = readFileSync(path.join(SOURCES, nom), 'utf8')
    if (!/EntreeJournal|journaliser/.test(texte)) continue
    // The words of an entry follow its subject, before the next one.
    for (const [, sujet = '', action = ''] of texte.matchAll(
      /\bsujet: '([a-z]+)'(?: as const)?,(?:(?!\bsujet:)[^;]){0,160}?\baction: ([^\n]+)/g,
    ))
      for (const [, mot = ''] of action.replace(/=== '[^']*'|,\s*\w+:.*$/g, '').matchAll(/'([^']+)'/g))
        trouvees.push({ sujet, action: mot, ou: nom })
    // Pieces are moved by a function that is given the action.
    for (const [, action = ''] of texte.matchAll(/\bchange\(ctx, [\w.]+, '([^']+)'/g))
      for (const sujet of ['piece', 'commande']) trouvees.push({ sujet, action, ou: nom })
  }
  return trouvees
}

describe('the words of the journal', () => {
  const ecrites = readActions()
  it('finds what the sources write', () => {
    expect(ecrites.length).toBeGreaterThan(30)
    expect(ecrites.map((a) => a.action)).toEqual(
      expect.arrayContaining(['liste_importee', 'liste_retiree', 'logo_retire', 'detachement', 'bdc_perime']),
    )
  })
  it.each(ecrites)('$sujet: $action has words ($ou)', ({ sujet, action }) => {
    expect(Object.keys(SUJETS_JOURNAL)).toContain(sujet)
    expect(findActionJournal(action, sujet)).not.toBeNull()
  })
  it('says what a card is, and keeps what an older Liasse wrote', () => {
    expect(actionJournal({ sujet: 'client', action: 'creation' })).toBe('Fiche créée')
    expect(actionJournal({ sujet: 'commande', action: 'creation' })).toBe('Commande créée')
    expect(actionJournal({ sujet: 'dispositif', action: 'SFP-LGC-Va2, date0' })).toBe('SFP-LGC-Va2, date0')
  })
  it('names every field of an import', () => {
    // What the agency decided is an entry of its own, not a change of the order.
    const autres = ['dateDepot', 'numeroAsp', 'issue', 'montantPaye', 'datePaiement']
    for (const champ of CHAMPS_IMPORT)
      if (!autres.includes(champ)) expect(nameChamp(champ), champ).not.toBeNull()
  })
  it('names a path, a precision, an identifier, and nothing else', () => {
    expect(nameChamp('adresse.commune')).toBe('Commune')
    expect(nameChamp('montantHt (Ada Modèle)')).toBe('Montant HT (Ada Modèle)')
    expect(nameChamp('enrolements.SFP-LGC-Va2')).toBe('Enrôlement validé, SFP-LGC-Va2')
    expect(nameChamp('FINESS_G')).toBe('FINESS géographique')
    expect(nameChamp('inconnu')).toBeNull()
  })
  it('says a value without a code', () => {
    expect(['2026-10-05', 'medecin', '', true, null].map(sayValeur)).toEqual([
      '05/10/2026',
      'Médecin',
      'vide',
      'oui',
      'vide',
    ])
  })
})
