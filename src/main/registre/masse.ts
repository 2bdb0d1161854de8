import type { Database, Statement } from 'better-sqlite3'

/**
 * The bulk path: prepared statements of many rows on the writer connection, used inside `registre.ecrire` only.
 * A row costs its values, not a query built for it.
 */
export interface Ajout {
  /** One row, in the order of the columns. Written with the next ones. */
  ajouter(...valeurs: readonly (string | number | null)[]): void
  /** Writes the rows that wait. */
  vider(): void
}

/** SQLite takes 32 766 values a statement; more than a few hundred rows gains nothing. */
const VALEURS_PAR_ORDRE = 3200

export function prepareAjout(db: Database, table: string, colonnes: readonly string[]): Ajout {
  const lot = Math.floor(VALEURS_PAR_ORDRE / colonnes.length)
  const rang = `(${colonnes.map(() => '?').join(',')})`
  const prepare = (n: number): Statement =>
    db.prepare(`INSERT INTO ${table} (${colonnes.join(',')}) VALUES ${Array(n).fill(rang).join(',')}`)
  const plein = prepare(lot)
  const seul = prepare(1)
  // One array for the whole import: a new one per statement would cost more than the rows themselves.
  const attente: (string | number | null)[] = new Array(lot * colonnes.length).fill(null)
  let n = 0
  return {
    ajouter(...valeurs) {
      for (let i = 0; i < valeurs.length; i++) attente[n++] = valeurs[i] as string | number | null
      if (n < attente.length) return
      plein.run(attente)
      n = 0
    },
    vider() {
      for (let i = 0; i < n; i += colonnes.length) seul.run(attente.slice(i, i + colonnes.length))
      n = 0
    },
  }
}

/** Highest id of a table: rows added in one transaction are numbered from the next one. */
export function lastId(db: Database, table: 'tiers' | 'commande'): number {
  return db.prepare(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck().get() as number
}

const TIERS = [
  'id',
  'revision',
  'categorie',
  'nom',
  'prenom',
  'profession',
  'adresse',
  'codePostal',
  'commune',
  'telephone',
  'mail',
  'reference',
  'tranche',
] as const

const COMMANDE = [
  'id',
  'numero',
  'numeroAttribue',
  'dispositif',
  'fournisseurId',
  'referencementId',
  'cas',
  'dateEmission',
  'dateInstallationPrevue',
  'formulaireExterne',
  'fichierAttendu',
  'scenario',
  'modifieeLe',
] as const

const LIGNE = [
  'commandeId',
  'tiersId',
  'ht',
  'taux',
  'tva',
  'ttc',
  'tranche',
  'plafondHt',
  'plafondSource',
] as const

const FINESS = [
  'numero',
  'juridique',
  'nom',
  'adresse',
  'codePostal',
  'commune',
  'departement',
  'telephone',
  'siret',
  'categorie',
  'libelleCategorie',
] as const

/** Every table that an import fills. Flushed together, parents first. */
export interface Masse {
  readonly tiers: Ajout
  readonly identifiant: Ajout
  readonly commande: Ajout
  readonly participation: Ajout
  readonly ligne: Ajout
  vider(): void
}

export function openMasse(db: Database): Masse {
  const tables = {
    tiers: prepareAjout(db, 'tiers', TIERS),
    identifiant: prepareAjout(db, 'identifiant', ['type', 'valeur', 'tiersId']),
    commande: prepareAjout(db, 'commande', COMMANDE),
    participation: prepareAjout(db, 'participation', [
      'commandeId',
      'tiersId',
      'role',
      'rang',
      'representant',
    ]),
    ligne: prepareAjout(db, 'ligne', LIGNE),
  }
  // Children may be written before their parents inside the transaction: the keys are looked at when it ends.
  db.pragma('defer_foreign_keys = ON')
  return {
    ...tables,
    vider() {
      for (const table of Object.values(tables)) table.vider()
    },
  }
}

/** Empties the FINESS extraction and prepares its replacement. */
export function replaceFiness(db: Database): Ajout {
  db.exec('DELETE FROM finess')
  return prepareAjout(db, 'finess', FINESS)
}
