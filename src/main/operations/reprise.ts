import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { FichierRepris, ResultatReprise } from '#contract/reprise.ts'
import { type CodesAgence, codesAt, mergeCodes } from '#domain/codes.ts'
import { formatJour, type Jour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Fournisseur, Referencement } from '#domain/fournisseur.ts'
import { sum } from '#domain/sommes.ts'
import { type Contexte, impl } from '../contexte.ts'
import type { Format } from '../formats/format.ts'
import { FichierIllisible, readFichierOf, readOctets } from '../imports/demandes-fichier.ts'
import { type Progres, withProgress } from '../progres.ts'
import { introuvable, refuser } from '../refus.ts'
import { readDistributions, readFournisseurs, readReferencements } from '../registre/fournisseurs.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { openFormatsConnus } from './format-vigueur.ts'
import type { FichierAReprendre } from './reprise-ecriture.ts'
import { EMPTY_FICHIER, recoverFichier } from './reprise-fichier.ts'
import { rafraichirVerifications } from './verification.ts'

interface Demande {
  readonly chemins: readonly string[]
  readonly dispositif: string
  readonly referencementId: number | null
  readonly deposeesLe: Jour | null
}

/** A product of the scheme with a vendor of it. */
interface Vente {
  readonly referencement: Referencement
  readonly fournisseur: Fournisseur
}

interface Cadre {
  readonly dispositif: Dispositif
  /** The one in use first, then every other that files may have been made with. */
  readonly formats: readonly Format[]
  readonly codes: CodesAgence
  readonly ventes: readonly Vente[]
  readonly choisi: number | null
}

async function readCadre(ctx: Contexte, demande: Demande): Promise<Cadre> {
  return ctx.registre.lire(async (db) => {
    const dispositif =
      (await loadDispositifs(db, ctx.catalogue)).get(demande.dispositif) ??
      introuvable(`Le dispositif «\u00a0${demande.dispositif}\u00a0» n’est pas au catalogue.`)
    const formats = await openFormatsConnus(db, dispositif, 'avance')
    if (formats.length === 0)
      refuser(`Le dispositif ${dispositif.code} n’a pas de format de demande d’avance.`, {
        ou: dispositif.code,
      })
    const ids = await db
      .selectFrom('referencement')
      .select('id')
      .where('dispositif', '=', dispositif.code)
      .execute()
    const referencements = await readReferencements(
      db,
      ids.map((r) => r.id),
    )
    if (demande.referencementId !== null && !referencements.some((r) => r.id === demande.referencementId))
      introuvable(`Ce produit n’est pas dans le registre, ou n’est pas référencé pour ${dispositif.code}.`)
    const distributions = await readDistributions(
      db,
      referencements.map((r) => r.id),
    )
    const fournisseurs = await readFournisseurs(db, [...new Set(distributions.map((d) => d.fournisseurId))])
    const ventes = distributions.flatMap((d): Vente[] => {
      const referencement = referencements.find((r) => r.id === d.referencementId)
      const fournisseur = fournisseurs.find((f) => f.id === d.fournisseurId)
      return referencement === undefined || fournisseur === undefined ? [] : [{ referencement, fournisseur }]
    })
    const jour = demande.deposeesLe ?? jourParis(ctx.maintenant())
    const codes = mergeCodes(codesAt(dispositif, jour), codesAt(ctx.catalogue.base(dispositif.code), jour))
    return { dispositif, formats, codes, ventes, choisi: demande.referencementId }
  })
}

/** The product and the vendor that a file's head names. Throws `FichierIllisible` when none does. */
function venteOf({ dispositif, ventes, choisi }: Cadre, siret: string, numeroAns: string): Vente {
  const duVendeur = ventes.filter((v) => v.fournisseur.siret === siret)
  if (duVendeur.length === 0)
    throw new FichierIllisible(
      `Aucun fournisseur de SIRET ${siret} ne vend de produit pour ${dispositif.code} dans ce registre.`,
      'fournisseur',
      'siret',
    )
  const retenues = duVendeur.filter((v) =>
    choisi === null
      ? v.referencement.numeroAns === numeroAns
      : v.referencement.id === choisi && (numeroAns === '' || v.referencement.numeroAns === numeroAns),
  )
  const [vente, autre] = retenues
  if (vente === undefined)
    throw new FichierIllisible(
      `Le n° ANS ${numeroAns || '(vide)'} du fichier n’est pas celui ${choisi === null ? `d’un produit de ce fournisseur pour ${dispositif.code}` : 'du produit choisi'}.`,
      'n° ANS du produit',
      'numeroAns',
    )
  if (autre !== undefined)
    throw new FichierIllisible(
      `Plusieurs produits de ce fournisseur ont le n° ANS ${numeroAns}\u00a0: choisissez-en un.`,
      'n° ANS du produit',
      'numeroAns',
    )
  return vente
}

