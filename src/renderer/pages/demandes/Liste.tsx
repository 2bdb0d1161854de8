import { Button, NativeSelect } from '@mantine/core'
import { IconFileDownload, IconPackageExport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Envoi } from '#contract/avance.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { jourParis } from '#domain/dates.ts'
import { orpc } from '../../api.ts'
import actions from '../../components/Action.module.css'
import { Entete } from '../../components/Entete.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import { GrandeTable } from '../../components/GrandeTable.tsx'
import { MenuColonnes } from '../../components/MenuColonnes.tsx'
import { Touche } from '../../components/Touche.tsx'
import texte from '../../components/texte.module.css'
import { type Colonne, useGrandeTable } from '../../components/useGrandeTable.ts'
import { Vide } from '../../components/Vide.tsx'
import { formatCompte, formatJour, formatMontant, formatNombre } from '../../format.ts'
import type { Tri } from '../../state/tables.ts'
import classes from './demandes.module.css'
import { EtatEnvoi } from './EtatEnvoi.tsx'
import { MOTS } from './mots.ts'

const PROCHAINE: Readonly<Record<Envoi['etat'], string>> = {
  prepare: 'Reprendre',
  exporte: 'Déposer',
  depose: 'Ouvrir',
  abandonne: 'Ouvrir',
}

const COLONNES: readonly Colonne<Envoi>[] = [
  {
    id: 'reference',
    titre: 'Envoi',
    largeur: 14,
    souple: true,
    fixe: true,
    cellule: (e) => <strong className={texte.fort}>{e.reference}</strong>,
  },
  { id: 'type', titre: 'Demande', largeur: 4.5, cellule: (e) => MOTS[e.type].nom },
  { id: 'dispositif', titre: 'Dispositif', largeur: 6.5, cellule: (e) => e.dispositif },
  { id: 'fournisseur', titre: 'Fournisseur', largeur: 10, masquee: true, cellule: (e) => e.fournisseur },
  { id: 'etat', titre: 'État', largeur: 8, cellule: (e) => <EtatEnvoi etat={e.etat} /> },
  {
    id: 'prepare',
    titre: 'Exporté le',
    largeur: 6,
    cellule: (e) => formatJour(jourParis(e.prepareLe)),
  },
  {
    id: 'depose',
    titre: 'Déposé le',
    largeur: 6,
    cellule: (e) => (e.deposeLe === null ? <span className={texte.gris}>—</span> : formatJour(e.deposeLe)),
  },
  { id: 'depot', titre: 'N° de dépôt', largeur: 8, masquee: true, cellule: (e) => e.numeroDepot },
  { id: 'demandes', titre: 'Demandes', largeur: 5, droite: true, cellule: (e) => formatNombre(e.demandes) },
  {
    id: 'ttc',
    titre: 'TTC',
    largeur: 7.5,
    masquee: true,
    droite: true,
    cellule: (e) => formatMontant(e.ttc),
  },
  {
    id: 'attendu',
    titre: 'Demandé',
    largeur: 6.5,
    droite: true,
    cellule: (e) =>
      e.attendu === null ? <span className={texte.gris}>part inconnue</span> : formatMontant(e.attendu),
  },
  {
    id: 'etape',
    titre: 'Prochaine étape',
    largeur: 6.5,
    fixe: true,
    cellule: (e, actif) => (
      <Link
        href={`/demandes/${e.id}`}
        className={actions.action ?? ''}
        tabIndex={actif ? 0 : -1}
        aria-label={`${PROCHAINE[e.etat]} ${e.reference}`}
      >
        {PROCHAINE[e.etat]}
      </Link>
    ),
  },
]

/** Every deposit: files together, one vendor, one reference, one format. */
export function Liste() {
  const [, aller] = useLocation()
  const [dispositif, setDispositif] = useState<string | null>(null)
  const [type, setType] = useState<TypeDemande | null>(null)
  const { data: dispositifs } = useQuery(orpc.dispositif.lister.queryOptions())
  const page = useCallback(
    (_tri: Tri, debut: number, nombre: number) =>
      orpc.envoi.lister.queryOptions({ input: { dispositif, type, debut, nombre } }),
    [dispositif, type],
  )
  const modele = useGrandeTable<Envoi>({
    nom: 'envois',
    colonnes: COLONNES,
    cle: (e) => e.id,
    page,
    triInitial: { cle: 'reference', sens: 'desc' },
  })
  return (
    <div className={classes.liste}>
      <Entete
        titre="Demandes"
        apres={formatCompte(modele.fenetre.total, 'envoi')}
        actions={
          <>
            <Button
              size="md"
              component={Link}
              href="/demandes/retours"
              leftSection={<IconFileDownload size={16} stroke={1.75} aria-hidden />}
            >
              Lire un retour
            </Button>
            <Button
              size="md"
              variant="filled"
              component={Link}
              href="/demandes/preparer"
              leftSection={<IconPackageExport size={16} stroke={1.75} aria-hidden />}
            >
              Préparer une demande
            </Button>
          </>
        }
      />
      <div className={classes.filtres}>
        <NativeSelect
          size="xs"
          aria-label="Nature des demandes"
          value={type ?? ''}
          onChange={(e) => setType((e.currentTarget.value || null) as TypeDemande | null)}
          data={[
            { value: '', label: 'Avances et soldes' },
            { value: 'avance', label: 'Avances' },
            { value: 'solde', label: 'Soldes' },
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label="Dispositif"
          value={dispositif ?? ''}
          onChange={(e) => setDispositif(e.currentTarget.value === '' ? null : e.currentTarget.value)}
          data={[
            { value: '', label: 'Tous les dispositifs' },
            ...(dispositifs ?? []).map((d) => ({ value: d.code, label: d.code })),
          ]}
        />
        <div className={classes.outils}>
          <MenuColonnes modele={modele} />
          <Exporter
            listes={[
              { libelle: 'Les envois', demande: { liste: 'envois', filtre: { dispositif, type } } },
              {
                libelle: 'Les demandes, une par ligne',
                demande: { liste: 'demandes', filtre: { dispositif, type } },
              },
            ]}
          />
        </div>
      </div>
      <GrandeTable
        modele={modele}
        libelle="Envois"
        onOuvrir={(e) => aller(`/demandes/${e.id}`)}
        nomLigne={(e) => e.reference}
        touches={
          <>
            <Touche de="↑ ↓" /> ligne · <Touche de="Entrée" /> ouvrir
          </>
        }
        vide={
          <Vide
            icone={<IconPackageExport size={32} stroke={1.5} aria-hidden />}
            titre="Aucun envoi"
            action={
              <Button component={Link} href="/demandes/preparer">
                Préparer une demande
              </Button>
            }
          >
            Liasse vérifie les bons de commande signés, écrit le JSON et le ZIP que l’agence attend, et dit ce
            qui ne peut pas partir.
          </Vide>
        }
      />
    </div>
  )
}
