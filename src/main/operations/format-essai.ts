import type { Kysely } from 'kysely'
import type { EssaiFormat, LigneApercu } from '#contract/format.ts'
import type { CodesAgence } from '#domain/codes.ts'
import type { Dossier, TypeDemande } from '#domain/commande.ts'
import { formatJour } from '#domain/dates.ts'
import { piecesOf } from '#domain/demandes.ts'
import type { CasDispositif, Dispositif } from '#domain/dispositif.ts'
import { formatMontant, formatTaux } from '#domain/montant.ts'
import type { Format } from '../formats/format.ts'
import { compileGabarit, GabaritInvalide } from '../formats/gabarit.ts'
import { type LigneDemande, type PieceNommee, prepareLigne } from '../formats/ligne.ts'
import { resolveTemplate, SANS_SOURCE } from '../formats/resolution.ts'
import { findSource, listOf } from '../formats/sources.ts'
import { readCandidates } from '../registre/envois.ts'
import type { LigneFormat } from '../registre/formats.ts'
import type { Tables } from '../registre/schema.ts'
import { byNumero, clientOf } from './demande-examen.ts'
import { DEMANDES } from './demande-type.ts'
import { gatherDossiers } from './dossier.ts'
import { listSources, resolve } from './format-fiche.ts'
import { compileLigne } from './format-vigueur.ts'

type Db = Kysely<Tables>

/** Orders held in memory at once. */
const TRANCHE = 500
const CHOISISSABLES = 50
const REFUS_DITS = 100

interface Ici {
  readonly dispositif: Dispositif
  readonly demande: TypeDemande
  /** Codes of the agency's lists today. */
  readonly codes: CodesAgence
}

/** Pieces as the request will name them: those attached, or a name for each that is expected and not there yet. */
function piecesNommees(dossier: Dossier, { dispositif, demande }: Ici): readonly PieceNommee[] {
  const { numero } = dossier.commande
  return piecesOf(dossier, dispositif, demande).map(({ attendue, piece }) => ({
    nom: piece?.nom ?? `${DEMANDES[demande].nommer(numero, attendue.type).replace(/\W+/g, '-')}.pdf`,
    format: piece?.format ?? 'pdf',
    typeFichier: attendue.typeFichier,
  }))
}

function ligneOf(dossier: Dossier, ici: Ici, rang: number): LigneDemande | null {
  const cas = ici.dispositif.cas.find((c) => c.code === dossier.commande.cas) as CasDispositif | undefined
  if (cas === undefined) return null
  return prepareLigne(DEMANDES[ici.demande].lire(dossier), cas, piecesNommees(dossier, ici), rang)
}

const enteteOf = (dossier: Dossier, { codes }: Ici) => ({
  siret: dossier.fournisseur.siret,
  numeroAns: dossier.referencement.numeroAns,
  codes,
})

