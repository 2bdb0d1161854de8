import type { Kysely } from 'kysely'
import type { FicheDispositif, ValeurReglable } from '#contract/dispositif.ts'
import { computeJalons, dernierInstant } from '#domain/calendrier.ts'
import { keepSens } from '#domain/codes.ts'
import { type Jour, jourParis } from '#domain/dates.ts'
import type { CodeAgence, Dispositif, Surcharge } from '#domain/dispositif.ts'
import { formatReglage, listReglages, parseReglage, type Reglage } from '#domain/surcharges.ts'
import { valueAt } from '#domain/valeurs.ts'
import { type Contexte, impl } from '../contexte.ts'
import { introuvable, refuser } from '../refus.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import type { Tables } from '../registre/schema.ts'
import { listSurcharges } from '../registre/surcharges.ts'
import { invaliderVerifications } from './verification.ts'

/** The scheme in force in this register: the file, with the user's values over it. Refuses an unknown code. */
export async function readDispositif(ctx: Contexte, db: Kysely<Tables>, code: string): Promise<Dispositif> {
  if (!ctx.catalogue.codes.includes(code))
    introuvable(`Le dispositif « ${code} » n’est pas au catalogue : ${ctx.catalogue.codes.join(', ')}.`)
  return ctx.catalogue.avec(code, await listSurcharges(db, code))
}

function describeReglage(
  reglage: Reglage,
  jalons: ReturnType<typeof computeJalons>,
  jour: Jour,
): ValeurReglable {
  const valeur = valueAt(reglage.datee, jour)
  const jalon = reglage.jalon === undefined ? undefined : jalons.get(reglage.jalon.cle)
  const brute = jalon === undefined ? (valeur?.valeur ?? null) : jalon.jour
  return {
    cle: reglage.cle,
    libelle: reglage.libelle,
    nature: reglage.nature,
    valeur: brute,
    affichee: formatReglage(reglage.nature, brute),
    confiance:
      valeur?.regle === undefined ? (jalon?.confiance ?? valeur?.confiance ?? 'a_confirmer') : 'par_vous',
    source: jalon?.source ?? valeur?.source ?? { document: 'absent des textes', passage: '' },
    note: valeur?.regle?.note ?? null,
  }
}

/** Codes as typed; refused when one that requests are written with is no longer told. */
function keepCodes(reglage: Reglage, saisis: readonly CodeAgence[]): readonly CodeAgence[] {
  const avant = (reglage.datee as Dispositif['listes'][string]).flatMap((v) => v.valeur ?? [])
  const { codes, manquants } = keepSens(avant, saisis)
  if (manquants.length > 0)
    refuser(
      `${reglage.libelle}\u00a0: il manque le code de ${manquants.map((m) => `«\u00a0${m}\u00a0»`).join(', ')}, que les demandes écrivent.`,
      {
        ou: reglage.cle,
        remede: `Changez le code, gardez le libellé\u00a0: ${avant.map((c) => `${c.code} = ${c.libelle}`).join(' ; ')}.`,
      },
    )
  return codes
}

/** What a first advance still lacks, in French; empty when everything is known. */
function listManques(reglables: readonly ValeurReglable[]): readonly string[] {
  return reglables
    .filter((r) => r.confiance === 'a_confirmer' && !r.cle.startsWith('parts.solde'))
    .map((r) =>
      r.valeur === null ? `${r.libelle} : inconnu, à saisir` : `${r.libelle} : ${r.affichee}, à confirmer`,
    )
}

/** Everything known of a scheme today, what the user set, and what is missing. */
export function describeDispositif(
  dispositif: Dispositif,
  surcharges: readonly Surcharge[],
  jour: Jour,
): FicheDispositif {
  const jalons = computeJalons(dispositif, jour)
  const reglables = listReglages(dispositif).map((r) => describeReglage(r, jalons, jour))
  return {
    dispositif,
    jalons: [...jalons.values()].map((j) => ({ ...j, instantLimite: dernierInstant(j) })),
    reglables,
    surcharges,
    manques: listManques(reglables),
  }
}

