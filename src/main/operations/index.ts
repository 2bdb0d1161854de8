import { type Contexte, impl } from '../contexte.ts'
import { argentOperations } from './argent.ts'
import { aujourdhuiOperations } from './aujourdhui.ts'
import { clientOperations } from './client.ts'
import { commandeOperations } from './commande.ts'
import { avanceOperations, soldeOperations } from './demande.ts'
import { dispositifOperations } from './dispositif.ts'
import { bdcOperations, documentOperations } from './document.ts'
import { echeanceOperations } from './echeance.ts'
import { envoiOperations } from './envoi.ts'
import { exportOperations } from './export.ts'
import { factureOperations } from './facture.ts'
import { formatOperations } from './format.ts'
import { fournisseurOperations } from './fournisseur.ts'
import { importsOperations } from './imports.ts'
import { installationOperations } from './installation.ts'
import { listeOperations } from './liste.ts'
import { pieceOperations } from './piece.ts'
import { piloteOperations } from './pilote.ts'
import { receptionOperations } from './reception.ts'
import { reglementOperations } from './reglement.ts'
import { repriseOperations } from './reprise.ts'
import { retourOperations } from './retour.ts'
import { solutionOperations } from './solution.ts'
import { systemeOperations } from './systeme.ts'

/** Every operation of the contract, on one register. */
export const createRouter = (ctx: Contexte) =>
  impl.router({
    systeme: systemeOperations(ctx),
    aujourdhui: aujourdhuiOperations(ctx),
    argent: argentOperations(ctx),
    reglement: reglementOperations(ctx),
    fournisseur: fournisseurOperations(ctx),
    solution: solutionOperations(ctx),
    dispositif: dispositifOperations(ctx),
    client: clientOperations(ctx),
    commande: commandeOperations(ctx),
    imports: importsOperations(ctx),
    reprise: repriseOperations(ctx),
    exports: exportOperations(ctx),
    liste: listeOperations(ctx),
    piece: pieceOperations(ctx),
    pilote: piloteOperations(ctx),
    bdc: bdcOperations(ctx),
    document: documentOperations(ctx),
    installation: installationOperations(ctx),
    reception: receptionOperations(ctx),
    facture: factureOperations(ctx),
    avance: avanceOperations(ctx),
    solde: soldeOperations(ctx),
    envoi: envoiOperations(ctx),
    retour: retourOperations(ctx),
    echeance: echeanceOperations(ctx),
    format: formatOperations(ctx),
  })
