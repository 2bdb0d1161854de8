import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { jourParis } from '#domain/dates.ts'
import { main } from '#main/hosts/cli/programme.ts'
import {
  type ApplicationTest,
  defineCommande,
  defineFournisseur,
  defineMedecin,
  defineProduit,
  finess,
  MATIN,
  openTestApplication,
  rpps,
  SCENARIO_MDV,
  siret,
} from './outils.ts'
import { resultOf, sentenceFrom, writePdfs } from './registreExemple.ts'

const MDV = 'MDV-LGC-Va1'
const SFP = 'SFP-LGC-Va2'

let travail: string
let sortie: string
const ouvertes: ApplicationTest[] = []
const openEmpty = async () => {
  const app = await openTestApplication()
  ouvertes.push(app)
  return app
}
beforeEach(() => {
  travail = mkdtempSync(path.join(tmpdir(), 'liasse-reprise-'))
  sortie = path.join(travail, 'sortie')
})
afterEach(async () => {
  for (const app of ouvertes.splice(0)) await app.fermer()
  rmSync(travail, { recursive: true, force: true })
})

/** The vendor and two versions of its product: two files of requests. */
async function defineVente(app: ApplicationTest) {
  const fournisseur = await defineFournisseur(app)
  const un = await defineProduit(app, { fournisseurId: fournisseur.id })
  const deux = await defineProduit(app, {
    fournisseurId: fournisseur.id,
    version: '8',
    numeroAns: 'LGC0002',
  })
  return { fournisseur, un, deux }
}

const defineCentre = (app: ApplicationTest, n: number, nom: string) =>
  app.client.client.definir({
    categorie: 'centre_sante',
    nom,
    identifiants: [
      { type: 'FINESS_G', valeur: finess(n) },
      { type: 'FINESS_J', valeur: finess(900) },
    ],
    adresse: { lignes: '1 rue du Modèle', codePostal: '69001', commune: 'Lyon' },
    telephone: '',
    mail: '',
  })

/** Orders of the four cases of MDV-LGC-Va1, over two products, signed. Returns their numbers. */
async function fillMdv(app: ApplicationTest): Promise<readonly string[]> {
  const { fournisseur, un, deux } = await defineVente(app)
  const medecins: number[] = []
  for (let n = 1; n <= 7; n++) medecins.push((await defineMedecin(app, n)).id)
  const id = (i: number) => medecins[i] as number
  const chez = { fournisseur, produit: un }
  await defineCommande(app, chez, id(0), { numero: 'A0001' })
  await defineCommande(app, { fournisseur, produit: deux }, id(1), { numero: 'A0002' })
  const client = (tiersId: number) => ({ role: 'client' as const, tiersId })
  const ligne = (tiersId: number) => ({ tiersId, ht: 35833 })
  await defineCommande(app, chez, id(2), {
    numero: 'B0003',
    cas: 'B',
    participations: [client(id(2)), client(id(3)), { role: 'mandataire', tiersId: id(3) }],
    lignes: [ligne(id(2)), ligne(id(3))],
    scenario: { isDirectToDMP: false, isPFIToDMP: true },
  })
  await defineCommande(app, chez, id(4), {
    numero: 'C0004',
    cas: 'C',
    participations: [client(id(4)), client(id(5)), client(id(6))],
    lignes: [ligne(id(4)), ligne(id(5)), ligne(id(6))],
  })
  const spe = await defineCentre(app, 11, 'Centre du Spécimen')
  const mod = await defineCentre(app, 12, 'Centre du Modèle')
  await defineCommande(app, chez, spe.id, {
    numero: 'D0005',
    cas: 'D',
    participations: [
      { ...client(spe.id), representant: REPRESENTANT },
      { ...client(mod.id), representant: REPRESENTANT },
    ],
    lignes: [
      { tiersId: spe.id, ht: 100000 },
      { tiersId: mod.id, ht: 100001 },
    ],
    scenario: { isCentreDeSante: true },
  })
  await attest(app, MDV, ['mandataire-sans-lien'])
  return ['A0001', 'A0002', 'B0003', 'C0004', 'D0005']
}

/** Rules that no data decides, answered for every order. */
async function attest(app: ApplicationTest, dispositif: string, codes: readonly string[]) {
  const { lignes } = await app.client.commande.lister({ dispositif, nombre: 1000 })
  for (const code of codes)
    await app.client.commande.attester({ code, commandeIds: lignes.map((c) => c.id), le: '2022-03-20' })
}

