import { Button } from '@mantine/core'
import { IconCalendarEvent, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { EcheanceDispositif, EtatDuJour } from '#contract/aujourdhui.ts'
import { orpc } from '../../api.ts'
import { ChoixDispositif } from '../../components/ChoixDispositif.tsx'
import { Ecran } from '../../components/Ecran.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Grille } from '../../components/Grille.tsx'
import { Vide } from '../../components/Vide.tsx'
import { formatCompte } from '../../format.ts'
import { useSuivi } from '../../state/suivi.ts'
import { Commandes } from './Commandes.tsx'
import { Lignes } from './Lignes.tsx'
import { Raisons } from './Raisons.tsx'
import { Table } from './Table.tsx'

export const cleEcheance = (e: EcheanceDispositif): string => `${e.dispositif} ${e.quoi}`

/** The closing dates of every scheme, how far its orders are from each, and the dates of single orders. */
export default function Echeancier() {
  const dispositif = useSuivi((s) => s.dispositif)
  const { data, error } = useQuery(orpc.aujourdhui.lire.queryOptions({ input: { dispositif } }))
  if (error !== null) return <EcranRefus erreur={error} />
  if (data === undefined) return null
  return <Calendrier jour={data} />
}

function Calendrier({ jour }: { readonly jour: EtatDuJour }) {
  const { echeances, aujourdhui } = jour
  const [choisie, setChoisie] = useState<string | null>(null)
  const echeance = echeances.find((e) => cleEcheance(e) === choisie) ?? echeances[0]
  const suivis = new Set(echeances.map((e) => e.dispositif))
  const premier = [...suivis][0]
  return (
    <Ecran>
      <Entete
        titre="Échéancier"
        apres={echeance === undefined ? undefined : sayEcheances(echeances, suivis.size)}
        actions={
          <>
            <ChoixDispositif dispositifs={jour.dispositifs} />
            {premier !== undefined && (
              <Button
                component={Link}
                href={`/dispositifs/${premier}`}
                leftSection={<IconPencil size={16} stroke={1.75} aria-hidden />}
              >
                Modifier une date
              </Button>
            )}
          </>
        }
      />
      {echeance === undefined ? (
        <Vide
          icone={<IconCalendarEvent size={28} stroke={1.5} aria-hidden />}
          titre="Aucune échéance"
          action={
            <Button component={Link} href="/dispositifs">
              Voir les dispositifs
            </Button>
          }
        >
          Les fins de dépôt des avances, de réalisation et de dépôt des soldes viennent du calendrier de
          chaque dispositif. Elles s’affichent dès qu’une commande y est rattachée et que ses dates sont
          connues.
        </Vide>
      ) : (
        <>
          <Lignes echeances={echeances} aujourdhui={aujourdhui} />
          <Table
            echeances={echeances}
            aujourdhui={aujourdhui}
            choisie={echeance}
            onChoisir={(e) => setChoisie(cleEcheance(e))}
          />
        </>
      )}
      <Grille colonnes={echeance === undefined ? '1fr' : 'minmax(0, 1.7fr) minmax(18rem, 1fr)'}>
        {echeance !== undefined && <Raisons echeance={echeance} lignes={jour.lignes} />}
        <Commandes />
      </Grille>
    </Ecran>
  )
}

function sayEcheances(echeances: readonly EcheanceDispositif[], dispositifs: number): string {
  const proche = echeances.find((e) => e.reste >= 0)
  return [
    formatCompte(dispositifs, 'dispositif ouvert', 'dispositifs ouverts'),
    formatCompte(echeances.length, 'échéance'),
    proche === undefined ? 'toutes passées' : `la plus proche dans ${formatCompte(proche.reste, 'jour')}`,
  ].join(', ')
}
