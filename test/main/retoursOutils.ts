import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TypeDemande } from '#domain/commande.ts'
import { type ApplicationTest, openTestApplication } from './outils.ts'
import {
  addCommandes,
  addVendeur,
  readJson,
  resultOf,
  type VendeurExemple,
  writePdfs,
} from './registreExemple.ts'

export const DISPOSITIF = 'MDV-LGC-Va1'

/** One line of a request file, as the agency returns it. */
export type Ligne = Record<string, unknown>
export interface Contenu {
  [cle: string]: unknown
  lignesImport: Ligne[]
}

/** A register with deposited advances, and the files that were sent. */
export async function openAtelierRetours() {
  const travail = mkdtempSync(path.join(tmpdir(), 'liasse-retours-'))
  const dossier = path.join(travail, 'registre')
  const sortie = path.join(travail, 'sortie')
  let app = await openTestApplication({ dossier })
  const vendeur = await addVendeur(app.contexte)
  /** The next file of what may go, written and not deposited. */
  const send = async () => {
    const { envois } = await resultOf(app.client.avance.preparer({ dispositif: DISPOSITIF, sortie }))
    const [envoi] = envois
    if (envoi === undefined) throw new Error('nothing left')
    return envoi
  }
  return {
    get app() {
      return app
    },
    travail,
    sortie,
    vendeur,
    send,
    async reopen() {
      app = await openTestApplication({ dossier })
    },
    async fermer() {
      await app.fermer()
      rmSync(travail, { recursive: true, force: true })
    },
    /** Orders with their signed forms, asked for in one file, deposited that day. */
    async deposit(numeros: readonly string[], premier = 1, chez: VendeurExemple = vendeur) {
      const ids = await addCommandes(
        app.contexte,
        chez,
        numeros.map((numero, i) => ({ numero, rang: premier + i })),
      )
      const entree = mkdtempSync(path.join(travail, 'entree-'))
      await writePdfs(
        entree,
        numeros.map((n) => `${n}.pdf`),
      )
      await resultOf(app.client.piece.rattacher({ chemins: [entree], signeeLe: '2022-06-20' }))
      const envoi = await send()
      await app.client.envoi.deposer({ id: envoi.id, le: '2026-11-17' })
      return { ids, envoi, json: readJson(path.join(sortie, envoi.json.nom)) as Contenu }
    },
    write(nom: string, contenu: unknown): string {
      const chemin = path.join(travail, nom)
      writeFileSync(
        chemin,
        typeof contenu === 'string' || Buffer.isBuffer(contenu) ? contenu : JSON.stringify(contenu),
      )
      return chemin
    },
    importer: (...chemins: readonly string[]) =>
      resultOf(app.client.retour.importer({ chemins: [...chemins] })),
    demandes: () => readDemandes(app),
    journal: (action: string) =>
      app.contexte.registre.lire((db) =>
        db
          .selectFrom('journal')
          .select(['sujetId', 'de', 'vers', 'detail', 'fichier', 'sha256'])
          .where('action', '=', action)
          .orderBy('id')
          .execute(),
      ),
  }
}
export type AtelierRetours = Awaited<ReturnType<typeof openAtelierRetours>>

/** Every request of the register, in the order in which they were made. */
export const readDemandes = (app: ApplicationTest) =>
  app.contexte.registre.lire((db) =>
    db
      .selectFrom('demande as d')
      .innerJoin('commande as c', 'c.id', 'd.commandeId')
      .select(['c.numero', 'd.type', 'd.tentative', 'd.etat', 'd.numeroAsp', 'd.motif', 'd.codeTraitement'])
      .select(['d.libelleTraitement', 'd.valideeLe', 'd.payeLe', 'd.montantPaye'])
      .orderBy('d.id')
      .execute(),
  )

/** A balance of an order, already deposited: what its preparation and its deposit leave. */
export const addSoldeDepose = (
  app: ApplicationTest,
  commandeId: number,
  plus: { numeroAsp?: string; etat?: string } = {},
) =>
  app.contexte.registre.ecrire((tx) =>
    tx
      .insertInto('demande')
      .values({
        commandeId,
        type: 'solde' satisfies TypeDemande,
        tentative: 1,
        etat: plus.etat ?? 'deposee',
        envoiId: null,
        numLigne: null,
        numeroAsp: plus.numeroAsp ?? null,
        deposeLe: '2026-11-17',
        ttc: 43000,
        attendu: 30100,
        valideeLe: null,
        payeLe: null,
        montantPaye: null,
        retourLe: null,
      })
      .execute(),
  )

/** The return of a file: the same lines, filled by the agency. */
export const answer = (json: Contenu, fill: (ligne: Ligne, i: number) => Ligne): Contenu => ({
  ...json,
  lignesImport: json.lignesImport.map((l, i) => ({ ...l, ...fill(l, i) })),
})