/** Lines that leave, come, or stay, by their longest common suite. */
export function compareLignes(avant: readonly string[], apres: readonly string[]): readonly LigneApercu[] {
  // The comma that ends a line moves when a key comes after it: it is no difference.
  const nu = (l: string) => l.replace(/,$/, '')
  const n = avant.length
  const m = apres.length
  const longueurs = Array.from({ length: n + 1 }, () => new Uint32Array(m + 1))
  const at = (i: number, j: number) => longueurs[i]?.[j] ?? 0
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      (longueurs[i] as Uint32Array)[j] =
        nu(avant[i] as string) === nu(apres[j] as string)
          ? at(i + 1, j + 1) + 1
          : Math.max(at(i + 1, j), at(i, j + 1))
  const lignes: LigneApercu[] = []
  let i = 0
  let j = 0
  while (i < n || j < m) {
    const apresJ = apres[j]
    if (i < n && apresJ !== undefined && nu(avant[i] as string) === nu(apresJ)) {
      lignes.push({ signe: ' ', texte: apresJ })
      i++
      j++
    } else if (i < n && (apresJ === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lignes.push({ signe: '-', texte: avant[i] as string })
      i++
    } else {
      lignes.push(toLigne(apresJ as string))
      j++
    }
  }
  return lignes
}

const SANS = JSON.stringify(SANS_SOURCE)
const toLigne = (texte: string): LigneApercu =>
  texte.includes(SANS) ? { signe: '?', texte: texte.replace(SANS, '…') } : { signe: '+', texte }

const indent = (ligne: unknown): readonly string[] => JSON.stringify(ligne, null, 2).split('\n')

function firstLine(contenu: Record<string, unknown>, cleLignes: string): readonly string[] {
  return indent((contenu[cleLignes] as readonly unknown[])[0])
}

/** The order as the format in use writes it, and as the trial would. */
function preview(
  ligne: LigneFormat,
  courant: Format | null,
  dossier: Dossier,
  ici: Ici,
): readonly LigneApercu[] {
  const demande = ligneOf(dossier, ici, 1)
  if (demande === null) return []
  const fichier = { ...enteteOf(dossier, ici), lignes: [demande] }
  const { noeuds } = resolve(ligne.modele, ligne.difference)
  const avant = courant === null ? [] : firstLine(courant.render(fichier), courant.cleLignes)
  try {
    const gabarit = compileGabarit(resolveTemplate(noeuds))
    const rendu = gabarit.rendre(fichier)
    const { [gabarit.cleLignes]: _, ...tete } = rendu
    const siennes = courant === null ? {} : { ...courant.render(fichier), [courant.cleLignes]: undefined }
    // The head of the file is shown only when it changes.
    const enTete = compareLignes(indent(siennes), indent(tete)).filter((l) => l.signe !== ' ')
    return [...enTete, ...compareLignes(avant, firstLine(rendu, gabarit.cleLignes))]
  } catch (erreur) {
    if (!(erreur instanceof GabaritInvalide)) throw erreur
    return []
  }
}

function print(genre: string, valeur: unknown): string {
  if (valeur === null || valeur === undefined || valeur === '') return '…'
  if (typeof valeur === 'boolean') return valeur ? 'oui' : 'non'
  if (genre === 'jour') return formatJour(String(valeur))
  if (genre === 'centimes') return formatMontant(Number(valeur))
  if (genre === 'taux') return formatTaux(Number(valeur))
  return String(valeur)
}

/** What each source gives for one order; the first element of a list. */
function valuesOf(dossier: Dossier, ici: Ici): Record<string, string> {
  const ligne = ligneOf(dossier, ici, 1)
  if (ligne === null) return {}
  const fichier = { ...enteteOf(dossier, ici), lignes: [ligne] }
  const premiers: Record<string, unknown> = {
    'lignes[].praticiens[]': ligne.praticiens[0],
    'lignes[].structure.finessGeo[]': ligne.structure.finessGeo[0],
    'lignes[].pieces[]': ligne.pieces[0],
  }
  return Object.fromEntries(
    listSources(ici.dispositif).map(({ source, genre }) => {
      const liste = listOf(source)
      const element = liste === '' || liste === 'lignes[]' ? null : premiers[liste]
      return [
        source,
        element === undefined
          ? '…'
          : print(genre, findSource(source)?.lire(fichier, ligne, element as never)),
      ]
    }),
  )
}

/** Orders of which the request may be asked: signed for an advance, installed for a balance. */
async function readPretes(
  db: Db,
  { dispositif, demande }: Ici,
): Promise<readonly { id: number; numero: string }[]> {
  return (await readCandidates(db, demande, dispositif.code, null)).toSorted(byNumero)
}

/** An order that lacks one of its pieces waits for it: a format says nothing of it. */
const hasPieces = (dossier: Dossier, { dispositif, demande }: Ici): boolean =>
  piecesOf(dossier, dispositif, demande).every((p) => p.piece !== null)

async function controlAll(
  db: Db,
  format: Format,
  pretes: readonly { readonly id: number }[],
  ici: Ici,
): Promise<NonNullable<EssaiFormat['controle']>> {
  const refusees: { id: number; numero: string; client: string; phrases: readonly string[] }[] = []
  let acceptees = 0
  let vues = 0
  for (let i = 0; i < pretes.length; i += TRANCHE) {
    const ids = pretes.slice(i, i + TRANCHE).map((c) => c.id)
    for (const dossier of await gatherDossiers(db, ids)) {
      if (!hasPieces(dossier, ici)) continue
      vues += 1
      const ligne = ligneOf(dossier, ici, 1)
      const erreurs = ligne === null ? [] : format.verify(enteteOf(dossier, ici), ligne)
      if (erreurs.length === 0) acceptees += 1
      else
        refusees.push({
          id: dossier.commande.id,
          numero: dossier.commande.numero,
          client: clientOf(dossier),
          phrases: erreurs.map((e) => e.phrase),
        })
    }
  }
  return { pretes: vues, acceptees, refusees }
}

/** Tries a version on the register: one order before and after, every ready order checked. */
export async function tryFormat(
  db: Db,
  ligne: LigneFormat,
  courant: Format | null,
  ici: Ici,
  commandeId: number | null,
): Promise<EssaiFormat> {
  const pretes = await readPretes(db, ici)
  const autres = await db
    .selectFrom('commande')
    .select(['id', 'numero'])
    .where('dispositif', '=', ici.dispositif.code)
    .where('annuleeLe', 'is', null)
    .orderBy('id')
    .limit(CHOISISSABLES)
    .execute()
  const choix = [
    ...new Map([...pretes.slice(0, CHOISISSABLES), ...autres].map((c) => [c.id, c])).values(),
  ].slice(0, CHOISISSABLES)
  const vue = commandeId ?? choix[0]?.id ?? null
  const dossiers = await gatherDossiers(db, [
    ...new Set([...choix.map((c) => c.id), ...(vue === null ? [] : [vue])]),
  ])
  const dossier = dossiers.find((d) => d.commande.id === vue)
  const noms = new Map(dossiers.map((d) => [d.commande.id, clientOf(d)]))
  const format = compileLigne(ligne, ici.dispositif.code, ici.demande)
  const controle = format === null ? null : await controlAll(db, format, pretes, ici)
  return {
    commandes: choix.map(({ id, numero }) => ({ id, numero, client: noms.get(id) ?? '' })),
    commandeId: dossier === undefined ? null : vue,
    lignes: dossier === undefined ? [] : preview(ligne, courant, dossier, ici),
    valeurs: dossier === undefined ? {} : valuesOf(dossier, ici),
    controle: controle === null ? null : { ...controle, refusees: controle.refusees.slice(0, REFUS_DITS) },
  }
}
