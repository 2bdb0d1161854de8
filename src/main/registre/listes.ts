import { type Kysely, sql } from 'kysely'
import type { DifferenceListe } from '#contract/client.ts'
import type { Page } from '#contract/commun.ts'
import type { LigneListe, ResumeListe } from '#contract/liste.ts'
import { formatJour } from '#domain/dates.ts'
import type { TypeIdentifiant } from '#domain/identifiants.ts'
import {
  type ContenuListe,
  type FaitListe,
  isProfession,
  LISTE_LIBELLES,
  type ListeDossier,
  type ListeReference,
  sameTranche,
  TYPES_LISTE,
  type TypeListe,
} from '#domain/listes.ts'
import { formatMontant } from '#domain/montant.ts'
import { nomComplet, PROFESSION_LIBELLES, type Tiers } from '#domain/tiers.ts'
import { among } from './ids.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

/** Name of the row of `liste`: the kind, and the scheme of a list that belongs to one. */
export const keyOf = (type: TypeListe, dispositif: string | null): string =>
  dispositif === null ? type : `${type} ${dispositif}`

const isType = (mot: string): mot is TypeListe => (TYPES_LISTE as readonly string[]).includes(mot)

/** What a row's name says; null for a list that is kept elsewhere (FINESS). */
function readKey(nom: string): { type: TypeListe; dispositif: string | null } | null {
  const [type = '', dispositif = null] = nom.split(' ')
  return isType(type) ? { type, dispositif } : null
}

/** Letters and digits, without accents or case: what is searched, and how names are compared. */
export const comparable = (texte: string): string =>
  texte
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim()

/** A content as kept: what a list does not say is left out, the words to search are added. */
export function packContenu({ nom, tranche, plafondHt, activites, financements }: ContenuListe): string {
  const mots = comparable([nom, ...financements.map((f) => `${f.fournisseur} ${f.numero}`)].join(' '))
  return JSON.stringify({
    ...(nom !== '' && { nom }),
    ...(tranche !== null && { tranche }),
    ...(plafondHt !== null && { plafondHt }),
    ...(activites.length > 0 && { activites }),
    ...(financements.length > 0 && { financements }),
    ...(mots !== '' && { mots }),
  })
}

export const RIEN: ContenuListe = { nom: '', tranche: null, plafondHt: null, activites: [], financements: [] }

function unpackContenu(json: string): ContenuListe {
  const { mots: _, ...contenu } = JSON.parse(json) as Partial<ContenuListe> & { mots?: string }
  return { ...RIEN, ...contenu }
}

export interface ListeImportee extends ListeReference {
  readonly nom: string
  readonly lignes: number
}

/** Imported lists, FINESS apart, in the order of the kinds. */
export async function readListes(db: Db): Promise<readonly ListeImportee[]> {
  const lignes = await db
    .selectFrom('liste')
    .selectAll()
    .where('nom', '!=', 'FINESS')
    .orderBy('nom')
    .execute()
  return lignes
    .flatMap((l) => {
      const cle = readKey(l.nom)
      return cle === null ? [] : [{ ...l, ...cle }]
    })
    .sort((a, b) => TYPES_LISTE.indexOf(a.type) - TYPES_LISTE.indexOf(b.type))
}

/** The same, with the number of identifiers kept. */
export async function summarizeListes(db: Db): Promise<readonly ResumeListe[]> {
  const listes = await readListes(db)
  const comptes = await db
    .selectFrom('reference')
    .select(['liste', (eb) => eb.fn.countAll<number>().as('n')])
    .groupBy('liste')
    .execute()
  return listes.map(({ nom, type, dispositif, du, importeeLe, lignes, source }) => ({
    type,
    dispositif,
    du,
    importeeLe,
    source,
    lignes,
    retenues: comptes.find((c) => c.liste === nom)?.n ?? 0,
  }))
}

type FaitLu = FaitListe & { readonly liste: string }

async function readFaits(db: Db, tiersIds: readonly number[]): Promise<readonly FaitLu[]> {
  const lignes = await db
    .selectFrom('identifiant as i')
    .innerJoin('reference as r', (j) => j.onRef('r.type', '=', 'i.type').onRef('r.cle', '=', 'i.valeur'))
    .select(['i.tiersId', 'r.liste', 'r.cle', 'r.donnees'])
    .select(sql<TypeIdentifiant>`i.type`.as('par'))
    .where('i.tiersId', 'in', among(tiersIds))
    .execute()
  return lignes.map(({ donnees, ...fait }) => ({ ...fait, contenu: unpackContenu(donnees) }))
}

/** Finds the lists that apply to an order of a scheme, with what they say of its clients. */
export type ChercheListes = (dispositif: string, tiersIds: readonly number[]) => readonly ListeDossier[]

const AUCUNE: ChercheListes = () => []

/** Reads at once what the lists say of many clients. Nothing is read while no list is imported. */
export async function gatherListes(
  db: Db,
  listes: readonly ListeImportee[],
  tiersIds: readonly number[],
): Promise<ChercheListes> {
  if (listes.length === 0) return AUCUNE
  const parTiers = new Map<number, FaitLu[]>()
  for (const fait of await readFaits(db, tiersIds)) {
    const siens = parTiers.get(fait.tiersId)
    if (siens === undefined) parTiers.set(fait.tiersId, [fait])
    else siens.push(fait)
  }
  return (dispositif, ids) => {
    const faits = ids.flatMap((id) => parTiers.get(id) ?? [])
    return listes
      .filter((l) => l.dispositif === null || l.dispositif === dispositif)
      .map(({ nom, type, dispositif, du, importeeLe, source }) => ({
        type,
        dispositif,
        du,
        importeeLe,
        source,
        faits: faits.filter((f) => f.liste === nom),
      }))
  }
}

