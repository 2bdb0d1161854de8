import path from 'node:path'
import { z } from 'zod'
import type { Rejet } from '#contract/commun.ts'
import type { Produit } from '#contract/fournisseur.ts'
import type { ResultatImport } from '#contract/import.ts'
import { CHAMPS_IMPORT, lecture } from '#contract/import.ts'
import { formatJour } from '#domain/dates.ts'
import type { Fournisseur } from '#domain/fournisseur.ts'
import { formatSiret } from '#domain/identifiants.ts'
import { existingFile, fichierFournisseur, fichierSolution, readFields } from './fichiers.ts'
import { explain, Inutilisable, type Session } from './session.ts'
import { describeRejets, formatNombre, plural, type Reponse, table } from './sortie.ts'

/** Days given; an empty one is no day. */
const dated = (jours: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(jours).filter((e): e is [string, string] => e[1] !== null))

const digits = (texte: string) => texte.replace(/\D/g, '')

/** `fournisseur definir`: the same SIRET again updates the vendor. */
export async function defineFournisseur({ client }: Session, fichier: string): Promise<Reponse> {
  const lu = await readFields(fichier, fichierFournisseur)
  if (lu.assujettiTVA && lu.tauxTVA === undefined)
    throw new Inutilisable(
      'Un fournisseur assujetti à la TVA a un taux par défaut : ajoutez « tauxTVA », par exemple 20.',
    )
  const logo = lu.logo === undefined ? null : await existingFile(path.resolve(path.dirname(fichier), lu.logo))
  const existant = (await client.fournisseur.lister()).find((f) => f.siret === digits(lu.siret))
  const enrolement = lu.enrolement ?? existant?.enrolement ?? {}
  const defini = await client.fournisseur.definir({
    ...(existant && { id: existant.id, revision: existant.revision }),
    denomination: lu.denomination,
    siret: lu.siret,
    adresse: lu.adresse,
    responsable: lu.responsable,
    assujettiTva: lu.assujettiTVA,
    tauxTva: lu.assujettiTVA ? (lu.tauxTVA ?? 0) : 0,
    enrolementValideLe: lu.enrolementValideLe ?? null,
    enrolements: dated(
      lu.enrolements ?? (lu.enrolementValideLe === undefined ? (existant?.enrolements ?? {}) : {}),
    ),
    enrolement: dated(enrolement),
    ...((lu.couleur ?? existant?.couleur) !== undefined && { couleur: lu.couleur ?? existant?.couleur }),
    mentionsFacture: lu.mentionsFacture ?? existant?.mentionsFacture ?? '',
    ...(lu.prefixe !== undefined && { prefixe: lu.prefixe }),
  })
  const fournisseur =
    logo === null ? defini : await client.fournisseur.definirLogo({ id: defini.id, chemin: logo })
  const action = existant === undefined ? 'cree' : 'mis_a_jour'
  return {
    json: { action, fournisseur },
    texte: `Fournisseur ${action === 'cree' ? 'défini' : 'mis à jour'} : ${fournisseur.denomination}, SIRET ${formatSiret(fournisseur.siret)}.`,
    refus: false,
  }
}

function chooseFournisseur(fournisseurs: readonly Fournisseur[], siret: string | undefined): Fournisseur {
  if (siret !== undefined) {
    const choisi = fournisseurs.find((f) => f.siret === digits(siret))
    if (choisi === undefined)
      throw new Inutilisable(`Aucun fournisseur du registre n’a le SIRET « ${siret} ».`)
    return choisi
  }
  const [seul, autre] = fournisseurs
  if (seul === undefined)
    throw new Inutilisable('Le registre n’a pas encore de fournisseur.', {
      remede: 'Définissez-le d’abord : liasse fournisseur definir F.json',
    })
  if (autre !== undefined)
    throw new Inutilisable('Le registre a plusieurs fournisseurs : dites lequel vend ce produit.', {
      remede: 'Ajoutez « fournisseur » : "SIRET" au fichier du produit.',
    })
  return seul
}

/** `solution ajouter`: the same product, version and scheme again update it. */
export async function addSolution({ client }: Session, fichier: string): Promise<Reponse> {
  const lu = await readFields(fichier, fichierSolution)
  const fournisseur = chooseFournisseur(await client.fournisseur.lister(), lu.fournisseur)
  const existant = (await client.solution.lister()).find(
    (p) =>
      p.dispositif === lu.dispositif &&
      p.distribution.fournisseurId === fournisseur.id &&
      p.solution === lu.denomination &&
      p.version === lu.version,
  )
  const { denomination, fournisseur: _siret, ...reste } = lu
  const produit = await client.solution.definir({
    ...(existant && { id: existant.id, revision: existant.revision }),
    ...reste,
    fournisseurId: fournisseur.id,
    solution: denomination,
  })
  const action = existant === undefined ? 'cree' : 'mis_a_jour'
  return {
    json: { action, produit },
    texte: `Produit ${action === 'cree' ? 'ajouté' : 'mis à jour'} : ${produit.solution} ${produit.version}, ${produit.dispositif}, n° ANS ${produit.numeroAns || 'inconnu'}.`,
    refus: false,
  }
}

