import { afterEach, beforeEach, expect, test } from 'vitest'
import { nameChamp } from '#domain/champs.ts'
import {
  type ApplicationTest,
  defineCommande,
  defineFournisseur,
  defineMedecin,
  defineProduit,
  defineVendeur,
  openTestApplication,
  SCENARIO_MDV,
} from './outils.ts'

let app: ApplicationTest
beforeEach(async () => {
  app = await openTestApplication()
})
afterEach(() => app.fermer())

const lastDetail = async (sujet: string) => {
  const { lignes } = await app.client.systeme.journal({ sujet, debut: 0, nombre: 1 })
  expect(lignes[0]?.action).toBe('modification')
  return lignes[0]?.detail.replaceAll('\u00a0', ' ') ?? ''
}

/** The names of the fields that a line says, without their values. */
const fieldsOf = (detail: string) => detail.split(' ; ').map((d) => d.split(' : ')[0] ?? '')

test('a change is said with the words of its fields and of its values', async () => {
  const vendeur = await defineVendeur(app)
  const { fournisseur, produit } = vendeur
  await defineFournisseur(app, {
    id: fournisseur.id,
    adresse: { lignes: '2 rue Neuve', codePostal: '75002', commune: 'Paris' },
    tauxTva: 1000,
    assujettiTva: true,
    couleur: '#aa0000',
    prefixe: 'CDE',
    enrolements: { 'MDV-LGC-Va1': '2022-02-01' },
    enrolement: { [app.contexte.catalogue.base('SFP-LGC-Va2').enrolement[0]?.cle ?? '']: '2022-01-05' },
  })
  const societe = await lastDetail('fournisseur')
  expect(societe).toContain('Adresse : 1 rue du Modèle → 2 rue Neuve')
  expect(societe).toContain('Taux de TVA par défaut : 20 % → 10 %')
  expect(societe).toContain('Enrôlement validé, MDV-LGC-Va1 : vide → 01/02/2022')
  expect(societe).toContain('Préfixe des numéros de commande')

  await defineProduit(app, {
    id: produit.id,
    fournisseurId: fournisseur.id,
    dateReferencement: null,
    scenario: { ...SCENARIO_MDV, isDirectToDMP: false },
  })
  const fiche = await lastDetail('referencement')
  expect(fiche).toContain('Référencé le : 10/02/2022 → vide')
  expect(fiche).toMatch(/Scénario, .+ : oui → non/)
  expect(fiche).not.toContain('isDirectToDMP')

  const medecin = await defineMedecin(app, 1)
  await defineMedecin(app, 1, {
    id: medecin.id,
    modeExercice: 'salarie',
    contacts: [{ nom: 'Ada Modèle', qualite: 'gérante', telephone: '', mail: '', signataire: true }],
  })
  expect(await lastDetail('client')).toBe(
    'Mode d’exercice : libéral → salarié ; Contacts : vide → Ada Modèle gérante signataire',
  )

  const { resume } = await defineCommande(app, vendeur, medecin.id)
  await defineCommande(app, vendeur, medecin.id, {
    id: resume.id,
    dateEmission: '2022-03-02',
    formulaireExterne: true,
    lignes: [{ tiersId: medecin.id, ht: 10000 }],
  })
  const commande = await lastDetail('commande')
  expect(commande).toContain('Date d’émission : 01/03/2022 → 02/03/2022')
  expect(commande).toContain('Formulaire du fournisseur : non → oui')
  for (const detail of [societe, fiche, commande])
    for (const champ of fieldsOf(detail)) expect(champ, detail).toMatch(/^\p{Lu}/u)
})

test('every field of a card and of an order has words', async () => {
  const vendeur = await defineVendeur(app)
  const medecin = await defineMedecin(app, 1)
  const { dossier } = await app.client.commande
    .lister({})
    .then(() => defineCommande(app, vendeur, medecin.id))
  const tus = [
    'id',
    'revision',
    'distribution',
    'fournisseur',
    'commandes',
    'fournisseurId',
    'referencementId',
  ]
  tus.push('numeroAttribue', 'bdcEmisLe', 'annuleeLe')
  const paths = (o: object, prefixe = ''): string[] =>
    Object.entries(o).flatMap(([cle, v]) =>
      v !== null && typeof v === 'object' && !Array.isArray(v)
        ? paths(v, `${prefixe}${cle}.`)
        : [prefixe + cle],
    )
  for (const carte of [
    { ...vendeur.fournisseur, numerotation: '' },
    vendeur.produit,
    medecin,
    dossier.commande,
  ])
    for (const chemin of paths(carte))
      if (!tus.includes(chemin.split('.')[0] ?? '')) expect(nameChamp(chemin), chemin).not.toBeNull()
})
