import { createHash } from 'node:crypto'
import path from 'node:path'
import type { Kysely } from 'kysely'
import type { ComparaisonFormat, Liaison, Liaisons, ResumeFormat } from '#contract/format.ts'
import { codesAt } from '#domain/codes.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { type Contexte, impl } from '../contexte.ts'
import { flatten } from '../formats/comparaison.ts'
import { type Format, openFormat } from '../formats/format.ts'
import { ModeleRefuse, type Objet, readJsonFile, readModele } from '../formats/modele.ts'
import { compareOrigines, listFeuilles } from '../formats/resolution.ts'
import { compileSchemaAgence } from '../formats/schemaAgence.ts'
import { findSource } from '../formats/sources.ts'
import { introuvable, refuser } from '../refus.ts'
import {
  type Difference,
  deleteFormat,
  insertEssai,
  type LigneFormat,
  readEnVigueur,
  readFormatRow,
  readFormats,
  setRetenu,
  updateFormat,
} from '../registre/formats.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import type { Tables } from '../registre/schema.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { readDispositif } from './dispositif.ts'
import { tryFormat } from './format-essai.ts'
import { choicesOf, describeComparaison, etatOf, resolve } from './format-fiche.ts'
import { codeFormat, libelleFormat, openFormatEnVigueur } from './format-vigueur.ts'

type Db = Kysely<Tables>

const DEMANDES = ['avance', 'solde'] as const
/** Share of the keys of the format in use that a model of the same request must know. */
const RESSEMBLANCE = 0.3
const RIEN_CHANGE = 'Le format en vigueur n’a pas changé.'

interface Ici {
  readonly dispositif: Dispositif
  readonly demande: TypeDemande
}

/** Says a model that cannot be used as a refusal, with what stays in force. */
async function refusing<T>(ou: string, f: () => T | Promise<T>): Promise<T> {
  try {
    return await f()
  } catch (erreur) {
    if (!(erreur instanceof ModeleRefuse)) throw erreur
    return refuser(`${erreur.message} ${RIEN_CHANGE}`, { ou, remede: erreur.remede })
  }
}

/** Liasse's own format for a request, or null. */
const shipped = ({ dispositif, demande }: Ici): Format | null => {
  const code = dispositif.formats[demande]
  return code === null ? null : openFormat(code)
}

function origineOf(format: Format, emprunt: boolean): Difference['origine'] {
  const { code, version, gabarit, schema, cleLignes, lignesMax, jsonDansZip } = format
  return { code, version, gabarit, schema, cleLignes, lignesMax, jsonDansZip, emprunt }
}

/** What a model is compared with: the format in use, else that of the scheme's other request, whose keys it shares. */
async function findOrigine(db: Db, ici: Ici): Promise<Difference['origine']> {
  const sien = await openFormatEnVigueur(db, ici.dispositif, ici.demande)
  if (sien !== null) return origineOf(sien, false)
  const autre = await openFormatEnVigueur(db, ici.dispositif, ici.demande === 'solde' ? 'avance' : 'solde')
  return origineOf(autre ?? openFormat('mdv-lgc-va1-avance'), true)
}

async function locate(ctx: Contexte, db: Db, ligne: LigneFormat): Promise<Ici> {
  for (const dispositif of (await loadDispositifs(db, ctx.catalogue)).values())
    for (const demande of DEMANDES)
      if (codeFormat(dispositif, demande) === ligne.code) return { dispositif, demande }
  return introuvable(`Le dispositif du format «\u00a0${ligne.code}\u00a0» n’est plus au catalogue.`)
}

const known = async (db: Db, id: number): Promise<LigneFormat> =>
  (await readFormatRow(db, id)) ??
  introuvable('Ce modèle n’est plus dans le registre\u00a0: il a été abandonné.')

async function show(ctx: Contexte, db: Db, id: number): Promise<ComparaisonFormat> {
  const ligne = await known(db, id)
  const { dispositif, demande } = await locate(ctx, db, ligne)
  const enVigueur = (await readEnVigueur(db, ligne.code))?.id ?? null
  return describeComparaison(ligne, dispositif, demande, etatOf(ligne, enVigueur))
}

