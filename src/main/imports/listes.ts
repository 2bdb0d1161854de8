import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import type { Rejet } from '#contract/commun.ts'
import { CHAMP_LISTE_LIBELLES, type ChampListe } from '#contract/liste.ts'
import { type Jour, parseJour } from '#domain/dates.ts'
import { explainIdentifiant, type TypeIdentifiant, verifyIdentifiant } from '#domain/identifiants.ts'
import { type ContenuListe, normalizeTranche, type TypeListe } from '#domain/listes.ts'
import { parseMontant } from '#domain/montant.ts'
import type { Progres } from '../progres.ts'
import { refuser } from '../refus.ts'
import { packContenu, RIEN } from '../registre/listes.ts'
import type { Enregistrement } from './csv.ts'
import { LigneRefusee } from './ligneRefusee.ts'
import { IDENTIFIANTS_LISTE } from './listes-colonnes.ts'
import type { Source } from './source.ts'

/** Above that, the file is not the list that it is said to be. */
const REJETS_MAX = 10_000

export interface LectureListe {
  readonly lignes: number
  readonly retenues: number
  readonly rejets: readonly Rejet[]
}

type Cellules = Readonly<Partial<Record<ChampListe, string>>>

function readPlafond(saisie: string): number | null {
  if (saisie === '') return null
  const centimes = parseMontant(saisie)
  if (centimes === null || centimes <= 0)
    throw new LigneRefusee('plafondHt', saisie, 'montant', `«\u00a0${saisie}\u00a0» n’est pas un plafond.`)
  return centimes
}

function readLe(saisie: string): Jour | null {
  if (saisie === '') return null
  const jour = parseJour(saisie)
  if (jour === null)
    throw new LigneRefusee('le', saisie, 'date', `«\u00a0${saisie}\u00a0» n’est pas une date.`)
  return jour
}

/** What a line says, and the identifiers under which it is kept. */
function readLigne(
  type: TypeListe,
  c: Cellules,
): { readonly cles: readonly (readonly [TypeIdentifiant, string])[]; readonly contenu: ContenuListe } {
  const cles = [...IDENTIFIANTS_LISTE].flatMap(
    ([champ, identifiant]): (readonly [TypeIdentifiant, string])[] => {
      const saisie = c[champ] ?? ''
      if (saisie === '') return []
      const verification = verifyIdentifiant(identifiant, saisie)
      if (verification.ok) return [[identifiant, verification.valeur]]
      throw new LigneRefusee(
        champ,
        saisie,
        `clé du ${CHAMP_LISTE_LIBELLES[champ].replace(/^N°/, 'n°')}`,
        explainIdentifiant(identifiant, saisie) ?? '',
      )
    },
  )
  if (cles.length === 0) throw new LigneRefusee(null, null, 'identifiant', 'La ligne n’a pas d’identifiant.')
  const tranche = normalizeTranche(c.tranche ?? '')
  const contenu: ContenuListe = {
    ...RIEN,
    nom: c.nom ?? '',
    tranche: tranche === '' ? null : tranche,
    plafondHt: readPlafond(c.plafondHt ?? ''),
    financements:
      type === 'finances'
        ? [{ fournisseur: c.fournisseur ?? '', le: readLe(c.le ?? ''), numero: c.numero ?? '' }]
        : [],
  }
  if (type === 'centres' && contenu.tranche === null)
    throw new LigneRefusee('tranche', null, 'tranche', 'La ligne n’a pas de tranche.')
  if (type === 'plafonds' && contenu.tranche === null && contenu.plafondHt === null)
    throw new LigneRefusee('plafondHt', null, 'plafond', 'La ligne n’a ni plafond ni tranche.')
  return { cles, contenu }
}

