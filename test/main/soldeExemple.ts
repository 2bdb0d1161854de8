import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { SCENARIO_EXEMPLE } from './dossierExemple.ts'
import type { ApplicationTest } from './outils.ts'
import {
  addCommandes,
  type CommandeExemple,
  resultOf,
  type VendeurExemple,
  writePdfs,
} from './registreExemple.ts'

/** A day on which balances of MDV-LGC-Va1 may be asked for, before the end of the services. */
export const SEPTEMBRE = '2023-09-12T08:02:00.000Z'
export const PREFIXE = 'SOLDE-MDV-LGC-Va1-20230912-'

export interface SoldeExemple extends CommandeExemple {
  /** State of the advance, what it asked for and its number; paid, 30 % and a number unless told otherwise. */
  readonly avance?: 'deposee' | 'validee' | 'payee'
  readonly attendu?: number | null
  readonly numeroAsp?: string | null
  /** What is not there yet. */
  readonly sans?: readonly ('installation' | 'facture' | 'MOM')[]
}

/** Gives a piece to each order: real PDFs of their own bytes, all of the same name as their order. */
export async function attach(
  app: ApplicationTest,
  travail: string,
  type: 'BDC' | 'FACTURE' | 'MOM' | 'VA',
  numeros: readonly string[],
  signeeLe?: string,
): Promise<void> {
  if (numeros.length === 0) return
  const entree = path.join(travail, `entree-${type}-${numeros[0]}`)
  mkdirSync(entree)
  await writePdfs(
    entree,
    numeros.map((n) => `${n}.pdf`),
  )
  for (const numero of numeros) {
    const fichier = path.join(entree, `${numero}.pdf`)
    const octets = readFileSync(fichier, 'latin1')
    writeFileSync(fichier, octets.replace(`% ${numero}.pdf`, `% ${type} ${numero}.pdf`), 'latin1')
  }
  const options = signeeLe === undefined ? {} : { signeeLe }
  await resultOf(app.client.piece.rattacher({ chemins: [entree], type, ...options }))
}

/** Orders whose advance was accepted, installed, received and invoiced: ready for their balance unless told otherwise. */
export async function addSoldes(
  app: ApplicationTest,
  vendeur: VendeurExemple,
  travail: string,
  commandes: readonly SoldeExemple[],
): Promise<readonly number[]> {
  const ids = await addCommandes(app.contexte, vendeur, commandes)
  const numeros = (manque: 'facture' | 'MOM' | null) =>
    commandes.filter((c) => manque === null || !c.sans?.includes(manque)).map((c) => c.numero)
  await attach(app, travail, 'BDC', numeros(null), '2022-06-20')
  await attach(app, travail, 'FACTURE', numeros('facture'))
  await attach(app, travail, 'MOM', numeros('MOM'), '2022-09-12')
  await app.contexte.registre.ecrire(async (tx) => {
    for (const [i, c] of commandes.entries()) {
      const commandeId = ids[i] as number
      const lignes = await tx
        .selectFrom('ligne')
        .select(['tiersId', 'ht', 'tva', 'ttc'])
        .where('commandeId', '=', commandeId)
        .execute()
      const sum = (cle: 'ht' | 'tva' | 'ttc') => lignes.reduce((total, l) => total + l[cle], 0)
      const ttc = sum('ttc')
      const { avance = 'payee', attendu = Math.round(ttc * 0.3), numeroAsp = `ASP-${c.numero}` } = c
      await tx
        .insertInto('demande')
        .values({
          commandeId,
          type: 'avance',
          tentative: 1,
          etat: avance,
          numLigne: 1,
          numeroAsp,
          deposeLe: '2022-07-01',
          valideeLe: avance === 'deposee' ? null : '2022-07-20',
          payeLe: avance === 'payee' ? '2022-08-01' : null,
          montantPaye: avance === 'payee' ? attendu : null,
          ttc,
          attendu,
          perimetre: JSON.stringify({
            clients: lignes.map((l) => ({ tiersId: l.tiersId, nom: `SPECIMEN ${c.rang}` })),
            scenario: SCENARIO_EXEMPLE,
          }),
        })
        .execute()
      if (!c.sans?.includes('installation'))
        await tx
          .insertInto('installation')
          .values({
            commandeId,
            realiseeLe: '2022-09-05',
            scenario: JSON.stringify(SCENARIO_EXEMPLE),
            preuves: JSON.stringify([
              { flux: 'dmp', nombre: 12, adresse: '', releveLe: '2022-09-10', commentaire: '' },
            ]),
          })
          .execute()
      if (!c.sans?.includes('facture'))
        await tx
          .insertInto('facture')
          .values({
            commandeId,
            fournisseurId: vendeur.fournisseurId,
            numero: `F${c.numero}`,
            date: '2022-09-06',
            finaliseeLe: '2022-09-05',
            client: `SPECIMEN ${c.rang}`,
            ht: sum('ht'),
            tva: sum('tva'),
            ttc,
            externe: 1,
            lignePrestation: 1,
            mentionEtat: 1,
          })
          .execute()
      await tx
        .insertInto('attestation')
        .values({
          code: 'facture-externe',
          sujet: 'commande',
          sujetId: commandeId,
          le: '2022-09-06',
          par: 'Camille Test',
          commentaire: '',
        })
        .execute()
    }
  })
  return ids
}