async function resume(db: Db, ici: Ici): Promise<ResumeFormat> {
  const { dispositif, demande } = ici
  const code = codeFormat(dispositif, demande)
  const lignes = await readFormats(db, code)
  const ligne = await readEnVigueur(db, code)
  const notre = shipped(ici)
  const gabarit = ligne?.difference.gabarit ?? notre?.gabarit ?? null
  const ecart =
    ligne === null || notre === null || ligne.difference.base === null || ligne.baseVersion === notre.version
      ? null
      : compareOrigines(ligne.difference.base, notre.gabarit, ligne.difference.gabarit ?? {})
  return {
    dispositif: dispositif.code,
    demande,
    code,
    libelle: libelleFormat(dispositif.code, demande),
    version: ligne?.version ?? notre?.version ?? null,
    confirme: ligne !== null || notre?.confiance === 'atteste',
    cles: gabarit === null ? 0 : listFeuilles(gabarit).size,
    source: ligne === null ? (notre?.source ?? '') : `Modèle de l’agence «\u00a0${ligne.nom}\u00a0»`,
    origineChangee:
      ecart === null
        ? null
        : { de: ligne?.baseVersion ?? 0, a: notre?.version ?? 0, conflits: ecart.touchees.size },
    versions: lignes.map((l) => ({
      id: l.id,
      version: l.version,
      etat: etatOf(l, ligne?.id ?? null),
      nom: l.nom,
      sha256: l.sha256,
      importeLe: l.importeLe,
      retenuLe: l.retenuLe,
      par: l.par,
      schema: l.schema !== null,
      envois: l.envois,
    })),
  }
}

async function list(ctx: Contexte, db: Db): Promise<readonly ResumeFormat[]> {
  const resumes: ResumeFormat[] = []
  for (const dispositif of (await loadDispositifs(db, ctx.catalogue)).values())
    for (const demande of DEMANDES) resumes.push(await resume(db, { dispositif, demande }))
  return resumes
}

const readSchema = (fichier: string): Promise<Objet> =>
  refusing(path.basename(fichier), async () => {
    const { contenu } = await readJsonFile(fichier)
    compileSchemaAgence(contenu)
    return contenu as Objet
  })

/** A choice that names an unknown source, or a writing that its kind does not have, is refused before it is kept. */
function assertLiaisons(liaisons: Readonly<Record<string, Liaison | null>>, cles: ReadonlySet<string>): void {
  for (const [cle, liaison] of Object.entries(liaisons)) {
    if (!cles.has(cle))
      refuser(`La clé «\u00a0${cle}\u00a0» n’est ni dans le modèle, ni dans le format en vigueur.`, {
        ou: cle,
      })
    if (liaison?.type === 'source' && findSource(liaison.source) === null)
      refuser(`La source «\u00a0${liaison.source}\u00a0» n’existe pas.`, {
        ou: cle,
        remede:
          'Les sources possibles sont dans docs/formats.md, et données par «\u00a0liasse format comparer --json\u00a0».',
      })
  }
}

/** « auto »: the writing that the example of the key shows. */
function writeAsShown(liaison: Liaison, { cles }: ComparaisonFormat, chemin: string): Liaison {
  if (liaison.type !== 'source' || liaison.formateur !== 'auto') return liaison
  const genre = findSource(liaison.source)?.genre ?? 'texte'
  return { ...liaison, formateur: cles.find((c) => c.chemin === chemin)?.ecritures[genre] ?? null }
}

