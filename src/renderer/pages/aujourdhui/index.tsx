import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { EtatDuJour } from '#contract/aujourdhui.ts'
import { orpc } from '../../api.ts'
import { ChoixDispositif } from '../../components/ChoixDispositif.tsx'
import { OuvrirDemonstration } from '../../components/Demonstration.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Vide } from '../../components/Vide.tsx'
import { useEtatSysteme } from '../../etat.ts'
import { formatCompte, formatJourLong } from '../../format.ts'
import { useSuivi } from '../../state/suivi.ts'
import { Argent } from './Argent.tsx'
import styles from './aujourdhui.module.css'
import { Echeances } from './Echeances.tsx'
import { Entonnoir } from './Entonnoir.tsx'
import { Pilotes } from './Pilotes.tsx'
import { Retours } from './Retours.tsx'
import { Travaux } from './Travaux.tsx'

/** The first screen: what waits, what can go, what came back, what is late, what is owed. Each figure opens its list. */
export default function Aujourdhui() {
  const dispositif = useSuivi((s) => s.dispositif)
  const { data, error } = useQuery(orpc.aujourdhui.lire.queryOptions({ input: { dispositif } }))
  if (error !== null) return <EcranRefus erreur={error} />
  if (data === undefined) return null
  return <Jour jour={data} dispositif={dispositif} />
}

function Jour({ jour, dispositif }: { readonly jour: EtatDuJour; readonly dispositif: string | null }) {
  const { lignes, echeances, retours, pilotes, argent, entonnoir, aujourdhui } = jour
  const commandes = entonnoir[0]?.nombre ?? 0
  return (
    <div className={styles.page}>
      <Entete
        titre="Aujourd’hui"
        apres={formatJourLong(aujourdhui)}
        actions={
          <>
            {commandes > 0 && <DepuisHier faits={jour.depuisHier} />}
            <ChoixDispositif dispositifs={jour.dispositifs} />
          </>
        }
      />
      {commandes === 0 ? (
        <SansCommande dispositif={dispositif} />
      ) : (
        <>
          {echeances.length > 0 && <Echeances echeances={echeances} aujourdhui={aujourdhui} />}
          <div className={styles.grille}>
            <div className={styles.gauche}>
              <Travaux lignes={lignes} dispositif={dispositif} dispositifs={jour.dispositifs} />
              <Entonnoir etapes={entonnoir} dispositif={dispositif} />
            </div>
            <div className={styles.droite}>
              {retours.total > 0 && (
                <Retours retours={retours} aujourdhui={aujourdhui} dispositif={dispositif} />
              )}
              <Pilotes pilotes={pilotes} />
              <Argent argent={argent} aujourdhui={aujourdhui} />
            </div>
          </div>
        </>
      )}
    </div>
  )
}

function SansCommande({ dispositif }: { readonly dispositif: string | null }) {
  const etat = useEtatSysteme()
  return (
    <Vide
      icone={<IconCircleCheck size={28} stroke={1.5} aria-hidden />}
      titre={dispositif === null ? 'Pas encore de commande' : `Pas de commande ${dispositif}`}
      action={
        <>
          <Button variant="filled" component={Link} href="/import">
            Importer un fichier
          </Button>
          <Button component={Link} href="/commandes/nouvelle">
            Saisir une commande
          </Button>
          {etat?.capacites.demonstration && !etat.demonstration && (
            <OuvrirDemonstration libelle="Ouvrir la démonstration" />
          )}
        </>
      }
    >
      Cet écran dira chaque matin ce qui attend une signature, ce qui peut partir à l’agence, ce qui en
      revient, ce qui est en retard et ce qui reste à recevoir. Une première commande suffit.
    </Vide>
  )
}

/** « Depuis hier : 14 BDC signés reçus, 6 avances payées, 2 retours ». */
function DepuisHier({ faits }: { readonly faits: EtatDuJour['depuisHier'] }) {
  const dits = [
    [faits.bdcSignes, 'BDC signé reçu', 'BDC signés reçus'],
    [faits.avancesPayees, 'avance payée', 'avances payées'],
    [faits.soldesPayes, 'solde payé', 'soldes payés'],
    [faits.retours, 'retour de l’agence', 'retours de l’agence'],
  ] as const
  const nouveaux = dits.filter(([n]) => n > 0).map(([n, un, plusieurs]) => formatCompte(n, un, plusieurs))
  return (
    <span className={styles.depuis}>
      Depuis hier{'\u00a0'}: {nouveaux.length === 0 ? 'rien de nouveau' : nouveaux.join(', ')}
    </span>
  )
}
