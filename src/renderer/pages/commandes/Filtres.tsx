import { Button, Checkbox, Group, Radio, Stack, TextInput } from '@mantine/core'
import { IconBookmark } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, type RefObject, useState } from 'react'
import type { ListeCommandes } from '#contract/commande.ts'
import { ETATS_COMMANDE } from '#domain/commande.ts'
import { orpc } from '../../api.ts'
import { AjoutFiltre, BarreFiltres, basculer, type Pastille } from '../../components/Filtres.tsx'
import { Volet } from '../../components/Volet.tsx'
import { useEtatSysteme } from '../../etat.ts'
import { formatNombre } from '../../format.ts'
import { ETAT_LIBELLES } from '../../libelles.ts'
import { FILTRE_VIDE, useCommandes } from '../../state/commandes.ts'
import styles from './commandes.module.css'

interface FiltresProps {
  readonly entete: ListeCommandes | undefined
  readonly champ: RefObject<HTMLInputElement | null>
  /** Right end: columns. */
  readonly children?: ReactNode
}

/** Search as you type, filters set and to set, views kept. */
export function Filtres({ entete, champ, children }: FiltresProps) {
  const { filtre, filtrer } = useCommandes()
  const produits = useQuery(orpc.solution.lister.queryOptions()).data ?? []
  const produit = produits.find((p) => p.id === filtre.referencementId)
  const pastilles: Pastille[] = [
    ...(filtre.dispositif === null
      ? []
      : [{ cle: 'd', libelle: filtre.dispositif, oter: () => filtrer({ dispositif: null }) }]),
    ...(produit === undefined
      ? []
      : [
          {
            cle: 'p',
            libelle: `${produit.solution} ${produit.version}`,
            oter: () => filtrer({ referencementId: null }),
          },
        ]),
    ...(filtre.assigneA === null
      ? []
      : [
          {
            cle: 'a',
            libelle: filtre.assigneA === '' ? 'À personne' : `Assignée à ${filtre.assigneA}`,
            oter: () => filtrer({ assigneA: null }),
          },
        ]),
    ...filtre.etats.map((e) => ({
      cle: e,
      libelle: ETAT_LIBELLES[e],
      oter: () => filtrer({ etats: basculer(filtre.etats, e, false) }),
    })),
  ]
  return (
    <BarreFiltres
      champ={champ}
      invite="Filtrer la liste"
      texte={filtre.texte}
      onTexte={(texte) => filtrer({ texte })}
      pastilles={pastilles}
      droite={children}
    >
      <FiltreCommandes entete={entete} produits={produits} />
      <Vues />
    </BarreFiltres>
  )
}

interface AjoutProps {
  readonly entete: ListeCommandes | undefined
  readonly produits: readonly { id: number; solution: string; version: string; dispositif: string }[]
}

function FiltreCommandes({ entete, produits }: AjoutProps) {
  const { filtre, filtrer } = useCommandes()
  const dispositifs = useQuery(orpc.dispositif.lister.queryOptions()).data ?? []
  // Twenty-five states: those that some order is in, and those that are asked for.
  const etats = ETATS_COMMANDE.filter((e) => (entete?.parEtat[e] ?? 0) > 0 || filtre.etats.includes(e))
  return (
    <AjoutFiltre onEffacer={() => filtrer(FILTRE_VIDE)}>
      {etats.length > 0 && (
        <fieldset>
          <legend>État</legend>
          {etats.map((e) => (
            <Checkbox
              key={e}
              label={`${ETAT_LIBELLES[e]} · ${formatNombre(entete?.parEtat[e] ?? 0)}`}
              checked={filtre.etats.includes(e)}
              onChange={(x) => filtrer({ etats: basculer(filtre.etats, e, x.currentTarget.checked) })}
            />
          ))}
        </fieldset>
      )}
      <fieldset>
        <legend>Dispositif</legend>
        <Radio.Group
          value={filtre.dispositif ?? ''}
          onChange={(d) => filtrer({ dispositif: d === '' ? null : d })}
          aria-label="Dispositif"
        >
          <Stack gap="sm">
            <Radio value="" label="Tous" />
            {dispositifs.map((d) => (
              <Radio
                key={d.code}
                value={d.code}
                label={`${d.code} · ${formatNombre(entete?.parDispositif[d.code] ?? 0)}`}
              />
            ))}
          </Stack>
        </Radio.Group>
      </fieldset>
      {produits.length > 1 && (
        <fieldset>
          <legend>Produit</legend>
          <Radio.Group
            value={String(filtre.referencementId ?? '')}
            onChange={(p) => filtrer({ referencementId: p === '' ? null : Number(p) })}
            aria-label="Produit"
          >
            <Stack gap="sm">
              <Radio value="" label="Tous" />
              {produits.map((p) => (
                <Radio key={p.id} value={String(p.id)} label={`${p.solution} ${p.version}`} />
              ))}
            </Stack>
          </Radio.Group>
        </fieldset>
      )}
      <Assignees />
    </AjoutFiltre>
  )
}

