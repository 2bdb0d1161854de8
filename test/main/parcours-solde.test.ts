import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sha256Of } from '#main/pieces/magasin.ts'
import {
  ATTESTATIONS,
  answer,
  CLIENTS,
  deposit,
  depositAvances,
  openParcours,
  type Parcours,
  SFP,
} from './parcoursOutils.ts'
import { readJson, resultOf, sentenceFrom } from './registreExemple.ts'

vi.setConfig({ testTimeout: 120_000 })

let p: Parcours
beforeEach(async () => {
  p = await openParcours()
})
afterEach(() => p.fermer())

const NUMEROS = CLIENTS.map((c) => c.numero)
const CINQ = NUMEROS.slice(0, 5)
const SIXIEME = 'EX 006'
const ACCEPTE = ['0000', 'Fichier accepté'] as const

/** The return file: five accepted, the sixth sent back under a code that nobody knows; then the portal's decisions. */
async function followAvances({ envoi, json }: Awaited<ReturnType<typeof depositAvances>>) {
  const { client } = p
  p.aller('2026-11-23')
  const chemin = answer(p, envoi.reference, json, (numero) =>
    numero === SIXIEME ? ['R12', 'Bon de commande illisible'] : ACCEPTE,
  )
  const lu = await resultOf(client.retour.importer({ chemins: [chemin] }))
  expect(lu.codesInconnus).toMatchObject([{ code: 'R12', lignes: 1 }])
  expect(lu.changees).toHaveLength(6)
  await client.retour.reglerCode({ code: 'R12', issue: 'a_corriger' })
  expect(await p.etats()).toEqual([...CINQ.map(() => 'avance_deposee'), 'avance_retournee'])

  // Four decided, the fifth decided and paid: the balance of this scheme asks for no more than the decision.
  p.aller('2026-12-04')
  const colle = [
    'N° ASP\tN° de commande\tType\tStatut\tDate de décision\tMontant payé\tDate de paiement',
    ...CINQ.slice(0, 4).map((n, i) => `ASP-AVA-${i + 1}\t${n}\tAvance\tValidée\t02/12/2026\t\t`),
    `ASP-AVA-5\tEX 005\tAvance\tDécidée et payée\t30/11/2026\t100,00\t03/12/2026`,
  ].join('\n')
  const essai = await client.retour.portail({ colle, essai: true })
  expect(await p.etats()).toContain('avance_deposee')
  const portail = await client.retour.portail({ colle })
  expect(portail.rejets).toEqual([])
  expect(portail.changees).toEqual(essai.changees)
  expect(portail.changees.map((c) => c.vers)).toEqual(['validee', 'validee', 'validee', 'validee', 'payee'])
  expect(await p.etats()).toEqual([...CINQ.map(() => 'installation_a_faire'), 'avance_retournee'])
}

/** Read again, signed again, the sixth goes out in a file of its own and is accepted; what happened before stays. */
async function correctSixth() {
  const { client } = p
  const [id] = (await p.ids([SIXIEME])) as [number]
  const { dossier } = await client.commande.lire({ id })
  const illisible = dossier.pieces.find((x) => x.type === 'BDC')?.id as number
  const { emis } = await resultOf(client.bdc.emettre({ commandeIds: [id], sortie: p.at('bdc-corrige') }))
  await p.signer('BDC', emis, '2026-12-03')
  await client.piece.ecarter({ pieceId: illisible })
  const { envoi, json } = await deposit(p, 'avance', '2026-12-04')
  expect(json.lignesImport.map((l) => l.numeroEditeur)).toEqual([SIXIEME])
  const chemin = answer(p, envoi.reference, json, () => ACCEPTE)
  expect((await resultOf(client.retour.importer({ chemins: [chemin] }))).rejets).toEqual([])
  p.aller('2026-12-07')
  await client.retour.noter({ commandeIds: [id], type: 'avance', issue: 'validee', le: '2026-12-07' })
  const apres = await client.commande.lire({ id })
  expect(apres.dossier.demandes.map((d) => [d.tentative, d.etat, d.motif])).toEqual([
    [1, 'remplacee', expect.stringContaining('Bon de commande illisible')],
    [2, 'validee', ''],
  ])
  expect(apres.resume.etat).toBe('installation_a_faire')
}

