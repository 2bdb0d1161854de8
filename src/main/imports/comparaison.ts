import { formatTaux } from '#domain/montant.ts'
import { nomComplet } from '#domain/tiers.ts'
import type { Changement } from '../operations/saisie.ts'
import type { CommandeResolue, ParticipantResolu } from './commandes.ts'
import type { PersonneLue } from './lignes.ts'
import type { CommandeExistante } from './registre-commandes.ts'

const euros = (centimes: number): string => (centimes / 100).toFixed(2).replace('.', ',')

/** The amount that the file gives for a client is the one of the register; what it does not say stays. */
export function isSameLigne(existante: CommandeExistante, p: ParticipantResolu): boolean {
  if (p.montants === null) return true
  const ligne = existante.lignes.find((l) => l.tiersId === p.client.id)
  if (ligne === undefined) return false
  return !p.donnes || (ligne.ht === p.montants.ht && ligne.taux === p.montants.taux)
}

const CHAMPS_PERSONNE = [
  ['nom', 'representantNom'],
  ['qualite', 'representantQualite'],
  ['telephone', 'representantTelephone'],
  ['mail', 'representantMail'],
] as const

function comparePersonne(json: string | null | undefined, personne: PersonneLue): Changement[] {
  const connue = JSON.parse(json ?? '{}') as Partial<PersonneLue>
  return CHAMPS_PERSONNE.map(([cle, champ]) => ({
    champ,
    avant: connue[cle] ?? '',
    apres: personne[cle],
  }))
}

function compareParticipant(existante: CommandeExistante, p: ParticipantResolu): Changement[] {
  const changements: Changement[] = []
  const ligne = existante.lignes.find((l) => l.tiersId === p.client.id)
  if (p.montants !== null && !isSameLigne(existante, p)) {
    const { ht, taux } = p.montants
    changements.push(
      { champ: 'montantHt', avant: ligne === undefined ? '' : euros(ligne.ht), apres: euros(ht) },
      { champ: 'taux', avant: ligne === undefined ? '' : formatTaux(ligne.taux), apres: formatTaux(taux) },
    )
  }
  if (p.representant !== null) {
    const connu = existante.clients.find((c) => c.tiersId === p.client.id)?.representant
    changements.push(...comparePersonne(connu, p.representant))
  }
  return changements
}

/** What an order would change of the register's. Empty when the file says nothing else: what it does not say stays. */
export function compareCommande(
  existante: CommandeExistante,
  c: Omit<CommandeResolue, 'effet' | 'existante' | 'changements'>,
): readonly Changement[] {
  const dits: Changement[] = [{ champ: 'cas', avant: existante.cas, apres: c.cas }]
  if (c.dateEmission !== null)
    dits.push({ champ: 'dateCommande', avant: existante.dateEmission ?? '', apres: c.dateEmission })
  if (c.dateInstallation !== null)
    dits.push({
      champ: 'dateInstallation',
      avant: existante.dateInstallationPrevue ?? '',
      apres: c.dateInstallation,
    })
  if (c.fichier !== '') dits.push({ champ: 'fichier', avant: existante.fichierAttendu, apres: c.fichier })
  const plusieurs = c.participants.length > 1
  for (const p of c.participants)
    dits.push(
      ...compareParticipant(existante, p).map((d) =>
        plusieurs ? { ...d, champ: `${d.champ} (${nomComplet(p.client.carte)})` } : d,
      ),
    )
  const changements = dits.filter((d) => d.avant !== d.apres)
  // Two cabinets may have one name: the card tells them apart.
  if (c.mandataire !== null && existante.mandataireId !== c.mandataire.id)
    changements.push({ champ: 'mandataireNom', avant: existante.mandataireNom, apres: c.mandataire.nom })
  return changements
}