/** Keeps contents under a list's name, inside the transaction. */
function openRangement(db: Database, nom: string) {
  const add = db.prepare(
    'INSERT INTO reference (liste, type, cle, donnees) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const read = db.prepare('SELECT donnees FROM reference WHERE liste = ? AND type = ? AND cle = ?').pluck()
  const replace = db.prepare('UPDATE reference SET donnees = ? WHERE liste = ? AND type = ? AND cle = ?')
  return {
    /** False when the identifier is there already and says something else. */
    add(type: TypeIdentifiant, cle: string, contenu: ContenuListe): boolean {
      const donnees = packContenu(contenu)
      if (add.run(nom, type, cle, donnees).changes === 1) return true
      const connu = read.get(nom, type, cle) as string
      if (connu === donnees) return true
      if (contenu.financements.length === 0) return false
      // A client may have been financed several times.
      const { financements } = { ...RIEN, ...(JSON.parse(connu) as Partial<ContenuListe>) }
      replace.run(
        packContenu({ ...contenu, financements: [...financements, ...contenu.financements] }),
        nom,
        type,
        cle,
      )
      return true
    },
  }
}

/** The cells of the fields, in the columns that carry them. */
const pick = (r: Enregistrement, rangs: ReadonlyMap<ChampListe, number>): Cellules =>
  Object.fromEntries([...rangs].map(([champ, i]) => [champ, (r.cellules[i] ?? '').trim()]))

/** A last line shorter than the headings and than the line before it; a spreadsheet drops empty last cells everywhere. */
const isCut = (
  nature: 'csv' | 'xlsx',
  largeur: number,
  precedente: Enregistrement | null,
  derniere: Enregistrement | null,
): boolean =>
  nature === 'csv' &&
  derniere !== null &&
  (derniere.defaut !== null ||
    (derniere.cellules.length < largeur && (precedente === null || precedente.cellules.length >= largeur)))

/**
 * Reads a list line by line into `reference`, inside the transaction that replaces it. Refuses a file that was cut
 * or whose lines cannot be read: the caller's transaction is rolled back and the list in place stays.
 */
export async function readListe(
  db: Database,
  nom: string,
  type: TypeListe,
  source: Source,
  rangs: ReadonlyMap<ChampListe, number>,
  suivi: { readonly report: (progres: Progres) => void; readonly signal: AbortSignal },
): Promise<LectureListe> {
  const { fichier } = source
  const rangement = openRangement(db, nom)
  const largeur = source.titres.length
  const rejets: Rejet[] = []
  let lignes = 0
  let retenues = 0
  let precedente: Enregistrement | null = null
  let derniere: Enregistrement | null = null
  for await (const lot of source.lignes()) {
    for (const r of lot) {
      lignes++
      precedente = derniere
      derniere = r
      try {
        if (r.defaut !== null)
          throw new LigneRefusee(
            null,
            null,
            'forme de la ligne',
            'La ligne ne peut pas être lue\u00a0: guillemet non fermé, ou ligne sans fin.',
          )
        const { cles, contenu } = readLigne(type, pick(r, rangs))
        for (const [par, cle] of cles) {
          if (!rangement.add(par, cle, contenu))
            throw new LigneRefusee(
              null,
              cle,
              'doublon',
              `${cle} est déjà plus haut dans le fichier, avec d’autres valeurs.`,
            )
        }
        retenues++
      } catch (erreur) {
        if (!(erreur instanceof LigneRefusee)) throw erreur
        const colonne = erreur.champ === null ? undefined : rangs.get(erreur.champ as ChampListe)
        rejets.push({
          ligne: r.ligne,
          colonne: colonne === undefined ? null : (source.titres[colonne] ?? null),
          valeur: erreur.valeur,
          regle: erreur.regle,
          phrase: erreur.message,
        })
        if (rejets.length > REJETS_MAX)
          refuser(
            `«\u00a0${fichier.nom}\u00a0» a plus de ${REJETS_MAX} lignes illisibles\u00a0: la liste en place est gardée.`,
            {
              ou: `ligne ${r.ligne}`,
              regle: erreur.regle,
              remede: 'Vérifiez le fichier et la correspondance des colonnes.',
            },
          )
      }
    }
    suivi.report({
      fait: Math.min(lignes, source.total),
      total: source.total,
      libelle: 'Lecture de la liste',
    })
    await nextTurn()
    suivi.signal.throwIfAborted()
  }
  await fichier.assertInchange()
  if (isCut(fichier.nature, largeur, precedente, derniere))
    refuser(
      `«\u00a0${fichier.nom}\u00a0» est coupé à sa dernière ligne\u00a0: la liste en place est gardée.`,
      {
        regle: `${largeur} colonnes par ligne`,
        remede: 'Téléchargez-le ou exportez-le de nouveau, en entier.',
      },
    )
  if (retenues === 0)
    refuser(
      `Aucune ligne de «\u00a0${fichier.nom}\u00a0» n’a pu être gardée\u00a0: la liste en place l’est.`,
      {
        ou: rejets[0]?.colonne ?? null,
        regle: rejets[0]?.regle ?? null,
        remede: rejets[0]?.phrase ?? 'Vérifiez la ligne des titres et la correspondance des colonnes.',
      },
    )
  return { lignes, retenues, rejets }
}