/** What the command says of the product of the orders. */
export interface ChoixProduit {
  readonly dispositif: string
  readonly solution?: string
  readonly fournisseur?: string
}

/**
 * The product that `--solution` names (ANS number or name), sold by the vendor that `--fournisseur` names (SIRET or
 * name), or the only one of the scheme; null when there is none.
 */
export function chooseProduit(
  produits: readonly Produit[],
  fournisseurs: readonly Fournisseur[],
  { dispositif, solution, fournisseur }: ChoixProduit,
): Produit | null {
  const same = (dit: string, ...noms: readonly string[]) =>
    noms.some((n) => n.toLocaleLowerCase('fr') === dit.trim().toLocaleLowerCase('fr'))
  const duDispositif = produits.filter((p) => p.dispositif === dispositif)
  const siretOf = (p: Produit) => fournisseurs.find((f) => f.id === p.distribution.fournisseurId)?.siret ?? ''
  const nommes =
    solution === undefined
      ? duDispositif
      : duDispositif.filter((p) => same(solution, p.numeroAns, p.solution, `${p.solution} ${p.version}`))
  const retenus =
    fournisseur === undefined
      ? nommes
      : nommes.filter((p) => same(fournisseur, p.fournisseur) || digits(fournisseur) === siretOf(p))
  const say = (liste: readonly Produit[]) =>
    liste
      .map(
        (p) =>
          `${p.solution} ${p.version} (${p.numeroAns || 'sans n° ANS'}) vendu par ${p.fournisseur}, SIRET ${formatSiret(siretOf(p))}`,
      )
      .join(' ; ')
  const noms = duDispositif.length === 0 ? '' : ` ; le registre connaît ${say(duDispositif)}`
  if (solution !== undefined && nommes.length === 0)
    throw new Inutilisable(`Aucun produit de ${dispositif} ne s’appelle « ${solution} »${noms}.`)
  if (fournisseur !== undefined && retenus.length === 0)
    throw new Inutilisable(`Aucun produit de ${dispositif} n’est vendu par « ${fournisseur} »${noms}.`)
  if (retenus.length > 1) {
    const unSeul = new Set(retenus.map((p) => p.id)).size === 1
    throw new Inutilisable(`Plusieurs produits répondent pour ${dispositif} : ${say(retenus)}.`, {
      remede: unSeul
        ? 'Dites lequel le vend par --fournisseur, avec son SIRET ou son nom.'
        : 'Nommez-en un par --solution, avec son n° ANS, et son vendeur par --fournisseur s’ils sont plusieurs.',
    })
  }
  return retenus[0] ?? null
}

export async function listDispositifs({ client }: Session): Promise<Reponse> {
  const dispositifs = await client.dispositif.lister()
  return {
    json: dispositifs,
    texte: table(
      [
        { titre: 'Code', valeur: (d) => d.code },
        { titre: 'Libellé', valeur: (d) => d.libelle },
        { titre: 'Vague', valeur: (d) => String(d.vague), droite: true },
        { titre: 'Commandes', valeur: (d) => String(d.commandes), droite: true },
        { titre: 'À confirmer', valeur: (d) => String(d.aConfirmer), droite: true },
      ],
      dispositifs,
    ),
    refus: false,
  }
}

type Fiche = Awaited<ReturnType<Session['client']['dispositif']['montrer']>>

function describeFiche(fiche: Fiche): string {
  const jalons = table(
    [
      { titre: 'Jalon', valeur: (j) => j.libelle },
      { titre: 'Jour', valeur: (j) => (j.jour === null ? 'inconnu' : formatJour(j.jour)) },
      {
        titre: 'Source',
        valeur: (j) => [j.source.document, j.source.passage].filter((s) => s !== '').join(', '),
      },
    ],
    fiche.jalons,
  )
  const reglables = table(
    [
      { titre: 'Clé', valeur: (r) => r.cle },
      { titre: 'Valeur', valeur: (r) => r.affichee },
      { titre: 'D’où', valeur: (r) => CONFIANCES[r.confiance] },
      { titre: 'Libellé', valeur: (r) => r.libelle },
    ],
    fiche.reglables,
  )
  const manques = fiche.manques.map((m) => `  ${m}`).join('\n')
  return [
    `${fiche.dispositif.code} · ${fiche.dispositif.libelle}`,
    jalons,
    reglables,
    ...(manques === '' ? [] : [`À donner ou à confirmer avant un premier dépôt :\n${manques}`]),
  ].join('\n\n')
}

const CONFIANCES: Readonly<Record<Fiche['reglables'][number]['confiance'], string>> = {
  atteste: 'texte',
  derive: 'déduit',
  a_confirmer: 'à confirmer',
  par_vous: 'réglé par vous',
}

