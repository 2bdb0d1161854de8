import { NativeSelect } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { AnalyseImport } from '#contract/import.ts'
import { orpc } from '../../api.ts'
import { Barre } from '../../components/Barre.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { ReglagesLecture } from '../../components/ReglagesLecture.tsx'
import { formatCompte, formatTaille } from '../../format.ts'
import { useImport } from '../../state/import.ts'
import classes from './import.module.css'

/** How the file was read: found by itself, changed here. */
export function Lecture({ analyse: a }: { readonly analyse: AnalyseImport }) {
  const { lecture: choisie, changer } = useImport()
  return (
    <Barre
      libelle="Lecture du fichier"
      fichier={{
        icone: <IconFileImport size={20} stroke={1.75} aria-hidden />,
        nom: a.nom,
        precision: `${formatCompte(a.lignes, 'ligne')}, ${formatCompte(a.colonnes.length, 'colonne')}, ${formatTaille(a.taille)}`,
      }}
    >
      <ReglagesLecture analyse={a} onLecture={(lecture) => changer({ lecture, colonnes: null })} />
      {choisie === null ? (
        <EtatChip aspect="ok">{a.modele === null ? 'détectés' : `modèle « ${a.modele} »`}</EtatChip>
      ) : (
        <EtatChip aspect="nous">choisis par vous</EtatChip>
      )}
    </Barre>
  )
}

/** The scheme of the rows, and the product of the orders that the file carries. */
export function Cible({ analyse }: { readonly analyse: AnalyseImport }) {
  const { dispositif, referencementId, fournisseurId, memoriserSous, changer } = useImport()
  const { data: dispositifs } = useQuery(orpc.dispositif.lister.queryOptions())
  const { data: produits } = useQuery(orpc.solution.lister.queryOptions())
  const porteCommandes = analyse.colonnes.some((c) => c.champ === 'numeroCommande')
  const choisis = (produits ?? []).filter((p) => dispositif === null || p.dispositif === dispositif)
  const seul = produits?.length === 1 ? produits[0] : undefined
  useEffect(() => {
    if (seul !== undefined && porteCommandes && referencementId === null)
      changer({
        referencementId: seul.id,
        fournisseurId: seul.distribution.fournisseurId,
        dispositif: seul.dispositif,
      })
  }, [seul, porteCommandes, referencementId, changer])
  return (
    <Barre libelle="Cible de l’import">
      <NativeSelect
        size="xs"
        label="Dispositif"
        value={dispositif ?? ''}
        onChange={(e) =>
          changer({
            dispositif: e.currentTarget.value === '' ? null : e.currentTarget.value,
            referencementId: null,
            fournisseurId: null,
          })
        }
        data={[
          { value: '', label: porteCommandes ? 'celui du produit' : 'aucun, clients seuls' },
          ...(dispositifs ?? []).map((d) => ({ value: d.code, label: d.code })),
        ]}
      />
      {(produits?.length ?? 0) > 0 && (
        <NativeSelect
          size="xs"
          label="Produit des commandes"
          value={referencementId === null ? '' : `${referencementId}/${fournisseurId}`}
          onChange={(e) => {
            const produit = choisis.find(
              (p) => `${p.id}/${p.distribution.fournisseurId}` === e.currentTarget.value,
            )
            changer({
              referencementId: produit?.id ?? null,
              fournisseurId: produit?.distribution.fournisseurId ?? null,
              ...(produit === undefined ? {} : { dispositif: produit.dispositif }),
            })
          }}
          data={[
            { value: '', label: porteCommandes ? 'à choisir' : 'aucune commande dans le fichier' },
            ...choisis.map((p) => ({
              value: `${p.id}/${p.distribution.fournisseurId}`,
              label: `${p.solution} ${p.version}, ${p.dispositif}, ${p.fournisseur}`,
            })),
          ]}
        />
      )}
      <label className={classes.memoire}>
        <span>Retenir la correspondance sous</span>
        <input
          value={memoriserSous}
          onChange={(e) => changer({ memoriserSous: e.currentTarget.value })}
          placeholder={analyse.modele ?? 'CRM'}
          maxLength={80}
        />
      </label>
      {porteCommandes && referencementId === null && (
        <p className={classes.attention} role="status">
          Le fichier porte des n° de commande : dites de quel produit, sinon seuls les clients entrent.
        </p>
      )}
    </Barre>
  )
}