/** Applies choices to a trial, in the caller's transaction. A conflict is settled by any choice on its key. */
async function bind(
  ctx: Contexte,
  tx: Ecriture,
  id: number,
  demandes: Readonly<Record<string, Liaison | null>>,
): Promise<ComparaisonFormat> {
  const ligne = await known(tx, id)
  assertEssai(ligne)
  const avant = await show(ctx, tx, id)
  assertLiaisons(demandes, new Set([...avant.cles.map((c) => c.chemin), ...ligne.difference.conflits]))
  const choix = Object.fromEntries(
    Object.entries(demandes).map(([chemin, l]) => [
      chemin,
      l === null ? null : writeAsShown(l, avant, chemin),
    ]),
  )
  const liaisons: Liaisons = Object.fromEntries(
    Object.entries({ ...ligne.difference.liaisons, ...choix }).filter(
      (e): e is [string, Liaison] => e[1] !== null,
    ),
  )
  const conflits = ligne.difference.conflits.filter((cle) => !Object.hasOwn(choix, cle))
  const { difference } = resolve(ligne.modele, { ...ligne.difference, liaisons, conflits })
  await updateFormat(tx, id, { schema: ligne.schema, difference })
  return show(ctx, tx, id)
}

function assertEssai(ligne: LigneFormat): void {
  if (ligne.retenuLe !== null || ligne.envois > 0)
    refuser(`La version ${ligne.version} est gardée\u00a0: elle ne change plus.`, {
      ou: ligne.code,
      remede: 'Reprenez-la pour en faire une nouvelle version.',
    })
}

