import { isDepasse } from '../calendrier.ts'
import type { Dossier, TypeDemande } from '../commande.ts'
import { formatJour, type Instant, jourParis } from '../dates.ts'
import type { Dispositif } from '../dispositif.ts'
import { juger, type Observation } from './base.ts'
import { borneOf, jourDepot } from './lecture.ts'

/** Is a request in its period? The milestone's day and hour are accepted. Nothing where the calendar has no such one. */
export function observeDepot(
  type: TypeDemande,
  dossier: Dossier,
  dispositif: Dispositif,
  maintenant: Instant,
  regle: { readonly jalon: string; readonly gravite: 'bloquant' | 'alerte' },
): readonly Observation[] {
  const borne = borneOf(dispositif, maintenant, regle.jalon)
  if (borne === null) return []
  const depot = jourDepot(dossier, maintenant, type)
  const { jour, jalon } = borne
  // A deposit is recorded by its day; an hour of closing counts for what is about to be sent only.
  const depasse =
    depot === jourParis(maintenant) ? isDepasse(jalon, maintenant) : jour === null ? null : depot > jour
  // Returned, the request in time is « modifiée ou complétée » (AF-SFP §6.2, §6.4): no text says that it is then too late.
  // Refused, it is over: what is asked after it is a new request, « irrecevable » (AF-SFP §2, Dates 4 and 6).
  const premier = dossier.demandes.find(
    (d) =>
      d.type === type &&
      d.etat === 'a_corriger' &&
      !d.refusee &&
      d.deposeLe !== null &&
      jour !== null &&
      d.deposeLe <= jour,
  )?.deposeLe
  return [
    juger(
      depasse === null ? null : !depasse,
      borne.sujet ?? `dispositif.${regle.jalon}`,
      `dépôt le ${formatJour(depot)}${premier == null ? '' : ` après un premier dépôt le ${formatJour(premier)}`}`,
      borne.texte,
      { gravite: depasse && premier != null ? 'alerte' : regle.gravite, source: jalon.source },
    ),
  ]
}
