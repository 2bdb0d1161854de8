import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { ChampImport, demandeImport } from '#contract/import.ts'
import { jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Contexte } from '../contexte.ts'
import type { Progres } from '../progres.ts'
import { introuvable, refuser } from '../refus.ts'
import { readDistributions, readFournisseurs, readReferencements } from '../registre/fournisseurs.ts'
import type { Tables } from '../registre/schema.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { Bilan } from './bilan.ts'
import { Clients } from './clients.ts'
import { type CadreCommandes, Commandes } from './commandes.ts'
import { fingerprint, proposeColonnes } from './correspondance.ts'
import type { Ecrivain } from './ecriture.ts'
import { companion } from './groupes.ts'
import { type Lecteur, type LigneLue, readLigne } from './lignes.ts'
import { indexColonnes, openSource, type Source } from './source.ts'

type Db = Kysely<Tables>
type Demande = z.infer<typeof demandeImport>

/** A file, its mapping and the orders it makes: everything known before its first line is read. */
export interface Preparation {
  readonly source: Source
  readonly colonnes: Readonly<Record<string, ChampImport | null>>
  readonly empreinte: string
  /** Name of the remembered mapping that was recognised. */
  readonly modele: string | null
  readonly lecteur: Lecteur
  readonly dispositif: Dispositif | null
  /** Null when no order is made. */
  readonly cadre: CadreCommandes | null
}

/** Lines resolved together. */
const LOT = 2000
const LOT_COMMANDES = 500

/** Opens the file and finds how to read it. The caller closes `source`. */
export async function prepareImport(ctx: Contexte, db: Db, demande: Demande): Promise<Preparation> {
  const vente = await readVente(ctx, db, demande)
  const source = await openSource(demande.chemin, demande.lecture)
  try {
    const empreinte = fingerprint(source.titres)
    const retenue =
      source.lecture.ligneTitres === 0
        ? undefined
        : await db
            .selectFrom('correspondance')
            .selectAll()
            .where('empreinte', '=', empreinte)
            .executeTakeFirst()
    const colonnes = composeColonnes(source, demande.colonnes, retenue?.colonnes)
    const indices = indexColonnes(source.titres, colonnes)
    const avecNumeros = indices.has('numeroCommande')
    return {
      source,
      colonnes,
      empreinte,
      modele: retenue?.nom ?? null,
      lecteur: {
        colonnes: { titres: source.titres, indices },
        dispositif: vente.dispositif,
        commandes: avecNumeros && vente.cadre !== null,
      },
      dispositif: vente.dispositif,
      cadre:
        avecNumeros && vente.cadre !== null
          ? { ...vente.cadre, titreOf: (champ) => source.titres[indices.get(champ)?.[0] ?? -1] ?? null }
          : null,
    }
  } catch (erreur) {
    await source.fermer()
    throw erreur
  }
}

/** A remembered mapping is kept by rank: headings that only differ by case or accents are the same export. */
export const toRanks = (prep: Preparation): string =>
  JSON.stringify(prep.source.titres.map((titre) => prep.colonnes[titre] ?? null))

function fromRanks(titres: readonly string[], json: string): Record<string, ChampImport | null> {
  const champs = JSON.parse(json) as readonly (ChampImport | null)[]
  return Object.fromEntries(titres.map((titre, i) => [titre, champs[i] ?? null]))
}

/** What the user says, over what was remembered, over what headings suggest. */
function composeColonnes(
  source: Source,
  dites: Demande['colonnes'],
  retenues: string | undefined,
): Record<string, ChampImport | null> {
  const proposees =
    retenues === undefined
      ? proposeColonnes(source.titres, source.tete, source.lecture.ligneTitres !== 0)
      : fromRanks(source.titres, retenues)
  if (dites === undefined) return proposees
  const pris = new Set(Object.values(dites))
  const restantes = Object.entries(proposees).filter(
    ([titre, champ]) => !(titre in dites) && !pris.has(champ),
  )
  return { ...Object.fromEntries(restantes), ...dites }
}

async function readVente(ctx: Contexte, db: Db, demande: Demande) {
  const dispositifs = await loadDispositifs(db, ctx.catalogue)
  const dispositifOf = (code: string) =>
    dispositifs.get(code) ??
    introuvable(
      `Le dispositif «\u00a0${code}\u00a0» n’est pas au catalogue\u00a0: ${ctx.catalogue.codes.join(', ')}.`,
    )
  if (demande.referencementId === null)
    return { dispositif: demande.dispositif === null ? null : dispositifOf(demande.dispositif), cadre: null }
  const [referencement] = await readReferencements(db, [demande.referencementId])
  if (referencement === undefined) introuvable('Ce produit n’est pas dans le registre.')
  if (demande.dispositif !== null && demande.dispositif !== referencement.dispositif)
    refuser(
      `Le produit ${referencement.solution} ${referencement.version} est référencé pour ${referencement.dispositif}, pas pour ${demande.dispositif}.`,
      { ou: 'dispositif', remede: 'Choisissez un produit de ce dispositif.' },
    )
  const vendeurs = (await readDistributions(db, [referencement.id])).map((d) => d.fournisseurId)
  const fournisseurId = demande.fournisseurId ?? (vendeurs.length === 1 ? vendeurs[0] : undefined)
  if (fournisseurId === undefined)
    refuser(
      vendeurs.length === 0
        ? `Aucun fournisseur ne vend ${referencement.solution} ${referencement.version}.`
        : `Plusieurs fournisseurs vendent ${referencement.solution} ${referencement.version}.`,
      { ou: 'fournisseurId', remede: 'Dites lequel prend ces commandes.' },
    )
  const [fournisseur] = await readFournisseurs(db, [fournisseurId])
  if (fournisseur === undefined) introuvable('Ce fournisseur n’est pas dans le registre.')
  const dispositif = dispositifOf(referencement.dispositif)
  return {
    dispositif,
    cadre: {
      dispositif,
      fournisseur,
      referencementId: referencement.id,
      jour: jourParis(ctx.maintenant()),
    },
  }
}

