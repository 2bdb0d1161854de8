import { NativeSelect, NumberInput } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { AnalyseImport } from '#contract/import.ts'
import { orpc } from '../../api.ts'
import { EtatChip } from '../../components/EtatChip.tsx'
import { formatCompte, formatTaille } from '../../format.ts'
import { useImport } from '../../state/import.ts'
import classes from './import.module.css'

const ENCODAGES = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows-1252' },
  { value: 'utf-16le', label: 'UTF-16' },
]
const SEPARATEURS = [
  { value: ';', label: 'point-virgule' },
  { value: ',', label: 'virgule' },
  { value: '\t', label: 'tabulation' },
  { value: '|', label: 'barre' },
]

/** How the file was read: found by itself, changed here. */
export function Lecture({ analyse: a }: { readonly analyse: AnalyseImport }) {
  const { lecture: choisie, changer } = useImport()
  const l = a.lecture
  const poser = (modifs: Partial<typeof l>) => changer({ lecture: { ...l, ...modifs }, colonnes: null })
  return (
    <section className={classes.barre} aria-label="Lecture du fichier">
      <IconFileImport size={20} stroke={1.75} className={classes.accent} aria-hidden />
      <div className={classes.fichier}>
        <strong>{a.nom}</strong>
        <span className={classes.gris}>
          {formatCompte(a.lignes, 'ligne')}, {formatCompte(a.colonnes.length, 'colonne')},{' '}
          {formatTaille(a.taille)}
        </span>
      </div>
      {a.nature === 'csv' && (
        <>
          <NativeSelect
            size="xs"
            label="Encodage"
            data={ENCODAGES}
            value={l.encodage}
            onChange={(e) => poser({ encodage: e.currentTarget.value as typeof l.encodage })}
          />
          <NativeSelect
            size="xs"
            label="Séparateur"
            data={SEPARATEURS}
            value={l.separateur}
            onChange={(e) => poser({ separateur: e.currentTarget.value as typeof l.separateur })}
          />
        </>
      )}
      {a.feuilles.length > 1 && (
        <NativeSelect
          size="xs"
          label="Feuille"
          data={[...a.feuilles]}
          value={l.feuille ?? ''}
          onChange={(e) => poser({ feuille: e.currentTarget.value })}
        />
      )}
      <NumberInput
        size="xs"
        w="7rem"
        label="Ligne des titres"
        min={0}
        max={50}
        clampBehavior="strict"
        value={l.ligneTitres}
        onChange={(v) => typeof v === 'number' && v !== l.ligneTitres && poser({ ligneTitres: v })}
      />
      {choisie === null ? (
        <EtatChip aspect="ok">{a.modele === null ? 'détectés' : `modèle « ${a.modele} »`}</EtatChip>
      ) : (
        <EtatChip aspect="nous">choisis par vous</EtatChip>
      )}
    </section>
  )
}

/** The scheme of the rows, and the product of the orders that the file carries. */
export function Cible({ analyse }: { readonly analyse: AnalyseImport }) {
  const { dispositif, referencementId, fournisseurId, memoriserSous, changer } = useImport()
  const { data: dispositifs } = useQuery(orpc.dispositif.lister.queryOptions())
  const { data: produits } = useQuery(orpc.solution.lister.queryOptions())
  const porteCommandes = analyse.colonnes.some((c) => c.champ === 'numeroCommande')
  const choisis = (produits ?? []).filter((p) => dispositif === null || p.dispositif === dispositif)
  return (
    <section className={classes.barre} aria-label="Cible de l’import">
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
    </section>
  )
}
