import path from 'node:path'
import { Argument, type Command } from 'commander'
import type { FichePilote, ResumePilote } from '#contract/pilote.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import { ETATS_PLACE_LIBELLES } from '#domain/etatsPilote.ts'
import { formatMontant } from '#domain/montant.ts'
import { readJour } from './arguments.ts'
import { chooseCommandes } from './dossiers.ts'
import { existingFile } from './fichiers.ts'
import { type Client, Inutilisable, type Session } from './session.ts'
import { plural, type Reponse, table } from './sortie.ts'

/** Which pilot: the only one that fits, or the one named. */
interface Choix {
  readonly dispositif?: string
  readonly solution?: string
}

async function choosePilote(client: Client, { dispositif, solution }: Choix): Promise<ResumePilote> {
  const tous = (await client.pilote.lister()).filter(
    (p) =>
      (dispositif === undefined || p.dispositif === dispositif) &&
      (solution === undefined || p.produit.toLowerCase().includes(solution.toLowerCase())),
  )
  const [pilote, autre] = tous
  if (pilote === undefined)
    throw new Inutilisable('Aucun produit du registre ne demande de pilote sous ce dispositif.', {
      remede: 'liasse pilote lister les donne tous.',
    })
  if (autre !== undefined)
    throw new Inutilisable(
      `Plusieurs pilotes\u00a0: ${tous.map((p) => `${p.dispositif}, ${p.produit}`).join('\u00a0; ')}.`,
      {
        remede: 'Ajoutez --dispositif CODE ou --solution NOM.',
      },
    )
  return pilote
}

const cleOf = ({ fournisseurId, referencementId }: ResumePilote) => ({ fournisseurId, referencementId })

const sayDecision = (p: ResumePilote): string => {
  if (p.decision !== null && p.decideLe !== null)
    return `${p.decision === 'conforme' ? 'conforme' : 'non conforme'} le ${formatJour(p.decideLe)}`
  return p.transmisLe === null ? 'pas transmis' : `transmis le ${formatJour(p.transmisLe)}`
}

function describeFiche(fiche: FichePilote): string {
  const places = fiche.places.map((p) =>
    p.occupant === null
      ? `  ${p.rang}  à pourvoir${p.ancien === null ? '' : ` (${p.ancien.client} retiré le ${formatJour(p.ancien.le)}\u00a0: ${p.ancien.motif})`}`
      : `  ${p.rang}  ${p.occupant.client}, ${p.occupant.numero}\u00a0: ${ETATS_PLACE_LIBELLES[p.occupant.etat]}`,
  )
  const manquants = fiche.contenus.filter((c) => c.fichiers.length === 0)
  return [
    `${fiche.dispositif}, ${fiche.produit}\u00a0: ${fiche.signes} PV signés sur ${fiche.taille}, ${fiche.supports.joints} supports sur ${fiche.supports.attendus}, ${sayDecision(fiche)}.`,
    ...places,
    ...(manquants.length === 0
      ? []
      : ['  Supports absents\u00a0:', ...manquants.map((c) => `    ${c.cle}\u00a0: ${c.libelle}`)]),
    ...(fiche.retient.soldes === 0
      ? []
      : [`  Retient ${plural(fiche.retient.soldes, 'solde')}, ${formatMontant(fiche.retient.montant)}.`]),
  ].join('\n')
}

const answer = (fiche: FichePilote): Reponse => ({ json: fiche, texte: describeFiche(fiche), refus: false })

async function listPilotes({ client }: Session): Promise<Reponse> {
  const pilotes = await client.pilote.lister()
  return {
    json: pilotes,
    texte:
      pilotes.length === 0
        ? 'Aucun produit du registre ne demande de pilote.'
        : table(
            [
              { titre: 'Dispositif', valeur: (p) => p.dispositif },
              { titre: 'Produit', valeur: (p) => p.produit },
              { titre: 'Fournisseur', valeur: (p) => p.fournisseur },
              { titre: 'PV signés', valeur: (p) => `${p.signes} sur ${p.taille}`, droite: true },
              {
                titre: 'Supports',
                valeur: (p) => `${p.supports.joints} sur ${p.supports.attendus}`,
                droite: true,
              },
              { titre: 'ANS', valeur: sayDecision },
            ],
            pilotes,
          ),
    refus: false,
  }
}

async function showPilote({ client }: Session, choix: Choix): Promise<Reponse> {
  return answer(await client.pilote.lire(cleOf(await choosePilote(client, choix))))
}

async function listCandidats(
  { client }: Session,
  { installes, ...choix }: Choix & { readonly installes?: boolean },
): Promise<Reponse> {
  const cle = cleOf(await choosePilote(client, choix))
  const candidats = await client.pilote.candidats({ ...cle, installes: installes === true ? true : null })
  return {
    json: candidats,
    texte:
      candidats.length === 0
        ? 'Aucune commande de ce produit n’a son avance validée hors du pilote.'
        : table(
            [
              { titre: 'Numéro', valeur: (c) => c.numero },
              { titre: 'Client', valeur: (c) => c.client },
              { titre: 'Profession', valeur: (c) => c.profession },
              {
                titre: 'Installé le',
                valeur: (c) => (c.installeeLe === null ? '' : formatJour(c.installeeLe)),
              },
              { titre: 'Apport', valeur: (c) => c.apport ?? '' },
            ],
            candidats,
          ),
    refus: false,
  }
}

const readPlace = (texte: string): number => {
  if (!/^[1-9]\d?$/.test(texte)) throw new Inutilisable(`«\u00a0${texte}\u00a0» n’est pas un rang de place.`)
  return Number(texte)
}

