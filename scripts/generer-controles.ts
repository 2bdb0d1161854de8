import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Constat, Source } from '#domain/constat.ts'
import { FAMILLES, type Famille, type Pour } from '#domain/controles/base.ts'
import { CONTROLES } from '#domain/controles/index.ts'
import type { AttestationDemandee, Condition } from '#domain/dispositif.ts'
import { groupeOf, typographier } from '#domain/messages.ts'
import { openCatalogue } from '#main/catalogue.ts'

/** Writes docs/controles.md out of the table of controls: `node scripts/generer-controles.ts`. */

export const FICHIER = path.join(import.meta.dirname, '..', 'docs', 'controles.md')

const ISSUES: Readonly<Record<Constat['issue'], string>> = {
  respecte: 'respecté',
  enfreint: 'enfreint',
  inconnu: 'inconnu',
}

const MOMENTS: Readonly<Record<Pour, string>> = {
  bdc: 'bon de commande',
  avance: 'avance',
  reception: 'VA ou MOM',
  facture: 'facture',
  solde: 'solde',
}

const cellule = (texte: string) => texte.replaceAll('|', '\\|').replaceAll('\n', ' ')
const ligne = (cellules: readonly string[]) => `| ${cellules.map(cellule).join(' | ')} |`
const tableau = (tetes: readonly string[], lignes: readonly (readonly string[])[]) =>
  [ligne(tetes), ligne(tetes.map(() => '---')), ...lignes.map(ligne)].join('\n')
const sourceOf = ({ document, passage, citation }: Source) =>
  `${document}, ${passage}${citation === undefined ? '' : ` : « ${citation} »`}`

function conditionOf(condition: Condition | undefined): string {
  if (condition === undefined) return 'toujours'
  if ('tous' in condition) return condition.tous.map(conditionOf).join(' et ')
  if ('un_de' in condition) return condition.un_de.map(conditionOf).join(' ou ')
  const valeur = typeof condition.est === 'boolean' ? (condition.est ? 'oui' : 'non') : condition.est
  return `\`${condition.fait}\` : ${valeur}`
}

function renderFamille(famille: Famille): string {
  const lignes = CONTROLES.filter((c) => c.famille === famille).map((c) => [
    `\`${c.code}\``,
    c.titre,
    groupeOf(c.code),
    c.gravite,
    c.pour.map((p) => MOMENTS[p]).join(', '),
    c.issues.map((i) => ISSUES[i]).join(', '),
    sourceOf(c.source),
  ])
  const tetes = ['Code', 'Ce qui est vérifié', 'Motif affiché', 'Gravité', 'Avant', 'Réponses', 'Source']
  return `## ${FAMILLES[famille]}\n\n${tableau(tetes, lignes)}`
}

function renderAttestations(code: string, attestations: readonly AttestationDemandee[]): string {
  const lignes = attestations.map((a) => [
    `\`ATT-${a.code}\``,
    a.libelle,
    a.sujet,
    a.gravite,
    a.pour.length === 0 ? 'quand un contrôle la demande' : a.pour.join(', '),
    conditionOf(a.si),
    sourceOf(a.source),
  ])
  return `### Attestations de ${code}\n\n${tableau(['Code', 'Ce qui est attesté', 'Sujet', 'Gravité', 'Avant', 'Quand', 'Source'], lignes)}`
}

/** The whole page, from the controls and from the attestations that the schemes' files ask for. */
export function renderControles(): string {
  const catalogue = openCatalogue()
  const sections = [
    '# Contrôles',
    'Page écrite par `node scripts/generer-controles.ts` à partir du code : ne pas la modifier à la main.',
    `${CONTROLES.length} contrôles. Chacun rend un constat par sujet, y compris quand il est respecté. « Inconnu » veut dire que la donnée manque : une règle bloquante inconnue arrête la demande comme une règle enfreinte. La gravité est celle par défaut : un dispositif peut l’adoucir (enrôlement, référencement, date de signature, période de dépôt), et une règle de l’AF-SFP-LGC-Va2 appliquée à un autre dispositif le dit (« par analogie »).`,
    ...(Object.keys(FAMILLES) as Famille[]).map(renderFamille),
    ...catalogue.codes.flatMap((code) => {
      const { attestations } = catalogue.base(code)
      return attestations.length === 0 ? [] : [renderAttestations(code, attestations)]
    }),
  ]
  return `${typographier(sections.join('\n\n'))}\n`
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(FICHIER, renderControles())
