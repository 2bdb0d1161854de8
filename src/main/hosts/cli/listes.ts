import { z } from 'zod'
import { lecture } from '#contract/import.ts'
import { colonnesListe, type LigneListe } from '#contract/liste.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import { IDENTIFIANT_LIBELLES } from '#domain/identifiants.ts'
import { LISTE_LIBELLES, type TypeListe } from '#domain/listes.ts'
import { formatMontant } from '#domain/montant.ts'
import { existingFile, readFields } from './fichiers.ts'
import type { Session } from './session.ts'
import { describeRejets, formatNombre, plural, type Reponse, table } from './sortie.ts'

/** `{ "colonnes": {…}, "lecture": {…} }`, or the columns alone. */
const fichierColonnes = z.union([
  z.strictObject({ colonnes: colonnesListe, lecture: lecture.optional() }),
  colonnesListe.transform((colonnes) => ({ colonnes, lecture: undefined })),
])

export interface OptionsListe {
  readonly type: TypeListe
  readonly dispositif?: string
  readonly du?: Jour
  readonly source?: string
  readonly colonnes?: string
}

export async function importListe(
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

export async function listListes({ client }: Session): Promise<Reponse> {
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

export async function searchListes(
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

export async function removeListe(
  { client }: Session,
  options: { readonly type: TypeListe; readonly dispositif?: string },
): Promise<Reponse> {
  const restantes = await client.liste.retirer({ type: options.type, dispositif: options.dispositif ?? null })
  return { json: restantes, texte: `${LISTE_LIBELLES[options.type]} : liste retirée.`, refus: false }
}
