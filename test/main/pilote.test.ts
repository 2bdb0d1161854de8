import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sha256Of } from '#main/pieces/magasin.ts'
import { addDemande } from './argentOutils.ts'
import { defineCommande, defineFournisseur, refusOf, siret } from './outils.ts'
import { CLIENTS, openParcours, type Parcours } from './parcoursOutils.ts'
import { resultOf } from './registreExemple.ts'

let p: Parcours
beforeEach(async () => {
  p = await openParcours()
})
afterEach(() => p.fermer())

const phraseOf = async (appel: Promise<unknown>) => (await refusOf(appel)).phrase
const lire = () => p.client.pilote.lire(p.cle)

const said = (action: string) =>
  p.app.contexte.registre.lire((db) =>
    db.selectFrom('journal').selectAll().where('action', '=', action).orderBy('id').execute(),
  )

/** The agency accepted the advance of all six. */
async function accept(sauf: readonly number[] = []) {
  const ids = await p.ids()
  for (const commandeId of ids)
    if (!sauf.includes(commandeId))
      await addDemande(p.app.contexte, {
        commandeId,
        etat: 'validee',
        valideeLe: '2026-11-10',
        ttc: 12000,
        attendu: 4800,
      })
  return ids
}
async function choose(ids: readonly number[], premier = 1) {
  for (const [i, commandeId] of ids.entries())
    await p.client.pilote.choisir({ ...p.cle, rang: premier + i, commandeId })
}
/** PV printed, signed by the clients, attached. */
async function sign(commandeIds: readonly number[], le = '2026-11-16') {
  const { emis, refuses } = await resultOf(
    p.client.pilote.emettrePv({ commandeIds: [...commandeIds], sortie: p.at(`pv-${commandeIds.join('-')}`) }),
  )
  expect(refuses).toEqual([])
  return p.signer('PV', emis, le)
}
async function joinSupports() {
  for (const { cle: contenu } of (await lire()).contenus) {
    const chemin = p.at(`support ${contenu}.pdf`)
    writeFileSync(chemin, `%PDF-1.4 ${contenu}`)
    await p.client.pilote.joindreSupport({ ...p.cle, contenu, chemins: [chemin] })
  }
}
const etats = async () => (await lire()).places.map((x) => x.occupant?.etat ?? null)
const controle = async (commandeId: number) => {
  const lignes = await p.client.commande.controler({ commandeIds: [commandeId], pour: 'solde' })
  return lignes[0]?.constats.find((c) => c.code === 'PILOTE-VALIDE')?.issue
}

