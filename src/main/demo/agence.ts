import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Envoi } from '#contract/avance.ts'
import type { ResumeCommande } from '#contract/commande.ts'
import { formatJour, type Jour } from '#domain/dates.ts'

/** What the agency writes on one line of a return file. */
export interface ReponseLigne {
  readonly code: string
  readonly libelle: string
}
const ACCEPTE: ReponseLigne = { code: '0000', libelle: 'Fichier accepté' }

interface FichierDemandes {
  readonly lignesImport: readonly { readonly numeroEditeur: string }[]
}

/** The n° ASP that the agency gives to a request of the demonstration. */
export const numeroAspOf = (type: 'avance' | 'solde', numero: string): string =>
  `DEMO${type === 'avance' ? '' : 'S'}${numero.replace(/\D/g, '').slice(-4).padStart(6, '0')}`

/**
 * Writes the return file that the agency makes of a deposited one: the same lines, each with its n° ASP, its code and
 * its label; accepted unless told otherwise. Returns its path.
 */
export async function writeRetour(
  envoi: Pick<Envoi, 'reference' | 'type' | 'json'>,
  { sortie, dossier }: { readonly sortie: string; readonly dossier: string },
  reponseOf: (numero: string) => ReponseLigne = () => ACCEPTE,
): Promise<string> {
  const depose = JSON.parse(await readFile(path.join(sortie, envoi.json.nom), 'utf8')) as FichierDemandes
  const lignesImport = depose.lignesImport.map((ligne) => {
    const { code, libelle } = reponseOf(ligne.numeroEditeur)
    const numeroASP = numeroAspOf(envoi.type, ligne.numeroEditeur)
    return { ...ligne, numeroASP, codeTraitement: code, libelleTraitement: libelle }
  })
  const chemin = path.join(dossier, `${envoi.reference}_FichierRetour.json`)
  await writeFile(chemin, JSON.stringify({ ...depose, lignesImport }, null, 2))
  return chemin
}

const euros = (cents: number): string => (cents / 100).toFixed(2).replace('.', ',')

export type Decision = 'Validée' | 'Décidée et payée' | 'Rejetée' | 'A modifier'

/** One line that the portal shows. */
export interface LignePortail {
  readonly commande: ResumeCommande
  readonly issue: Decision
  readonly le: Jour
  readonly motif?: string
}

/** The portal's table as it is copied from the page: tabs between columns. Paid, a request is so for what it asked. */
export function showPortail(type: 'avance' | 'solde', lignes: readonly LignePortail[]): string {
  return [
    'N° ASP\tN° de commande\tType de demande\tStatut\tDate de décision\tMontant payé\tDate de paiement\tMotif',
    ...lignes.map(({ commande, issue, le, motif = '' }) => {
      const paye = issue === 'Décidée et payée'
      return [
        numeroAspOf(type, commande.numero),
        commande.numero,
        type === 'avance' ? 'Avance' : 'Solde',
        issue,
        formatJour(le),
        paye ? euros(commande[type] ?? 0) : '',
        paye ? formatJour(le) : '',
        motif,
      ].join('\t')
    }),
  ].join('\n')
}

/** One operation of a bank statement; cents, below zero for a debit. */
export interface Operation {
  readonly le: Jour
  readonly libelle: string
  readonly montant: number
}

/** A bank statement in CSV, as a French bank exports it. */
export function writeReleve(operations: readonly Operation[]): string {
  const lignes = operations.map(({ le, libelle, montant }) =>
    [formatJour(le), libelle, montant < 0 ? euros(-montant) : '', montant < 0 ? '' : euros(montant)].join(
      ';',
    ),
  )
  return `${['Date;Libellé;Débit;Crédit', ...lignes].join('\r\n')}\r\n`
}