export const formatOperations = (ctx: Contexte) => {
  const lire = <T>(f: (db: Db) => Promise<T>) => ctx.registre.lire(f)
  const withCodes = (ici: Ici) => ({ ...ici, codes: codesAt(ici.dispositif, jourParis(ctx.maintenant())) })
  const journal = (tx: Ecriture, ligne: LigneFormat, { dispositif }: Ici, action: string, vers: string) =>
    journaliser(tx, ctx, [
      {
        sujet: 'dispositif',
        sujetId: ctx.catalogue.codes.indexOf(dispositif.code),
        action,
        vers,
        detail: `${dispositif.code}, ${ligne.code}, version ${ligne.version}`,
        fichier: ligne.nom,
        sha256: ligne.sha256,
      },
    ])

  return impl.format.router({
    lister: impl.format.lister.handler(() => lire((db) => list(ctx, db))),
    montrer: impl.format.montrer.handler(({ input }) => lire((db) => show(ctx, db, input.id))),

    comparer: impl.format.comparer.handler(
      async ({ input: { dispositif: code, demande, chemin, schema, liaisons } }) => {
        const nom = path.basename(chemin)
        const { octets, contenu } = await refusing(nom, () => readJsonFile(chemin))
        const schemaAgence = schema === null ? null : await readSchema(schema)
        return ctx.registre.ecrire(async (tx) => {
          const ici = { dispositif: await readDispositif(ctx, tx, code), demande }
          const origine = await findOrigine(tx, ici)
          const { modele, cleLignes } = await refusing(nom, () =>
            readModele(contenu, {
              ...origine,
              ressemblance: origine.emprunt ? 0 : RESSEMBLANCE,
              libelle: libelleFormat(code, demande),
            }),
          )
          const base = shipped(ici)
          const depart: Difference = {
            origine,
            base: base?.gabarit ?? null,
            cleLignes,
            taille: octets.length,
            liaisons: {},
            conflits: [],
            gabarit: null,
            schema: null,
          }
          const id = await insertEssai(tx, {
            code: codeFormat(ici.dispositif, demande),
            baseVersion: base?.version ?? 0,
            nom,
            sha256: createHash('sha256').update(octets).digest('hex'),
            modele,
            schema: schemaAgence,
            difference: resolve(modele, depart).difference,
            importeLe: ctx.maintenant(),
            par: await ctx.utilisateur(),
          })
          return Object.keys(liaisons).length === 0 ? show(ctx, tx, id) : bind(ctx, tx, id, liaisons)
        })
      },
    ),

    reprendre: impl.format.reprendre.handler(({ input }) =>
      ctx.registre.ecrire(async (tx) => {
        const ligne = await known(tx, input.id)
        const ici = await locate(ctx, tx, ligne)
        const base = shipped(ici)
        const { difference: d } = ligne
        const origine = base === null ? d.origine : origineOf(base, false)
        const touchees =
          base === null || d.base === null || d.gabarit === null
            ? new Set<string>()
            : compareOrigines(d.base, base.gabarit, d.gabarit).touchees
        const libre: Difference = { ...d, origine, liaisons: choicesOf(d, origine), conflits: [] }
        const cles = new Set(flatten(resolve(ligne.modele, libre).noeuds).map((n) => n.chemin))
        const depart: Difference = { ...libre, conflits: [...touchees].filter((cle) => cles.has(cle)) }
        const id = await insertEssai(tx, {
          ...ligne,
          baseVersion: base?.version ?? 0,
          difference: resolve(ligne.modele, depart).difference,
          importeLe: ctx.maintenant(),
          par: await ctx.utilisateur(),
        })
        return show(ctx, tx, id)
      }),
    ),

    lier: impl.format.lier.handler(({ input: { id, liaisons } }) =>
      ctx.registre.ecrire((tx) => bind(ctx, tx, id, liaisons)),
    ),

    joindreSchema: impl.format.joindreSchema.handler(async ({ input: { id, chemin } }) => {
      const schema = chemin === null ? null : await readSchema(chemin)
      return ctx.registre.ecrire(async (tx) => {
        const ligne = await known(tx, id)
        assertEssai(ligne)
        await updateFormat(tx, id, { schema, difference: ligne.difference })
        return show(ctx, tx, id)
      })
    }),

    essayer: impl.format.essayer.handler(({ input: { id, commandeId } }) =>
      lire(async (db) => {
        const ligne = await known(db, id)
        const ici = await locate(ctx, db, ligne)
        return tryFormat(
          db,
          ligne,
          await openFormatEnVigueur(db, ici.dispositif, ici.demande),
          withCodes(ici),
          commandeId,
        )
      }),
    ),

    retenir: impl.format.retenir.handler(({ input: { id, malgreRefus } }) =>
      ctx.registre.ecrire(async (tx) => {
        const ligne = await known(tx, id)
        const ici = await locate(ctx, tx, ligne)
        const { sansSource, fautes } = resolve(ligne.modele, ligne.difference)
        if (sansSource.length > 0)
          refuser(
            `${sansSource.length > 1 ? `${sansSource.length} clés n’ont` : 'Une clé n’a'} pas de source\u00a0: ${sansSource.slice(0, 5).join(', ')}${sansSource.length > 5 ? '…' : ''}. ${RIEN_CHANGE}`,
            { ou: ligne.nom, remede: 'Liez chaque clé à une source ou à une valeur fixe.' },
          )
        if (fautes.length > 0) refuser(`${fautes[0]}. ${RIEN_CHANGE}`, { ou: ligne.nom })
        const courant = await openFormatEnVigueur(tx, ici.dispositif, ici.demande)
        const { controle } = await tryFormat(tx, ligne, courant, withCodes(ici), null)
        const refusees = controle === null ? 0 : controle.pretes - controle.acceptees
        if (refusees > 0 && !malgreRefus) {
          const premiere = controle?.refusees[0]
          refuser(
            `${refusees > 1 ? `${refusees} commandes prêtes seraient refusées` : 'Une commande prête serait refusée'} par ce format\u00a0: ${premiere?.numero ?? ''}, ${premiere?.phrases[0] ?? ''} ${RIEN_CHANGE}`,
            {
              ou: ligne.nom,
              remede: 'Corrigez les liaisons ou les commandes, ou gardez la version malgré ces refus.',
            },
          )
        }
        await setRetenu(tx, id, ctx.maintenant())
        await journal(tx, ligne, ici, 'format_garde', `version ${ligne.version}`)
        return list(ctx, tx)
      }),
    ),

    abandonner: impl.format.abandonner.handler(({ input }) =>
      ctx.registre.ecrire(async (tx) => {
        const ligne = await known(tx, input.id)
        const ici = await locate(ctx, tx, ligne)
        if (ligne.envois > 0) await setRetenu(tx, ligne.id, null)
        else await deleteFormat(tx, ligne.id)
        if (ligne.retenuLe !== null) {
          const suivante = await openFormatEnVigueur(tx, ici.dispositif, ici.demande)
          await journal(
            tx,
            ligne,
            ici,
            'format retiré',
            suivante === null ? 'aucun' : `version ${suivante.version}`,
          )
        }
        return list(ctx, tx)
      }),
    ),
  })
}