describe('the places of a pilot', () => {
  test('five clients whose advance is accepted, each place moved by its PV', async () => {
    const ids = await accept()
    expect((await p.client.pilote.candidats(p.cle)).map((c) => c.numero)).toEqual(
      CLIENTS.map((c) => c.numero),
    )
    await choose(ids.slice(0, 4))
    const [cinquieme, sixieme] = await p.client.pilote.candidats(p.cle)
    expect([cinquieme?.numero, sixieme?.numero]).toEqual([CLIENTS[4]?.numero, CLIENTS[5]?.numero])
    expect(cinquieme?.apport).toBe('profil nouveau')
    await choose([ids[4] as number], 5)
    expect(await etats()).toEqual(Array(5).fill('choisie'))
    const { emis } = await resultOf(
      p.client.pilote.emettrePv({ commandeIds: ids.slice(0, 5), sortie: p.at('pv') }),
    )
    expect(await etats()).toEqual(Array(5).fill('pv_imprime'))
    // Attached without a signature, a PV says nothing.
    const nus = await resultOf(
      p.client.piece.rattacher({ chemins: [emis[0]?.fichier ?? ''], type: 'PV', signatures: null }),
    )
    expect(await etats()).toEqual(Array(5).fill('pv_imprime'))
    await p.client.piece.ecarter({ pieceId: nus.rattachees[0]?.pieceId as number })
    expect((await p.signer('PV', emis, '2026-11-16')).rattachees).toHaveLength(5)
    expect(await etats()).toEqual(Array(5).fill('pv_signe'))
    expect(await lire()).toMatchObject({ choisis: 5, avancesValidees: 5, signes: 5 })
    // The signed copy set aside, the place goes back.
    const { dossier } = await p.client.commande.lire({ id: ids[0] as number })
    const signe = dossier.pieces.find((x) => x.type === 'PV' && x.etat === 'rattachee')
    await p.client.piece.ecarter({ pieceId: signe?.id as number })
    expect((await etats())[0]).toBe('pv_imprime')
    const { journal } = await p.client.commande.lire({ id: ids[0] as number })
    expect(journal.filter((e) => e.action === 'pilote').map((e) => [e.de, e.vers])).toEqual([
      ['pv_signe', 'pv_imprime'],
      ['pv_imprime', 'pv_signe'],
      ['choisie', 'pv_imprime'],
      [null, 'choisie'],
    ])
  })

  test('a client who leaves is replaced; what he was stays said, his PV too', async () => {
    const ids = await accept()
    await choose(ids.slice(0, 5))
    await sign([ids[1] as number])
    const fiche = await p.client.pilote.retirer({ ...p.cle, rang: 2, motif: 'cabinet fermé' })
    expect(fiche.places[1]).toMatchObject({
      occupant: null,
      ancien: { numero: CLIENTS[1]?.numero, le: '2026-11-17', motif: 'cabinet fermé' },
    })
    await choose([ids[5] as number], 2)
    expect((await lire()).places[1]).toMatchObject({
      occupant: { numero: CLIENTS[5]?.numero, etat: 'choisie' },
      ancien: null,
    })
    // Chosen again, he comes back with the PV that he signed.
    await p.client.pilote.retirer({ ...p.cle, rang: 3, motif: 'échange' })
    await choose([ids[1] as number], 3)
    expect((await etats())[2]).toBe('pv_signe')
  })

  test('refused in French: not accepted, another product, a place that is held or is not, cancelled', async () => {
    const sixieme = (await p.ids())[5] as number
    const ids = await accept([sixieme])
    const { pilote } = p.client
    const refuse = (rang: number, commandeId: number) =>
      phraseOf(pilote.choisir({ ...p.cle, rang, commandeId }))
    expect(await refuse(1, sixieme)).toBe(
      `L’avance de la commande ${CLIENTS[5]?.numero} n’est pas validée par l’agence.`,
    )
    await choose([ids[0] as number])
    expect(await refuse(1, ids[1] as number)).toContain('La place 1 est tenue')
    expect(await refuse(2, ids[0] as number)).toContain('tient déjà une place')
    expect(await refuse(6, ids[1] as number)).toContain('a 5 places')
    expect(await refuse(2, 9999)).toContain('n’est pas dans le registre')
    expect(await phraseOf(pilote.retirer({ ...p.cle, rang: 4, motif: 'x' }))).toContain(
      'La place 4 n’est pas tenue',
    )
    p.app.contexte.registre.brut
      .prepare("UPDATE commande SET annuleeLe = '2026-11-16', verifieeLe = NULL WHERE id = ?")
      .run(ids[1] as number)
    expect(await refuse(2, ids[1] as number)).toContain('annulée')
    expect(await phraseOf(pilote.lire({ ...p.cle, referencementId: 999 }))).toContain('pas distribué')
    // Given again to the same place, nothing happens.
    await choose([ids[0] as number])
    expect((await lire()).places[0]?.occupant?.commandeId).toBe(ids[0])
  })

  test('two vendors of one product have each their pilot', async () => {
    const autre = await defineFournisseur(p.app, { denomination: 'Second Vendeur', siret: siret(77) })
    await p.app.contexte.registre.ecrire((tx) =>
      tx
        .insertInto('distribution')
        .values({
          fournisseurId: autre.id,
          referencementId: p.cle.referencementId,
          role: 'distributeur',
          declareLe: null,
          mandatLe: null,
        })
        .execute(),
    )
    const ids = await accept()
    const [commande] = (await p.client.commande.lister({ texte: CLIENTS[5]?.numero ?? '' })).lignes
    const sienne = await defineCommande(
      p.app,
      { produit: { id: p.cle.referencementId }, fournisseur: autre },
      commande?.clientId as number,
      { numero: 'AUTRE 1', dateEmission: '2026-10-05' },
    )
    const commandeId = sienne.dossier.commande.id
    await addDemande(p.app.contexte, { commandeId, etat: 'validee' })
    const cle = { ...p.cle, fournisseurId: autre.id }
    expect(await phraseOf(p.client.pilote.choisir({ ...p.cle, rang: 1, commandeId }))).toContain(
      'd’un autre produit',
    )
    await p.client.pilote.choisir({ ...cle, rang: 1, commandeId })
    await choose([ids[0] as number])
    expect((await p.client.pilote.lister()).map((x) => [x.fournisseur, x.choisis])).toEqual([
      [expect.any(String), 1],
      ['Second Vendeur', 1],
    ])
    expect((await p.client.pilote.lire(cle)).places[0]?.occupant?.numero).toBe('AUTRE 1')
  })
})

