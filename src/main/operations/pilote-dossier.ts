import path from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { FichePilote } from '#contract/pilote.ts'
import { formatJour, jourParis } from '#domain/dates.ts'
import { listManques } from '#domain/pilote.ts'
import { neutralizeCellule } from '#domain/tableur.ts'
import type { Contexte } from '../contexte.ts'
import { copyWhole } from '../exports/ecriture.ts'
import { assertWritable } from '../exports/envoi.ts'
import { deriveName } from '../exports/noms.ts'
import { type EntreeZip, verifyZip, writeZip } from '../exports/zip.ts'
import { type Magasin, openMagasin, sha256Of } from '../pieces/magasin.ts'
import { refuser } from '../refus.ts'
import { readPieces } from '../registre/pieces.ts'

/** The signed PV of each place: the last PV attached that somebody signed. */
async function listPv(ctx: Contexte, fiche: FichePilote) {
  return ctx.registre.lire(async (db) => {
    const pv: { rang: number; numero: string; nom: string; sha256: string; taille: number }[] = []
    for (const { rang, occupant } of fiche.places) {
      if (occupant === null) continue
      const liees = await db
        .selectFrom('piece_commande')
        .select('pieceId')
        .where('commandeId', '=', occupant.commandeId)
        .execute()
      const pieces = await readPieces(
        db,
        liees.map((l) => l.pieceId),
      )
      const signe = pieces.findLast(
        (p) =>
          p.type === 'PV' &&
          p.etat === 'rattachee' &&
          p.signatures.some((s) => s.signataire !== '' && s.date !== null),
      )
      if (signe !== undefined) {
        const { nom, sha256, taille } = signe
        pv.push({ rang, numero: occupant.numero, nom, sha256, taille })
      }
    }
    return pv
  })
}

/** The list that goes in the bundle: one line a file, in the order of the places, then of the contents. */
const writeListe = (lignes: readonly (readonly string[])[]): Buffer =>
  Buffer.from(
    stringify(
      [['Fichier', 'Nature', 'Objet'], ...lignes].map((l) => l.map(neutralizeCellule)),
      {
        delimiter: ';',
        bom: true,
        record_delimiter: 'windows',
      },
    ),
  )

/**
 * Writes the bundle for the ANS: the signed PV, the training material and their list (AF-SFP-LGC-Va2 §6.3), one ZIP,
 * read back. Refuses with everything that is missing.
 */
export async function writeDossierAns(
  ctx: Contexte,
  fiche: FichePilote,
  sortie: string,
): Promise<{ readonly fichier: string; readonly pieces: number; readonly sha256: string }> {
  const manques = listManques(fiche)
  if (manques.length > 0)
    refuser(`Le dossier pour l’ANS n’est pas complet\u00a0: ${manques.join('\u00a0; ')}.`, {
      regle: `${fiche.source.document}, ${fiche.source.passage}`,
      remede: 'Joignez ce qui manque, puis préparez à nouveau le dossier.',
    })
  await assertWritable(sortie)
  const magasin = openMagasin(ctx.registre.dossier)
  const pv = await listPv(ctx, fiche)
  const supports = new Map<string, { nom: string; sha256: string; taille: number; objets: string[] }>()
  for (const contenu of fiche.contenus)
    for (const f of contenu.fichiers) {
      const connu = supports.get(f.sha256)
      if (connu !== undefined) connu.objets.push(contenu.libelle)
      else
        supports.set(f.sha256, {
          nom: `support-${String(supports.size + 1).padStart(2, '0')}-${deriveName(path.parse(f.nom).name, 'support')}${path.extname(f.nom).toLowerCase()}`,
          sha256: f.sha256,
          taille: f.taille,
          objets: [contenu.libelle],
        })
    }
  const stored = (magasin_: Magasin, sha256: string) => () => magasin_.read(sha256)
  const entrees: EntreeZip[] = [
    ...pv.map((p) => ({
      nom: `PV-${p.rang}-${deriveName(p.numero, 'commande')}${path.extname(p.nom).toLowerCase()}`,
      taille: p.taille,
      sha256: p.sha256,
      lire: stored(magasin, p.sha256),
    })),
    ...[...supports.values()].map((s) => ({
      nom: s.nom,
      taille: s.taille,
      sha256: s.sha256,
      lire: stored(magasin, s.sha256),
    })),
  ]
  const liste = writeListe([
    ...pv.map((p, i) => [entrees[i]?.nom ?? '', 'PV d’installation pilote', `Commande ${p.numero}`]),
    ...[...supports.values()].map((s) => [s.nom, 'Support de formation', s.objets.join(' / ')]),
  ])
  const toutes = [
    ...entrees,
    { nom: 'liste.csv', taille: liste.length, sha256: sha256Of(liste), lire: async () => liste },
  ]
  const { sha256 } = await magasin.putFile((fichier) => writeZip(fichier, toutes))
  const jour = jourParis(ctx.maintenant()).replaceAll('-', '')
  const fichier = path.join(
    sortie,
    `PILOTE-${fiche.dispositif}-${deriveName(fiche.produit, 'produit')}-${jour}.zip`,
  )
  await copyWhole(magasin.chemin(sha256), fichier)
  await verifyZip(fichier, toutes)
  return { fichier, pieces: toutes.length, sha256 }
}

/** « 3 PV sur 5 », « transmis le 12/11/2026 », « conforme le 20/11/2026 ». */
export function sayPilote(
  fiche: Pick<FichePilote, 'signes' | 'taille' | 'transmisLe' | 'decision' | 'decideLe'>,
): string {
  if (fiche.decision !== null && fiche.decideLe !== null)
    return `${fiche.decision === 'conforme' ? 'conforme' : 'non conforme'} le ${formatJour(fiche.decideLe)}`
  if (fiche.transmisLe !== null) return `transmis le ${formatJour(fiche.transmisLe)}`
  return `${fiche.signes} PV signés sur ${fiche.taille}`
}
