import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import iconv from 'iconv-lite'
import { afterEach } from 'vitest'
import { type ApplicationTest, openTestApplication } from './outils.ts'
import { addVendeur, resultOf, type VendeurExemple } from './registreExemple.ts'

export const SANS_PRODUIT = { dispositif: null, referencementId: null, fournisseurId: null }
export const TITRES_EDITEUR = 'ref bdc;date commande;NomClient;ADRMAIL;telephoneMedecin;RPPS;nomFichier'

const aFermer: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const fermer of aFermer.splice(0)) await fermer()
})

/** An application and a folder of files, both gone after the test. */
export async function openAtelierImport() {
  const app = await openTestApplication()
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-import-'))
  aFermer.push(async () => {
    await app.fermer()
    rmSync(dossier, { recursive: true, force: true })
  })
  const write = (nom: string, contenu: string | Buffer, encodage = 'utf8'): string => {
    const chemin = path.join(dossier, nom)
    writeFileSync(chemin, typeof contenu === 'string' ? iconv.encode(contenu, encodage) : contenu)
    return chemin
  }
  return { ...app, dossierFichiers: dossier, write }
}

/** The same, with a vendor and its product for MDV-LGC-Va1. */
export async function openAtelierCommandes() {
  const atelier = await openAtelierImport()
  const vendeur: VendeurExemple = await addVendeur(atelier.contexte)
  return { ...atelier, vente: { dispositif: 'MDV-LGC-Va1', ...vendeur } }
}

type Client = ApplicationTest['client']
type Demande = Parameters<Client['imports']['executer']>[0]

export const runImport = (client: Client, demande: Demande) => resultOf(client.imports.executer(demande))

/** Every client of the register, by name. */
export const listNoms = async (client: Client): Promise<string[]> =>
  (await client.client.lister({ nombre: 1000 })).lignes.map((c) => c.nom)

export const ficheOf = async (client: Client, texte: string) => {
  const { lignes } = await client.client.lister({ texte })
  if (lignes[0] === undefined) throw new Error(`no client for ${texte}`)
  return (await client.client.lire({ id: lignes[0].id })).tiers
}

export const commandeOf = async (client: Client, numero: string) => {
  const { lignes } = await client.commande.lister({ texte: numero })
  const trouvee = lignes.find((c) => c.numero === numero)
  if (trouvee === undefined) throw new Error(`no order ${numero}`)
  return (await client.commande.lire({ id: trouvee.id })).dossier
}
