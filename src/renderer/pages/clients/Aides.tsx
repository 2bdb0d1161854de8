import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { FicheClient } from '#contract/client.ts'
import type { Jour } from '#domain/dates.ts'
import { parseMontant } from '#domain/montant.ts'
import { client, orpc, queryClient } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Faute } from '../../components/saisie/Champ.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import f from '../../components/saisie/formulaire.module.css'
import texte from '../../components/texte.module.css'
import { useEtatSysteme } from '../../etat.ts'
import { formatJour, formatMontant } from '../../format.ts'
import { useBrouillons } from '../../state/brouillons.ts'
import classes from './clients.module.css'

/** State aid received, summed per regulation, and its declaration. */
export function Aides({ fiche }: { readonly fiche: FicheClient }) {
  const [ouvert, setOuvert] = useState(false)
  const [erreur, setErreur] = useState<unknown>(null)
  const retirer = async (id: number) => {
    try {
      await client.client.retirerAide({ id })
      setErreur(null)
      await queryClient.invalidateQueries()
    } catch (e) {
      setErreur(e)
    }
  }
  return (
    <Panneau
      titre="Aides d’État"
      droite={
        <Action onClick={() => setOuvert((o) => !o)} deplie={ouvert}>
          + Déclaration
        </Action>
      }
      rembourrage={false}
    >
      <Lignes libelle="Aides par règlement">
        {fiche.cumuls.length === 0 && (
          <Ligne titre="Aucune déclaration" precision="Un montant, ou « aucune », se demande au client." />
        )}
        {fiche.cumuls.map((c) => (
          <Ligne
            key={c.reglement}
            titre={c.reglement}
            precision={`déclaré ${c.aucunDeclare ? '0,00 €, aucune aide' : formatMontant(c.declare)} · ces commandes ${formatMontant(c.commandes)}`}
            droite={<strong className={texte.fort}>{formatMontant(c.declare + c.commandes)}</strong>}
          />
        ))}
        {fiche.aides.map((a) => (
          <Ligne
            key={a.id}
            titre={a.montant === 0 ? 'Aucune aide reçue' : formatMontant(a.montant)}
            precision={`${a.reglement}, déclaré le ${formatJour(a.declareeLe)}${a.source === '' ? '' : ` · ${a.source}`}`}
            droite={
              <Action
                onClick={() => void retirer(a.id)}
                libelle={`Retirer la déclaration du ${formatJour(a.declareeLe)}`}
              >
                Retirer
              </Action>
            }
          />
        ))}
      </Lignes>
      <RefusMessage erreur={erreur} />
      {ouvert && (
        <div className={classes.bas}>
          <Declaration fiche={fiche} onFini={() => setOuvert(false)} />
        </div>
      )}
    </Panneau>
  )
}

/** Regulations that the schemes name, so that nothing is typed twice differently. */
function useReglements(): readonly string[] {
  const { data } = useQuery(orpc.dispositif.lister.queryOptions())
  return useQueries({
    queries: (data ?? []).map((d) => orpc.dispositif.montrer.queryOptions({ input: { code: d.code } })),
    combine: (r) => [
      ...new Set(
        r
          .flatMap((x) => x.data?.dispositif.clients ?? [])
          .flatMap((c) => (c.aide?.declaration ? [c.aide.reglement] : [])),
      ),
    ],
  })
}

interface Saisie {
  readonly reglement?: string
  readonly montant?: string
  readonly le?: Jour | null
  readonly source?: string
}

function Declaration({ fiche, onFini }: { readonly fiche: FicheClient; readonly onFini: () => void }) {
  const etat = useEtatSysteme()
  const reglements = useReglements()
  const place = `aide/${fiche.tiers.id}`
  const s = (useBrouillons((b) => b.parCle[place]?.modifs) ?? {}) as Saisie
  const { poser, oter } = useBrouillons.getState()
  const [erreur, setErreur] = useState<unknown>(null)
  const [essaye, setEssaye] = useState(false)
  const changer = (m: Saisie) => poser(place, { modifs: { ...s, ...m }, revision: null })
  const montant = parseMontant(s.montant ?? '')
  const le = s.le === undefined ? (etat?.aujourdhui ?? null) : s.le
  const reglement = s.reglement ?? reglements[0] ?? ''
  const declarer = async (e: FormEvent) => {
    e.preventDefault()
    setEssaye(true)
    if (montant === null || le === null || reglement === '') return
    try {
      await client.client.declarerAide({
        tiersId: fiche.tiers.id,
        reglement,
        montant,
        le,
        source: s.source ?? '',
      })
      oter(place)
      await queryClient.invalidateQueries()
      onFini()
    } catch (x) {
      setErreur(x)
    }
  }
  return (
    <form onSubmit={(e) => void declarer(e)} className={f.champs} noValidate>
      <NativeSelect
        label="Règlement"
        value={reglement}
        onChange={(e) => changer({ reglement: e.currentTarget.value })}
        data={[...reglements]}
      />
      <TextInput
        className={f.demi ?? ''}
        label="Montant déjà reçu"
        description={
          montant === null
            ? '0 si le client n’en a reçu aucune.'
            : `${formatMontant(montant)}${montant === 0 ? ', aucune aide' : ''}`
        }
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        inputMode="decimal"
        value={s.montant ?? ''}
        onChange={(e) => changer({ montant: e.currentTarget.value })}
        error={
          montant === null &&
          (essaye || (s.montant ?? '').length > 2) && <Faute>Montant illisible : écrivez 1 234,56.</Faute>
        }
      />
      <div className={f.demi}>
        <ChampJour
          label="Déclaré le"
          valeur={le}
          onValeur={(j) => changer({ le: j })}
          error={essaye && le === null && 'Le jour de la déclaration est attendu.'}
        />
      </div>
      <TextInput
        label="D’où vient-elle ?"
        placeholder="Case cochée sur le bon de commande signé"
        value={s.source ?? ''}
        onChange={(e) => changer({ source: e.currentTarget.value })}
      />
      <RefusMessage erreur={erreur} />
      <Group gap={8} justify="flex-end">
        <Button onClick={onFini}>Annuler</Button>
        <Button type="submit">{montant === 0 ? 'Déclarer « aucune »' : 'Déclarer'}</Button>
      </Group>
    </form>
  )
}