/** Five clients of the pilot: PV printed, signed, sent to the ANS with the training material, accepted. */
async function passPilot() {
  const { client, cle } = p
  const ids = await p.ids(CINQ)
  for (const [i, commandeId] of ids.entries())
    await client.pilote.choisir({ ...cle, rang: i + 1, commandeId })
  const [sixieme] = (await p.ids([SIXIEME])) as [number]
  const emission = await resultOf(
    client.pilote.emettrePv({ commandeIds: [...ids, sixieme], sortie: p.at('pv') }),
  )
  expect(emission.emis).toHaveLength(5)
  expect(emission.refuses).toMatchObject([{ numero: SIXIEME }])
  const joint = await p.signer('PV', emission.emis, '2027-01-12')
  expect(joint.rattachees).toHaveLength(5)
  const fiche = await client.pilote.lire(cle)
  expect(fiche).toMatchObject({ signes: 5, supports: { joints: 0 } })
  expect(await sentenceFrom(() => client.pilote.preparerDossier({ ...cle, sortie: p.at('ans') }))).toMatch(
    /support/,
  )
  for (const { cle: contenu } of fiche.contenus) {
    const support = p.at(`${contenu}.pdf`)
    writeFileSync(support, `%PDF-1.4 support ${contenu}`)
    await client.pilote.joindreSupport({ ...cle, contenu, chemins: [support] })
  }
  const dossier = await client.pilote.preparerDossier({ ...cle, sortie: p.at('ans') })
  const entrees = Object.keys(unzipSync(readFileSync(dossier.fichier)))
  expect(entrees.filter((n) => n.startsWith('PV-'))).toHaveLength(5)
  for (const { cle: contenu } of fiche.contenus) expect(entrees.join(' ')).toContain(contenu)
  await client.pilote.transmettre({ ...cle, le: '2027-01-12' })
}

const INSTALLATION = {
  realiseeLe: '2027-01-11',
  formation: { le: '2027-01-11', modalite: 'presentiel' as const, supportRemisLe: '2027-01-11' },
  livrables: {
    'guide-utilisateur': '2027-01-11',
    'documentation-interfaces': '2027-01-11',
    'contenus-autonomie': '2027-01-11',
    'lecteur-codes': '2027-01-11',
  },
}

/** VA printed, signed, attached with their signatures; then the invoices. */
async function receiveAndInvoice() {
  const { client } = p
  const commandeIds = await p.ids()
  const va = await resultOf(client.reception.emettre({ commandeIds, sortie: p.at('va') }))
  expect(va.refuses).toEqual([])
  expect(va.emis.map((e) => e.type)).toEqual(NUMEROS.map(() => 'VA'))
  expect(await p.etats()).toEqual(NUMEROS.map(() => 'reception_a_signer'))
  const trop = await resultOf(client.facture.emettre({ commandeIds, sortie: p.at('factures') }))
  expect(trop.emis).toEqual([])
  await p.signer('VA', va.emis, '2027-01-13')
  expect(await p.etats()).toEqual(NUMEROS.map(() => 'facture_a_emettre'))
  // Dated before the VA that it must follow, none is printed nor numbered (AF-SFP-LGC-Va2 §4.4).
  const tot = await resultOf(
    client.facture.emettre({ commandeIds, sortie: p.at('factures'), date: '2027-01-12' }),
  )
  expect(tot.emis).toEqual([])
  expect(tot.refuses[0]?.raisons.join()).toContain('VA signée le 13/01/2027')
  expect((await client.facture.lire({ commandeId: commandeIds[0] as number })).facture).toBeNull()
  const { emis, refuses } = await resultOf(client.facture.emettre({ commandeIds, sortie: p.at('factures') }))
  expect(refuses).toEqual([])
  expect(emis.map((e) => existsSync(e.fichier))).toEqual(NUMEROS.map(() => true))
}