export const dispositifOperations = (ctx: Contexte) => {
  const fiche = async (db: Kysely<Tables>, code: string): Promise<FicheDispositif> => {
    const dispositif = await readDispositif(ctx, db, code)
    return describeDispositif(dispositif, await listSurcharges(db, code), jourParis(ctx.maintenant()))
  }

  const changer = (
    code: string,
    cle: string,
    ecrire: (tx: Ecriture, reglage: Reglage) => Promise<{ vers: string | null; detail: string }>,
  ): Promise<FicheDispositif> =>
    ctx.registre.ecrire(async (tx) => {
      const dispositif = await readDispositif(ctx, tx, code)
      const reglages = listReglages(dispositif)
      const reglage = reglages.find((r) => r.cle === cle)
      if (reglage === undefined)
        return refuser(`La valeur « ${cle} » n’existe pas dans ${code}.`, {
          ou: cle,
          remede: `Valeurs réglables : ${reglages.map((r) => r.cle).join(', ')}.`,
        })
      const avant = describeReglage(
        reglage,
        computeJalons(dispositif, jourParis(ctx.maintenant())),
        jourParis(ctx.maintenant()),
      )
      const { vers, detail } = await ecrire(tx, reglage)
      await journaliser(tx, ctx, [
        {
          sujet: 'dispositif',
          sujetId: ctx.catalogue.codes.indexOf(code),
          action: 'reglage',
          de: avant.affichee,
          vers,
          detail: `${code}, ${reglage.libelle}\u00a0: ${detail}`,
        },
      ])
      await invaliderVerifications(tx, { dispositif: code })
      return fiche(tx, code)
    })

  return impl.dispositif.router({
    lister: impl.dispositif.lister.handler(() =>
      ctx.registre.lire(async (db) => {
        const comptes = await db
          .selectFrom('commande')
          .select(['dispositif', db.fn.countAll<number>().as('nombre')])
          .groupBy('dispositif')
          .execute()
        return Promise.all(
          ctx.catalogue.codes.map(async (code) => {
            const f = await fiche(db, code)
            return {
              code,
              libelle: f.dispositif.libelle,
              vague: f.dispositif.vague,
              commandes: comptes.find((c) => c.dispositif === code)?.nombre ?? 0,
              aConfirmer: f.manques.length,
            }
          }),
        )
      }),
    ),
    montrer: impl.dispositif.montrer.handler(({ input }) => ctx.registre.lire((db) => fiche(db, input.code))),
    regler: impl.dispositif.regler.handler(({ input: { code, cle, valeur, note } }) =>
      changer(code, cle, async (tx, reglage) => {
        const lue = parseReglage(reglage.nature, valeur)
        if (lue === null) {
          const formes = {
            jour: 'une date, JJ/MM/AAAA',
            montant: 'un montant hors taxes positif, par exemple 358,33',
            taux: 'un pourcentage, par exemple 40 %',
            entier: 'un nombre de jours',
            liste: 'des codes, par exemple API_35=APICEM Apicrypt v2 ; CODE=Libellé',
          }
          return refuser(`« ${valeur} » ne convient pas à « ${reglage.libelle} ».`, {
            ou: cle,
            remede: `Donnez ${formes[reglage.nature]}.`,
          })
        }
        const valeurLue = reglage.nature === 'liste' ? keepCodes(reglage, lue as readonly CodeAgence[]) : lue
        const ligne = {
          dispositif: code,
          cle,
          valeur: JSON.stringify(valeurLue),
          note,
          le: jourParis(ctx.maintenant()),
          par: await ctx.utilisateur(),
        }
        await tx
          .insertInto('surcharge')
          .values(ligne)
          .onConflict((oc) => oc.columns(['dispositif', 'cle']).doUpdateSet(ligne))
          .execute()
        return { vers: formatReglage(reglage.nature, valeurLue), detail: note }
      }),
    ),
    retablir: impl.dispositif.retablir.handler(({ input: { code, cle } }) =>
      changer(code, cle, async (tx) => {
        await tx.deleteFrom('surcharge').where('dispositif', '=', code).where('cle', '=', cle).execute()
        return { vers: null, detail: 'valeur du fichier rétablie' }
      }),
    ),
  })
}