async function choose(
  { client }: Session,
  { place, numero, ...choix }: Choix & { readonly place: string; readonly numero: string },
): Promise<Reponse> {
  const cle = cleOf(await choosePilote(client, choix))
  const [commande] = await chooseCommandes(client, { numero: [numero] }, [])
  return answer(
    await client.pilote.choisir({ ...cle, rang: readPlace(place), commandeId: commande?.id as number }),
  )
}

async function withdraw(
  { client }: Session,
  { place, motif, ...choix }: Choix & { readonly place: string; readonly motif: string },
): Promise<Reponse> {
  const cle = cleOf(await choosePilote(client, choix))
  return answer(await client.pilote.retirer({ ...cle, rang: readPlace(place), motif }))
}

async function attachSupport(
  { client }: Session,
  fichiers: readonly string[],
  { contenu, ...choix }: Choix & { readonly contenu: string },
): Promise<Reponse> {
  const cle = cleOf(await choosePilote(client, choix))
  const chemins = await Promise.all(fichiers.map((f) => existingFile(f)))
  return answer(await client.pilote.joindreSupport({ ...cle, contenu, chemins }))
}

async function prepareDossier(
  { client }: Session,
  { sortie, ...choix }: Choix & { readonly sortie: string },
): Promise<Reponse> {
  const cle = cleOf(await choosePilote(client, choix))
  const dossier = await client.pilote.preparerDossier({ ...cle, sortie: path.resolve(sortie) })
  return {
    json: dossier,
    texte: `${plural(dossier.pieces, 'fichier')} dans ${dossier.fichier}. Transmettez-le à l’ANS, puis\u00a0: liasse pilote transmettre --le DATE.`,
    refus: false,
  }
}

async function transmit(
  { client }: Session,
  { le, ...choix }: Choix & { readonly le: Jour },
): Promise<Reponse> {
  return answer(await client.pilote.transmettre({ ...cleOf(await choosePilote(client, choix)), le }))
}

async function decide(
  { client }: Session,
  decision: 'conforme' | 'non_conforme',
  { le, commentaire, ...choix }: Choix & { readonly le: Jour; readonly commentaire?: string },
): Promise<Reponse> {
  const cle = cleOf(await choosePilote(client, choix))
  return answer(await client.pilote.decider({ ...cle, decision, le, commentaire: commentaire ?? '' }))
}

type Run = <A extends unknown[]>(
  action: (session: Session, ...args: A) => Promise<Reponse>,
) => (commande: Command, ...args: A) => Promise<void>

/** `liasse pilote …`: the first installations that the ANS must accept before any balance. */
export function addPilote(program: Command, run: Run): void {
  const pilote = program.command('pilote').description('les installations pilotes, avant tout solde')
  const command = (nom: string, description: string) =>
    pilote
      .command(nom)
      .option('--dispositif <CODE>', 'code du dispositif, s’il y a plusieurs pilotes')
      .option('--solution <NOM>', 'produit, s’il y a plusieurs pilotes')
      .description(description)
  pilote
    .command('lister')
    .description('les pilotes des produits du registre')
    .action((_o, c: Command) => run(listPilotes)(c))
  command('montrer', 'les places, les supports et ce que le pilote retient').action((o: Choix, c: Command) =>
    run(showPilote)(c, o),
  )
  command('candidats', 'les commandes dont l’avance est validée et qui n’ont pas de place')
    .option('--installes', 'celles dont l’installation est faite')
    .action((o: Choix & { installes?: boolean }, c: Command) => run(listCandidats)(c, o))
  command('choisir', 'donne une place à une commande')
    .requiredOption('--place <N>', 'rang de la place')
    .requiredOption('--numero <N>', 'numéro de commande')
    .action((o: Choix & { place: string; numero: string }, c: Command) => run(choose)(c, o))
  command('retirer', 'libère une place')
    .requiredOption('--place <N>', 'rang de la place')
    .requiredOption('--motif <TEXTE>', 'pourquoi')
    .action((o: Choix & { place: string; motif: string }, c: Command) => run(withdraw)(c, o))
  command('support', 'joint un support de formation')
    .argument('<F...>', 'fichiers')
    .requiredOption('--contenu <CLE>', 'contenu de formation dont il traite')
    .action((f: string[], o: Choix & { contenu: string }, c: Command) => run(attachSupport)(c, f, o))
  command('dossier', 'écrit le dossier pour l’ANS\u00a0: PV signés, supports et leur liste')
    .requiredOption('--sortie <DIR>', 'dossier du fichier ZIP')
    .action((o: Choix & { sortie: string }, c: Command) => run(prepareDossier)(c, o))
  command('transmettre', 'note l’envoi du dossier à l’ANS')
    .requiredOption('--le <DATE>', 'jour de l’envoi')
    .action(({ le, ...o }: Choix & { le: string }, c: Command) =>
      run(transmit)(c, { ...o, le: readJour(le) }),
    )
  command('decision', 'note la décision de l’ANS')
    .addArgument(new Argument('<DECISION>', 'décision publiée').choices(['conforme', 'non_conforme']))
    .requiredOption('--le <DATE>', 'jour de la décision')
    .option('--commentaire <TEXTE>', 'ce que l’ANS a dit')
    .action(
      (
        d: 'conforme' | 'non_conforme',
        { le, ...o }: Choix & { le: string; commentaire?: string },
        c: Command,
      ) => run(decide)(c, d, { ...o, le: readJour(le) }),
    )
}