async function sign(app: ApplicationTest, numeros: readonly string[], signeeLe: string) {
  const entree = mkdtempSync(path.join(travail, 'entree-'))
  await writePdfs(
    entree,
    numeros.map((n) => `${n}.pdf`),
  )
  await resultOf(app.client.piece.rattacher({ chemins: [entree], signeeLe }))
}

const SIGNEE = '2026-11-06'
const REPRESENTANT = {
  nom: 'Noé Spécimen',
  qualite: 'Directeur',
  telephone: '0199000009',
  mail: 'direction@exemple.example',
}
const CENTRE = {
  categorie: 'centre_infirmier' as const,
  nom: 'Centre infirmier du Spécimen',
  identifiants: [
    { type: 'FINESS_G' as const, valeur: finess(31) },
    { type: 'FINESS_J' as const, valeur: finess(900) },
  ],
  adresse: { lignes: '1 rue du Modèle', codePostal: '69001', commune: 'Lyon' },
  telephone: '',
  mail: '',
  tranche: 'A',
}

/** A vendor whose product is in time for SFP-LGC-Va2. */
async function defineSfp(app: ApplicationTest) {
  await app.client.dispositif.regler({ code: SFP, cle: 'date0', valeur: '2024-08-07', note: 'Essai' })
  const fournisseur = await defineFournisseur(app, { enrolementValideLe: '2026-09-22' })
  await defineProduit(app, {
    fournisseurId: fournisseur.id,
    dispositif: SFP,
    profils: ['Général', 'Sage-femme', 'IDE', 'Centre de santé Infirmier'],
    dateDossierComplet: '2026-05-22',
    dateReferencement: '2026-08-27',
  })
}

const ATTESTATIONS_SFP = [
  'psc-operateur',
  'marche-concurrentiel',
  'commande-non-conditionnee',
  'versions-obsoletes',
  'exercice-liberal',
  'centre-eligible',
  'certificat-organisation',
  'pouvoir-signataire',
  'formulaire-externe',
]

/** What the vendor attests, and the aid that clients declare. */
async function answerSfp(app: ApplicationTest) {
  const { lignes } = await app.client.commande.lister({ dispositif: SFP, nombre: 1000 })
  for (const code of ATTESTATIONS_SFP)
    await app.client.commande.attester({ code, commandeIds: lignes.map((c) => c.id), le: SIGNEE })
  for (const { clientId } of lignes)
    if (clientId !== null)
      await app.client.client.declarerAide({
        tiersId: clientId,
        reglement: '(UE) 2023/2832',
        montant: 0,
        le: SIGNEE,
        source: 'Déclaration',
      })
}

/** Cards as the request leaves them, with the profession, the address and the tranche that it does not say. */
async function completeSfp(
  app: ApplicationTest,
  professions: readonly (readonly [string, 'infirmier' | 'sage_femme'])[],
) {
  const { lignes } = await app.client.client.lister({ nombre: 1000 })
  for (const { id } of lignes) {
    const { tiers } = await app.client.client.lire({ id })
    const numero = tiers.identifiants.find((i) => i.type === 'RPPS')?.valeur
    const profession = professions.find(([n]) => n === numero)?.[1] ?? null
    await app.client.client.definir({
      id,
      revision: tiers.revision,
      categorie: tiers.categorie,
      nom: tiers.nom,
      prenom: tiers.prenom,
      profession,
      modeExercice: profession === null ? null : 'liberal',
      identifiants: [...tiers.identifiants],
      adresse: CENTRE.adresse,
      telephone: tiers.telephone,
      mail: tiers.mail,
      tranche: profession === null ? 'A' : null,
    })
  }
}

const prepare = async (app: ApplicationTest, dispositif: string, dossier: string) => {
  const { envois, examen } = await resultOf(app.client.avance.preparer({ dispositif, sortie: dossier }))
  const refus = examen.refus.flatMap((r) =>
    r.commandes.map((c) => `${c.numero} ${r.code} ${c.constat.phrase}`),
  )
  return { envois, refus }
}

type Lecture = Parameters<ApplicationTest['client']['reprise']['lireDemandes']>[0]
const read = (app: ApplicationTest, demande: Lecture) => resultOf(app.client.reprise.lireDemandes(demande))

