import { expect, test } from 'vitest'
import { parseIssue } from '#main/imports/suites.ts'
import { rppsOf } from './dossierExemple.ts'
import { openAtelierCommandes, runImport } from './importsOutils.ts'

const TITRES =
  'N° BDC;Date BDC;Nom;RPPS;Montant HT;Date de dépôt;N° ASP;Issue ASP;Montant payé;Date de paiement'

const ligne = (i: number, suite: string) => `L${i};03/06/2022;DR ${i};${rppsOf(i)};300;${suite}`
const csv = (...lignes: readonly string[]) => [TITRES, ...lignes].join('\n')

test.each([
  ['Validée', 'validee'],
  ['A modifier', 'a_corriger'],
  ['Décidée et payée', 'payee'],
  ['Rejetée', 'rejetee'],
  ['incomplète', 'incomplete'],
  ['Déposée', 'deposee'],
  ['Bleue', null],
  // What is waited for is not there yet.
  ['En attente de paiement', 'validee'],
  ['Validée, paiement en cours', 'validee'],
  ['Décidée, à payer', 'validee'],
  ['En attente de validation', 'deposee'],
  ['En cours de validation', 'deposee'],
  ['En attente de retour de l’ASP', 'deposee'],
  ['En attente de décision', 'deposee'],
  ['Déjà validée', 'validee'],
  ['Déjà payée', 'payee'],
  ['Non validée', null],
  ['Non payée', null],
  ['Pas acceptée', null],
])('%s', (mot, issue) => expect(parseIssue(mot)).toBe(issue))

test('live orders come in with what happened so far; again, nothing; later, only what changed', async () => {
  const { client, write, vente, contexte } = await openAtelierCommandes()
  const premier = csv(
    ligne(1, '01/07/2022;ASP1;Décidée et payée;108;15/09/2022'),
    ligne(2, '01/07/2022;ASP2;Validée;;'),
    ligne(3, '01/07/2022;ASP3;A modifier;;'),
    ligne(4, '01/07/2022;;Rejetée;;'),
    ligne(5, '01/07/2022;;incomplète;;'),
    ligne(6, ';;;;'),
  )
  const un = await runImport(client, { ...vente, chemin: write('un.csv', premier) })
  expect(un.rejets).toEqual([])
  expect(un.commandes).toEqual({ creees: 6, misesAJour: 0, identiques: 0 })
  const etats = async () => (await client.commande.lister({ tri: 'numero' })).lignes.map((c) => c.etat)
  expect(await etats()).toEqual([
    'installation_a_faire',
    'installation_a_faire',
    'avance_retournee',
    'avance_rejetee',
    'avance_deposee',
    'bdc_a_emettre',
  ])
  const demandes = () =>
    contexte.registre.lire((db) =>
      db
        .selectFrom('demande')
        .select(['tentative', 'etat', 'numeroAsp', 'deposeLe', 'payeLe', 'montantPaye', 'motif'])
        .orderBy('id')
        .execute(),
    )
  expect((await demandes())[0]).toEqual({
    tentative: 1,
    etat: 'payee',
    numeroAsp: 'ASP1',
    deposeLe: '2022-07-01',
    payeLe: '2022-09-15',
    montantPaye: 10800,
    motif: '',
  })
  const avant = await demandes()
  expect((await runImport(client, { ...vente, chemin: write('un.csv', premier) })).commandes.identiques).toBe(
    6,
  )
  expect(await demandes()).toEqual(avant)

  const suite = {
    ...vente,
    chemin: write(
      'deux.csv',
      csv(
        ligne(2, '01/07/2022;ASP2;Payée;108;20/09/2022'),
        ligne(3, '10/10/2022;ASP3B;Déposée;;'),
        ligne(1, '01/07/2022;ASP1;Validée;;'),
      ),
    ),
  }
  const vue = await client.imports.analyser(suite)
  const deux = await runImport(client, suite)
  // Before anything is written, the analysis says field by field what the import then does.
  expect(vue.modifications).toEqual({ nombre: deux.modifications.length, premieres: deux.modifications })
  expect(deux.commandes).toMatchObject({ misesAJour: 2 })
  expect(deux.rejets).toMatchObject([{ ligne: 4, colonne: 'Issue ASP', regle: 'suite de l’avance' }])
  expect(deux.modifications.find((m) => m.nom === 'L2')?.champs).toEqual([
    { champ: 'issue', avant: 'validée', apres: 'payée' },
    { champ: 'datePaiement', avant: '', apres: '2022-09-20' },
    { champ: 'montantPaye', avant: '', apres: '108,00' },
  ])
  expect((await etats()).slice(1, 3)).toEqual(['installation_a_faire', 'avance_deposee'])
  expect(
    (await demandes()).filter((d) => d.numeroAsp?.startsWith('ASP3')).map((d) => [d.tentative, d.etat]),
  ).toEqual([
    [1, 'remplacee'],
    [2, 'deposee'],
  ])
})

test.each([
  ['without its deposit', ';ASP1;Validée;;', 'Date de dépôt'],
  ['deposited before the order', '01/06/2022;;;;', 'Date de dépôt'],
  ['deposited tomorrow', '01/07/2030;;;;', 'Date de dépôt'],
  ['paid before the deposit', '01/07/2022;;Payée;108;01/06/2022', 'Date de paiement'],
  ['paid more than the order', '01/07/2022;;Payée;500;01/09/2022', 'Montant payé'],
  ['paid and rejected', '01/07/2022;;Rejetée;108;01/09/2022', 'Issue ASP'],
  ['an outcome that nobody knows', '01/07/2022;;Bleue;;', 'Issue ASP'],
])('%s: refused, with its column', async (_, suite, colonne) => {
  const { client, write, vente } = await openAtelierCommandes()
  const { rejets, commandes } = await runImport(client, {
    ...vente,
    chemin: write('un.csv', csv(ligne(1, suite))),
  })
  expect(rejets).toMatchObject([{ ligne: 2, colonne }])
  expect(commandes.creees).toBe(0)
})
