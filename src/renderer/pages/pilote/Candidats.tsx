import { Button, Radio, SegmentedControl, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { Candidat, FichePilote } from '#contract/pilote.ts'
import { orpc, queryClient } from '../../api.ts'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { Touche } from '../../components/Touche.tsx'
import texte from '../../components/texte.module.css'
import { Vide } from '../../components/Vide.tsx'
import { formatCompte, formatJourOu, formatNombre } from '../../format.ts'
import styles from './pilote.module.css'

/** Drawn at once; the field above finds the others. */
const MONTRES = 60

/** Brings a profile that another place has already. */
const isMeme = (c: Candidat): boolean => c.apport?.startsWith('même') === true

type Vue = 'installes' | 'a_installer'

interface Props {
  readonly fiche: FichePilote
  readonly rang: number
}

/** Who may take a place: any client whose advance is validated. What each brings is advice, never a rule. */
export function Candidats({ fiche, rang }: Props) {
  const { fournisseurId, referencementId } = fiche
  const cle = { fournisseurId, referencementId }
  const { data, error } = useQuery(orpc.pilote.candidats.queryOptions({ input: cle }))
  const choisir = useMutation(
    orpc.pilote.choisir.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }),
  )
  const [vueVoulue, setVue] = useState<Vue | null>(null)
  const [cherche, setCherche] = useState('')
  const [voulu, setVoulu] = useState<number | null>(null)
  if (error !== null) return <RefusMessage erreur={error} />
  if (data === undefined) return null

  const installes = data.filter((c) => c.installeeLe !== null)
  const aInstaller = data.filter((c) => c.installeeLe === null)
  const vue = vueVoulue ?? (installes.length > 0 ? 'installes' : 'a_installer')
  const trouves = (vue === 'installes' ? installes : aInstaller)
    .filter((c) =>
      `${c.client} ${c.numero} ${c.profession}`.toLowerCase().includes(cherche.trim().toLowerCase()),
    )
    .toSorted((a, b) => Number(isMeme(a)) - Number(isMeme(b)))
  const montres = trouves.slice(0, MONTRES)
  const choisi = montres.find((c) => c.commandeId === voulu) ?? montres[0]
  const retenir = (e: FormEvent) => {
    e.preventDefault()
    if (choisi !== undefined) choisir.mutate({ ...cle, rang, commandeId: choisi.commandeId })
  }
  return (
    <form onSubmit={retenir} data-candidats>
      <Panneau
        titre={`Un client pour la place ${rang}`}
        compte={formatCompte(data.length, 'possible')}
        droite={
          data.length > 0 && (
            <>
              <TextInput
                size="xs"
                aria-label="Chercher un client possible"
                placeholder="Nom, n°, profession"
                value={cherche}
                onChange={(e) => setCherche(e.currentTarget.value)}
              />
              <SegmentedControl
                aria-label="Clients possibles"
                value={vue}
                onChange={(v) => setVue(v as Vue)}
                data={[
                  { value: 'installes', label: `Déjà installés ${formatNombre(installes.length)}` },
                  { value: 'a_installer', label: `À installer ${formatNombre(aInstaller.length)}` },
                ]}
              />
            </>
          )
        }
        rembourrage={false}
        pied={
          choisi !== undefined && (
            <>
              <span className={styles.conseil}>
                {trouves.length > MONTRES
                  ? `${formatNombre(MONTRES)} montrés sur ${formatNombre(trouves.length)} : cherchez un nom pour voir les autres. `
                  : ''}
                Le choix est libre : un profil de plus est un conseil, pas une règle.
              </span>
              <RefusMessage erreur={choisir.error} />
              <Button
                size="md"
                variant="filled"
                type="submit"
                loading={choisir.isPending}
                rightSection={<Touche de="Entrée" />}
              >
                Retenir {choisi.client}
              </Button>
            </>
          )
        }
      >
        {montres.length === 0 ? (
          <Vide
            titre={data.length === 0 ? 'Aucun client possible' : 'Personne sous ce filtre'}
            action={
              data.length === 0 ? (
                <Button component={Link} href="/demandes/retours">
                  Importer un retour
                </Button>
              ) : undefined
            }
          >
            {data.length === 0 &&
              'Une installation pilote se choisit parmi les clients dont l’agence a validé l’avance. Importez le retour de l’agence, ou notez ses décisions.'}
          </Vide>
        ) : (
          <Radio.Group
            aria-label={`Client de la place ${rang}`}
            value={String(choisi?.commandeId ?? '')}
            onChange={(v) => setVoulu(Number(v))}
          >
            <div className={styles.candidats}>
              <Tableau libelle="Clients possibles" serre>
                <thead className={styles.tete}>
                  <tr>
                    <th scope="col">
                      <span className="seul-lecteur">Choix</span>
                    </th>
                    <th scope="col">Client</th>
                    <th scope="col">N° de BDC</th>
                    <th scope="col">Profession</th>
                    <th scope="col">Avance</th>
                    <th scope="col">Installation</th>
                    <th scope="col">Apport</th>
                  </tr>
                </thead>
                <tbody>
                  {montres.map((c) => (
                    <LigneCandidat
                      key={c.commandeId}
                      candidat={c}
                      choisi={c.commandeId === choisi?.commandeId}
                      onChoisir={setVoulu}
                    />
                  ))}
                </tbody>
              </Tableau>
            </div>
          </Radio.Group>
        )}
      </Panneau>
    </form>
  )
}

interface LigneProps {
  readonly candidat: Candidat
  readonly choisi: boolean
  readonly onChoisir: (commandeId: number) => void
}

function LigneCandidat({ candidat: c, choisi, onChoisir }: LigneProps) {
  return (
    <tr className={styles.candidat} data-choisi={choisi || undefined} onClick={() => onChoisir(c.commandeId)}>
      <td>
        <Radio value={String(c.commandeId)} aria-label={`${c.client}, ${c.numero}`} />
      </td>
      <th scope="row">{c.client}</th>
      <td>{c.numero}</td>
      <td>
        <span className={styles.profession} title={c.profession}>
          {c.profession}
        </span>
      </td>
      <td>{formatJourOu(c.avanceValideeLe)}</td>
      <td>{formatJourOu(c.installeeLe)}</td>
      <td data-gris={isMeme(c) || undefined}>
        {c.apport !== null && !isMeme(c) && (
          <IconCheck size={14} stroke={1.75} className={texte.ok} aria-hidden />
        )}{' '}
        {c.apport}
      </td>
    </tr>
  )
}