/** Frees requests that were never deposited, and says what a request does not: when its form was signed. */
async function release(app: ApplicationTest, signeeLe: string) {
  const { lignes } = await app.client.envoi.lister({})
  for (const e of lignes) await app.client.envoi.abandonner({ id: e.id, motif: 'Préparée de nouveau' })
  const pieces = await app.contexte.registre.lire((db) => db.selectFrom('piece').select('id').execute())
  for (const { id } of pieces)
    await app.client.piece.signer({ pieceId: id, signataire: 'Client', date: signeeLe, nature: 'manuscrite' })
}

/** A model of the agency with other keys, other writings and a key more than Liasse's own format. */
function writeModele(): string {
  const contenu = requestFile()
  const [ligne] = contenu.lignesImport as [Contenu['lignesImport'][0]]
  const { numeroEditeur, commande, beneficiaires, piecesJustificatives, ...reste } = ligne
  const { liberal, structure, ...autres } = beneficiaires
  const modele = {
    impId: null,
    numeroAns: 'LGC0001',
    siret: siret(1),
    demandes: [
      {
        ...reste,
        numBDC: numeroEditeur,
        commande: { date: '2022-03-15', regimeTVA: commande.regimeTVA, ht: '358,33', tauxTVA: 20 },
        beneficiaires: {
          ...autres,
          commandePour: 'liberal',
          isMandataire: 'NON',
          medecins: liberal.map((p) => ({
            nom: p.nomMedecin,
            mail: '',
            tel: '+33199000001',
            numRPPS: Number(p.RPPS),
          })),
          structure: { ...structure, FINESSGeo: ['750000001'] },
        },
        piecesJustificatives: piecesJustificatives.map((p) => ({ ...p, formatFichier: 'pdf' })),
      },
    ],
  }
  return write('modele.json', modele)
}

/** Keeps a model, each key bound as Liasse proposes, otherwise as said here. */
async function keepModele(app: ApplicationTest, chemin: string) {
  const dites: Readonly<Record<string, readonly [string, string | null, 'bloquer' | 'vide']>> = {
    'commande.date': ['lignes[].commande.dateEmission', 'iso', 'bloquer'],
    'commande.ht': ['lignes[].commande.ht', 'eurosVirgule', 'bloquer'],
    'commande.tauxTVA': ['lignes[].commande.tauxTva', 'pourcent', 'bloquer'],
    numBDC: ['lignes[].commande.numero', null, 'bloquer'],
    'medecins[].nom': ['lignes[].praticiens[].nom', null, 'bloquer'],
    'medecins[].mail': ['lignes[].praticiens[].mail', null, 'vide'],
    'medecins[].tel': ['lignes[].praticiens[].telephone', 'telephoneInternational', 'bloquer'],
    'medecins[].numRPPS': ['lignes[].praticiens[].rpps', 'nombre', 'bloquer'],
  }
  let c = await app.client.format.comparer({ dispositif: MDV, demande: 'avance', chemin })
  for (const cle of c.cles) {
    const dite = Object.entries(dites).find(([fin]) => cle.chemin.endsWith(fin))?.[1]
    if (dite === undefined && !c.sansSource.includes(cle.chemin)) continue
    const [source, formateur, absent] = dite ?? []
    const liaison =
      source === undefined
        ? cle.proposition
        : ({
            type: 'source',
            source,
            formateur: formateur ?? null,
            absent: absent ?? 'bloquer',
          } as const)
    c = await app.client.format.lier({ id: c.id, liaisons: { [cle.chemin]: liaison } })
  }
  expect([c.sansSource, c.fautes]).toEqual([[], []])
  await app.client.format.retenir({ id: c.id, malgreRefus: true })
}

/** A request in the shape that Liasse's own format has, for a client of its own. */
function ancienne() {
  const [, , ligne] = requestFile().lignesImport as [unknown, unknown, Contenu['lignesImport'][0]]
  return {
    ...ligne,
    numeroEditeur: 'Z0001',
    beneficiaires: {
      ...ligne.beneficiaires,
      liberal: ligne.beneficiaires.liberal.map((p) => ({ ...p, RPPS: rpps(40) })),
    },
  }
}

