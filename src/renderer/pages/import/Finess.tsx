import { Button, FileButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Rejet } from '#contract/commun.ts'
import { formatJour, isJour } from '#domain/dates.ts'
import { client, fichierVersChemin, orpc, queryClient } from '../../api.ts'
import { Panneau } from '../../components/Panneau.tsx'
import { Progression } from '../../components/Progression.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { useAvancement } from '../../components/useAvancement.ts'
import { formatCompte, formatInstant } from '../../format.ts'
import classes from './import.module.css'
import { TableRejets } from './Rejets.tsx'

interface Fini {
  readonly etablissements: number
  readonly du: string
  readonly rejets: readonly Rejet[]
}

const jourDe = (du: string) => (isJour(du) ? formatJour(du) : du)

/** The public list of establishments: its date, its size, and a newer one in its place. */
export function Finess() {
  const { data: etat } = useQuery(orpc.imports.etatFiness.queryOptions())
  const travail = useAvancement<Fini>()
  const [erreur, setErreur] = useState<unknown>(null)
  const importer = async (fichier: File) => {
    try {
      const chemin = await fichierVersChemin(fichier)
      setErreur(null)
      await travail.lancer((signal) => client.imports.finess({ chemin }, { signal }))
      await queryClient.invalidateQueries()
    } catch (e) {
      setErreur(e)
    }
  }
  const { etat: avancement } = travail
  return (
    <Panneau titre="Liste FINESS" compte={etat ? `du ${jourDe(etat.du)}` : 'absente'}>
      <div className={texte.pile}>
        {etat ? (
          <p className={classes.acquis}>
            <IconCheck size={16} stroke={1.75} aria-hidden />
            {formatCompte(etat.etablissements, 'établissement')}, importée le {formatInstant(etat.importeLe)}
          </p>
        ) : (
          <p>
            L’extraction publique des établissements (etalab, cs1100502) remplit et vérifie les fiches des
            centres. Elle se télécharge sur data.gouv.fr.
          </p>
        )}
        <p className={classes.gris}>La liste est remplacée en entier. Vos fiches ne sont jamais écrasées.</p>
        <div>
          <FileButton
            accept=".csv,.txt"
            onChange={(f) => f !== null && void importer(f)}
            key={avancement.phase}
          >
            {(props) => (
              <Button {...props} disabled={avancement.phase === 'cours'}>
                {etat ? 'Importer une liste plus récente' : 'Importer la liste'}
              </Button>
            )}
          </FileButton>
        </div>
        <Progression travail={travail} titre="Import de la liste FINESS" />
        <RefusMessage erreur={erreur} />
        {avancement.phase === 'fini' && (
          <p role="status" className={classes.acquis}>
            <IconCheck size={16} stroke={1.75} aria-hidden />
            {formatCompte(avancement.resultat.etablissements, 'établissement')}
            {avancement.resultat.rejets.length > 0 &&
              `, ${formatCompte(avancement.resultat.rejets.length, 'ligne rejetée', 'lignes rejetées')}`}
          </p>
        )}
      </div>
      {avancement.phase === 'fini' && avancement.resultat.rejets.length > 0 && (
        <TableRejets rejets={avancement.resultat.rejets} libelle="Lignes rejetées de la liste FINESS" />
      )}
    </Panneau>
  )
}
