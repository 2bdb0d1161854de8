import { Button, SegmentedControl } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFiles, IconLayoutBoard, IconList, IconPlus } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { ListeCommandes, ResumeCommande } from '#contract/commande.ts'
import { client, orpc } from '../../api.ts'
import { Entete } from '../../components/Entete.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import { GrandeTable } from '../../components/GrandeTable.tsx'
import { MenuColonnes } from '../../components/MenuColonnes.tsx'
import { type Raccourci, useRaccourcis } from '../../components/raccourcis.tsx'
import { Touche } from '../../components/Touche.tsx'
import { useGrandeTable } from '../../components/useGrandeTable.ts'
import { Vide } from '../../components/Vide.tsx'
import { useEtatSysteme } from '../../etat.ts'
import { formatMontant, formatNombre } from '../../format.ts'
import { FILTRE_VIDE, useCommandes } from '../../state/commandes.ts'
import type { Tri } from '../../state/tables.ts'
import { colonnesCommandes } from './colonnes.tsx'
import styles from './commandes.module.css'
import { Filtres } from './Filtres.tsx'
import { Porteurs } from './Porteurs.tsx'
import { Selection } from './Selection.tsx'
import { Tableau } from './Tableau.tsx'
import { useActionsSelection } from './useActionsSelection.tsx'
import { usePartsSelection } from './usePartsSelection.ts'
import { useProchaineEtape } from './useProchaineEtape.tsx'

type CleTri = NonNullable<Parameters<typeof client.commande.lister>[0]['tri']>
const INITIAL: Tri = { cle: 'etat', sens: 'asc' }