describe('round trip', () => {
  test('MDV, cases A to D, two files: the same bytes', async () => {
    const source = await openEmpty()
    const numeros = await fillMdv(source)
    await sign(source, numeros, '2022-03-20')
    const premier = await prepare(source, MDV, sortie)
    expect(premier.refus).toEqual([])
    expect(premier.envois.map((e) => e.demandes)).toEqual([4, 1])

    const vide = await openEmpty()
    await defineVente(vide)
    const chemins = premier.envois.map((e) => path.join(sortie, e.json.nom))
    const repris = await read(vide, { chemins, dispositif: MDV })
    expect(repris.fichiers.flatMap((f) => f.rejets)).toEqual([])
    expect(repris).toMatchObject({ demandes: 5, dejaLa: 0, refusees: 0 })
    await release(vide, '2022-03-20')
    await attest(vide, MDV, ['mandataire-sans-lien'])
    const ailleurs = path.join(travail, 'ailleurs')
    const second = await prepare(vide, MDV, ailleurs)
    expect(second.refus).toEqual([])
    expect(second.envois).toHaveLength(2)
    for (const [i, avant] of premier.envois.entries()) {
      const apres = second.envois[i] as (typeof second.envois)[number]
      expect(readFileSync(path.join(ailleurs, apres.json.nom), 'utf8')).toBe(
        readFileSync(path.join(sortie, avant.json.nom), 'utf8'),
      )
      expect([apres.zip.sha256, apres.json.sha256]).toEqual([avant.zip.sha256, avant.json.sha256])
    }
  })

  test('a format kept from a model of the agency, other keys and other writings: the same bytes', async () => {
    const modele = writeModele()
    const source = await openEmpty()
    const numeros = await fillMdv(source)
    await keepModele(source, modele)
    await sign(source, numeros, '2022-03-20')
    const premier = await prepare(source, MDV, sortie)
    expect(premier.refus).toEqual([])
    expect(premier.envois.map((e) => [e.demandes, e.formatVersion])).toEqual([
      [4, 2],
      [1, 2],
    ])
    const chemins = premier.envois.map((e) => path.join(sortie, e.json.nom))
    const ecrit = JSON.parse(readFileSync(chemins[0] as string, 'utf8'))
    expect(ecrit.demandes[0]).toMatchObject({
      numBDC: 'A0001',
      commande: { date: '2022-03-01', ht: '358,33', tauxTVA: 20 },
      beneficiaires: {
        commandePour: 'liberal',
        isMandataire: 'NON',
        medecins: [{ numRPPS: Number(rpps(1)) }],
      },
    })

    const sansModele = await openEmpty()
    await defineVente(sansModele)
    const ailleursRefus = await read(sansModele, { chemins, dispositif: MDV })
    expect(ailleursRefus.demandes).toBe(0)
    expect(ailleursRefus.fichiers[0]?.rejets[0]?.phrase).toContain('lignesImport')

    const vide = await openEmpty()
    await defineVente(vide)
    await keepModele(vide, modele)
    const repris = await read(vide, { chemins, dispositif: MDV })
    expect(repris.fichiers.flatMap((f) => f.rejets)).toEqual([])
    expect(repris).toMatchObject({ demandes: 5, dejaLa: 0, refusees: 0 })
    await release(vide, '2022-03-20')
    await attest(vide, MDV, ['mandataire-sans-lien'])
    const ailleurs = path.join(travail, 'ailleurs')
    const second = await prepare(vide, MDV, ailleurs)
    expect(second.refus).toEqual([])
    expect(second.envois.map((e) => [e.json.sha256, e.zip.sha256])).toEqual(
      premier.envois.map((e) => [e.json.sha256, e.zip.sha256]),
    )

    // A file made before the model was kept is read with the format of its day.
    const avant = await read(vide, {
      chemins: [write('ancien.json', { ...requestFile(), lignesImport: [ancienne()] })],
      dispositif: MDV,
    })
    expect(avant.fichiers[0]).toMatchObject({ demandes: { reprises: 1 }, rejets: [] })
  })

  test('the agency’s return of a file in a kept format is read by its own keys', async () => {
    const source = await openEmpty()
    const numeros = await fillMdv(source)
    await keepModele(source, writeModele())
    await sign(source, numeros, '2022-03-20')
    const { envois } = await prepare(source, MDV, sortie)
    const [envoi] = envois as [(typeof envois)[0]]
    const depot = jourParis(source.contexte.maintenant())
    await source.client.envoi.deposer({ id: envoi.id, le: depot })
    const json = JSON.parse(readFileSync(path.join(sortie, envoi.json.nom), 'utf8'))
    json.demandes = json.demandes.map((d: object, i: number) => ({
      ...d,
      numeroASP: `K${i}`,
      codeTraitement: '0000',
      libelleTraitement: 'Accepté',
    }))
    const retour = write('retour sans nom.json', json)
    const lu = await resultOf(source.client.retour.importer({ chemins: [retour] }))
    expect(lu.rejets).toEqual([])
    expect(lu.fichiers).toMatchObject([{ envoi: envoi.reference, lignes: 4 }])
    expect(lu.changees.map((c) => c.numeroAsp)).toEqual(['K0', 'K1', 'K2', 'K3'])
    json.demandes[2].numBDC = 'A9999'
    const faux = write(`${envoi.reference}_FichierRetour.json`, json)
    expect((await resultOf(source.client.retour.importer({ chemins: [faux] }))).rejets).toMatchObject([
      { ligne: 3, phrase: expect.stringMatching(/et non A9999/) },
    ])
  })

  test('what a kept format refuses is said under its own keys', async () => {
    const app = await openEmpty()
    await defineVente(app)
    const modele = writeModele()
    await keepModele(app, modele)
    const bonne = JSON.parse(readFileSync(modele, 'utf8')).demandes[0]
    const rejetsOf = async (change: (ligne: typeof bonne) => void) => {
      const ligne = structuredClone(bonne)
      change(ligne)
      const contenu = { impId: null, numeroAns: 'LGC0001', siret: siret(1), demandes: [ligne] }
      const { fichiers } = await read(app, { chemins: [write('lot.json', contenu)], dispositif: MDV })
      return fichiers[0]?.rejets.map((r) => [r.cle, r.phrase])
    }
    expect(
      await rejetsOf((l) => {
        l.beneficiaires.medecins[0].numRPPS = 99900000000
      }),
    ).toEqual([['beneficiaires.medecins[0].numRPPS', expect.stringContaining('RPPS')]])
    expect(
      await rejetsOf((l) => {
        l.commande.date = '2022-02-31'
      }),
    ).toEqual([['commande.date', expect.stringContaining('«\u00a02022-02-31\u00a0» ne se lit pas')]])
    expect(
      await rejetsOf((l) => {
        l.commande.ht = '430,00'
      }),
    ).toEqual([['commande.ht', expect.stringContaining('plafond')]])
  })

  test('SFP, cases A and D: what the file does not say is completed, then the same bytes', async () => {
    const source = await openEmpty()
    await defineSfp(source)
    const [produit] = await source.client.solution.lister()
    if (produit === undefined) throw new Error('no product')
    const vente = { produit, fournisseur: { id: produit.distribution.fournisseurId } }
    const infirmier = await defineMedecin(source, 21, { profession: 'infirmier' })
    const sageFemme = await defineMedecin(source, 22, { profession: 'sage_femme' })
    const centre = await source.client.client.definir(CENTRE)
    await defineCommande(source, vente, infirmier.id, { numero: 'S0001', dateEmission: SIGNEE })
    await defineCommande(source, vente, sageFemme.id, { numero: 'S0002', dateEmission: SIGNEE })
    await defineCommande(source, vente, centre.id, {
      numero: 'S0003',
      cas: 'D',
      dateEmission: SIGNEE,
      participations: [{ role: 'client', tiersId: centre.id, representant: REPRESENTANT }],
    })
    await sign(source, ['S0001', 'S0002', 'S0003'], SIGNEE)
    await answerSfp(source)
    const premier = await prepare(source, SFP, sortie)
    expect(premier.refus).toEqual([])
    expect(premier.envois.map((e) => e.demandes)).toEqual([3])

    const vide = await openEmpty()
    await defineSfp(vide)
    const chemins = premier.envois.map((e) => path.join(sortie, e.json.nom))
    const repris = await read(vide, { chemins, dispositif: SFP })
    expect(repris.fichiers.flatMap((f) => f.rejets)).toEqual([])
    expect(repris.demandes).toBe(3)
    await release(vide, SIGNEE)
    await completeSfp(vide, [
      [rpps(21), 'infirmier'],
      [rpps(22), 'sage_femme'],
    ])
    await answerSfp(vide)
    const ailleurs = path.join(travail, 'ailleurs')
    const second = await prepare(vide, SFP, ailleurs)
    expect(second.refus).toEqual([])
    expect(second.envois.map((e) => [e.json.sha256, e.zip.sha256])).toEqual(
      premier.envois.map((e) => [e.json.sha256, e.zip.sha256]),
    )
  })
})

