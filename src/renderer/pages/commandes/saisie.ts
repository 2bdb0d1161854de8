import type { client } from '../../api.ts'

export type SaisieCommande = Parameters<typeof client.commande.definir>[0]
