import { Button, Checkbox, Group, TextInput } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { FicheEnvoi } from '#contract/avance.ts'
import { ETATS_DEMANDE, type EtatDemande, type TypeDemande } from '#domain/commande.ts'
import { ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import { client, queryClient } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Faute } from '../../components/saisie/Champ.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { useEtatSysteme } from '../../etat.ts'
import { capitaliser, formatCompte, formatNombre } from '../../format.ts'
import { preparerDemande } from '../../state/demandes.ts'
import classes from './demandes.module.css'

const ASPECTS = {
  preparee: 'attention',
  exportee: 'nous',
  deposee: 'agence',
  validee: 'agence',
  payee: 'ok',
  rejetee: 'arret',
  contestee: 'agence',
  a_corriger: 'arret',
  remplacee: 'clos',
  abandonnee: 'clos',
} as const satisfies Record<EtatDemande, string>

function EtatLigne({ etat }: { readonly etat: string }) {
  const connu = ETATS_DEMANDE.find((e) => e === etat)
  if (connu === undefined) return etat
  const mot = ETATS_DEMANDE_LIBELLES[connu]
  return (
    <EtatChip aspect={ASPECTS[connu]} icone={connu === 'a_corriger' ? IconArrowBackUp : undefined}>
      {capitaliser(mot)}
    </EtatChip>
  )
}

/** The requests of a deposit, in the order of the file; what the agency sent back is marked here. */
export function LignesEnvoi({ envoi }: { readonly envoi: FicheEnvoi }) {
  const [, aller] = useLocation()
  const [choisies, setChoisies] = useState<ReadonlySet<number>>(new Set())
  const corrigeables = envoi.lignes.filter((l) => l.etat === 'deposee').map((l) => l.commandeId)
  const aRefaire = envoi.lignes.filter((l) => l.etat === 'a_corriger').map((l) => l.commandeId)
  const basculer = (id: number) => {
    const suite = new Set(choisies)
    if (!suite.delete(id)) suite.add(id)
    setChoisies(suite)
  }
  const toutes = corrigeables.length > 0 && choisies.size === corrigeables.length
  return (
    <Panneau
      titre="Demandes"
      compte={formatNombre(envoi.lignes.length)}
      droite={
        aRefaire.length > 0 && (
          <Action
            onClick={() =>
              aller(
                preparerDemande({ type: envoi.type, dispositif: envoi.dispositif, commandeIds: aRefaire }),
              )
            }
          >
            Refaire {formatCompte(aRefaire.length, 'demande')}
          </Action>
        )
      }
      rembourrage={false}
    >
      {choisies.size > 0 && (
        <ACorriger ids={[...choisies]} type={envoi.type} onFini={() => setChoisies(new Set())} />
      )}
      <Tableau libelle="Demandes de l’envoi" serre>
        <thead>
          <tr>
            {corrigeables.length > 0 && (
              <th scope="col">
                <Checkbox
                  aria-label={toutes ? 'Tout décocher' : 'Cocher toutes les demandes déposées'}
                  checked={toutes}
                  indeterminate={choisies.size > 0 && !toutes}
                  onChange={() => setChoisies(new Set(toutes ? [] : corrigeables))}
                />
              </th>
            )}
            <th scope="col" data-nombre>
              Ligne
            </th>
            <th scope="col">N° de BDC</th>
            <th scope="col">Client</th>
            <th scope="col">État</th>
            <th scope="col">Pièce</th>
          </tr>
        </thead>
        <tbody>
          {envoi.lignes.map((l) => (
            <tr key={l.numLigne}>
              {corrigeables.length > 0 && (
                <td>
                  {l.etat === 'deposee' && (
                    <Checkbox
                      aria-label={`Cocher ${l.numero}`}
                      checked={choisies.has(l.commandeId)}
                      onChange={() => basculer(l.commandeId)}
                    />
                  )}
                </td>
              )}
              <td data-nombre data-gris>
                {formatNombre(l.numLigne)}
              </td>
              <th scope="row">
                <Link href={`/commandes/${l.commandeId}`} className={classes.lien ?? ''}>
                  {l.numero}
                </Link>
              </th>
              <td>{l.client}</td>
              <td>
                <EtatLigne etat={l.etat} />
              </td>
              <td data-gris>{l.pieces.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </Tableau>
    </Panneau>
  )
}

/** The agency wants these again: why, in its words. */
function ACorriger({
  ids,
  type,
  onFini,
}: {
  readonly ids: readonly number[]
  readonly type: TypeDemande
  readonly onFini: () => void
}) {
  const le = useEtatSysteme()?.aujourdhui
  const [motif, setMotif] = useState('')
  const [essaye, setEssaye] = useState(false)
  const [erreur, setErreur] = useState<unknown>(null)
  const marquer = async (e: FormEvent) => {
    e.preventDefault()
    setEssaye(true)
    if (motif.trim() === '' || le === undefined) return
    try {
      await client.retour.noter({ commandeIds: [...ids], type, issue: 'a_corriger', le, motif: motif.trim() })
      await queryClient.invalidateQueries()
      onFini()
    } catch (x) {
      setErreur(x)
    }
  }
  return (
    <form className={classes.attester} onSubmit={(e) => void marquer(e)}>
      <TextInput
        label={`Ce que l’agence reproche à ${ids.length === 1 ? 'cette demande' : `ces ${formatCompte(ids.length, 'demande')}`}`}
        placeholder="Pièce illisible"
        value={motif}
        onChange={(e) => setMotif(e.currentTarget.value)}
        error={essaye && motif.trim() === '' && <Faute>Dites pourquoi : le motif reste au dossier.</Faute>}
      />
      <RefusMessage erreur={erreur} />
      <Group gap={8}>
        <Button type="submit">
          {ids.length === 1
            ? 'Marquer à corriger'
            : `Marquer les ${formatCompte(ids.length, 'demande')} à corriger`}
        </Button>
        <Button onClick={onFini}>Laisser</Button>
      </Group>
    </form>
  )
}
