import { stat } from 'node:fs/promises'
import path from 'node:path'
import { type Command, Option } from 'commander'
import {
  NATURES_SIGNATURE,
  type NatureSignature,
  TYPES_PIECE,
  TYPES_SIGNES,
  type TypePiece,
} from '#domain/commande.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import { ETATS_SUITE } from '#domain/suite.ts'
import { readJour } from './arguments.ts'
import { AVANT_AVANCE, type Choix, chooseCommandes } from './dossiers.ts'
import { existingFile } from './fichiers.ts'
import { Inutilisable, type Run, type Session } from './session.ts'
import { describeRejets, formatNombre, plural, type Reponse, shorten } from './sortie.ts'

type TypeSigne = (typeof TYPES_SIGNES)[number]

interface OptionsPieces {
  readonly type: TypePiece
  readonly signatures?: string
  readonly signeeLe?: Jour
  readonly parClient?: NatureSignature
}

/** `pieces rattacher`: files or folders, each matched to its order by its name. */
export async function attachPieces(
  { client, signal, suivre }: Session,
  chemins: readonly string[],
  options: OptionsPieces,
): Promise<Reponse> {
  if (options.signatures !== undefined && options.signeeLe !== undefined)
    throw new Inutilisable(
      'Donnez les signatures par un fichier (--signatures) ou une date (--signee-le), pas les deux.',
    )
  if (options.parClient !== undefined && options.signeeLe === undefined)
    throw new Inutilisable(
      '--par-client dit comment le client a signé : ajoutez --signee-le, le jour où il l’a fait.',
    )
  const absents = await Promise.all(
    chemins.map((c) =>
      stat(c).then(
        () => [],
        (e: { code?: string }) => (e.code === 'ENOENT' ? [c] : []),
      ),
    ),
  )
  if (absents.every((a) => a.length > 0))
    throw new Inutilisable(
      `${chemins.length > 1 ? 'Aucun de ces chemins n’existe' : 'Ce chemin n’existe pas'} : ${shorten(chemins)}.`,
    )
  const resultat = await suivre(
    client.piece.rattacher(
      {
        chemins: chemins.map((c) => path.resolve(c)),
        type: options.type,
        signatures: options.signatures === undefined ? null : await existingFile(options.signatures),
        signeeLe: options.signeeLe ?? null,
        parClient: options.parClient ?? null,
      },
      { signal },
    ),
  )
  const seules = resultat.aRattacher.map((p) => `  ${p.nom} : ${p.phrase}`)
  // The list of signatures is refused by the line, a file as a whole.
  const fichiers = resultat.rejets.filter((r) => r.ligne === null)
  const lignes = resultat.rejets.filter((r) => r.ligne !== null)
  return {
    json: resultat,
    texte:
      `${plural(resultat.recues, 'fichier reçu', 'fichiers reçus')} : ${plural(resultat.rattachees.length, 'rattaché')}, ${formatNombre(resultat.dejaLa.length)} déjà là.` +
      (seules.length === 0 ? '' : `\nÀ rattacher à la main :\n${seules.join('\n')}`) +
      describeRejets(plural(fichiers.length, 'fichier refusé', 'fichiers refusés'), fichiers) +
      describeRejets(plural(lignes.length, 'signature refusée', 'signatures refusées'), lignes),
    refus: seules.length > 0 || resultat.rejets.length > 0,
  }
}

/**
 * `pieces signer`: the document of each order was signed that day by its client, or by whom represents it; a MOM, by the
 * vendor. A signature already recorded with its signatory and its date is kept.
 */
export async function signPieces(
  { client }: Session,
  choix: Choix & { type: TypeSigne; le: Jour; nature: NatureSignature },
): Promise<Reponse> {
  const etats = choix.type === 'BDC' ? AVANT_AVANCE : ETATS_SUITE
  const commandes = await chooseCommandes(client, choix, etats)
  if (commandes.length === 0)
    return {
      json: { signees: 0, gardees: 0, sansPiece: [] },
      texte: 'Aucune commande dont noter la signature.',
      refus: false,
    }
  const resultat = await client.piece.signerPlusieurs({
    commandeIds: commandes.map((c) => c.id),
    type: choix.type,
    date: choix.le,
    nature: choix.nature,
  })
  const { signees, gardees, sansPiece } = resultat
  return {
    json: resultat,
    texte:
      `${plural(signees, 'signature notée', 'signatures notées')} au ${formatJour(choix.le)}, ${plural(gardees, 'gardée')}.` +
      (sansPiece.length === 0
        ? ''
        : `\nSans ${choix.type === 'BDC' ? 'bon de commande' : choix.type} à signer : ${shorten(sansPiece)}.`),
    refus: sansPiece.length > 0,
  }
}

export function addPieces(program: Command, run: Run): void {
  const natures = Object.keys(NATURES_SIGNATURE)
  const pieces = program.command('pieces').description('les pièces signées')
  pieces
    .command('rattacher')
    .argument('<CHEMIN...>', 'fichiers ou dossiers')
    .addOption(new Option('--type <TYPE>', 'type des pièces').choices([...TYPES_PIECE]).default('BDC'))
    .option('--signatures <F.csv>', 'numero;date;signataire;nature')
    .option('--signee-le <DATE>', 'date de signature de toutes les pièces')
    .addOption(
      new Option('--par-client <NATURE>', 'avec --signee-le : signées par le client, de cette façon').choices(
        natures,
      ),
    )
    .description('range des fichiers et les rattache à leurs commandes')
    .action((chemins: string[], o: Omit<OptionsPieces, 'signeeLe'> & { signeeLe?: string }, c: Command) => {
      const { signeeLe, ...reste } = o
      return run(attachPieces)(c, chemins, {
        ...reste,
        ...(signeeLe !== undefined && { signeeLe: readJour(signeeLe) }),
      })
    })
  pieces
    .command('signer')
    .addOption(new Option('--tous', 'toutes celles qui en sont là').conflicts('numero'))
    .option('--numero <N...>', 'numéros de commande')
    .option('--dispositif <CODE>', 'celles d’un dispositif')
    .addOption(new Option('--type <TYPE>', 'document signé').choices([...TYPES_SIGNES]).default('BDC'))
    .requiredOption('--le <DATE>', 'jour de la signature')
    .addOption(
      new Option('--nature <NATURE>', 'nature de la signature').choices(natures).makeOptionMandatory(),
    )
    .description('note que chaque client a signé ce jour-là son document, ou le fournisseur sa MOM')
    .action((o: Choix & { type: TypeSigne; le: string; nature: NatureSignature }, c: Command) =>
      run(signPieces)(c, { ...o, le: readJour(o.le) }),
    )
}
