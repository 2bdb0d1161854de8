import type { Database } from 'better-sqlite3'
import type { TypeDemande } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { transitionDemande } from '#domain/etats.ts'
import { formatMontant } from '#domain/montant.ts'
import { computeAvance, computeSolde } from '#domain/proposition.ts'
import type { EntreeJournal } from '../registre/journal.ts'
import type { SuiteResolue } from './suites.ts'

export interface SuiteAEcrire {
  readonly commandeId: number
  readonly type: TypeDemande
  readonly dispositif: Dispositif
  readonly suite: SuiteResolue
  /** What the agency wrote of the line, and the day on which it was read or decided. */
  readonly reponse?: { readonly code: string; readonly libelle: string; readonly le: Jour }
  /** Where it was said. */
  readonly trace?: Pick<EntreeJournal, 'fichier' | 'sha256'> & { readonly ou: string }
}

export interface SuiteEcrite {
  readonly demandeId: number
  readonly entree: EntreeJournal
}

/** Why a request moved, in one line: attempt, words of the agency, number, payment, where it was said. */
function describe({ suite, reponse, trace }: SuiteAEcrire, tentative: number): string {
  const { faits, existante } = suite
  const nouveau = <T>(apres: T | null, avant: T | null | undefined): T | null =>
    apres === avant ? null : apres
  const asp = nouveau(faits.numeroAsp, existante?.numeroAsp)
  const paye = nouveau(faits.montantPaye, existante?.montantPaye)
  return [
    tentative > 1 ? `tentative ${tentative}` : '',
    faits.motif,
    reponse === undefined || reponse.code === '' ? '' : `code ${reponse.code}`,
    asp === null ? '' : `n° ASP ${asp}`,
    paye === null ? '' : formatMontant(paye),
    trace?.ou ?? '',
  ]
    .filter((t) => t !== '')
    .join(', ')
}

/**
 * Writes what happened to requests, inside the transaction of the register. The only place that writes it, whoever
 * says it: a list, the agency's file, the portal, a person, a payment. Returns the requests and their journal.
 */
export function writeSuites(db: Database, suites: readonly SuiteAEcrire[]): readonly SuiteEcrite[] {
  const total = db.prepare('SELECT coalesce(sum(ttc), 0) FROM ligne WHERE commandeId = ?').pluck()
  const derniere = db
    .prepare('SELECT coalesce(max(tentative), 0) FROM demande WHERE commandeId = ? AND type = ?')
    .pluck()
  const tentativeOf = db.prepare('SELECT tentative FROM demande WHERE id = ?').pluck()
  const inserer = db.prepare(
    `INSERT INTO demande (commandeId, type, tentative, etat, numeroAsp, deposeLe, motif, ttc, attendu, valideeLe, payeLe, montantPaye)
     VALUES (:commandeId, :type, :tentative, :etat, :numeroAsp, :deposeLe, :motif, :ttc, :attendu, :valideeLe, :payeLe, :montantPaye)`,
  )
  const changer = db.prepare(
    `UPDATE demande SET refusee = iif(etat = 'rejetee' AND :etat = 'a_corriger', 1, refusee),
       etat = :etat, numeroAsp = :numeroAsp, deposeLe = :deposeLe, motif = :motif,
       valideeLe = :valideeLe, payeLe = :payeLe, montantPaye = :montantPaye WHERE id = :id`,
  )
  const repondre = db.prepare(
    'UPDATE demande SET codeTraitement = :code, libelleTraitement = :libelle, retourLe = :le WHERE id = :id',
  )
  const dater = db.prepare('UPDATE demande SET retourLe = ? WHERE id = ?')
  const remplacer = db.prepare('UPDATE demande SET etat = ? WHERE id = ?')
  return suites.map((s) => {
    const { commandeId, type, dispositif, reponse, trace } = s
    const { existante, remplacee, etat, faits } = s.suite
    if (remplacee !== null) remplacer.run(transitionDemande(remplacee.etat, 'remplacer'), remplacee.id)
    let demandeId: number
    let tentative: number
    if (existante === null) {
      const ttc = total.get(commandeId) as number
      const compute = type === 'avance' ? computeAvance : computeSolde
      const attendu = faits.deposeLe === null ? null : compute(dispositif, ttc, faits.deposeLe)
      tentative = (derniere.get(commandeId, type) as number) + 1
      const ecrite = inserer.run({ ...faits, commandeId, type, etat, ttc, attendu, tentative })
      demandeId = Number(ecrite.lastInsertRowid)
    } else {
      changer.run({ ...faits, etat, id: existante.id })
      demandeId = existante.id
      tentative = tentativeOf.get(demandeId) as number
    }
    if (s.suite.refuseeLe != null) dater.run(s.suite.refuseeLe, demandeId)
    if (reponse !== undefined) repondre.run({ ...reponse, id: demandeId })
    const { fichier, sha256 } = trace ?? {}
    return {
      demandeId,
      entree: {
        sujet: 'commande',
        sujetId: commandeId,
        action: type,
        de: existante?.etat ?? null,
        vers: etat,
        detail: describe(s, tentative),
        ...(fichier != null && { fichier }),
        ...(sha256 != null && { sha256 }),
      },
    } as const
  })
}
