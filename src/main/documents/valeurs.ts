import type { Dossier, Participation } from '#domain/commande.ts'
import { formatJour } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { splitNom } from '#domain/fournisseur.ts'
import { formatNumeroTva, formatSiret, formatTelephone, type TypeIdentifiant } from '#domain/identifiants.ts'
import { nomComplet, PROFESSION_LIBELLES } from '#domain/tiers.ts'

/** What a document is printed from. `anterieure`: an order form issued before the référencement, so without its number. */
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

/** « Nom d'un représentant du Client final / des Clients finaux » (§12): himself when nobody represents him. */
function nameRepresentant({ dossier }: Contexte, p: Participation | null): string {
  const rangees = dossier.participations.toSorted((a, b) => a.rang - b.rang)
  const qui =
    p ?? rangees.find((x) => x.role === 'mandataire') ?? rangees.find((x) => x.role === 'client') ?? null
  return representantOf(qui)?.nom || (qui === null ? '' : nomComplet(qui.tiers))
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
  'commande.dispositif': (c) => c.dispositif.code,
  'commande.referenceAF': (c) => c.dispositif.referenceAF,
  'commande.nature': (c) => c.dispositif.naturePrestation,
  'commande.numero': (c) => c.dossier.commande.numero,
  'commande.dateEmission': (c) => jour(c.dossier.commande.dateEmission),
  'commande.dateInstallation': (c) => jour(c.dossier.commande.dateInstallationPrevue),
  'fournisseur.denomination': (c) => c.dossier.fournisseur.denomination,
  'fournisseur.siret': (c) => formatSiret(c.dossier.fournisseur.siret),
  'fournisseur.mentionsFacture': (c) => c.dossier.fournisseur.mentionsFacture,
  'fournisseur.numeroTva': (c) => formatNumeroTva(c.dossier.fournisseur.siret),
  'signataire.nom': (c) => splitNom(c.dossier.fournisseur.responsable.nom).nom,
  'signataire.prenom': (c) => splitNom(c.dossier.fournisseur.responsable.nom).prenom,
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
  'installation.realiseeLe': (c) => jour(c.dossier.installation?.realiseeLe ?? null),
  'pilote.place': (c) =>
    c.dossier.pilote?.rang == null
      ? ''
      : `, client pilote ${c.dossier.pilote.rang} sur ${c.dispositif.solde.pilote?.taille}`,
  'facture.numero': (c) => c.dossier.facture?.numero ?? '',
  'facture.date': (c) => jour(c.dossier.facture?.date ?? null),
  'facture.finaliseeLe': (c) => jour(c.dossier.facture?.finaliseeLe ?? null),
  // The invoice may bear another name than the advance (Modèles de documents SONS du 28/07/2023, §12).
  'facture.client': (c, p) => c.dossier.facture?.client || (p === null ? '' : nomComplet(p.tiers)),
  'facture.representant': (c, p) => nameRepresentant(c, p),
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