/** A request file of one order, as another tool writes it. */
const requestFile = () => {
  const demande = (n: number, numero: string) => ({
    numLigne: n,
    typeAction: 'C',
    numeroASP: null as string | null,
    numeroEditeur: numero,
    commande: { dateCommande: '15/03/2022', regimeTVA: 'TTC', montantSegurHT: 358.33 },
    beneficiaires: {
      commandePour: 'LIBERAL',
      isMandataire: false,
      isClientUnique: true,
      nomMandataire: null,
      emailMandataire: null,
      telephoneMandataire: null,
      liberal: [
        {
          nomMedecin: `Claude Témoin${n}`,
          emailMedecin: '',
          telephoneMedecin: '0199000001',
          RPPS: rpps(n),
        },
      ],
      structure: {
        nomResponsable: null,
        emailResponsable: null,
        telephoneResponsable: null,
        FINESSJuridique: null,
        FINESSGeo: [],
      },
    },
    piecesJustificatives: [
      { nomFichier: `${numero}.pdf`, formatFichier: 'PDF', typeFichier: 'BON_COMMANDE' },
    ],
    scenarioInstallation: SCENARIO_MDV,
    codeTraitement: null as string | null,
    libelleTraitement: null as string | null,
  })
  return {
    impId: null,
    numeroAns: 'LGC0001',
    siret: siret(1),
    lignesImport: [demande(1, 'A0001'), demande(2, 'A0002'), demande(3, 'A0003')],
  }
}
type Contenu = ReturnType<typeof requestFile>