describe('the bundle for the ANS', () => {
  async function ready() {
    const ids = await accept()
    await choose(ids.slice(0, 5))
    await sign(ids.slice(0, 5))
    await joinSupports()
    return ids
  }

  test('the signed PV, the material and their list, as another reader finds them', async () => {
    await ready()
    const { fichier, pieces, fiche } = await p.client.pilote.preparerDossier({ ...p.cle, sortie: p.sortie })
    const contenus = (await lire()).contenus.length
    expect(pieces).toBe(5 + contenus + 1)
    expect(fiche.dossierPrepareLe).toBe('2026-11-17')
    const dedans = p.at('lu')
    mkdirSync(dedans)
    execFileSync('unzip', ['-q', fichier, '-d', dedans])
    const noms = readdirSync(dedans).toSorted()
    expect(noms).toHaveLength(pieces)
    const sha = noms.map((n) => sha256Of(readFileSync(`${dedans}/${n}`)))
    for (const contenu of (await lire()).contenus)
      for (const f of contenu.fichiers) expect(sha).toContain(f.sha256)
    for (const id of (await p.ids()).slice(0, 5)) {
      const { dossier } = await p.client.commande.lire({ id })
      expect(sha).toContain(dossier.pieces.find((x) => x.type === 'PV')?.sha256)
    }
    const liste = readFileSync(`${dedans}/liste.csv`, 'utf8')
      .split('\r\n')
      .filter((l) => l !== '')
    expect(liste[0]).toBe('\uFEFFFichier;Nature;Objet')
    expect(
      liste
        .slice(1)
        .map((l) => l.split(';')[0])
        .toSorted(),
    ).toEqual(noms.filter((n) => n !== 'liste.csv'))
    expect(liste.filter((l) => l.includes('PV d’installation pilote'))).toHaveLength(5)
    // The same register, the same instant: the same bytes.
    const avant = readFileSync(fichier)
    const encore = await p.client.pilote.preparerDossier({ ...p.cle, sortie: p.sortie })
    expect(readFileSync(encore.fichier).equals(avant)).toBe(true)
  })

  test('refused while something is missing, each thing said', async () => {
    const ids = await accept()
    await choose(ids.slice(0, 4))
    await sign(ids.slice(0, 4))
    const { pilote } = p.client
    const preparer = () => pilote.preparerDossier({ ...p.cle, sortie: p.sortie })
    const phrase = await phraseOf(preparer())
    expect(phrase).toContain('4 PV signés sur 5')
    expect(phrase).toContain('support de formation absent')
    await joinSupports()
    expect(await phraseOf(preparer())).not.toContain('support')
    await choose([ids[4] as number], 5)
    await sign([ids[4] as number])
    expect(await phraseOf(pilote.transmettre({ ...p.cle, le: '2026-11-17' }))).toContain(
      'n’a pas été préparé',
    )
    writeFileSync(p.at('fichier'), 'x')
    expect(await phraseOf(pilote.preparerDossier({ ...p.cle, sortie: p.at('fichier', 'sous') }))).toBeTruthy()
    if (process.getuid?.() !== 0) {
      mkdirSync(p.at('fige'))
      chmodSync(p.at('fige'), 0o500)
      expect(await phraseOf(pilote.preparerDossier({ ...p.cle, sortie: p.at('fige') }))).toContain(
        'lecture seule',
      )
    }
    expect((await lire()).dossierPrepareLe).toBeNull()
  })

  test('material: any file, once, never empty nor too large; what changes makes the bundle to be done again', async () => {
    await ready()
    const { pilote } = p.client
    await pilote.preparerDossier({ ...p.cle, sortie: p.sortie })
    const contenu = (await lire()).contenus[0]?.cle as string
    const join = (...chemins: string[]) => pilote.joindreSupport({ ...p.cle, contenu, chemins })
    writeFileSync(p.at('vide.pdf'), '')
    expect(await phraseOf(join(p.at('vide.pdf')))).toContain('est vide')
    writeFileSync(p.at('film.mp4'), 'x')
    truncateSync(p.at('film.mp4'), 2 ** 30)
    expect(await phraseOf(join(p.at('film.mp4')))).toContain('dépasse')
    expect(await phraseOf(join(p.at('absent.pdf')))).toBeTruthy()
    expect(
      await phraseOf(pilote.joindreSupport({ ...p.cle, contenu: 'inconnu', chemins: [p.at('vide.pdf')] })),
    ).toContain('n’a pas de contenu de formation')
    expect((await lire()).dossierPrepareLe).toBe('2026-11-17')
    writeFileSync(p.at('plus.txt'), 'un mot de plus')
    const plus = await join(p.at('plus.txt'))
    expect(plus.contenus[0]?.fichiers).toHaveLength(2)
    expect((await join(p.at('plus.txt'))).contenus[0]?.fichiers).toHaveLength(2)
    // The bundle that was made does not hold it.
    expect(plus.dossierPrepareLe).toBeNull()
    expect(await phraseOf(pilote.transmettre({ ...p.cle, le: '2026-11-17' }))).toContain(
      'n’a pas été préparé',
    )
    const sha256 = plus.contenus[0]?.fichiers.find((f) => f.nom === 'plus.txt')?.sha256 as string
    const moins = await pilote.retirerSupport({ ...p.cle, contenu, sha256 })
    expect(moins.contenus[0]?.fichiers).toHaveLength(1)
    expect(moins.revision).toBeGreaterThan(plus.revision)
    await pilote.retirerSupport({ ...p.cle, contenu, sha256 })
    expect((await said('support_retire')).map((e) => [e.fichier, e.sha256])).toEqual([['plus.txt', sha256]])
  })

  test('two files of one name under one content are two files of the bundle', async () => {
    await ready()
    const contenu = (await lire()).contenus[0]?.cle as string
    for (const dossier of ['un', 'deux']) {
      mkdirSync(p.at(dossier))
      writeFileSync(p.at(dossier, 'Guide.pdf'), `guide ${dossier}`)
    }
    const chemins = [p.at('un', 'Guide.pdf'), p.at('deux', 'Guide.pdf')]
    await p.client.pilote.joindreSupport({ ...p.cle, contenu, chemins })
    const { fichier, pieces } = await p.client.pilote.preparerDossier({ ...p.cle, sortie: p.sortie })
    const noms = execFileSync('unzip', ['-Z1', fichier], { encoding: 'utf8' }).trim().split('\n')
    expect(new Set(noms.map((n) => n.toUpperCase())).size).toBe(pieces)
  })

  test('the orders of a product are verified again for the decision, not for each gesture', async () => {
    const perimees = () =>
      p.app.contexte.registre.lire(
        async (db) =>
          (await db.selectFrom('commande').select('id').where('verifieeLe', 'is', null).execute()).length,
      )
    await ready()
    const { pilote } = p.client
    await pilote.lister()
    await joinSupports()
    await pilote.retirer({ ...p.cle, rang: 1, motif: 'Fermeture du cabinet' })
    expect(await perimees()).toBe(0)
    await choose((await p.ids()).slice(0, 1))
    await sign((await p.ids()).slice(0, 1))
    await pilote.preparerDossier({ ...p.cle, sortie: p.sortie })
    await pilote.transmettre({ ...p.cle, le: '2026-11-17' })
    await pilote.decider({ ...p.cle, decision: 'conforme', le: '2026-11-17', commentaire: 'Rien à dire' })
    expect((await said('pilote_transmis')).map((e) => e.detail)).toEqual(['transmis le 17/11/2026'])
    expect((await said('pilote_decide')).map((e) => e.detail)).toEqual([
      'conforme le 17/11/2026\u00a0: Rien à dire',
    ])
  })

  test('sent, refused, sent again, accepted: balances are held until then', async () => {
    const ids = await ready()
    const { pilote } = p.client
    expect(await phraseOf(pilote.decider({ ...p.cle, decision: 'conforme', le: '2026-11-17' }))).toContain(
      'pas été transmis',
    )
    await pilote.preparerDossier({ ...p.cle, sortie: p.sortie })
    expect(await phraseOf(pilote.transmettre({ ...p.cle, le: '2026-11-18' }))).toContain(
      'ne peut pas être datée du 18/11/2026',
    )
    expect(await phraseOf(pilote.transmettre({ ...p.cle, le: '2026-11-16' }))).toContain(
      'ne peut pas précéder le 17/11/2026',
    )
    await pilote.transmettre({ ...p.cle, le: '2026-11-17' })
    expect(await etats()).toEqual(Array(5).fill('transmise'))
    expect(await phraseOf(pilote.retirer({ ...p.cle, rang: 1, motif: 'x' }))).toContain('attend sa décision')
    expect(await controle(ids[5] as number)).not.toBe('respecte')
    p.aller('2026-12-01')
    expect(await phraseOf(pilote.decider({ ...p.cle, decision: 'conforme', le: '2026-11-16' }))).toContain(
      'ne peut pas précéder',
    )
    const refuse = await pilote.decider({
      ...p.cle,
      decision: 'non_conforme',
      le: '2026-11-30',
      commentaire: 'PV 3 illisible',
    })
    expect(refuse).toMatchObject({
      decision: 'non_conforme',
      commentaire: 'PV 3 illisible',
      dossierPrepareLe: null,
      signes: 5,
    })
    // The PV are still attached; the bundle is to be made again.
    expect(await etats()).toEqual(Array(5).fill('pv_signe'))
    expect(await controle(ids[5] as number)).toBe('enfreint')
    expect(await phraseOf(pilote.decider({ ...p.cle, decision: 'conforme', le: '2026-12-01' }))).toContain(
      'déjà',
    )
    // The four good PV are kept, the third is signed again.
    await p.client.pilote.retirer({ ...p.cle, rang: 3, motif: 'PV illisible' })
    await choose([ids[5] as number], 3)
    await sign([ids[5] as number], '2026-12-01')
    expect(await etats()).toEqual(Array(5).fill('pv_signe'))
    await pilote.preparerDossier({ ...p.cle, sortie: p.sortie })
    const transmis = await pilote.transmettre({ ...p.cle, le: '2026-12-01' })
    expect(transmis).toMatchObject({ decision: null, decideLe: null })
    const accepte = await pilote.decider({ ...p.cle, decision: 'conforme', le: '2026-12-01' })
    expect(accepte).toMatchObject({ decision: 'conforme', signes: 5 })
    expect(await etats()).toEqual(Array(5).fill('conforme'))
    for (const id of ids) expect(await controle(id)).toBe('respecte')
    expect(await phraseOf(pilote.retirer({ ...p.cle, rang: 1, motif: 'x' }))).toContain('reconnu conforme')
    const contenu = accepte.contenus[0]?.cle as string
    expect(
      await phraseOf(pilote.joindreSupport({ ...p.cle, contenu, chemins: [p.at('crm.csv')] })),
    ).toContain('ne change plus')
    expect(await phraseOf(pilote.preparerDossier({ ...p.cle, sortie: p.sortie }))).toContain('ne change plus')
  })
})
