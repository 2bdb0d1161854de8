import { Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Redirect, useRoute, useSearch } from 'wouter'
import { orpc } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { useEtatSysteme } from '../../etat.ts'
import { Calendrier } from './Calendrier.tsx'
import { Catalogue } from './Catalogue.tsx'
import { Codes } from './Codes.tsx'
import { Pieces } from './Pieces.tsx'
import { Plafonds } from './Plafonds.tsx'
import { Reglage } from './Reglage.tsx'
import { Manques, Regles, ReglesParVous } from './Regles.tsx'

/** Schemes: what is known, where it comes from, what the user set. */
export default function Dispositifs() {
  const [, params] = useRoute('/dispositifs/:code')
  const liste = useQuery(orpc.dispositif.lister.queryOptions())
  if (liste.error !== null) return <EcranRefus erreur={liste.error} />
  if (liste.data === undefined) return null
  const code = params?.code
  if (code === undefined) {
    const premier = [...liste.data].sort((a, b) => b.commandes - a.commandes || b.vague - a.vague)[0]
    return premier === undefined ? null : <Redirect to={`/dispositifs/${premier.code}`} replace />
  }
  return <Fiche key={code} code={code} />
}

function Fiche({ code }: { readonly code: string }) {
  // `?champ=date0`: a point of a dossier sends here to give that value.
  const demandee = new URLSearchParams(useSearch()).get('champ')
  const [reglage, setReglage] = useState<string | null>(demandee)
  const etat = useEtatSysteme()
  const { data, error } = useQuery(orpc.dispositif.montrer.queryOptions({ input: { code } }))
  const titre = data?.dispositif.libelle ?? code
  return (
    <Ecran>
      <Entete
        titre={titre}
        fil={[{ libelle: 'Dispositifs', vers: '/dispositifs' }, { libelle: code }]}
        actions={
          data !== undefined && (
            <Button
              size="md"
              variant="filled"
              leftSection={<IconPencil size={16} stroke={1.75} aria-hidden />}
              onClick={() => setReglage(data.reglables[0]?.cle ?? null)}
            >
              Modifier une valeur
            </Button>
          )
        }
      />
      <Grille colonnes="12.5rem minmax(0, 1fr) 20.25rem">
        <Catalogue code={code} />
        {error !== null && <RefusMessage erreur={error} />}
        {data !== undefined && etat !== undefined && (
          <>
            <Colonne>
              <Calendrier fiche={data} aujourdhui={etat.aujourdhui} onRegler={setReglage} />
              <Pieces dispositif={data.dispositif} />
              <Regles dispositif={data.dispositif} aujourdhui={etat.aujourdhui} />
            </Colonne>
            <Colonne>
              {reglage !== null && (
                <Reglage fiche={data} cle={reglage} onCle={setReglage} onFini={() => setReglage(null)} />
              )}
              <Manques fiche={data} onRegler={setReglage} />
              <Plafonds dispositif={data.dispositif} aujourdhui={etat.aujourdhui} onRegler={setReglage} />
              <Codes fiche={data} onRegler={setReglage} />
              <ReglesParVous fiche={data} onRegler={setReglage} />
            </Colonne>
          </>
        )}
      </Grille>
    </Ecran>
  )
}