const write = (nom: string, contenu: unknown) => {
  const fichier = path.join(travail, nom)
  writeFileSync(fichier, typeof contenu === 'string' ? contenu : JSON.stringify(contenu))
  return fichier
}

async function openWithVendor() {
  const app = await openEmpty()
  await defineVente(app)
  return app
}

const counts = (app: ApplicationTest) =>
  app.contexte.registre.lire(async (db) => ({
    clients: (await db.selectFrom('tiers').select('id').execute()).length,
    demandes: await db
      .selectFrom('demande')
      .select(['etat', 'numeroAsp', 'motif', 'deposeLe'])
      .orderBy('id')
      .execute(),
    journal: (await db.selectFrom('journal').select('id').execute()).length,
    envois: await db.selectFrom('envoi').select(['reference', 'etat', 'zipPieces']).orderBy('id').execute(),
  }))

describe('what a file brings', () => {
  test('deposited on a day, with what the agency filled; again, nothing', async () => {
    const app = await openWithVendor()
    const contenu = requestFile()
    const [premiere] = contenu.lignesImport as [Contenu['lignesImport'][0]]
    Object.assign(premiere, {
      numeroASP: 'SEG-000001',
      codeTraitement: '0000',
      libelleTraitement: 'Acceptée',
    })
    const chemins = [write('lot1.json', contenu)]
    const demande = { chemins, dispositif: MDV, deposeesLe: '2022-04-01' }
    const premier = await read(app, demande)
    expect(premier.fichiers).toMatchObject([
      {
        nom: 'lot1.json',
        lignes: 3,
        clients: { crees: 3, connus: 0 },
        commandes: { creees: 3, connues: 0 },
        demandes: { reprises: 3, dejaLa: 0 },
        pieces: { rattachees: 0, absentes: 3 },
        rejets: [],
      },
    ])
    expect(premier.fichiers[0]?.avis.map((a) => a.regle)).toEqual(['pièces'])
    const apres = await counts(app)
    expect(apres.envois).toEqual([{ reference: 'lot1', etat: 'depose', zipPieces: 0 }])
    expect(apres.demandes).toEqual([
      { etat: 'deposee', numeroAsp: 'SEG-000001', motif: '0000 Acceptée', deposeLe: '2022-04-01' },
      { etat: 'deposee', numeroAsp: null, motif: '', deposeLe: '2022-04-01' },
      { etat: 'deposee', numeroAsp: null, motif: '', deposeLe: '2022-04-01' },
    ])
    const { lignes } = await app.client.commande.lister({ tri: 'numero' })
    expect(lignes.map((c) => [c.numero, c.etat, c.client, c.ht])).toEqual([
      ['A0001', 'avance_deposee', 'Claude Témoin1', 35833],
      ['A0002', 'avance_deposee', 'Claude Témoin2', 35833],
      ['A0003', 'avance_deposee', 'Claude Témoin3', 35833],
    ])
    const second = await read(app, demande)
    expect(second).toMatchObject({ demandes: 0, dejaLa: 3, refusees: 0 })
    expect(await counts(app)).toEqual(apres)
  })

  test('the pieces of the ZIP beside it, attached by name; what is no piece is told', async () => {
    const app = await openWithVendor()
    const pieces = path.join(travail, 'pieces')
    mkdirSync(pieces)
    await writePdfs(pieces, ['A0001.pdf'])
    const zip = zipSync({
      'A0001.pdf': readFileSync(path.join(pieces, 'A0001.pdf')),
      'A0002.pdf': Buffer.from('Le client a répondu par courriel.'),
    })
    const json = write('lot1.json', requestFile())
    writeFileSync(path.join(travail, 'lot1.zip'), zip)
    const { fichiers } = await read(app, { chemins: [json], dispositif: MDV })
    expect(fichiers[0]).toMatchObject({
      demandes: { reprises: 3 },
      pieces: { rattachees: 1, absentes: 2 },
      rejets: [],
    })
    expect(fichiers[0]?.avis.map((a) => [a.numLigne, a.cle])).toEqual([
      [2, 'piecesJustificatives'],
      [2, 'piecesJustificatives'],
      [3, 'piecesJustificatives'],
    ])
    const { lignes } = await app.client.commande.lister({ tri: 'numero' })
    expect(lignes.map((c) => c.etat)).toEqual(['avance_exportee', 'avance_exportee', 'avance_exportee'])
    const { lignes: demandes } = await app.client.envoi.lire({ id: fichiers[0]?.envoiId as number })
    expect(demandes.flatMap((d) => d.pieces)).toEqual(['A0001.pdf', 'A0002.pdf', 'A0003.pdf'])
  })

  test('a card of the register stays as it is; an order already there takes its request', async () => {
    const app = await openEmpty()
    const { fournisseur, un } = await defineVente(app)
    const medecin = await defineMedecin(app, 1, { telephone: '0199000077' })
    await defineCommande(app, { fournisseur, produit: un }, medecin.id, {
      numero: 'A0001',
      dateEmission: '2022-03-15',
    })
    const { fichiers } = await read(app, { chemins: [write('lot1.json', requestFile())], dispositif: MDV })
    expect(fichiers[0]).toMatchObject({
      clients: { crees: 2, connus: 1 },
      commandes: { creees: 2, connues: 1 },
      rejets: [],
    })
    const { tiers } = await app.client.client.lire({ id: medecin.id })
    expect([tiers.nom, tiers.prenom, tiers.telephone]).toEqual(['Témoin1', 'Claude', '0199000077'])
  })
})

