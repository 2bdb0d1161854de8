import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Rejet } from '#contract/commun.ts'
import { formatJour, isJour } from '#domain/dates.ts'
import { parseTelephone, verifyIdentifiant } from '#domain/identifiants.ts'
import type { Contexte } from '../contexte.ts'
import type { Progres } from '../progres.ts'
import { refuser } from '../refus.ts'
import { journaliser } from '../registre/journal.ts'
import { replaceFiness } from '../registre/masse.ts'
import { decode, splitLines } from './csv.ts'
import { openFichier } from './fichier.ts'

/** Cells of a line of cs1100502; the 32nd (numuai) may be missing. */
const CELLULES = 31
const REMEDE =
  'Téléchargez l’extraction FINESS des établissements (etalab-cs1100502) sur data.gouv.fr, décompressez-la et choisissez ce fichier.'

export interface ResultatFiness {
  readonly etablissements: number
  readonly du: string
  readonly rejets: readonly Rejet[]
}

/**
 * Replaces the FINESS extraction as a whole, in one transaction. Refuses another file, a file cut short, and one
 * that has lost more than half of the establishments: the list in place stays.
 */
export async function importFiness(
  ctx: Contexte,
  chemin: string,
  suivi: { readonly report: (progres: Progres) => void; readonly signal: AbortSignal },
): Promise<ResultatFiness> {
  const fichier = await openFichier(chemin)
  try {
    if (fichier.nature === 'xlsx')
      refuser(`«\u00a0${fichier.nom}\u00a0» est un classeur, pas l’extraction FINESS.`, { remede: REMEDE })
    return await ctx.registre.ecrire(async (tx) => {
      const avant = await tx
        .selectFrom('liste')
        .select('lignes')
        .where('nom', '=', 'FINESS')
        .executeTakeFirst()
      const ajout = replaceFiness(ctx.registre.brut)
      const vus = new Set<string>()
      const rejets: Rejet[] = []
      let du: string | null = null
      let ligne = 0
      let courte: number | null = null
      for await (const lot of splitLines(decode(fichier, fichier.encodage))) {
        for (const brute of lot) {
          ligne++
          const texte = brute?.endsWith('\r') === true ? brute.slice(0, -1) : (brute ?? '')
          if (du === null) {
            du = readDate(texte, fichier.nom)
            continue
          }
          if (texte === '') continue
          const c = texte.split(';')
          if (courte !== null)
            rejets.push(
              reject(
                courte,
                null,
                'forme de la ligne',
                'La ligne est incomplète, ou n’est pas celle d’un établissement.',
              ),
            )
          courte = c[0] !== 'structureet' || c.length < CELLULES ? ligne : null
          if (courte !== null) continue
          const numero = c[1] as string
          if (!verifyIdentifiant('FINESS_G', numero).ok)
            rejets.push(
              reject(
                ligne,
                numero,
                'clé du n° FINESS',
                `Le FINESS «\u00a0${numero}\u00a0» n’est pas valable.`,
              ),
            )
          else if (vus.has(numero))
            rejets.push(
              reject(ligne, numero, 'doublon', `Le FINESS ${numero} est déjà plus haut dans le fichier.`),
            )
          else {
            vus.add(numero)
            ajout.ajouter(...toLigne(c))
          }
        }
        suivi.report({
          fait: Math.min(ligne, fichier.fins),
          total: fichier.fins,
          libelle: 'Lecture de l’extraction FINESS',
        })
        await nextTurn()
        suivi.signal.throwIfAborted()
      }
      ajout.vider()
      await fichier.assertInchange()
      if (courte !== null || du === null || vus.size === 0)
        refuser(
          `«\u00a0${fichier.nom}\u00a0» est coupé${courte === null ? '' : ` à la ligne ${courte}`}\u00a0: la liste en place est gardée.`,
          {
            remede: REMEDE,
          },
        )
      if (avant !== undefined && vus.size < avant.lignes / 2)
        refuser(
          `«\u00a0${fichier.nom}\u00a0» n’a que ${vus.size} établissements, la liste en place en a ${avant.lignes}\u00a0: elle est gardée.`,
          { remede: REMEDE },
        )
      const liste = {
        nom: 'FINESS',
        du,
        importeeLe: ctx.maintenant(),
        lignes: vus.size,
        source: fichier.nom,
      }
      await tx
        .insertInto('liste')
        .values(liste)
        .onConflict((oc) => oc.column('nom').doUpdateSet(liste))
        .execute()
      await journaliser(tx, ctx, [
        {
          sujet: 'import',
          sujetId: 0,
          action: 'finess_importe',
          detail: `${vus.size} établissements au ${formatJour(du)}`,
          fichier: fichier.nom,
          sha256: fichier.sha256,
        },
      ])
      return { etablissements: vus.size, du, rejets }
    })
  } finally {
    await fichier.fermer()
  }
}

const reject = (ligne: number, valeur: string | null, regle: string, phrase: string): Rejet => ({
  ligne,
  colonne: null,
  valeur,
  regle,
  phrase,
})

function readDate(titre: string, nom: string): string {
  const [marque, etalab, , date] = titre.split(';')
  if (marque !== 'finess' || etalab !== 'etalab' || date === undefined || !isJour(date.trim()))
    refuser(
      `«\u00a0${nom}\u00a0» n’est pas l’extraction FINESS des établissements\u00a0: sa première ligne devrait être «\u00a0finess;etalab;…\u00a0».`,
      {
        remede: REMEDE,
      },
    )
  return date.trim()
}

const join = (...mots: readonly (string | undefined)[]): string =>
  mots.filter((m) => m !== undefined && m.trim() !== '').join(' ')

/** Order of the columns of the table `finess`. */
function toLigne(c: readonly string[]): string[] {
  const acheminement = /^(\d{5}) (.*)$/.exec(c[15] ?? '')
  return [
    c[1] as string,
    c[2] ?? '',
    ((c[4] ?? '') || (c[3] ?? '')).trim(),
    [join(c[7], c[8], c[9], c[10]), (c[11] ?? '').trim()].filter((l) => l !== '').join('\n'),
    acheminement?.[1] ?? '',
    (acheminement?.[2] ?? c[15] ?? '').trim(),
    c[13] ?? '',
    parseTelephone(c[16] ?? '') ?? '',
    c[22] ?? '',
    c[18] ?? '',
    c[19] ?? '',
  ]
}
