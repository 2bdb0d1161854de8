import path from 'node:path'
import type { FichierRepris, RejetDemande } from '#contract/reprise.ts'
import type { Jour } from '#domain/dates.ts'
import { existingFile } from './fichiers.ts'
import { chooseProduit } from './preparation.ts'
import type { Session } from './session.ts'
import { plural, type Reponse } from './sortie.ts'

const describe = ({ numLigne, numero, cle, phrase, regle }: RejetDemande): string => {
  const lieu = [
    numLigne === null ? null : `ligne ${numLigne}`,
    numero === null ? null : `commande ${numero}`,
    cle === null ? null : `clé « ${cle} »`,
  ].filter((l) => l !== null)
  return `      ${lieu.length === 0 ? '' : `${lieu.join(', ')} : `}${phrase} [${regle}]`
}

const describeAll = (titre: string, rejets: readonly RejetDemande[]): readonly string[] =>
  rejets.length === 0 ? [] : [`    ${titre} :`, ...rejets.map(describe)]

function describeFichier(f: FichierRepris): string {
  const { reprises, dejaLa } = f.demandes
  const deja = dejaLa === 0 ? '' : `, ${plural(dejaLa, 'déjà reprise', 'déjà reprises')}`
  return [
    `  ${f.nom} : ${plural(reprises, 'demande reprise', 'demandes reprises')} sur ${f.lignes}${deja}, ` +
      `${plural(f.clients.crees, 'client créé', 'clients créés')}, ${plural(f.commandes.creees, 'commande créée', 'commandes créées')}, ` +
      `${plural(f.pieces.rattachees, 'pièce rattachée', 'pièces rattachées')}`,
    ...describeAll('Refusé', f.rejets),
    ...describeAll('À regarder', f.avis),
  ].join('\n')
}

/** `reprise demandes`: request files made with another tool, each with its ZIP beside it. */
export async function recoverDemandes(
  { client, signal, suivre }: Session,
  fichiers: readonly string[],
  options: { dispositif: string; solution?: string; deposeesLe?: Jour },
): Promise<Reponse> {
  const chemins: string[] = []
  for (const f of fichiers) chemins.push(await existingFile(path.resolve(f)))
  const produit =
    options.solution === undefined
      ? null
      : // Each file says its vendor: a product sold by several is one product here.
        chooseProduit(
          [...new Map((await client.solution.lister()).map((p) => [p.id, p])).values()],
          await client.fournisseur.lister(),
          options,
        )
  const resultat = await suivre(
    client.reprise.lireDemandes(
      {
        chemins,
        dispositif: options.dispositif,
        referencementId: produit?.id ?? null,
        deposeesLe: options.deposeesLe ?? null,
      },
      { signal },
    ),
  )
  return {
    json: resultat,
    texte: `${plural(resultat.demandes, 'demande reprise', 'demandes reprises')} :\n${resultat.fichiers.map(describeFichier).join('\n')}`,
    refus: resultat.refusees > 0,
  }
}
