import { argent } from './argent.ts'
import { aujourdhui } from './aujourdhui.ts'
import { avance, envoi, solde } from './avance.ts'
import { bdc } from './bdc.ts'
import { client } from './client.ts'
import { commande } from './commande.ts'
import { dispositif } from './dispositif.ts'
import { document } from './document.ts'
import { exports } from './export.ts'
import { format } from './format.ts'
import { fournisseur, solution } from './fournisseur.ts'
import { imports } from './import.ts'
import { installation } from './installation.ts'
import { liste } from './liste.ts'
import { piece } from './piece.ts'
import { pilote } from './pilote.ts'
import { facture, reception } from './reception.ts'
import { reglement } from './reglement.ts'
import { reprise } from './reprise.ts'
import { echeance, retour } from './retour.ts'
import { systeme } from './systeme.ts'

/** Every operation of the application. The three hosts, the interface and the command line know nothing else. */
export const contrat = {
  systeme,
  aujourdhui,
  argent,
  reglement,
  fournisseur,
  solution,
  dispositif,
  client,
  commande,
  imports,
  reprise,
  liste,
  exports,
  piece,
  pilote,
  bdc,
  document,
  installation,
  reception,
  facture,
  avance,
  solde,
  envoi,
  retour,
  echeance,
  format,
}
export type Contrat = typeof contrat
