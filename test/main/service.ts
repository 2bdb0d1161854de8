import { type ApplicationTest, defineCommande, defineMedecin, defineVendeur, SCENARIO_MDV } from './outils.ts'

/** An order whose advance the agency paid: the second half of the dossier begins. MDV-LGC-Va1 unless told otherwise. */
export async function openAvancesPayees(app: ApplicationTest, nombre = 1) {
  const vendeur = await defineVendeur(app)
  const ids: number[] = []
  for (let i = 1; i <= nombre; i++) {
    const client = await defineMedecin(app, i)
    const { resume } = await defineCommande(app, vendeur, client.id, {
      numero: `N${i}`,
      dateEmission: '2022-03-01',
      scenario: SCENARIO_MDV,
    })
    ids.push(resume.id)
  }
  await app.contexte.registre.ecrire(async (tx) => {
    for (const commandeId of ids)
      await tx
        .insertInto('demande')
        .values({
          commandeId,
          type: 'avance',
          tentative: 1,
          etat: 'payee',
          deposeLe: '2022-04-01',
          payeLe: '2022-06-01',
          ttc: 43_000,
          attendu: 12_900,
          perimetre: '{}',
        })
        .execute()
    await tx.updateTable('commande').set({ verifieeLe: null }).execute()
  })
  return { vendeur, ids, id: ids[0] as number }
}

/** Writes a balance in a state, as an export or a deposit left it. */
export const writeSolde = (app: ApplicationTest, commandeId: number, etat: string, deposeLe: string | null) =>
  app.contexte.registre.ecrire((tx) =>
    tx
      .insertInto('demande')
      .values({ commandeId, type: 'solde', tentative: 1, etat, deposeLe, ttc: 43_000, attendu: 30_100 })
      .execute(),
  )
