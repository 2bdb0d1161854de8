import { type ComparaisonFormat, type EssaiFormat, liaisons, type ResumeFormat } from '#contract/format.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { existingFile, readFields } from './fichiers.ts'
import { Inutilisable, type Session } from './session.ts'
import { plural, type Reponse, table } from './sortie.ts'

const ECARTS: Readonly<Record<ComparaisonFormat['cles'][number]['ecart'], string>> = {
  identique: 'identique',
  nouvelle: 'nouvelle',
  en_trop: 'en trop',
  autre_type: 'autre type',
  autre_casse: 'autre casse',
  renommee: 'renommée ?',
}

const describeListe = (formats: readonly ResumeFormat[]): string =>
  table(
    [
      { titre: 'Format', valeur: (f) => f.code },
      { titre: 'Version', valeur: (f) => (f.version === null ? 'aucune' : String(f.version)) },
      { titre: 'Confirmé', valeur: (f) => (f.version === null ? '' : f.confirme ? 'oui' : 'non') },
      { titre: 'Essai', valeur: (f) => f.versions.find((v) => v.etat === 'essai')?.nom ?? '' },
      { titre: 'Demande', valeur: (f) => f.libelle },
    ],
    formats,
  )

export async function listFormats({ client }: Session): Promise<Reponse> {
  const formats = await client.format.lister()
  return { json: formats, texte: describeListe(formats), refus: false }
}

function describeControle(essai: EssaiFormat): string {
  if (essai.controle === null) return 'Essai sur vos commandes : quand chaque clé aura une source.'
  const { pretes, acceptees, refusees } = essai.controle
  if (pretes === 0) return 'Aucune commande n’est prête : rien n’a pu être essayé.'
  const refus = refusees.map((r) => `  ${r.numero}  ${r.client} : ${r.phrases.join(' ')}`)
  return [
    `${plural(acceptees, 'commande prête acceptée', 'commandes prêtes acceptées')} sur ${pretes}.`,
    ...refus,
  ].join('\n')
}

function describeComparaison(c: ComparaisonFormat): string {
  const ecarts = c.cles.filter((k) => k.ecart !== 'identique' || k.choisie || c.sansSource.includes(k.chemin))
  const lignes = table(
    [
      { titre: 'Clé du modèle', valeur: (k) => k.chemin },
      { titre: 'Format actuel', valeur: (k) => k.actuel ?? '–' },
      { titre: 'Modèle officiel', valeur: (k) => k.modele ?? '–' },
      { titre: 'Écart', valeur: (k) => ECARTS[k.ecart] },
      {
        titre: 'Source',
        valeur: (k) => (c.sansSource.includes(k.chemin) ? 'PAS DE SOURCE' : (k.source ?? '')),
      },
    ],
    ecarts,
  )
  return [
    `${c.nom} · ${c.code} version ${c.version} · ${plural(c.cles.length, 'clé')}, ${plural(ecarts.length, 'écart')}`,
    ...(ecarts.length === 0 ? ['Le modèle dit la même chose que le format en vigueur.'] : [lignes]),
    ...c.fautes.map((f) => `À corriger : ${f}`),
  ].join('\n')
}

export async function compareFormat(
  { client }: Session,
  fichier: string,
  options: { dispositif: string; demande: TypeDemande; liaisons?: string; schema?: string },
): Promise<Reponse> {
  const choix = options.liaisons === undefined ? {} : await readFields(options.liaisons, liaisons)
  const schema = options.schema === undefined ? null : await existingFile(options.schema)
  const comparaison = await client.format.comparer({
    chemin: await existingFile(fichier),
    dispositif: options.dispositif,
    demande: options.demande,
    schema,
    liaisons: choix,
  })
  const essai = await client.format.essayer({ id: comparaison.id })
  const { sansSource, fautes } = comparaison
  return {
    json: { comparaison, essai },
    texte: [
      describeComparaison(comparaison),
      describeControle(essai),
      ...(sansSource.length === 0
        ? [`Pour l’utiliser : liasse format retenir ${comparaison.code}`]
        : [`Sans source : ${sansSource.join(', ')}`]),
    ].join('\n\n'),
    refus: sansSource.length > 0 || fautes.length > 0 || (essai.controle?.refusees.length ?? 0) > 0,
  }
}

async function findVersion(
  client: Session['client'],
  code: string,
  etat: 'essai' | 'en_vigueur',
): Promise<number> {
  const formats = await client.format.lister()
  const format = formats.find((f) => f.code === code)
  if (format === undefined)
    throw new Inutilisable(`Aucun format ne s’appelle « ${code} ».`, {
      remede: `Formats : ${formats.map((f) => f.code).join(', ')}.`,
    })
  const version = format.versions.find((v) => v.etat === etat)
  if (version === undefined)
    throw new Inutilisable(
      etat === 'essai'
        ? `Aucun modèle n’est à l’essai pour « ${code} ».`
        : `« ${code} » suit déjà le format de Liasse.`,
      { remede: 'Comparez d’abord un modèle : liasse format comparer F.json --dispositif CODE' },
    )
  return version.id
}

/** The trial becomes the format in use. */
export async function keepFormat(
  { client }: Session,
  code: string,
  options: { malgreRefus?: boolean },
): Promise<Reponse> {
  const id = await findVersion(client, code, 'essai')
  const formats = await client.format.retenir({ id, malgreRefus: options.malgreRefus === true })
  const format = formats.find((f) => f.code === code)
  return {
    json: format,
    texte: `${format?.libelle} : version ${format?.version}, ${format?.source}. Les prochaines demandes l’utilisent.`,
    refus: false,
  }
}

/** The trial is forgotten, or the version in use gives its place back. */
export async function dropFormat(
  { client }: Session,
  code: string,
  options: { enVigueur?: boolean },
): Promise<Reponse> {
  const id = await findVersion(client, code, options.enVigueur === true ? 'en_vigueur' : 'essai')
  const formats = await client.format.abandonner({ id })
  const format = formats.find((f) => f.code === code)
  return {
    json: format,
    texte: `${format?.libelle} : ${format?.version === null ? 'plus aucun format' : `version ${format?.version} en vigueur`}.`,
    refus: false,
  }
}