test('five clients go through pilots to five paid balances, a sixth through refusal and correction', async () => {
  const { client, cle } = p
  const premier = await depositAvances(p)
  expect(await p.etats()).toEqual(NUMEROS.map(() => 'avance_deposee'))
  await followAvances(premier)
  await correctSixth()

  p.aller('2027-01-12')
  const commandeIds = await p.ids()
  const notees = await client.installation.definirPlusieurs({ commandeIds, ...INSTALLATION })
  expect(notees).toEqual({ commandes: 6, refuses: [] })
  await passPilot()
  p.aller('2027-01-14')
  await receiveAndInvoice()
  await p.attester(ATTESTATIONS.solde, '2027-01-14')

  // Everything is there but the word of the ANS: no balance goes (AF §6.3).
  expect(await p.etats()).toEqual(NUMEROS.map(() => 'solde_retenu'))
  expect((await resultOf(client.solde.preparer({ dispositif: SFP, sortie: p.sortie }))).envois).toEqual([])
  expect((await client.pilote.lire(cle)).retient).toMatchObject({ soldes: 6 })
  p.aller('2027-02-02')
  await client.pilote.decider({ ...cle, decision: 'conforme', le: '2027-02-01' })
  expect(await p.etats()).toEqual(NUMEROS.map(() => 'solde_a_deposer'))

  const soldes = await client.solde.examiner({ dispositif: SFP, commandeIds: await p.ids(CINQ) })
  expect(soldes).toMatchObject({ refus: [], partent: { pieces: 10 } })
  const { envoi, json } = await deposit(p, 'solde', '2027-02-02', CINQ)
  const avances = new Map(premier.json.lignesImport.map((l) => [l.numeroEditeur, l]))
  expect(json.lignesImport.map((l) => l.numeroEditeur)).toEqual(CINQ)
  expect([...avances.keys()]).toEqual(NUMEROS)
  const zip = unzipSync(readFileSync(path.join(p.sortie, envoi.zip.nom)))
  expect(sha256Of(readFileSync(path.join(p.sortie, envoi.zip.nom)))).toBe(envoi.zip.sha256)
  const nommees = json.lignesImport.flatMap((l) =>
    (l.piecesJustificatives as readonly { nomFichier: string }[]).map((x) => x.nomFichier),
  )
  expect(Object.keys(zip)).toEqual(nommees.toSorted())
  expect(nommees).toEqual(CINQ.flatMap((n) => [`FACTURE-${n}.pdf`, `VA-${n}.pdf`]))
  for (const n of CINQ)
    expect(sha256Of(Buffer.from(zip[`VA-${n}.pdf`] as Uint8Array))).toBe(
      sha256Of(readFileSync(p.at('signes-VA-2027-01-13', `VA-${n}.pdf`))),
    )

  p.aller('2027-02-20')
  const retour = answer(p, envoi.reference, json, () => ACCEPTE)
  expect((await resultOf(client.retour.importer({ chemins: [retour] }))).rejets).toEqual([])
  const { dossier } = await client.commande.lire({ id: (await p.ids([CINQ[0] as string]))[0] as number })
  const solde = dossier.demandes.find((d) => d.type === 'solde')
  expect(solde?.etat).toBe('deposee')
  const parts = [...(await client.commande.lister({ tri: 'numero' })).lignes].slice(0, 5)
  for (const l of parts) expect((l.avance ?? 0) + (l.solde ?? 0)).toBe(l.ttc)
  const montant = (cents: number) => (cents / 100).toFixed(2).replace('.', ',')
  const releve = p.at('releve.csv')
  writeFileSync(
    releve,
    [
      'Date;Libellé;Débit;Crédit',
      '15/02/2027;PRLV LOYER;800,00;',
      ...parts.map((l) => `18/02/2027;VIR ASP SEGUR SOL ${l.numero};;${montant(l.solde ?? 0)}`),
      '',
    ].join('\r\n'),
  )
  await client.retour.noter({
    commandeIds: await p.ids(CINQ),
    type: 'solde',
    issue: 'validee',
    le: '2027-02-16',
  })
  const lu = await resultOf(client.reglement.importer({ chemin: releve }))
  expect(lu).toMatchObject({ nouveaux: 5, rapproches: 5, aRapprocher: 0, rejets: [] })
  expect(await resultOf(client.reglement.importer({ chemin: releve }))).toMatchObject({
    nouveaux: 0,
    dejaLa: 5,
  })
  expect(await p.etats()).toEqual([...CINQ.map(() => 'soldee'), 'solde_a_deposer'])
  const argent = await client.argent.lister({ situation: 'recu', nombre: 100 })
  expect(argent.lignes.filter((l) => l.type === 'solde').map((l) => [l.numero, l.recu])).toEqual(
    parts.map((l) => [l.numero, l.solde]),
  )
  expect(readJson(path.join(p.sortie, envoi.json.nom))).toEqual(json)
})
