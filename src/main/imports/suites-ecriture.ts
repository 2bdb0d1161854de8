import type { Database } from 'better-sqlite3'
import type { Dispositif } from '#domain/dispositif.ts'
import { transitionDemande } from '#domain/etats.ts'
import { computeAvance } from '#domain/proposition.ts'
import type { EntreeJournal } from '../registre/journal.ts'
import type { SuiteResolue } from './suites.ts'

export interface SuiteAEcrire {
  readonly commandeId: number
  readonly suite: SuiteResolue
}

/** Writes the requests of an import, inside its transaction, once its orders are there. Returns what the journal says. */
export function writeSuites(
  db: Database,
  dispositif: Dispositif,
  suites: readonly SuiteAEcrire[],
): readonly EntreeJournal[] {
  const total = db.prepare('SELECT coalesce(sum(ttc), 0) FROM ligne WHERE commandeId = ?').pluck()
  const derniere = db
    .prepare(`SELECT coalesce(max(tentative), 0) FROM demande WHERE commandeId = ? AND type = 'avance'`)
    .pluck()
  const inserer = db.prepare(
    `INSERT INTO demande (commandeId, type, tentative, etat, numeroAsp, deposeLe, motif, ttc, attendu, payeLe, montantPaye)
     VALUES (:commandeId, 'avance', :tentative, :etat, :numeroAsp, :deposeLe, :motif, :ttc, :attendu, :payeLe, :montantPaye)`,
  )
  const changer = db.prepare(
    `UPDATE demande SET etat = :etat, numeroAsp = :numeroAsp, deposeLe = :deposeLe, motif = :motif,
       payeLe = :payeLe, montantPaye = :montantPaye WHERE id = :id`,
  )
  const remplacer = db.prepare('UPDATE demande SET etat = ? WHERE id = ?')
  return suites.map(({ commandeId, suite: { existante, remplacee, etat, faits } }) => {
    if (remplacee !== null) remplacer.run(transitionDemande(remplacee.etat, 'remplacer'), remplacee.id)
    if (existante === null) {
      const ttc = total.get(commandeId) as number
      const attendu = faits.deposeLe === null ? null : computeAvance(dispositif, ttc, faits.deposeLe)
      const tentative = (derniere.get(commandeId) as number) + 1
      inserer.run({ ...faits, commandeId, etat, ttc, attendu, tentative })
    } else changer.run({ ...faits, etat, id: existante.id })
    return {
      sujet: 'commande',
      sujetId: commandeId,
      action: 'avance',
      de: existante?.etat ?? null,
      vers: etat,
    } as const
  })
}