describe('what stays out', () => {
  /** Rejections of one file whose content was changed. */
  async function rejetsOf(change: (contenu: Contenu) => unknown) {
    const app = await openWithVendor()
    const contenu = requestFile()
    const ecrit = change(contenu) ?? contenu
    const { fichiers } = await read(app, { chemins: [write('lot1.json', ecrit)], dispositif: MDV })
    return fichiers[0] as (typeof fichiers)[number]
  }
  const second = (c: Contenu) => c.lignesImport[1] as Contenu['lignesImport'][0]

  test.each([
    [
      'a wrong key',
      'beneficiaires.liberal[0].RPPS',
      (c: Contenu) => {
        Object.assign(second(c).beneficiaires.liberal[0] as object, { RPPS: '99900000000' })
      },
    ],
    [
      'above the ceiling',
      'commande.montantSegurHT',
      (c: Contenu) => {
        second(c).commande.montantSegurHT = 430
      },
    ],
    [
      'the other VAT regime',
      'commande.regimeTVA',
      (c: Contenu) => {
        second(c).commande.regimeTVA = 'HT'
      },
    ],
    [
      'a number twice',
      'numLigne',
      (c: Contenu) => {
        second(c).numLigne = 1
      },
    ],
    [
      'an order twice',
      'numeroEditeur',
      (c: Contenu) => {
        second(c).numeroEditeur = 'A0001'
      },
    ],
    [
      'a client twice',
      'numeroEditeur',
      (c: Contenu) => {
        second(c).beneficiaires.liberal = (
          c.lignesImport[0] as Contenu['lignesImport'][0]
        ).beneficiaires.liberal
      },
    ],
    [
      'a key of another scheme',
      'couloir',
      (c: Contenu) => {
        Object.assign(second(c), { couloir: 'HOP' })
      },
    ],
    [
      'an array where an object was',
      'commande',
      (c: Contenu) => {
        Object.assign(second(c), { commande: [] })
      },
    ],
  ])('%s: that line alone, with its key', async (_, cle, change) => {
    const fichier = await rejetsOf(change)
    expect(fichier.demandes.reprises).toBe(2)
    expect(fichier.rejets.map((r) => [r.cle, r.phrase.length > 20])).toEqual([[cle, true]])
  })

  test.each([
    ['not JSON', 'n’est pas du JSON', () => 'numLigne;RPPS'],
    ['cut', 'coupé', (c: Contenu) => JSON.stringify(c).slice(0, 500)],
    ['an array at the head', 'groupe de clés', (c: Contenu) => [c]],
    ['an object for the list', 'lignesImport', (c: Contenu) => ({ ...c, lignesImport: {} })],
    ['another vendor', 'SIRET', (c: Contenu) => ({ ...c, siret: siret(2) })],
    ['another product', 'n° ANS', (c: Contenu) => ({ ...c, numeroAns: 'LGC0099' })],
  ])('%s: the whole file', async (_, mots, change) => {
    const fichier = await rejetsOf(change)
    expect(fichier.demandes.reprises).toBe(0)
    expect(fichier.rejets).toHaveLength(1)
    expect(fichier.rejets[0]?.phrase).toContain(mots)
  })

  test('one bad file never stops the others; the same order in two files goes in once', async () => {
    const app = await openWithVendor()
    const autre = requestFile()
    autre.lignesImport.splice(1)
    const chemins = [write('a.json', 'rien'), write('b.json', requestFile()), write('c.json', autre)]
    const { fichiers, demandes, refusees } = await read(app, { chemins, dispositif: MDV })
    expect([demandes, refusees]).toEqual([3, 2])
    expect(fichiers.map((f) => f.demandes.reprises)).toEqual([0, 3, 0])
    expect(fichiers[2]?.rejets[0]?.phrase).toContain('A0001 a déjà une demande exportée (b, ligne 1)')
    expect((await counts(app)).envois).toHaveLength(1)
  })

  test('a deposit to come is refused; before the order, its line is', async () => {
    const app = await openWithVendor()
    const chemins = [write('lot1.json', requestFile())]
    expect(
      await sentenceFrom(() => read(app, { chemins, dispositif: MDV, deposeesLe: '2027-01-01' })),
    ).toContain('nous sommes le')
    const { fichiers } = await read(app, { chemins, dispositif: MDV, deposeesLe: '2022-03-01' })
    expect(fichiers[0]?.rejets).toHaveLength(3)
    expect((await counts(app)).clients).toBe(0)
  })
})

test('the command line takes the files of a folder, says what it refused and exits with 1', async () => {
  const app = await openWithVendor()
  const json = write('lot1.json', requestFile())
  const coupe = write('lot2.json', '{"siret":')
  const sortie = { stdout: '', stderr: '' }
  const vers = (flux: 'stdout' | 'stderr') => ({ write: (texte: string) => (sortie[flux] += texte) })
  const args = ['reprise', 'demandes', json, coupe, '--dispositif', MDV, '--solution', 'LGC0001']
  const communs = ['--deposees-le', '01/04/2022', '--registre', app.dossier, '--maintenant', MATIN]
  const code = await main([...args, ...communs], { stdout: vers('stdout'), stderr: vers('stderr') })
  expect(sortie.stderr).toBe('')
  expect(code).toBe(1)
  const dit = sortie.stdout.replaceAll('\u00a0', ' ')
  expect(dit).toContain('lot1.json : 3 demandes reprises sur 3')
  expect(dit).toContain('coupé')
  expect((await counts(app)).demandes.map((d) => d.etat)).toEqual(['deposee', 'deposee', 'deposee'])
})