/** The list of orders and the board by state. */
export default function Commandes() {
  const [, aller] = useLocation()
  const etat = useEtatSysteme()
  const aujourdhui = etat?.aujourdhui ?? '1970-01-01'
  const { filtre, filtrer, vue, voir } = useCommandes()
  const champ = useRef<HTMLInputElement>(null)
  const { agir, emettre, elements } = useProchaineEtape()

  // One question per pause of the typing, not one per key.
  const [demande] = useDebouncedValue(filtre, 60)
  const entree = useMemo(() => ({ ...demande, etats: [...demande.etats] }), [demande])
  const page = useCallback(
    (tri: Tri, debut: number, nombre: number) =>
      orpc.commande.lister.queryOptions({
        input: { ...entree, tri: tri.cle as CleTri, sens: tri.sens, debut, nombre },
      }),
    [entree],
  )
  const ouvrir = useCallback((c: ResumeCommande) => aller(`/commandes/${c.id}`), [aller])
  const agirRef = useRef(agir)
  agirRef.current = agir
  const colonnes = useMemo(
    () => colonnesCommandes({ aujourdhui, agir: (c) => agirRef.current(c), ouvrir }),
    [aujourdhui, ouvrir],
  )
  const modele = useGrandeTable<ResumeCommande, ListeCommandes>({
    nom: 'commandes',
    colonnes,
    cle: cleCommande,
    page,
    triInitial: INITIAL,
  })
  const { entete, total } = modele.fenetre
  const { selection, selectionner } = modele
  const parts = usePartsSelection(selection)
  const avance = useAvanceSelection(selection, entete)

  const tout = async () => {
    const { tri } = modele
    return new Set(await client.commande.selectionner({ ...entree, tri: tri.cle as CleTri, sens: tri.sens }))
  }
  const { faire, elements: formulaires } = useActionsSelection(emettre)
  // Another filter, another set of rows: what was ticked is no longer what is seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the filter empties the selection
  useEffect(() => selectionner(new Set()), [entree])

  const focusListe = () => document.querySelector<HTMLElement>('[data-grande-table]')?.focus()
  const bouger = (pas: number) => {
    modele.activer(Math.max(0, Math.min(total - 1, modele.actif + pas)))
    focusListe()
  }
  useRaccourcis([
    { touche: '/', sens: 'Filtrer la liste', agir: () => champ.current?.focus() },
    { touche: 'n', affichee: 'N', sens: 'Nouvelle commande', agir: () => aller('/commandes/nouvelle') },
    ...TOUCHES_LISTE,
    { touche: 'j', affichee: 'J', sens: 'Ligne suivante', agir: () => bouger(1) },
    { touche: 'k', affichee: 'K', sens: 'Ligne précédente', agir: () => bouger(-1) },
    {
      touche: 'a',
      affichee: 'A',
      sens: 'Étape suivante de la ligne ou de la sélection',
      agir: () => {
        const [premiere] = parts
        if (selection.size > 0 && premiere?.etape === true) faire(premiere)
        else if (modele.ligneActive !== undefined) agir(modele.ligneActive)
      },
    },
    {
      touche: 'ArrowDown',
      affichee: '↓',
      sens: 'Aller à la liste',
      agir: () => bouger(modele.actif < 0 ? 1 : 0),
    },
    {
      touche: 'Escape',
      affichee: 'Échap',
      sens: 'Quitter la sélection',
      agir: () => selectionner(new Set()),
    },
  ])

  const exportee = { ...entree, tri: modele.tri.cle as CleTri, sens: modele.tri.sens }
  const filtree = JSON.stringify(filtre) !== JSON.stringify(FILTRE_VIDE)
  const existantes = etat?.compteurs.commandes ?? 0
  return (
    <div className={styles.page}>
      <Entete
        titre="Commandes"
        apres={
          <div className={styles.apres}>
            {entete !== undefined &&
              (filtree ? `${formatNombre(total)} sur ${formatNombre(existantes)}` : formatNombre(total))}
            <Porteurs
              valeur={filtre.porteur}
              comptes={entete?.parPorteur}
              onChange={(porteur) => filtrer({ porteur })}
            />
          </div>
        }
        actions={
          <>
            <SegmentedControl
              aria-label="Présentation"
              value={vue}
              onChange={(v) => voir(v as 'liste' | 'tableau')}
              data={[
                { value: 'liste', label: <Onglet Icone={IconList}>Liste</Onglet> },
                { value: 'tableau', label: <Onglet Icone={IconLayoutBoard}>Tableau</Onglet> },
              ]}
            />
            <Button
              leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
              rightSection={<Touche de="N" />}
              onClick={() => aller('/commandes/nouvelle')}
            >
              Commande
            </Button>
          </>
        }
      />
      <Filtres entete={entete} champ={champ}>
        {vue === 'liste' && <MenuColonnes modele={modele} />}
        <Exporter
          listes={[
            {
              libelle: `Ces commandes (${formatNombre(total)}), colonnes affichées`,
              demande: {
                liste: 'commandes',
                filtre: exportee,
                colonnes: modele.table.getVisibleLeafColumns().map((c) => c.id),
              },
            },
            {
              libelle: 'Ces commandes, toutes les colonnes',
              demande: { liste: 'commandes', filtre: exportee },
            },
            { libelle: 'Ce que leur contrôle trouve', demande: { liste: 'constats', filtre: exportee } },
          ]}
        />
      </Filtres>
      {vue === 'tableau' && existantes > 0 ? (
        <Tableau entete={entete} aujourdhui={aujourdhui} agir={agir} />
      ) : (
        <GrandeTable
          modele={modele}
          libelle="Commandes"
          onOuvrir={ouvrir}
          onTout={tout}
          nomLigne={(c) => `Cocher ${c.numero}, ${c.client}`}
          pied={
            entete !== undefined &&
            total > 0 && (
              <>
                <span>
                  TTC <strong>{formatMontant(entete.sommes.ttc)}</strong>
                </span>
                <span>
                  avance <strong>{formatMontant(entete.sommes.avance)}</strong>
                </span>
                <span>
                  solde <strong>{formatMontant(entete.sommes.solde)}</strong>
                </span>
              </>
            )
          }
          touches={
            <>
              <Touche de="↑ ↓" />
              ligne · <Touche de="Espace" />
              cocher · <Touche de="Entrée" />
              dossier · <Touche de="A" />
              étape suivante · <Touche de="?" />
              tout
            </>
          }
          vide={
            filtree ? (
              <Vide
                titre="Aucune commande ne répond à ces filtres"
                action={<Button onClick={() => filtrer(FILTRE_VIDE)}>Effacer les filtres</Button>}
              />
            ) : (
              <Vide
                icone={<IconFiles size={28} stroke={1.5} aria-hidden />}
                titre="Pas encore de commande"
                action={
                  <>
                    <Button variant="filled" onClick={() => aller('/import')}>
                      Importer un fichier
                    </Button>
                    <Button onClick={() => aller('/commandes/nouvelle')}>Saisir une commande</Button>
                  </>
                }
              >
                Une commande relie un client, un produit et un bon de commande. L’export de votre CRM en crée
                des centaines en une fois. <Link href="/premiers-pas">Voir les premiers pas</Link>
              </Vide>
            )
          }
        />
      )}
      <Selection
        taille={selection.size}
        ids={[...selection]}
        tout={selection.size < total ? total : null}
        parts={parts}
        avance={avance}
        onTout={() => void tout().then(selectionner)}
        onAction={faire}
        onQuitter={() => {
          selectionner(new Set())
          focusListe()
        }}
      />
      {elements}
      {formulaires}
    </div>
  )
}

const TOUCHES_LISTE: readonly Raccourci[] = [
  { touche: 'fleches', affichee: '↑ ↓', sens: 'Changer de ligne' },
  { touche: 'extension', affichee: 'Maj ↑ ↓', sens: 'Étendre la sélection' },
  { touche: 'espace', affichee: 'Espace', sens: 'Cocher la ligne' },
  { touche: 'tout', affichee: 'Ctrl A', sens: 'Cocher toutes les lignes du filtre' },
  { touche: 'entree', affichee: 'Entrée', sens: 'Ouvrir le dossier' },
]

const cleCommande = (c: ResumeCommande) => c.id

/** Advance of the ticked rows, in cents; null as long as one of them is not in the first page. */
function useAvanceSelection(selection: ReadonlySet<number>, entete: ListeCommandes | undefined) {
  return useMemo(() => {
    if (entete === undefined || selection.size === 0) return null
    if (selection.size === entete.total) return entete.sommes.avance
    const connues = entete.lignes.filter((l) => selection.has(l.id))
    if (connues.length < selection.size) return null
    return connues.reduce((somme, l) => somme + (l.avance ?? 0), 0)
  }, [selection, entete])
}

function Onglet({ Icone, children }: { Icone: typeof IconList; children: string }) {
  return (
    <span style={{ display: 'inline-flex', gap: 'var(--sp-3)', alignItems: 'center' }}>
      <Icone size={14} stroke={1.75} aria-hidden />
      {children}
    </span>
  )
}
