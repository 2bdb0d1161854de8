import {
  Button,
  Group,
  NativeSelect,
  Textarea,
  type TextareaProps,
  TextInput,
  type TextInputProps,
} from '@mantine/core'
import { type ChangeEvent, type FormEvent, useEffect, useRef, useState } from 'react'
import type { FicheDispositif, ValeurReglable } from '#contract/dispositif.ts'
import { parseJour } from '#domain/dates.ts'
import { parseMontant, parseTaux } from '#domain/montant.ts'
import { client, queryClient } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Faute } from '../../components/saisie/Champ.tsx'
import f from '../../components/saisie/formulaire.module.css'
import { useBrouillons } from '../../state/brouillons.ts'

interface Props {
  readonly fiche: FicheDispositif
  readonly cle: string
  readonly onCle: (cle: string) => void
  readonly onFini: () => void
}

const FORMES: Readonly<Record<ValeurReglable['nature'], { aide: string; lisible: (s: string) => boolean }>> =
  {
    jour: { aide: 'JJ/MM/AAAA', lisible: (s) => parseJour(s) !== null },
    montant: { aide: 'Montant hors taxes : 358,33', lisible: (s) => (parseMontant(s) ?? 0) > 0 },
    taux: { aide: 'Pourcentage : 40 %', lisible: (s) => parseTaux(s) !== null },
    entier: { aide: 'Nombre de jours', lisible: (s) => /^\d{1,4}$/.test(s.trim()) },
    liste: {
      aide: 'CODE = Libellé, séparés par des points-virgules. Changez le code, gardez le libellé',
      lisible: (s) => s.includes('='),
    },
    texte: { aide: '', lisible: (s) => s.trim() !== '' },
  }

/** Sets one value over the scheme's file. The source is not optional: it is what the value is worth. */
export function Reglage({ fiche, cle, onCle, onFini }: Props) {
  const cadre = useRef<HTMLFormElement>(null)
  const place = `reglage/${fiche.dispositif.code}/${cle}`
  const brouillon = useBrouillons((s) => s.parCle[place]?.modifs) as
    | { valeur?: string; note?: string }
    | undefined
  const poser = useBrouillons((s) => s.poser)
  const oter = useBrouillons((s) => s.oter)
  const [erreur, setErreur] = useState<unknown>(null)
  const [essaye, setEssaye] = useState(false)
  const r = fiche.reglables.find((x) => x.cle === cle)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another value asked for moves the focus again
  useEffect(() => {
    setErreur(null)
    setEssaye(false)
    cadre.current?.scrollIntoView({ block: 'nearest' })
    cadre.current?.querySelector<HTMLElement>('input, textarea')?.focus()
  }, [cle])
  if (r === undefined) return null

  const valeur =
    brouillon?.valeur ??
    ((r.confiance === 'a_confirmer' || r.nature === 'liste') && r.valeur !== null ? r.affichee : '')
  const note = brouillon?.note ?? ''
  const forme = FORMES[r.nature]
  const bonne = forme.lisible(valeur)
  const changer = (modifs: { valeur?: string; note?: string }) =>
    poser(place, { modifs: { valeur, note, ...modifs }, revision: null })

  const enregistrer = async (e: FormEvent) => {
    e.preventDefault()
    setEssaye(true)
    if (!bonne || note.trim() === '') return
    try {
      await client.dispositif.regler({ code: fiche.dispositif.code, cle, valeur, note: note.trim() })
      oter(place)
      await queryClient.invalidateQueries()
      onFini()
    } catch (x) {
      setErreur(x)
    }
  }
  const fauteValeur =
    !bonne && (essaye || valeur.trim().length > 9)
      ? `${valeur.trim() === '' ? 'Une valeur est attendue' : 'Valeur illisible'} : ${forme.aide}.`
      : undefined
  const champ = {
    label: 'Nouvelle valeur',
    name: cle,
    value: valeur,
    onChange: (e: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      changer({ valeur: e.currentTarget.value }),
    description: fauteValeur === undefined ? forme.aide : undefined,
    error: fauteValeur !== undefined && <Faute>{fauteValeur}</Faute>,
    inputWrapperOrder: ['label', 'input', 'error', 'description'],
  } satisfies Partial<TextInputProps> & Partial<TextareaProps>
  return (
    <Panneau titre="Régler une valeur" droite={<Action onClick={onFini}>Fermer</Action>}>
      <form ref={cadre} onSubmit={(e) => void enregistrer(e)} className={f.champs} noValidate>
        <NativeSelect
          label="Valeur"
          value={cle}
          onChange={(e) => onCle(e.currentTarget.value)}
          data={fiche.reglables.map((x) => ({ value: x.cle, label: x.libelle }))}
          description={`Aujourd’hui : ${r.affichee} (${r.source.document}${r.source.passage === '' ? '' : `, ${r.source.passage}`})`}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
        />
        {r.nature === 'liste' ? <Textarea {...champ} autosize minRows={2} /> : <TextInput {...champ} />}
        <TextInput
          label="D’où vient-elle ?"
          value={note}
          onChange={(e) => changer({ note: e.currentTarget.value })}
          placeholder="Journal officiel du…, courriel de l’agence du…"
          error={
            essaye &&
            note.trim() === '' && <Faute>Dites d’où vient la valeur : elle sera montrée avec.</Faute>
          }
          inputWrapperOrder={['label', 'input', 'error', 'description']}
        />
        <RefusMessage erreur={erreur} />
        <Group gap={8} justify="flex-end">
          <Button onClick={onFini}>Annuler</Button>
          <Button type="submit">Régler la valeur</Button>
        </Group>
      </form>
    </Panneau>
  )
}