/**
 * Reads the whole file against the register; writes through `ecrivain` when there is one.
 * Between batches it reports, lets other work run, and throws the signal's reason when cancelled.
 */
export async function runImport(
  prep: Preparation,
  db: Db,
  ecrivain: Ecrivain | null,
  suivi: { readonly report: (progres: Progres) => void; readonly signal: AbortSignal },
): Promise<{ readonly bilan: Bilan; readonly clients: Clients }> {
  const { source, lecteur, cadre } = prep
  const bilan = new Bilan(lecteur)
  const clients = await Clients.open(db, prep.dispositif, cadre !== null)
  const groupes = new Map<string, LigneLue[]>()
  /** Order number → line at fault. */
  const abimes = new Map<string, number>()
  const pause = async (libelle: string, fait: number, total: number) => {
    suivi.report({ fait, total, libelle })
    await nextTurn()
    suivi.signal.throwIfAborted()
  }

  for await (const lot of source.lignes()) {
    for (let i = 0; i < lot.length; i += LOT) {
      const bonnes: LigneLue[] = []
      for (const brut of lot.slice(i, i + LOT)) {
        const lue = readLigne(brut, lecteur)
        bilan.read(brut, lue)
        if (cadre !== null && lue.numero !== '') {
          if (lue.client === null) abimes.set(lue.numero, lue.ligne)
          const groupe = groupes.get(lue.numero)
          if (lue.client === null) continue
          if (groupe === undefined) groupes.set(lue.numero, [lue])
          else groupe.push(lue)
        } else if (lue.client !== null) bonnes.push(lue)
      }
      if (bonnes.length > 0) await resolveClients(bonnes, clients, bilan, ecrivain)
      await pause('Lecture et contrôle des lignes', Math.min(bilan.lignes, source.total), source.total)
    }
  }
  await source.fichier.assertInchange()
  if (cadre !== null) {
    const commandes = new Commandes(db, clients, cadre)
    const liste = [...groupes].map(([numero, lignes]) => ({ numero, lignes }))
    for (let i = 0; i < liste.length; i += LOT_COMMANDES) {
      const lot = liste.slice(i, i + LOT_COMMANDES)
      for (const { numero, lignes } of lot) {
        const fautive = abimes.get(numero)
        if (fautive !== undefined)
          bilan.reject(
            lignes.map((l) => companion(l.ligne, numero, fautive)),
            lignes.length,
          )
      }
      const resolues = await commandes.resolve(lot.filter((g) => !abimes.has(g.numero)))
      const retenues = resolues.flatMap((r) => r.commande ?? [])
      await ecrivain?.keepPrinted(
        retenues.flatMap((c) => c.participants.map((p) => p.client)),
        retenues,
      )
      for (const { groupe, commande, rejets, avis } of resolues) {
        bilan.avis.push(...avis)
        if (commande === null) bilan.reject(rejets, groupe.lignes.length)
        else {
          bilan.commande(groupe.lignes, commande)
          ecrivain?.writeCommande(commande, cadre, source.fichier.nom)
        }
      }
      await pause('Rapprochement des commandes', Math.min(i + LOT_COMMANDES, liste.length), liste.length)
    }
  }
  return { bilan, clients }
}

async function resolveClients(
  lignes: readonly LigneLue[],
  clients: Clients,
  bilan: Bilan,
  ecrivain: Ecrivain | null,
): Promise<void> {
  const resolutions = await clients.resolve(
    lignes.map((l) => ({ ligne: l.ligne, client: l.client as NonNullable<typeof l.client> })),
  )
  await ecrivain?.keepPrinted(
    resolutions.map((r) => (r.ok ? r.client : null)),
    [],
  )
  for (const [i, r] of resolutions.entries()) {
    const { ligne } = lignes[i] as LigneLue
    if (!r.ok) {
      bilan.reject([{ ligne, colonne: null, valeur: null, regle: r.regle, phrase: r.phrase }], 1)
      continue
    }
    if (r.avis !== null)
      bilan.avis.push({ ligne, colonne: null, valeur: null, regle: 'structure', phrase: r.avis })
    bilan.client(ligne, r.client)
    if (r.client !== null) ecrivain?.writeClient(r.client)
  }
}
