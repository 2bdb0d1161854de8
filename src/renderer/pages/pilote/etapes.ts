import type { FichePilote } from '#contract/pilote.ts'
import type { Etape } from '../../components/Etapes.tsx'
import { formatJour } from '../../format.ts'

const NOMBRES = ['Zéro', 'Un', 'Deux', 'Trois', 'Quatre', 'Cinq', 'Six', 'Sept', 'Huit', 'Neuf', 'Dix']

/** The steps of a pilot in one line; the first that is not done is the current one. */
export function describeEtapesPilote(f: FichePilote): readonly Etape[] {
  const prevues = f.places.filter(
    (p) => p.occupant !== null && p.occupant.installeeLe === null && p.occupant.prevueLe !== null,
  )
  const refuse = f.decision === 'non_conforme'
  const { joints, attendus } = f.supports
  const etapes = [
    {
      cle: 'clients',
      libelle: `${NOMBRES[f.taille] ?? f.taille} clients`,
      precision: `${f.choisis} ${f.choisis > 1 ? 'choisis' : 'choisi'} sur ${f.taille}`,
      fait: f.choisis >= f.taille,
    },
    {
      cle: 'avances',
      libelle: 'Avances validées',
      precision: `${f.avancesValidees} sur ${f.taille}`,
      fait: f.avancesValidees >= f.taille,
    },
    {
      cle: 'installations',
      libelle: 'Installations',
      precision: `${f.installes} ${f.installes > 1 ? 'faites' : 'faite'}${prevues.length > 0 ? `, ${prevues.length} ${prevues.length > 1 ? 'prévues' : 'prévue'}` : ''}`,
      fait: f.installes >= f.taille,
    },
    { cle: 'pv', libelle: 'PV signés', precision: `${f.signes} sur ${f.taille}`, fait: f.signes >= f.taille },
    {
      cle: 'supports',
      libelle: 'Supports',
      precision: `${joints} sur ${attendus}`,
      fait: joints >= attendus,
    },
    {
      cle: 'envoi',
      libelle: 'Envoi à l’ANS',
      precision:
        f.transmisLe !== null && !refuse
          ? `envoyé le ${formatJour(f.transmisLe)}`
          : f.dossierPrepareLe !== null
            ? `préparé le ${formatJour(f.dossierPrepareLe)}`
            : `après les ${f.taille} PV`,
      fait: f.transmisLe !== null && !refuse,
    },
    {
      cle: 'decision',
      libelle: 'Publié par l’ANS',
      precision:
        f.decision === null || f.decideLe === null
          ? 'ouvre les soldes'
          : `${refuse ? 'refusé' : 'conforme'} le ${formatJour(f.decideLe)}`,
      fait: f.decision === 'conforme',
    },
  ]
  const courante = etapes.findIndex((e) => !e.fait)
  return etapes.map(({ fait, ...e }, i) => ({
    ...e,
    etat:
      e.cle === 'decision' && refuse ? 'bloquee' : fait ? 'fait' : i === courante ? 'courante' : 'a_venir',
  }))
}