const stem = (chemin: string) =>
  path
    .basename(chemin)
    .replace(/\.(json|zip)$/i, '')
    .toLowerCase()
const isZip = (chemin: string) => /\.zip$/i.test(chemin)

/** The ZIP of a request file: given with it, or of the same name beside it. */
async function findZip(json: string, zips: readonly string[]): Promise<string | null> {
  const donne = zips.find((z) => stem(z) === stem(json))
  if (donne !== undefined) return donne
  const sans = json.replace(/\.json$/i, '')
  for (const voisin of [`${sans}.zip`, `${sans}.ZIP`])
    if (
      await stat(voisin).then(
        (e) => e.isFile(),
        () => false,
      )
    )
      return voisin
  return null
}

async function recoverOne(
  ctx: Contexte,
  cadre: Cadre,
  chemin: string,
  zip: string | null,
  deposeesLe: Jour | null,
): Promise<FichierRepris> {
  const nom = path.basename(chemin)
  try {
    const { octets, sha256, modifieLe } = await readOctets(chemin)
    const agence = readFichierOf(octets, cadre.formats, cadre.codes)
    const vente = venteOf(cadre, agence.siret, agence.numeroAns)
    const fichier: FichierAReprendre = {
      ...vente,
      nom,
      dossier: path.dirname(chemin),
      octets,
      sha256,
      modifieLe,
      agence,
      zip,
      deposeesLe,
      dispositif: cadre.dispositif,
      format: agence.format,
      codes: cadre.codes,
    }
    return await recoverFichier(ctx, fichier)
  } catch (erreur) {
    if (!(erreur instanceof FichierIllisible)) throw erreur
    const { cle, regle, message: phrase } = erreur
    return { ...EMPTY_FICHIER, nom, rejets: [{ numLigne: null, numero: null, cle, regle, phrase }] }
  }
}

/** Requests refused: a line counts once, a file that cannot be read counts for one. */
const countRefused = ({ rejets }: FichierRepris) => new Set(rejets.map((r) => r.numLigne)).size

async function recover(
  ctx: Contexte,
  demande: Demande,
  report: (progres: Progres) => void,
  arret: AbortSignal,
): Promise<ResultatReprise> {
  const aujourdhui = jourParis(ctx.maintenant())
  if (demande.deposeesLe !== null && demande.deposeesLe > aujourdhui)
    refuser(
      `Le dépôt ne peut pas être daté du ${formatJour(demande.deposeesLe)}\u00a0: nous sommes le ${formatJour(aujourdhui)}.`,
      { ou: 'deposeesLe' },
    )
  const cadre = await readCadre(ctx, demande)
  const chemins = [...new Set(demande.chemins.map((c) => path.resolve(c)))]
  const zips = chemins.filter(isZip)
  const jsons = chemins.filter((c) => !isZip(c))
  if (jsons.length === 0)
    refuser('Il n’y a aucun fichier de demandes\u00a0: le ZIP accompagne son JSON.', {
      remede: 'Donnez le fichier JSON, avec son ZIP.',
    })
  const fichiers: FichierRepris[] = []
  for (const [i, chemin] of jsons.entries()) {
    arret.throwIfAborted()
    report({ fait: i, total: jsons.length, libelle: `Lecture de ${path.basename(chemin)}` })
    fichiers.push(await recoverOne(ctx, cadre, chemin, await findZip(chemin, zips), demande.deposeesLe))
  }
  const resultat = {
    fichiers,
    demandes: sum(fichiers, (f) => f.demandes.reprises),
    dejaLa: sum(fichiers, (f) => f.demandes.dejaLa),
    refusees: sum(fichiers, countRefused),
  }
  // What is not verified now is by the next list: the requests are in the register whatever happens here.
  if (resultat.demandes > 0)
    await rafraichirVerifications(ctx, (fait, total) => {
      arret.throwIfAborted()
      report({ fait, total, libelle: 'Contrôle des commandes, les demandes sont reprises' })
    }).catch(() => {})
  return resultat
}

/** Requests already under way, made with another tool. */
export const repriseOperations = (ctx: Contexte) =>
  impl.reprise.router({
    lireDemandes: impl.reprise.lireDemandes.handler(async function* ({ input, signal }) {
      yield* withProgress(signal, (report, arret) => recover(ctx, input, report, arret))
    }),
  })
