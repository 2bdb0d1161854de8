import path from 'node:path'
import type { ChampListe, ResumeListe } from '#contract/liste.ts'
import { formatJour, type Jour, jourParis } from '#domain/dates.ts'
import { LISTES_DU_DISPOSITIF, nameListe, type TypeListe } from '#domain/listes.ts'
import type { Contexte } from '../contexte.ts'
import { refuser } from '../refus.ts'
import { fingerprint } from './correspondance.ts'
import { dateInName, missingColonnes, proposeColonnesListe } from './listes-colonnes.ts'
import type { Source } from './source.ts'

/** The scheme goes with the kinds of list that belong to one, and with no other. */
export function checkDispositif(ctx: Contexte, type: TypeListe, dispositif: string | null): void {
  if (dispositif !== null && !ctx.catalogue.codes.includes(dispositif))
    refuser(`Le dispositif «\u00a0${dispositif}\u00a0» n’existe pas.`, {
      ou: 'dispositif',
      remede: `Dispositifs connus\u00a0: ${ctx.catalogue.codes.join(', ')}.`,
    })
  if (LISTES_DU_DISPOSITIF.has(type) === (dispositif !== null)) return
  refuser(
    dispositif === null
      ? 'Cette liste est celle d’un dispositif\u00a0: dites lequel.'
      : 'Cette liste sert à tous les dispositifs\u00a0: n’en donnez aucun.',
    { ou: 'dispositif' },
  )
}

/** The day of a list: what the user gives, or what the file's name carries. Refuses none, a later one, or two years. */
export function resolveDu(ctx: Contexte, chemin: string, donne: Jour | null): Jour {
  const nom = path.basename(chemin)
  const lu = dateInName(nom)
  const du = donne ?? lu
  if (du === null)
    refuser(`Le nom de «\u00a0${nom}\u00a0» ne dit pas de quel jour est la liste.`, {
      ou: 'du',
      remede: 'Donnez la date de la liste\u00a0: elle est citée par chaque contrôle.',
    })
  if (du > jourParis(ctx.maintenant()))
    refuser(`La date de la liste, ${formatJour(du)}, est dans l’avenir.`, {
      ou: 'du',
      remede: 'Donnez le jour où la liste a été publiée ou extraite.',
    })
  if (lu !== null && donne !== null && lu.slice(0, 4) !== donne.slice(0, 4))
    refuser(
      `Le nom de «\u00a0${nom}\u00a0» dit ${formatJour(lu)}, et la date donnée est ${formatJour(donne)}.`,
      {
        ou: 'du',
        regle: 'une liste est de son année',
        remede: 'Corrigez la date, ou choisissez le fichier de cette année.',
      },
    )
  return du
}

/** A list never goes back in time, nor loses most of its lines. */
export function assertReplaces(
  enPlace: Pick<ResumeListe, 'type' | 'du' | 'lignes'> | null,
  nouvelle: { readonly nom: string; readonly du: Jour; readonly lignes: number },
): void {
  if (enPlace === null) return
  const { nom, du, lignes } = nouvelle
  if (du < enPlace.du)
    refuser(
      `«\u00a0${nom}\u00a0» est du ${formatJour(du)}, plus ancien que la liste en place, ${nameListe(enPlace)}, qui est gardée.`,
      {
        ou: 'du',
        regle: 'une liste en remplace une plus ancienne',
        remede: 'Choisissez un fichier plus récent, ou retirez d’abord la liste en place.',
      },
    )
  // The annuaire only grows; the others may lose a campaign's establishments, never most of them.
  const part = enPlace.type === 'annuaire' ? 0.9 : 0.5
  if (lignes < enPlace.lignes * part)
    refuser(
      `«\u00a0${nom}\u00a0» n’a que ${lignes} lignes, ${nameListe(enPlace)} en a ${enPlace.lignes}\u00a0: la liste en place est gardée.`,
      {
        regle: 'un fichier coupé a moins de lignes',
        remede:
          'Téléchargez-le de nouveau, en entier\u00a0; si la liste a vraiment diminué, retirez d’abord celle en place.',
      },
    )
}

/** How a file's columns are read: what the user says, what was remembered for these headings, what they show. */
export interface Correspondance {
  readonly empreinte: string
  readonly modele: string | null
  readonly colonnes: Readonly<Record<string, ChampListe | null>>
  readonly rangs: ReadonlyMap<ChampListe, number>
  readonly manques: readonly string[]
}

interface Retenue {
  readonly nom: string
  readonly colonnes: string
}

/** The same headings may be a vendor's list too: each kind of list remembers its own. */
export const fingerprintListe = (type: TypeListe, titres: readonly string[]): string =>
  fingerprint([`liste ${type}`, ...titres])

export function mapColonnes(
  type: TypeListe,
  source: Pick<Source, 'titres'>,
  donnees: Readonly<Record<string, ChampListe | null>> | undefined,
  retenue: Retenue | undefined,
): Correspondance {
  const { titres } = source
  const inconnue = Object.keys(donnees ?? {}).find((t) => !titres.includes(t))
  if (inconnue !== undefined)
    refuser(`La colonne «\u00a0${inconnue}\u00a0» n’est pas dans le fichier.`, {
      ou: 'colonnes',
      remede: `Ses colonnes sont\u00a0: ${titres.join(', ')}.`,
    })
  const connues =
    retenue === undefined ? null : (JSON.parse(retenue.colonnes) as Record<string, ChampListe | null>)
  const choisies = donnees ?? connues ?? proposeColonnesListe(titres, type)
  const colonnes = Object.fromEntries(titres.map((t) => [t, choisies[t] ?? null]))
  const rangs = new Map<ChampListe, number>()
  const doubles: string[] = []
  for (const [i, titre] of titres.entries()) {
    const champ = colonnes[titre] ?? null
    if (champ === null) continue
    if (rangs.has(champ))
      doubles.push(
        `Deux colonnes ont le même champ\u00a0: «\u00a0${titre}\u00a0» et «\u00a0${titres[rangs.get(champ) ?? 0]}\u00a0».`,
      )
    else rangs.set(champ, i)
  }
  return {
    empreinte: fingerprintListe(type, titres),
    modele: connues === null ? null : (retenue?.nom ?? null),
    colonnes,
    rangs,
    manques: [...missingColonnes(type, new Set(rangs.keys())), ...doubles],
  }
}
