import path from 'node:path'
import type { Command } from 'commander'
import type { Envoi } from '#contract/avance.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import { formatMontant } from '#domain/montant.ts'
import { readJour } from './arguments.ts'
import { addIssues } from './retours.ts'
import { Inutilisable, type Run, type Session } from './session.ts'
import { plural, type Reponse, shorten, shortenTextes } from './sortie.ts'

function describeEnvoi(envoi: Envoi): string {
  const part =
    envoi.attendu === null ? 'part demandée inconnue' : `${envoi.type} de ${formatMontant(envoi.attendu)}`
  const format = envoi.formatConfirme ? '' : ' · format à confirmer'
  return (
    `  ${envoi.reference} : ${plural(envoi.demandes, 'demande')}, ${formatMontant(envoi.ttc)} TTC, ${part}${format}\n` +
    `    ${envoi.json.nom}\n    ${envoi.zip.nom} (${plural(envoi.zip.pieces, 'pièce')})`
  )
}

const LIBELLES: Readonly<Record<TypeDemande, string>> = { avance: 'd’avance', solde: 'de solde' }

/** `avance preparer`, `solde preparer`. */
const prepareDemandes =
  (type: TypeDemande) =>
  async (
    { client, signal, suivre }: Session,
    options: { dispositif: string; sortie: string },
  ): Promise<Reponse> => {
    const resultat = await suivre(
      client[type].preparer(
        { dispositif: options.dispositif, sortie: path.resolve(options.sortie) },
        { signal },
      ),
    )
    const { envois, examen } = resultat
    const refus = examen.refus.map((groupe) => {
      const textes = groupe.commandes.map((c) => `${c.constat.phrase} ${c.constat.remede}`)
      return `  ${shortenTextes(textes)} [${groupe.regle}]\n    ${shorten(groupe.commandes.map((c) => c.numero))}`
    })
    const alertes = examen.alertes.map(
      (a) => `  ${a.phrase} [${a.regle}] (${plural(a.commandes, 'commande')})`,
    )
    return {
      json: resultat,
      texte: [
        envois.length === 0
          ? `Aucune demande ${LIBELLES[type]} ne peut partir.`
          : `${plural(envois.length, 'fichier')} de demande ${LIBELLES[type]} dans ${resultat.dossier} :\n${envois.map(describeEnvoi).join('\n')}`,
        ...(refus.length === 0 ? [] : [`Ne partent pas :\n${refus.join('\n')}`]),
        ...(alertes.length === 0 ? [] : [`À regarder :\n${alertes.join('\n')}`]),
      ].join('\n'),
      refus: refus.length > 0,
    }
  }

async function findEnvoi(client: Session['client'], reference: string): Promise<Envoi> {
  for (let debut = 0; ; debut += 1000) {
    const { lignes, total } = await client.envoi.lister({ debut, nombre: 1000 })
    const trouve = lignes.find(
      (e) => e.reference === reference || e.json.nom === reference || e.zip.nom === reference,
    )
    if (trouve !== undefined) return trouve
    if (debut + lignes.length >= total || lignes.length === 0)
      throw new Inutilisable(`Aucun envoi du registre ne s’appelle « ${reference} ».`, {
        remede: 'La référence est écrite par liasse avance preparer et liasse solde preparer.',
      })
  }
}

async function depositDemande(
  { client }: Session,
  reference: string,
  options: { le: Jour; numeroDepot?: string },
): Promise<Reponse> {
  const { id } = await findEnvoi(client, reference)
  const envoi = await client.envoi.deposer({
    id,
    le: options.le,
    ...(options.numeroDepot !== undefined && { numeroDepot: options.numeroDepot }),
  })
  return {
    json: envoi,
    texte: [
      `${envoi.reference} : dépôt du ${formatJour(options.le)} enregistré, ${plural(envoi.demandes, 'demande')}.`,
      ...(envoi.rappel === null ? [] : [envoi.rappel]),
    ].join('\n'),
    refus: false,
  }
}

/** `liasse avance preparer`, `liasse solde preparer`, `liasse demande deposer`. */
export function addDemandes(program: Command, run: Run): void {
  for (const type of ['avance', 'solde'] as const)
    program
      .command(type)
      .description(`les demandes ${LIBELLES[type]}`)
      .command('preparer')
      .requiredOption('--dispositif <CODE>', 'code du dispositif')
      .requiredOption('--sortie <DIR>', 'dossier des fichiers JSON et ZIP')
      .description('écrit les fichiers de ce qui peut partir, et dit le reste')
      .action((o: { dispositif: string; sortie: string }, c: Command) => run(prepareDemandes(type))(c, o))

  const demande = program.command('demande').description('les demandes déposées')
  demande
    .command('deposer')
    .argument('<REF>', 'référence de l’envoi')
    .requiredOption('--le <DATE>', 'date du dépôt')
    .option('--numero-depot <N>', 'numéro donné par le portail')
    .description('enregistre le dépôt fait sur le portail')
    .action((ref: string, o: { le: string; numeroDepot?: string }, c: Command) =>
      run(depositDemande)(c, ref, { ...o, le: readJour(o.le) }),
    )
  addIssues(demande, run)
}
