import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { formatJour } from '#domain/dates.ts'
import { inventRpps } from '#main/demo/donnees.ts'
import { signDocument } from '#main/demo/signature.ts'
import { DATE_0, FOURNISSEUR, PRODUIT_SFP } from '#main/demo/vendeur.ts'
import { openTestApplication } from './outils.ts'
import { readJson, resultOf } from './registreExemple.ts'

export const SFP = 'SFP-LGC-Va2'
export const CLIENTS = [1, 2, 3, 4, 5, 6].map((n) => ({
  numero: `EX 00${n}`,
  nom: `SPÉCIMEN${n}`,
  complet: `SPÉCIMEN${n} Lou`,
}))
const PROFESSIONS = ['IDE', 'Sage-femme', 'Kiné', 'Orthophoniste', 'Orthoptiste', 'IPA']
/** Attestations that the vendor makes of every order before the advance, and of the product before the balance. */
export const ATTESTATIONS = {
  avance: [
    'psc-operateur',
    'marche-concurrentiel',
    'commande-non-conditionnee',
    'versions-obsoletes',
    'exercice-liberal',
  ],
  solde: ['formations-annexe', 'sans-surcout', 'droits-maintenance-support', 'clause-portabilite'],
}

/** The export of a CRM: six people of six professions, who order in October. */
export const crmOf = () =>
  [
    'REF_CLI;NOM;PRENOM;RPPS;Profession;Adresse;CP;Ville;MAIL;Tél. portable;N° BDC;Date BDC;Date installation',
    ...CLIENTS.map((c, i) =>
      [
        `C${i + 1}`,
        c.nom,
        'Lou',
        inventRpps(i + 1),
        PROFESSIONS[i],
        `${i + 1} rue de la Maquette`,
        '25000',
        'Besançon',
        `client${i + 1}@cabinet.example`,
        '01 99 00 12 34',
        c.numero,
        '05/10/2026',
        '15/01/2027',
      ].join(';'),
    ),
    '',
  ].join('\r\n')

/** A vendor, its product and six orders of SFP-LGC-Va2, on a clock that goes from phase to phase. */
export async function openParcours() {
  const travail = mkdtempSync(path.join(tmpdir(), 'liasse-parcours-'))
  const app = await openTestApplication({
    dossier: path.join(travail, 'registre'),
    maintenant: '2026-11-17T08:02:00.000Z',
  })
  const { client } = app
  const at = (...segments: string[]) => path.join(travail, ...segments)
  const vendeur = await client.fournisseur.definir(FOURNISSEUR)
  const produit = await client.solution.definir({ scenario: {}, ...PRODUIT_SFP, fournisseurId: vendeur.id })
  await client.dispositif.regler({ code: SFP, cle: 'date0', valeur: DATE_0, note: 'Essai' })
  writeFileSync(at('crm.csv'), crmOf())
  await resultOf(
    client.imports.executer({
      chemin: at('crm.csv'),
      dispositif: SFP,
      referencementId: produit.id,
      fournisseurId: vendeur.id,
    }),
  )
  const parcours = {
    app,
    client,
    at,
    sortie: at('sortie'),
    cle: { fournisseurId: vendeur.id, referencementId: produit.id },
    /** Goes to that day, ten o'clock in the morning. */
    aller: (jour: string) => app.avancer(`${jour}T09:00:00.000Z`),
    async ids(numeros: readonly string[] = CLIENTS.map((c) => c.numero)) {
      const { lignes } = await client.commande.lister({ tri: 'numero', nombre: 100 })
      return numeros.map((n) => (lignes.find((l) => l.numero === n) as (typeof lignes)[number]).id)
    },
    async etats() {
      return (await client.commande.lister({ tri: 'numero', nombre: 100 })).lignes.map((l) => l.etat)
    },
    /** Signs what was printed into `emis` and attaches the copies with the list of their signatures. */
    async signer(
      type: 'BDC' | 'PV' | 'VA',
      emis: readonly { numero: string; fichier: string }[],
      le: string,
    ) {
      const dossier = at(`signes-${type}-${le}`)
      mkdirSync(dossier, { recursive: true })
      const liste = ['numero;date;signataire;nature']
      for (const [i, { numero, fichier }] of emis.entries()) {
        const signataire = CLIENTS.find((c) => c.numero === numero)?.complet ?? ''
        const octets = readFileSync(fichier)
        writeFileSync(
          path.join(dossier, path.basename(fichier)),
          await signDocument(octets, signataire, le, i),
        )
        liste.push(`${numero};${formatJour(le)};${signataire};manuscrite`)
      }
      const signatures = `${dossier}.csv`
      writeFileSync(signatures, `${liste.join('\r\n')}\r\n`)
      return resultOf(client.piece.rattacher({ chemins: [dossier], type, signatures }))
    },
    async attester(codes: readonly string[], le: string) {
      const commandeIds = await parcours.ids()
      for (const code of codes) await client.commande.attester({ code, commandeIds, le })
    },
    async fermer() {
      await app.fermer()
      rmSync(travail, { recursive: true, force: true })
    },
  }
  return parcours
}
export type Parcours = Awaited<ReturnType<typeof openParcours>>

/** Printed, signed, attested, asked for and deposited: what the first half leaves. */
export async function depositAvances(p: Parcours) {
  const { client } = p
  const commandeIds = await p.ids()
  const { emis } = await resultOf(client.bdc.emettre({ commandeIds, sortie: p.at('bdc') }))
  await p.signer('BDC', emis, '2026-11-06')
  await p.attester(ATTESTATIONS.avance, '2026-11-17')
  await client.client.declarerAides({ commandeIds, montant: 0, le: '2026-11-06', source: 'Essai' })
  return deposit(p, 'avance')
}

export interface FichierDemandes {
  [cle: string]: unknown
  lignesImport: ({ numeroEditeur: string } & Record<string, unknown>)[]
}

/** Makes the one file of what may go, and deposits it; answers what was written. */
export async function deposit(
  p: Parcours,
  type: 'avance' | 'solde',
  le = '2026-11-17',
  numeros: readonly string[] = CLIENTS.map((c) => c.numero),
) {
  const commandeIds = await p.ids(numeros)
  const { envois } = await resultOf(
    p.client[type].preparer({ dispositif: SFP, commandeIds, sortie: p.sortie }),
  )
  const [envoi] = envois
  if (envoi === undefined || envois.length > 1) throw new Error(`${envois.length} files instead of one`)
  await p.client.envoi.deposer({ id: envoi.id, le, numeroDepot: `DEPOT-${envoi.reference}` })
  return { envoi, json: readJson(path.join(p.sortie, envoi.json.nom)) as FichierDemandes }
}

type Reponse = readonly [code: string, libelle: string]

/** The agency's return of a file: the same lines, filled. */
export function fillRetour(
  reference: string,
  json: FichierDemandes,
  codeOf: (numero: string) => Reponse,
): FichierDemandes {
  const lignesImport = json.lignesImport.map((l, i) => {
    const [codeTraitement, libelleTraitement] = codeOf(l.numeroEditeur)
    return { ...l, numeroASP: `ASP-${reference.slice(0, 3)}-${i + 1}`, codeTraitement, libelleTraitement }
  })
  return { ...json, lignesImport }
}

/** Writes that return as the agency names it. */
export function answer(
  p: Parcours,
  reference: string,
  json: FichierDemandes,
  codeOf: (numero: string) => Reponse,
): string {
  const chemin = p.at(`${reference}_FichierRetour.json`)
  writeFileSync(chemin, JSON.stringify(fillRetour(reference, json, codeOf)))
  return chemin
}
