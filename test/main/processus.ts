// A process of its own on a register, for registre.test.ts: arguments are what to do and the folder.
import { once } from 'node:events'
import { defineCommande, defineMedecin, defineProduit, openTestApplication, refusOf } from './outils.ts'

const [mode = '', dossier = ''] = process.argv.slice(2)
// A day later than what is in the register: what lists show is derived again.
const app = await openTestApplication(
  mode === 'lecture-seule' ? { dossier, maintenant: '2026-11-18T08:00:00.000Z' } : { dossier },
)

async function showReadOnly(): Promise<void> {
  const { registre } = await app.client.systeme.etat()
  const { total } = await app.client.commande.lister({})
  const refus = await refusOf(defineMedecin(app, 2))
  process.send?.({ total, raison: registre.lectureSeule, code: refus.code, refus: refus.phrase })
}

async function writeOrders(rang: number): Promise<void> {
  const fournisseur = { id: 1 }
  const produit = await defineProduit(app, {
    fournisseurId: 1,
    solution: `Produit ${rang}`,
    numeroAns: `N${rang}`,
  })
  process.send?.('prêt')
  await once(process, 'message')
  for (let n = 0; n < 20; n++) {
    const { id } = await defineMedecin(app, rang * 100 + n)
    await defineCommande(app, { produit, fournisseur }, id)
  }
}

if (mode === 'lecture-seule') await showReadOnly()
else await writeOrders(mode === 'commandes-a' ? 1 : 2)
await app.fermer()
process.disconnect?.()
