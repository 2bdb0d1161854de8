import { Button, SegmentedControl } from '@mantine/core'
import { IconCoinEuro, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { LigneArgent } from '#contract/argent.ts'
import type { Page } from '#contract/commun.ts'
import { orpc } from '../../api.ts'
import { ChoixDispositif } from '../../components/ChoixDispositif.tsx'
import ecran from '../../components/Ecran.module.css'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import filtres from '../../components/Filtres.module.css'
import { GrandeTable } from '../../components/GrandeTable.tsx'
import { MenuColonnes } from '../../components/MenuColonnes.tsx'
import { Touche } from '../../components/Touche.tsx'
import { useGrandeTable } from '../../components/useGrandeTable.ts'
import { Vide } from '../../components/Vide.tsx'
import { formatMois, formatMontant, formatNombre } from '../../format.ts'
import { useSuivi } from '../../state/suivi.ts'
import type { Tri } from '../../state/tables.ts'
import { COLONNES } from './colonnes.tsx'
import { adresseArgent, type FiltreArgent, readFiltre, SITUATIONS } from './filtre.ts'
import { Onglets } from './Onglets.tsx'
import { Resume } from './Resume.tsx'

type PageArgent = Page<LigneArgent> & { readonly somme: number }

/** Totals, months, schemes and products; under them the lines, those to receive first. */
export function Lignes() {
  const [, aller] = useLocation()
  const recherche = useSearch()
  const dispositif = useSuivi((s) => s.dispositif)
  const dispositifs = useQuery(orpc.dispositif.lister.queryOptions()).data ?? []
  const filtre = readFiltre(recherche)
  const { mois, situation, referencementId } = filtre
  const resume = useQuery(orpc.argent.resumer.queryOptions({ input: { dispositif } }))
  const entree = useMemo(
    () => ({ dispositif, referencementId, mois, situation: situation === 'toutes' ? null : situation }),
    [dispositif, referencementId, mois, situation],
  )
  const page = useCallback(
    (_tri: Tri, debut: number, nombre: number) =>
      orpc.argent.lister.queryOptions({ input: { ...entree, debut, nombre } }),
    [entree],
  )
  const modele = useGrandeTable<LigneArgent, PageArgent>({
    nom: 'argent',
    colonnes: COLONNES,
    cle: (l) => 2 * l.commandeId + (l.type === 'solde' ? 1 : 0),
    page,
    triInitial: { cle: 'jour', sens: 'asc' },
  })
  if (resume.error !== null) return <EcranRefus erreur={resume.error} />
  const filtrer = (f: Partial<FiltreArgent>) => aller(adresseArgent({ ...filtre, ...f }), { replace: true })
  const { entete } = modele.fenetre
  const produit = resume.data?.parProduit.find((p) => p.referencementId === referencementId)
  return (
    <div className={ecran.plein}>
      <Entete
        titre="Argent"
        apres={<Onglets vue="/argent" />}
        actions={
          <>
            <ChoixDispositif dispositifs={dispositifs.filter((d) => d.commandes > 0)} />
            <MenuColonnes modele={modele} />
            <Exporter
              listes={[
                {
                  libelle: `Ces lignes (${formatNombre(modele.fenetre.total)})`,
                  demande: { liste: 'argent', filtre: entree },
                },
              ]}
            />
          </>
        }
      />
      {resume.data !== undefined && resume.data.parDispositif.length > 0 && (
        <Resume resume={resume.data} onFiltrer={filtrer} />
      )}
      <search className={filtres.barre} aria-label="Filtrer les lignes">
        <SegmentedControl
          aria-label="Situation"
          value={situation}
          onChange={(s) => filtrer({ situation: s as FiltreArgent['situation'] })}
          data={Object.entries(SITUATIONS).map(([value, label]) => ({ value, label }))}
        />
        {mois !== null && <Pastille libelle={formatMois(mois)} onOter={() => filtrer({ mois: null })} />}
        {referencementId !== null && (
          <Pastille
            libelle={produit === undefined ? 'un produit' : `${produit.produit}, ${produit.dispositif}`}
            onOter={() => filtrer({ referencementId: null })}
          />
        )}
      </search>
      <GrandeTable
        modele={modele}
        libelle="Avances et soldes"
        onOuvrir={(l) => aller(`/commandes/${l.commandeId}`)}
        nomLigne={(l) => l.numero}
        pied={
          entete !== undefined &&
          entete.total > 0 && (
            <span>
              somme <strong>{formatMontant(entete.somme)}</strong>
            </span>
          )
        }
        touches={
          <>
            <Touche de="↑ ↓" /> ligne · <Touche de="Entrée" /> dossier
          </>
        }
        vide={
          resume.data?.parDispositif.length === 0 ? (
            <Vide
              icone={<IconCoinEuro size={28} stroke={1.5} aria-hidden />}
              titre="Pas encore d’argent à suivre"
            >
              Chaque commande apporte une avance puis un solde. Leur montant et leur mois s’affichent ici dès
              qu’une commande est saisie ou importée.
            </Vide>
          ) : (
            <Vide
              titre="Rien sous ce filtre"
              action={
                <Button onClick={() => filtrer({ mois: null, referencementId: null, situation: 'toutes' })}>
                  Tout voir
                </Button>
              }
            />
          )
        }
      />
    </div>
  )
}

function Pastille({ libelle, onOter }: { readonly libelle: string; readonly onOter: () => void }) {
  return (
    <button
      type="button"
      className={filtres.pastille}
      onClick={onOter}
      aria-label={`Ôter le filtre ${libelle}`}
    >
      {libelle}
      <IconX size={14} stroke={1.75} aria-hidden />
    </button>
  )
}
