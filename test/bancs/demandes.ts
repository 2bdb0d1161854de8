import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Ajv } from 'ajv'
import type { Dossier } from '#domain/commande.ts'
import type { CasDispositif } from '#domain/dispositif.ts'
import { openCatalogue } from '#main/catalogue.ts'
import { writeWhole } from '#main/exports/ecriture.ts'
import { openFormat } from '#main/formats/format.ts'
import { type FichierDemandes, type PieceNommee, prepareLigne } from '#main/formats/sources.ts'
import { resourcePath } from '#main/resources.ts'
import { dossierExemple, SIRET } from '../main/dossierExemple.ts'
import { compare, type Mesure } from './mesure.ts'

const DEMANDES = 10_000
const TOURS = 9

const median = (valeurs: readonly number[]): number =>
  valeurs.toSorted((a, b) => a - b)[Math.floor(valeurs.length / 2)] as number

const pieceOf = (dossier: Dossier): PieceNommee => ({
  nom: dossier.commande.fichierAttendu,
  format: 'pdf',
  typeFichier: 'BON_COMMANDE',
})

/** Request files of 200 lines, from dossiers in memory: bindings, schema, bytes on the disk, as the preparation writes them. */
export async function banc(): Promise<Mesure[]> {
  const travail = mkdtempSync(path.join(tmpdir(), 'liasse-banc-'))
  try {
    const format = openFormat('mdv-lgc-va1-avance')
    const cas = openCatalogue()
      .base('MDV-LGC-Va1')
      .cas.find((c) => c.code === 'A') as CasDispositif
    const dossiers = Array.from({ length: DEMANDES }, (_, i) => dossierExemple(i + 1))
    const { lignesMax } = format

    const build = async (tour: number) => {
      // Files are flushed to the disk side by side: one waits for the disk while the next one is built.
      const ecritures: Promise<void>[] = []
      for (let i = 0; i < DEMANDES; i += lignesMax) {
        const fichier: FichierDemandes = {
          siret: SIRET,
          numeroAns: '0990000042',
          lignes: dossiers
            .slice(i, i + lignesMax)
            .map((dossier, k) => prepareLigne(dossier, cas, [pieceOf(dossier)], k + 1)),
        }
        const octets = format.write(fichier)
        ecritures.push(
          writeWhole(path.join(travail, `${tour}-${i}.json`), (poignee) => poignee.writeFile(octets)),
        )
      }
      await Promise.all(ecritures)
    }

    await build(0)
    const schema = JSON.parse(
      readFileSync(resourcePath('json-schemas', 'asp', 'mdv-lgc-va1-avance', 'schema.json'), 'utf8'),
    )
    const valider = new Ajv({ strict: false }).compile(schema)
    const objets = Array.from({ length: DEMANDES / lignesMax }, (_, k) =>
      JSON.parse(readFileSync(path.join(travail, `0-${k * lignesMax}.json`), 'utf8')),
    )
    const bare = () => {
      for (const objet of objets)
        if (!valider(objet) || JSON.stringify(objet) === '') throw new Error('not valid')
    }

    const mesures: number[] = []
    const references: number[] = []
    for (let tour = 1; tour <= TOURS; tour++) {
      for (const [f, liste] of [
        [build, mesures],
        [bare, references],
      ] as const) {
        const debut = performance.now()
        await f(tour)
        liste.push(performance.now() - debut)
      }
    }
    const secondes = (ms: readonly number[]) => median(ms) / 1000
    return [
      compare(
        'request lines',
        secondes(mesures),
        secondes(references),
        3,
        `s, ${DEMANDES} requests built, validated, written and flushed in ${DEMANDES / lignesMax} files; reference: JSON.stringify and compiled ajv alone`,
      ),
    ]
  } finally {
    rmSync(travail, { recursive: true, force: true })
  }
}