export async function showDispositif({ client }: Session, code: string): Promise<Reponse> {
  const fiche = await client.dispositif.montrer({ code })
  return { json: fiche, texte: describeFiche(fiche), refus: false }
}

export async function setDispositif(
  { client }: Session,
  code: string,
  cle: string,
  valeur: string,
  note: string,
): Promise<Reponse> {
  const fiche = await client.dispositif.regler({ code, cle, valeur, note })
  const regle = fiche.reglables.find((r) => r.cle === cle)
  return {
    json: { regle, manques: fiche.manques },
    texte: `${code} : ${regle?.libelle ?? cle} réglé à ${regle?.affichee ?? valeur} (${note}).`,
    refus: false,
  }
}

/** A line may be refused for several reasons: lines are counted, not reasons. */
function titreRejets(rejets: readonly Rejet[]): string {
  const lignes = new Set(rejets.map((r) => r.ligne)).size
  return `${plural(lignes, 'ligne laissée', 'lignes laissées')} de côté`
}

const champ = z
  .enum(CHAMPS_IMPORT, {
    error: ({ input }) => `« ${String(input)} » n’est pas un champ ; champs : ${CHAMPS_IMPORT.join(', ')}`,
  })
  .nullable()

const isObjet = (lu: unknown): lu is Record<string, unknown> => typeof lu === 'object' && lu !== null

/** `{ "colonnes": {…}, "lecture": {…} }`, or the columns alone. */
const fichierColonnes = z.preprocess(
  (lu) => (isObjet(lu) && isObjet(lu.colonnes) ? lu : { colonnes: lu }),
  z.strictObject({ colonnes: z.record(z.string(), champ), lecture: lecture.optional() }),
)

/** The file has order numbers and the scheme has no product: what to do here, not in the window. */
function withoutProduit(erreur: unknown, dispositif: string): never {
  if (explain(erreur)?.ou !== 'referencementId') throw erreur
  throw new Inutilisable(
    `Le fichier porte des numéros de bon de commande, et le registre n’a pas de produit pour ${dispositif}.`,
    { remede: 'Ajoutez-le d’abord : liasse solution ajouter F.json' },
  )
}

/** Changes shown to a person; `--json` has them all. */
const MODIFICATIONS_MONTREES = 30

function describeModifications(modifications: ResultatImport['modifications']): string {
  if (modifications.length === 0) return ''
  const lignes = modifications.slice(0, MODIFICATIONS_MONTREES).map(({ nom, champs }) => {
    const dits = champs.map((c) => `${c.champ} : ${c.avant} → ${c.apres}`)
    return `  ${nom} : ${dits.join(' ; ')}`
  })
  const reste = modifications.length - lignes.length
  if (reste > 0) lignes.push(`  et ${plural(reste, 'autre')} (--json les donne)`)
  return `\nChangements :\n${lignes.join('\n')}`
}

export async function importClients(
  { client, signal, suivre }: Session,
  fichier: string,
  options: ChoixProduit & { colonnes?: string },
): Promise<Reponse> {
  const chemin = await existingFile(fichier)
  const forme = options.colonnes === undefined ? null : await readFields(options.colonnes, fichierColonnes)
  const produit = chooseProduit(await client.solution.lister(), await client.fournisseur.lister(), options)
  const resultat = await suivre(
    client.imports.executer(
      {
        chemin,
        dispositif: options.dispositif,
        referencementId: produit?.id ?? null,
        fournisseurId: produit?.distribution.fournisseurId ?? null,
        ...(forme !== null && { colonnes: forme.colonnes }),
        ...(forme?.lecture !== undefined && { lecture: forme.lecture }),
      },
      { signal },
    ),
  ).catch((erreur: unknown) => withoutProduit(erreur, options.dispositif))
  const { clients, commandes } = resultat
  return {
    json: resultat,
    texte:
      `${plural(resultat.lignes, 'ligne lue', 'lignes lues')}.\n` +
      `Clients : ${plural(clients.crees, 'créé')}, ${formatNombre(clients.misAJour)} mis à jour, ${plural(clients.identiques, 'identique')}.\n` +
      `Commandes : ${plural(commandes.creees, 'créée')}, ${plural(commandes.misesAJour, 'mise à jour', 'mises à jour')}, ${plural(commandes.identiques, 'identique')}.` +
      describeModifications(resultat.modifications) +
      describeRejets(titreRejets(resultat.rejets), resultat.rejets) +
      describeRejets('À regarder', resultat.avis),
    refus: resultat.rejets.length > 0,
  }
}

export async function importFiness({ client, signal, suivre }: Session, fichier: string): Promise<Reponse> {
  const chemin = await existingFile(fichier)
  const resultat = await suivre(client.imports.finess({ chemin }, { signal }))
  return {
    json: resultat,
    texte:
      `${plural(resultat.etablissements, 'établissement')} de l’extraction du ${formatJour(resultat.du)}.` +
      describeRejets(titreRejets(resultat.rejets), resultat.rejets),
    refus: resultat.rejets.length > 0,
  }
}
