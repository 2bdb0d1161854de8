import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EcheanceAffichee } from '#contract/retour.ts'
import { NATURES_ECHEANCE, type NatureEcheance } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { NATURE_ECHEANCE_LIBELLES } from '#domain/etats.ts'
import { orpc, queryClient } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import f from '../../components/saisie/formulaire.module.css'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { formatDelai, formatJour } from '../../format.ts'
import saisies from './saisies.module.css'

interface EcheancesProps {
  readonly commandeId: number
  readonly aujourdhui: Jour
}

const refresh = () => queryClient.invalidateQueries()

/** What the order owes the agency, with the day of each: avenants, formal notices, contestations, missing pieces. */
export function Echeances({ commandeId, aujourdhui }: EcheancesProps) {
  const [ajoute, setAjoute] = useState(false)
  const { data, error } = useQuery(
    orpc.echeance.lister.queryOptions({ input: { commandeId, ouvertes: false } }),
  )
  const solder = useMutation(orpc.echeance.solder.mutationOptions({ onSuccess: refresh }))
  if (error !== null) return <RefusMessage erreur={error} />
  if (data === undefined) return null
  return (
    <div className={saisies.pileChamps}>
      <RefusMessage erreur={solder.error} />
      {data.length === 0 ? (
        <p className={saisies.sansMarge}>
          Rien n’est attendu. Notez ici un avenant, une mise en demeure ou un complément demandé, avec son
          dernier jour.
        </p>
      ) : (
        <div className={saisies.bord}>
          <Tableau libelle="Échéances" serre>
            <thead>
              <tr>
                <th scope="col">Nature</th>
                <th scope="col">Objet</th>
                <th scope="col">Reçue le</th>
                <th scope="col">Dernier jour</th>
                <th scope="col">Où elle en est</th>
                <th scope="col">
                  <span className="seul-lecteur">Action</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map((e) => (
                <tr key={e.id}>
                  <th scope="row">{NATURE_ECHEANCE_LIBELLES[e.nature]}</th>
                  <td>
                    {e.objet}
                    {e.commentaire !== '' && <span className={texte.second}>{e.commentaire}</span>}
                  </td>
                  <td>{formatJour(e.recueLe)}</td>
                  <td>
                    {formatJour(e.echeanceLe)}{' '}
                    {e.faiteLe === null && (
                      <span className={texte.gris}>{formatDelai(e.echeanceLe, aujourdhui)}</span>
                    )}
                  </td>
                  <td>
                    <Situation echeance={e} />
                  </td>
                  <td>
                    <Action
                      onClick={() => solder.mutate({ id: e.id, le: e.faiteLe === null ? aujourdhui : null })}
                      libelle={`${e.faiteLe === null ? 'Noter comme faite' : 'Rouvrir'} : ${e.objet}`}
                    >
                      {e.faiteLe === null ? 'Faite' : 'Rouvrir'}
                    </Action>
                  </td>
                </tr>
              ))}
            </tbody>
          </Tableau>
        </div>
      )}
      {ajoute ? (
        <Nouvelle commandeId={commandeId} aujourdhui={aujourdhui} onFermer={() => setAjoute(false)} />
      ) : (
        <Button
          className={saisies.aGauche ?? ''}
          data-champ="onglet-echeances"
          onClick={() => setAjoute(true)}
        >
          Ajouter une échéance
        </Button>
      )}
    </div>
  )
}

function Situation({ echeance: e }: { readonly echeance: EcheanceAffichee }) {
  if (e.faiteLe !== null) return <EtatChip aspect="ok">faite le {formatJour(e.faiteLe)}</EtatChip>
  if (e.reste < 0) return <EtatChip aspect="arret">en retard</EtatChip>
  return e.reste < 30 ? (
    <EtatChip aspect="attention">à faire</EtatChip>
  ) : (
    <EtatChip aspect="nous">à faire</EtatChip>
  )
}

/** Natures whose last day the scheme gives. */
const CALCULEES: ReadonlySet<NatureEcheance> = new Set(['avenant', 'contestation'])

function Nouvelle({ commandeId, aujourdhui, onFermer }: EcheancesProps & { readonly onFermer: () => void }) {
  const [nature, setNature] = useState<NatureEcheance>('avenant')
  const [objet, setObjet] = useState('')
  const [recueLe, setRecue] = useState<Jour | null>(aujourdhui)
  const [echeanceLe, setEcheance] = useState<Jour | null>(null)
  const [commentaire, setCommentaire] = useState('')
  const definir = useMutation(
    orpc.echeance.definir.mutationOptions({
      onSuccess: () => {
        onFermer()
        return refresh()
      },
    }),
  )
  const calculee = CALCULEES.has(nature)
  const pret = objet.trim() !== '' && recueLe !== null && (calculee || echeanceLe !== null)
  return (
    <form
      className={f.champs}
      aria-label="Nouvelle échéance"
      onSubmit={(e) => {
        e.preventDefault()
        if (pret && recueLe !== null)
          definir.mutate({
            commandeId,
            nature,
            objet: objet.trim(),
            recueLe,
            echeanceLe,
            commentaire: commentaire.trim(),
          })
      }}
    >
      <NativeSelect
        className={f.tiers ?? ''}
        label="Nature"
        autoFocus
        value={nature}
        onChange={(e) => setNature(e.currentTarget.value as NatureEcheance)}
        data={NATURES_ECHEANCE.map((n) => ({ value: n, label: NATURE_ECHEANCE_LIBELLES[n] }))}
      />
      <div className={f.tiers}>
        <ChampJour label="Reçue le" valeur={recueLe} onValeur={setRecue} />
      </div>
      <div className={f.tiers}>
        <ChampJour
          label="Dernier jour"
          description={calculee ? 'Vide : calculé par le dispositif.' : 'Tel que l’agence l’a écrit.'}
          valeur={echeanceLe}
          onValeur={setEcheance}
        />
      </div>
      <TextInput
        className={f.demi ?? ''}
        label="Ce qui est à faire"
        value={objet}
        maxLength={500}
        onChange={(e) => setObjet(e.currentTarget.value)}
        required
      />
      <TextInput
        className={f.demi ?? ''}
        label="Commentaire (facultatif)"
        value={commentaire}
        maxLength={500}
        onChange={(e) => setCommentaire(e.currentTarget.value)}
      />
      <RefusMessage erreur={definir.error} />
      <div className={saisies.boutons}>
        <Button onClick={onFermer}>Fermer</Button>
        <Button type="submit" aria-disabled={!pret}>
          Ajouter l’échéance
        </Button>
      </div>
    </form>
  )
}
