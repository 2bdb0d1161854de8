import { rmSync } from 'node:fs'
import path from 'node:path'
import { openTestApplication } from '../../main/outils.ts'
import { addCommandes, addVendeur } from '../../main/registreExemple.ts'

// Prints the first N of 5 000 orders, as the application does; answers its peak memory and its duration.
const TOTAL = 5000
const nombre = Number(process.argv[2])
const app = await openTestApplication()
try {
  const vendeur = await addVendeur(app.contexte)
  const ids = await addCommandes(
    app.contexte,
    vendeur,
    Array.from({ length: TOTAL }, (_, i) => ({ numero: `EX${String(i + 1).padStart(5, '0')}`, rang: i + 1 })),
  )
  await app.contexte.registre.ecrire((tx) =>
    tx.updateTable('commande').set({ formulaireExterne: 0 }).execute(),
  )
  const sortie = path.join(app.dossier, 'sortie')
  const debut = performance.now()
  let emis = 0
  for await (const e of await app.client.bdc.emettre({ commandeIds: ids.slice(0, nombre), sortie })) {
    if (e.type === 'resultat') emis = e.resultat.emis.length
  }
  if (emis !== nombre) throw new Error(`${emis} printed of ${nombre}`)
  const millisecondes = performance.now() - debut
  process.stdout.write(JSON.stringify({ millisecondes, ko: process.resourceUsage().maxRSS }))
} finally {
  await app.fermer()
  rmSync(app.dossier, { recursive: true, force: true })
}
