import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { guessChamp } from '#main/imports/correspondance.ts'
import { rppsOf } from './dossierExemple.ts'
import { openAtelierCommandes, runImport } from './importsOutils.ts'
import { resultOf, writePdfs } from './registreExemple.ts'

const TITRES = 'N° BDC;Date BDC;Nom;RPPS;Montant HT;Date de signature;Signataire;Nature de la signature'
const ligne = (i: number, signature: string, numero = `L${i}`) =>
  `${numero};03/06/2022;DR ${i};${rppsOf(i)};300;${signature}`
const csv = (...lignes: readonly string[]) => [TITRES, ...lignes].join('\n')

type Atelier = Awaited<ReturnType<typeof openAtelierCommandes>>
const attach = async ({ client }: Atelier, ...numeros: readonly string[]) => {
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-signees-'))
  await writePdfs(
    dossier,
    numeros.map((n) => `${n}.pdf`),
  )
  return resultOf(client.piece.rattacher({ chemins: [dossier] }))
}
const signatures = async ({ contexte }: Atelier) =>
  (
    await contexte.registre.lire((db) =>
      db
        .selectFrom('signature as s')
        .innerJoin('piece_commande as pc', 'pc.pieceId', 's.pieceId')
        .innerJoin('commande as c', 'c.id', 'pc.commandeId')
        .select(['c.numero', 's.signataire', 's.date', 's.nature'])
        .where('s.origine', '=', 'declaree')
        .orderBy('c.numero')
        .orderBy('s.id')
        .execute(),
    )
  ).map((s) => [s.numero, s.signataire, s.date, s.nature].join(' '))

test.each([
  ['Date de signature', 'dateSignature'],
  ['Date signature BDC', 'dateSignature'],
  ['Signé le', 'dateSignature'],
  ['SIGNATAIRE', 'signataire'],
  ['Nom du signataire', 'signataire'],
  ['Nature de la signature', 'natureSignature'],
  ['Type de signature', 'natureSignature'],
  ['Fonction signataire', 'representantQualite'],
  ['Date BDC', 'dateCommande'],
])('« %s »', (titre, champ) => expect(guessChamp(titre)).toBe(champ))

test('signatures of live orders wait for the forms, and are noted on them when they come', async () => {
  const atelier = await openAtelierCommandes()
  const { client, write, vente } = atelier
  const liste = csv(
    ligne(1, '05/06/2022;Dr Un;manuscrite'),
    ligne(2, '06/06/2022;;Pro Santé Connect'),
    ligne(3, ';;'),
    ligne(4, '05/06/2022;Dr Quatre;cpx', 'L4'),
    ligne(5, '07/06/2022;Dr Cinq;cpx', 'L4'),
  )
  const un = await runImport(client, { ...vente, chemin: write('un.csv', liste) })
  expect(un.rejets).toEqual([])
  expect(un.commandes.creees).toBe(4)
  expect(await signatures(atelier)).toEqual([])
  await attach(atelier, 'L1', 'L2', 'L3', 'L4')
  const dites = [
    'L1 Dr Un 2022-06-05 manuscrite',
    'L2  2022-06-06 psc',
    'L4 Dr Quatre 2022-06-05 cpx',
    'L4 Dr Cinq 2022-06-07 cpx',
  ]
  expect(await signatures(atelier)).toEqual(dites)
  const encore = await runImport(client, { ...vente, chemin: write('un.csv', liste) })
  expect(encore.commandes).toEqual({ creees: 0, misesAJour: 0, identiques: 4 })
  expect(await signatures(atelier)).toEqual(dites)

  const corrigee = csv(ligne(1, '08/06/2022;Dr Un;manuscrite'), ligne(3, '09/06/2022;Dr Trois;eidas'))
  const deux = await runImport(client, { ...vente, chemin: write('deux.csv', corrigee) })
  expect(deux.modifications.map((m) => [m.nom, m.champs])).toEqual([
    ['L1', [{ champ: 'dateSignature', avant: '2022-06-05', apres: '2022-06-08' }]],
    [
      'L3',
      [
        { champ: 'dateSignature', avant: '', apres: '2022-06-09' },
        { champ: 'signataire', avant: '', apres: 'Dr Trois' },
        { champ: 'natureSignature', avant: '', apres: 'eidas' },
      ],
    ],
  ])
  expect(await signatures(atelier)).toEqual([
    'L1 Dr Un 2022-06-08 manuscrite',
    dites[1],
    'L3 Dr Trois 2022-06-09 eidas',
    ...dites.slice(2),
  ])
})

test('a signature noted on the form by a person is kept, and said', async () => {
  const atelier = await openAtelierCommandes()
  const { client, write, vente } = atelier
  await runImport(client, { ...vente, chemin: write('un.csv', csv(ligne(1, ';;'))) })
  const { rattachees } = await attach(atelier, 'L1')
  await client.piece.signer({
    pieceId: rattachees[0]?.pieceId as number,
    signataire: 'Dr Un',
    date: '2022-06-10',
    nature: 'rgs',
  })
  const liste = csv(ligne(1, '05/06/2022;Dr Un;manuscrite'))
  const deux = await runImport(client, { ...vente, chemin: write('deux.csv', liste) })
  expect(deux.commandes).toEqual({ creees: 0, misesAJour: 0, identiques: 1 })
  expect(deux.avis).toMatchObject([
    { ligne: 2, colonne: 'Date de signature', regle: 'signature du bon de commande' },
  ])
  expect(await signatures(atelier)).toEqual(['L1 Dr Un 2022-06-10 rgs'])
})

test('a deposited order takes its signature late; who signs for a structure represents it', async () => {
  const atelier = await openAtelierCommandes()
  const { client, write, vente } = atelier
  const titres = `${TITRES};Date de dépôt;Issue ASP`
  const suivie = (signature: string) => [titres, `${ligne(1, signature)};01/07/2022;Validée`].join('\n')
  await runImport(client, { ...vente, chemin: write('un.csv', suivie(';;')) })
  const deux = await runImport(client, {
    ...vente,
    chemin: write('deux.csv', suivie('05/06/2022;Dr Un;manuscrite')),
  })
  expect([deux.rejets, deux.commandes.misesAJour]).toEqual([[], 1])
  await attach(atelier, 'L1')
  expect(await signatures(atelier)).toEqual(['L1 Dr Un 2022-06-05 manuscrite'])
  const { lignes } = await client.commande.lister({})
  const { dossier } = await client.commande.lire({ id: lignes[0]?.id as number })
  expect(dossier.participations.map((p) => p.representant)).toEqual([null])
})

test.each([
  ['to come', '05/06/2030;Dr Un;manuscrite', 'Date de signature', 'avenir'],
  ['before the order', '01/06/2022;Dr Un;manuscrite', 'Date de signature', 'avant la commande'],
  ['no day of the calendar', '31/06/2022;Dr Un;manuscrite', 'Date de signature', 'calendrier'],
  ['a nature that nobody knows', '05/06/2022;Dr Un;tampon', 'Nature de la signature', 'nature de signature'],
])('%s: refused, with its column', async (_, signature, colonne, mots) => {
  const { client, write, vente } = await openAtelierCommandes()
  const chemin = write('un.csv', csv(ligne(1, signature)))
  const { rejets, commandes } = await runImport(client, { ...vente, chemin })
  expect(rejets).toMatchObject([{ ligne: 2, colonne, phrase: expect.stringContaining(mots) }])
  expect(commandes.creees).toBe(0)
})