/** Whose orders: yours first. */
function Assignees() {
  const { filtre, filtrer } = useCommandes()
  const moi = useEtatSysteme()?.utilisateur ?? ''
  const personnes = useQuery(orpc.commande.personnes.queryOptions()).data ?? []
  const autres = personnes.filter((p) => p !== moi)
  // « tous » is no name: names are prefixed.
  const valeur = filtre.assigneA === null ? 'tous' : `=${filtre.assigneA}`
  return (
    <fieldset>
      <legend>Assignée à</legend>
      <Radio.Group
        value={valeur}
        onChange={(v) => filtrer({ assigneA: v === 'tous' ? null : v.slice(1) })}
        aria-label="Assignée à"
      >
        <Stack gap="sm">
          <Radio value="tous" label="Peu importe" />
          {moi !== '' && <Radio value={`=${moi}`} label="À moi" />}
          {autres.map((p) => (
            <Radio key={p} value={`=${p}`} label={p} />
          ))}
          <Radio value="=" label="À personne" />
        </Stack>
      </Radio.Group>
    </fieldset>
  )
}

/** Filters kept under a name. */
function Vues() {
  const [ouvert, setOuvert] = useState(false)
  const [nom, setNom] = useState('')
  const { gardees, garder, oublier, filtrer, filtre } = useCommandes()
  const vide = JSON.stringify(filtre) === JSON.stringify(FILTRE_VIDE)
  if (vide && gardees.length === 0) return null
  return (
    <Volet
      libelle="Vues gardées"
      ouvert={ouvert}
      onOuvert={setOuvert}
      bouton={(basculer) => (
        <Button
          variant="subtle"
          leftSection={<IconBookmark size={16} stroke={1.75} aria-hidden />}
          onClick={basculer}
        >
          {vide ? 'Vues gardées' : 'Garder cette vue'}
        </Button>
      )}
    >
      <Stack gap="sm" miw="16rem">
        {gardees.map((v) => (
          <Group key={v.nom} justify="space-between" wrap="nowrap">
            <button
              type="button"
              className={styles.action}
              onClick={() => {
                filtrer(v.filtre)
                setOuvert(false)
              }}
            >
              {v.nom}
            </button>
            <Button variant="subtle" onClick={() => oublier(v.nom)} aria-label={`Oublier ${v.nom}`}>
              Oublier
            </Button>
          </Group>
        ))}
        {!vide && (
          <form
            onSubmit={(e) => {
              e.preventDefault()
              if (nom.trim() === '') return
              garder(nom.trim())
              setNom('')
              setOuvert(false)
            }}
          >
            <Group align="end" gap="sm">
              <TextInput
                size="xs"
                label="Nom de la vue"
                value={nom}
                onChange={(e) => setNom(e.currentTarget.value)}
                data-autofocus
              />
              <Button type="submit">Garder</Button>
            </Group>
          </form>
        )}
      </Stack>
    </Volet>
  )
}
