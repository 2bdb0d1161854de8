import type { Dossier, Participation } from '#domain/commande.ts'
import { formatJour } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { formatSiret, formatTelephone, type TypeIdentifiant } from '#domain/identifiants.ts'
import { nomComplet, PROFESSION_LIBELLES } from '#domain/tiers.ts'

/** What a form is printed from. `anterieure`: issued before the référencement, so without its number. */
export interface Contexte {
  readonly dossier: Dossier
  readonly dispositif: Dispositif
  readonly anterieure: boolean
}

const jour = (j: string | null): string => (j === null ? '' : formatJour(j))

function identifiants(p: Participation | null, type: TypeIdentifiant): string {
  return (p?.tiers.identifiants ?? [])
    .filter((i) => i.type === type)
    .map((i) => i.valeur)
    .join(', ')
}

/** The representative as recorded on the order, or the client's contact who may sign for it. */
function representantOf(p: Participation | null) {
  return p?.representant ?? p?.tiers.contacts.find((c) => c.signataire) ?? p?.tiers.contacts[0] ?? null
}

/** Postal address on two lines, an empty line left out. */
export function formatAdresse(a: { lignes: string; codePostal: string; commune: string }): string {
  return [...a.lignes.split('\n'), `${a.codePostal} ${a.commune}`]
    .map((l) => l.trim())
    .filter((l) => l !== '')
    .join('\n')
}

/** The closed list of what a model may print. `p`: the participation that the field is about. */
export const VALEURS = {
  'commande.referenceAF': (c) => c.dispositif.referenceAF,
  'commande.nature': (c) => c.dispositif.naturePrestation,
  'commande.numero': (c) => c.dossier.commande.numero,
  'commande.dateEmission': (c) => jour(c.dossier.commande.dateEmission),
  'commande.dateInstallation': (c) => jour(c.dossier.commande.dateInstallationPrevue),
  'fournisseur.denomination': (c) => c.dossier.fournisseur.denomination,
  'fournisseur.siret': (c) => formatSiret(c.dossier.fournisseur.siret),
  'logiciel.denominationVersion': (c) =>
    `${c.dossier.referencement.solution} ${c.dossier.referencement.version}`.trim(),
  'logiciel.profils': (c) => c.dossier.referencement.profils.join(', '),
  'logiciel.numeroAns': (c) => (c.anterieure ? '' : c.dossier.referencement.numeroAns),
  'tiers.nom': (_, p) => (p === null ? '' : nomComplet(p.tiers)),
  'tiers.profession': (_, p) =>
    p === null || p.tiers.profession === null ? '' : PROFESSION_LIBELLES[p.tiers.profession],
  'tiers.adresse': (_, p) => (p === null ? '' : formatAdresse(p.tiers.adresse)),
  'tiers.telephone': (_, p) => formatTelephone(p?.tiers.telephone ?? ''),
  'tiers.mail': (_, p) => p?.tiers.mail ?? '',
  'tiers.RPPS': (_, p) => identifiants(p, 'RPPS'),
  'tiers.FINESS_G': (_, p) => identifiants(p, 'FINESS_G'),
  'tiers.FINESS_J': (_, p) => identifiants(p, 'FINESS_J'),
  'representant.nom': (_, p) => representantOf(p)?.nom ?? '',
  'representant.telephone': (_, p) =>
    formatTelephone(representantOf(p)?.telephone || (p?.tiers.telephone ?? '')),
  'representant.mail': (_, p) => representantOf(p)?.mail || (p?.tiers.mail ?? ''),
} as const satisfies Record<string, (c: Contexte, p: Participation | null) => string>

export type CleValeur = keyof typeof VALEURS

export function readValeur(cle: CleValeur, contexte: Contexte, participation: Participation | null): string {
  return (VALEURS[cle] as (c: Contexte, p: Participation | null) => string)(contexte, participation)
}

/** Puts values in a text of the model: `{commande.referenceAF}`. Unknown names stay as they are. */
export function interpolate(
  texte: string,
  contexte: Contexte,
  autres: Readonly<Record<string, string>> = {},
): string {
  return texte.replace(/\{([^}]+)\}/g, (entier, cle: string) =>
    cle in autres
      ? (autres[cle] as string)
      : cle in VALEURS
        ? readValeur(cle as CleValeur, contexte, null)
        : entier,
  )
}