const shownListe = ({ type, dispositif }: ListeReference) =>
  dispositif === null ? LISTE_LIBELLES[type] : `${LISTE_LIBELLES[type]} ${dispositif}`

/** `fiche` is null for what a card has no field for. */
type Paire = readonly [champ: string, fiche: string | null, valeurListe: string, identique: boolean]

function compareAnnuaire(tiers: Tiers, { nom, activites }: ContenuListe): readonly Paire[] {
  if (activites.length === 0) return [['N° RPPS', 'sur la fiche', 'absent de la liste', false]]
  const { profession, modeExercice } = tiers
  const professions = [...new Set(activites.map((a) => a.libelle))].join(', ')
  const modes = [...new Set(activites.map((a) => a.libelleMode).filter((m) => m !== ''))].join(', ')
  const fiche = nomComplet(tiers)
  const memeNom =
    comparable(fiche).split(' ').sort().join(' ') === comparable(nom).split(' ').sort().join(' ')
  const liberal = activites.some((a) => a.mode === 'L')
  const salarie = activites.some((a) => a.mode === 'S')
  const memeMode = modeExercice === 'liberal' ? liberal : modeExercice === 'salarie' && salarie
  return [
    ['Nom', fiche, nom, nom === '' || memeNom],
    [
      'Profession',
      profession === null ? '' : PROFESSION_LIBELLES[profession],
      professions,
      profession !== null && activites.some((a) => isProfession(a, profession)),
    ],
    [
      'Mode d’exercice',
      modeExercice === null ? '' : modeExercice === 'liberal' ? 'libéral' : 'salarié',
      modes,
      modes === '' || memeMode,
    ],
  ]
}

function compareContenu(tiers: Tiers, type: TypeListe, contenu: ContenuListe): readonly Paire[] {
  const paires: Paire[] = []
  if (type === 'annuaire') paires.push(...compareAnnuaire(tiers, contenu))
  if (contenu.tranche !== null)
    paires.push([
      'Tranche',
      tiers.tranche ?? '',
      contenu.tranche,
      tiers.tranche !== null && sameTranche(tiers.tranche, contenu.tranche),
    ])
  if (contenu.plafondHt !== null) paires.push(['Plafond HT', null, formatMontant(contenu.plafondHt), true])
  if (type === 'es') paires.push(['Éligibilité', null, 'éligible', true])
  for (const { fournisseur, le, numero } of contenu.financements)
    paires.push([
      'Financement',
      null,
      [fournisseur, le === null ? '' : formatJour(le), numero].filter((m) => m !== '').join(', ') ||
        'déjà financé',
      false,
    ])
  return paires
}

/**
 * What the imported lists say of a card, whether it agrees or not. A list that does not name the client says nothing
 * here: the controls of its orders do.
 */
export async function compareWithListes(db: Db, tiers: Tiers): Promise<readonly DifferenceListe[]> {
  const listes = await readListes(db)
  if (listes.length === 0) return []
  const faits = await readFaits(db, [tiers.id])
  return listes.flatMap((l) =>
    faits
      .filter((f) => f.liste === l.nom)
      .flatMap((f) => compareContenu(tiers, l.type, f.contenu))
      .map(([champ, fiche, valeurListe, identique]) => ({
        liste: shownListe(l),
        du: l.du,
        source: l.source,
        champ,
        fiche: fiche ?? '',
        surFiche: fiche !== null,
        valeurListe,
        identique,
      })),
  )
}

/** Lines of the lists whose number begins so, or that hold every word; by number. */
export async function searchListes(
  db: Db,
  demande: {
    readonly texte: string
    readonly type: TypeListe | null
    readonly debut: number
    readonly nombre: number
  },
): Promise<Page<LigneListe>> {
  const listes = (await readListes(db)).filter((l) => demande.type === null || l.type === demande.type)
  const parNom = new Map(listes.map((l) => [l.nom, l]))
  // Letters and digits only: nothing in them that LIKE reads otherwise.
  const mots = comparable(demande.texte).split(' ')
  const numero = mots.join('')
  if (numero === '') return { lignes: [], total: 0 }
  const base = db
    .selectFrom('reference as r')
    .where(sql<boolean>`r.liste IN (SELECT value FROM json_each(${JSON.stringify([...parNom.keys()])}))`)
    .where((eb) =>
      eb.or([
        eb('r.cle', 'like', `${numero}%`),
        eb.and(mots.map((mot) => eb(sql<string>`r.donnees ->> '$.mots'`, 'like', `%${mot}%`))),
      ]),
    )
  const { n } = await base.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  const lignes = await base
    .select(['r.liste', 'r.cle', 'r.donnees', sql<TypeIdentifiant>`r.type`.as('par')])
    .orderBy('r.cle')
    .orderBy('r.liste')
    .limit(demande.nombre)
    .offset(demande.debut)
    .execute()
  return {
    total: n,
    lignes: lignes.flatMap(({ liste, cle, donnees, par }) => {
      const l = parNom.get(liste)
      if (l === undefined) return []
      const { type, dispositif, du, importeeLe, source } = l
      return [{ type, dispositif, du, importeeLe, source, par, cle, contenu: unpackContenu(donnees) }]
    }),
  }
}
