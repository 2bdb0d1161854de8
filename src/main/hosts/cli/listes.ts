import { type Command, Option } from 'commander'
import { z } from 'zod'
import { lecture } from '#contract/import.ts'
import { colonnesListe, type LigneListe } from '#contract/liste.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import { IDENTIFIANT_LIBELLES } from '#domain/identifiants.ts'
import { LISTE_LIBELLES, TYPES_LISTE, type TypeListe } from '#domain/listes.ts'
import { formatMontant } from '#domain/montant.ts'
import { readJour } from './arguments.ts'
import { existingFile, readFields } from './fichiers.ts'
import type { Run, Session } from './session.ts'
import { describeRejets, formatNombre, plural, type Reponse, table } from './sortie.ts'

/** `{ "colonnes": {…}, "lecture": {…} }`, or the columns alone. */
const fichierColonnes = z.union([
  z.strictObject({ colonnes: colonnesListe, lecture: lecture.optional() }),
  colonnesListe.transform((colonnes) => ({ colonnes, lecture: undefined })),
])

interface OptionsListe {
  readonly type: TypeListe
  readonly dispositif?: string
  readonly du?: Jour
  readonly source?: string
  readonly colonnes?: string
}

async function importListe(
  { client, signal, suivre }: Session,
  fichier: string,
  options: OptionsListe,
): Promise<Reponse> {
  const chemin = await existingFile(fichier)
  const forme = options.colonnes === undefined ? null : await readFields(options.colonnes, fichierColonnes)
  const resultat = await suivre(
    client.liste.importer(
      {
        type: options.type,
        dispositif: options.dispositif ?? null,
        chemin,
        du: options.du ?? null,
        ...(options.source !== undefined && { source: options.source }),
        ...(forme !== null && { colonnes: forme.colonnes }),
        ...(forme?.lecture !== undefined && { lecture: forme.lecture }),
      },
      { signal },
    ),
  )
  return {
    json: resultat,
    texte:
      `${LISTE_LIBELLES[resultat.type]} du ${formatJour(resultat.du)} : ${plural(resultat.lignes, 'ligne lue', 'lignes lues')}, ${plural(resultat.retenues, 'identifiant gardé', 'identifiants gardés')}.` +
      describeRejets(
        `${plural(resultat.rejets.length, 'ligne laissée', 'lignes laissées')} de côté`,
        resultat.rejets,
      ),
    refus: resultat.rejets.length > 0,
  }
}

async function listListes({ client }: Session): Promise<Reponse> {
  const listes = await client.liste.lister()
  return {
    json: listes,
    texte:
      listes.length === 0
        ? 'Aucune liste de référence.'
        : table(
            [
              { titre: 'Liste', valeur: (l) => LISTE_LIBELLES[l.type] },
              { titre: 'Dispositif', valeur: (l) => l.dispositif ?? 'tous' },
              { titre: 'Du', valeur: (l) => formatJour(l.du) },
              { titre: 'Lignes', valeur: (l) => formatNombre(l.lignes), droite: true },
              { titre: 'Gardés', valeur: (l) => formatNombre(l.retenues), droite: true },
              { titre: 'Source', valeur: (l) => l.source },
            ],
            listes,
          ),
    refus: false,
  }
}

/** What a list says, in a few words. */
function describe({ contenu: c }: LigneListe): string {
  const mots = [
    c.tranche === null ? '' : `tranche ${c.tranche}`,
    c.plafondHt === null ? '' : `plafond ${formatMontant(c.plafondHt)} HT`,
    ...c.activites.map((a) => [a.libelle, a.libelleMode, a.commune].filter((m) => m !== '').join(', ')),
    ...c.financements.map((f) =>
      ['financé', f.fournisseur, f.le === null ? '' : formatJour(f.le), f.numero]
        .filter((m) => m !== '')
        .join(' '),
    ),
  ]
  return mots.filter((m) => m !== '').join(' ; ')
}

async function searchListes(
  { client }: Session,
  texte: string,
  options: { readonly type?: TypeListe },
): Promise<Reponse> {
  const page = await client.liste.chercher({ texte, type: options.type ?? null })
  return {
    json: page,
    texte:
      page.total === 0
        ? `Rien pour « ${texte} » dans les listes importées.`
        : table(
            [
              {
                titre: 'Liste',
                valeur: (l) => `${LISTE_LIBELLES[l.type]}${l.dispositif === null ? '' : ` ${l.dispositif}`}`,
              },
              { titre: 'Du', valeur: (l) => formatJour(l.du) },
              { titre: 'Numéro', valeur: (l) => `${IDENTIFIANT_LIBELLES[l.par]} ${l.cle}` },
              { titre: 'Nom', valeur: (l) => l.contenu.nom },
              { titre: 'Ce qu’elle dit', valeur: describe },
            ],
            page.lignes,
          ),
    refus: false,
  }
}

async function removeListe(
  { client }: Session,
  options: { readonly type: TypeListe; readonly dispositif?: string },
): Promise<Reponse> {
  const restantes = await client.liste.retirer({ type: options.type, dispositif: options.dispositif ?? null })
  return { json: restantes, texte: `${LISTE_LIBELLES[options.type]} : liste retirée.`, refus: false }
}

/** `liasse liste …`: imported, listed, searched, removed. */
export function addListes(program: Command, run: Run): void {
  const liste = program.command('liste').description('les listes de référence')
  const typeListe = () => new Option('--type <TYPE>', 'sorte de liste').choices([...TYPES_LISTE])
  liste
    .command('importer')
    .argument('<F>', 'fichier de la liste, texte ou XLSX')
    .addOption(typeListe().makeOptionMandatory())
    .option('--dispositif <CODE>', 'dispositif de la liste (es, plafonds, finances)')
    .option('--du <DATE>', 'jour de la liste ; celui du nom du fichier sinon')
    .option('--source <TEXTE>', 'd’où vient la liste')
    .option('--colonnes <map.json>', 'titres du fichier et champs de la liste')
    .description('remplace une liste de référence, en entier')
    .action((f: string, o: Omit<OptionsListe, 'du'> & { du?: string }, c: Command) => {
      const { du, ...reste } = o
      return run(importListe)(c, f, { ...reste, ...(du !== undefined && { du: readJour(du) }) })
    })
  liste
    .command('lister')
    .description('les listes importées, leur date et leur source')
    .action((_o, c: Command) => run(listListes)(c))
  liste
    .command('chercher')
    .argument('<TEXTE>', 'numéro ou nom')
    .addOption(typeListe())
    .description('ce que les listes disent d’un numéro ou d’un nom')
    .action((t: string, o: { type?: TypeListe }, c: Command) => run(searchListes)(c, t, o))
  liste
    .command('retirer')
    .addOption(typeListe().makeOptionMandatory())
    .option('--dispositif <CODE>', 'dispositif de la liste (es, plafonds, finances)')
    .description('retire une liste du registre')
    .action((o: { type: TypeListe; dispositif?: string }, c: Command) => run(removeListe)(c, o))
}
