import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient, ORPCError } from '@orpc/server'
import type { Refus } from '#contract/commun.ts'
import { luhnKey } from '#domain/identifiants.ts'
import { createApplication } from '#main/app.ts'

/** A Tuesday morning in Paris, well inside the windows of the schemes under test. */
export const MATIN = '2026-11-17T08:02:00.000Z'

export interface OptionsTest {
  /** Instant that the application takes for now; `avancer` changes it. */
  readonly maintenant?: string
  /** An existing folder, kept on closing; a temporary one, removed on closing, when absent. */
  readonly dossier?: string
  /** Null: the one that the register remembers. */
  readonly utilisateur?: string | null
}

/** The whole application on a real register in a temporary folder, called as the hosts call it. */
export async function openTestApplication(options: OptionsTest = {}) {
  const dossier = options.dossier ?? mkdtempSync(path.join(tmpdir(), 'liasse-'))
  let instant = options.maintenant ?? MATIN
  const { router, contexte, fermer } = await createApplication({
    dossierRegistre: dossier,
    hote: { nom: 'cli', dossierExports: path.join(dossier, 'exports') },
    horloge: () => instant,
    ...(options.utilisateur === null ? {} : { utilisateur: options.utilisateur ?? 'Camille Test' }),
  })
  return {
    client: createRouterClient(router),
    contexte,
    dossier,
    avancer(vers: string) {
      instant = vers
    },
    async fermer() {
      await fermer()
      if (options.dossier === undefined) rmSync(dossier, { recursive: true, force: true })
    },
  }
}
export type ApplicationTest = Awaited<ReturnType<typeof openTestApplication>>

const avecCle = (debut: string) => debut + luhnKey(debut)
/** Invented numbers with a right key. */
export const rpps = (n: number) => avecCle(`999${String(n).padStart(7, '0')}`)
export const finess = (n: number) => avecCle(`99${String(n).padStart(6, '0')}`)
export const siret = (n: number) => avecCle(`99000${String(n).padStart(8, '0')}`)

const FOURNISSEUR = {
  denomination: 'Logiciels Exemple',
  siret: siret(1),
  adresse: { lignes: '1 rue du Modèle', codePostal: '75001', commune: 'Paris' },
  responsable: {
    nom: 'Camille Témoin',
    qualite: 'Gérante',
    telephone: '01 99 00 00 01',
    mail: 'camille@exemple.example',
  },
  assujettiTva: true,
  tauxTva: 2000,
}
type SaisieFournisseur = Parameters<ApplicationTest['client']['fournisseur']['definir']>[0]
export const defineFournisseur = (app: ApplicationTest, saisie: Partial<SaisieFournisseur> = {}) =>
  app.client.fournisseur.definir({ ...FOURNISSEUR, ...saisie })

const PRODUIT = {
  solution: 'Exemple Cabinet',
  version: '7.2',
  dispositif: 'MDV-LGC-Va1',
  numeroAns: 'LGC0001',
  profils: [],
  dateDossierComplet: '2022-01-10',
  dateReferencement: '2022-02-10',
}
/** Every question of the scheme answered, so that an order lacks nothing it is made of. */
export const SCENARIO_MDV = {
  isCentreDeSante: false,
  operateurMessagerie: 'API_35',
  isProSanteConnectNeeded: true,
  isDirectToDMP: true,
  isPFIToDMP: false,
  isDirectToMSSPro: true,
  isPFIToMSSPro: false,
  isDirectToMSSCitoyen: true,
  isPFIToMSSCitoyen: false,
}
type SaisieProduit = Parameters<ApplicationTest['client']['solution']['definir']>[0]
export const defineProduit = (
  app: ApplicationTest,
  saisie: Partial<SaisieProduit> & { fournisseurId: number },
) =>
  app.client.solution.definir({
    ...PRODUIT,
    scenario: (saisie.dispositif ?? PRODUIT.dispositif) === 'MDV-LGC-Va1' ? SCENARIO_MDV : {},
    ...saisie,
  })

type SaisieClient = Parameters<ApplicationTest['client']['client']['definir']>[0]
/** A doctor in private practice, whose name and RPPS come from `n`. */
export const defineMedecin = (app: ApplicationTest, n: number, saisie: Partial<SaisieClient> = {}) =>
  app.client.client.definir({
    categorie: 'praticien',
    nom: `Témoin${n}`,
    prenom: 'Claude',
    profession: 'medecin',
    modeExercice: 'liberal',
    identifiants: [{ type: 'RPPS', valeur: rpps(n) }],
    adresse: { lignes: `${n} avenue du Modèle`, codePostal: '69001', commune: 'Lyon' },
    telephone: '04 99 00 00 01',
    mail: `temoin${n}@exemple.example`,
    ...saisie,
  })

/** A vendor with one product under the scheme. */
export async function defineVendeur(app: ApplicationTest, produit: Partial<SaisieProduit> = {}) {
  const fournisseur = await defineFournisseur(app)
  return { fournisseur, produit: await defineProduit(app, { ...produit, fournisseurId: fournisseur.id }) }
}

type SaisieCommande = Parameters<ApplicationTest['client']['commande']['definir']>[0]
/** An order for one client, amounts proposed. */
export const defineCommande = (
  app: ApplicationTest,
  { produit, fournisseur }: { produit: { id: number }; fournisseur: { id: number } },
  clientId: number,
  saisie: Partial<SaisieCommande> = {},
) =>
  app.client.commande.definir({
    referencementId: produit.id,
    fournisseurId: fournisseur.id,
    cas: 'A',
    dateEmission: '2022-03-01',
    participations: [{ role: 'client', tiersId: clientId }],
    lignes: [],
    ...saisie,
  })

/** What a refused call says; fails when the call is accepted. */
export async function refusOf(appel: Promise<unknown>) {
  const erreur = await appel.then(
    () => null,
    (e: unknown) => e,
  )
  if (!(erreur instanceof ORPCError))
    throw new Error(`expected a refusal, got ${String(erreur)}`, { cause: erreur })
  const data = erreur.data as Partial<Refus> & { actuelle?: unknown }
  return { code: erreur.code as string, ...data }
}
