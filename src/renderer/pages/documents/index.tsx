import { ActionIcon, SegmentedControl } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Redirect, useLocation, useRoute } from 'wouter'
import type { ModeleDocument } from '#contract/document.ts'
import { orpc } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { OuvrirAilleurs } from '../../components/OuvrirAilleurs.tsx'
import { PagesPdf } from '../../components/PagesPdf.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { useRaccourcis } from '../../components/raccourcis.tsx'
import { IMPRIMABLES, type Imprimable } from '../../emission/documents.ts'
import { NBSP } from '../../format.ts'
import { Donnees } from './Donnees.tsx'
import { DonneesFacture, DonneesReception } from './DonneesSuite.tsx'
import classes from './documents.module.css'
import { Modeles, NonOfficiel } from './Modeles.tsx'

/** Every model, drawn with plainly invented data; or one order's form beside the data that it prints. */
export default function Documents() {
  const [, parModele] = useRoute('/documents/modele/:code')
  const [, parCommande] = useRoute('/documents/commande/:id/:quoi?')
  const modeles = useQuery(orpc.document.modeles.queryOptions())
  if (modeles.error !== null) return <EcranRefus erreur={modeles.error} />
  if (modeles.data === undefined) return null
  if (parCommande !== null)
    return (
      <Commande
        key={parCommande.id}
        id={Number(parCommande.id)}
        quoi={QUOI.find((q) => q === parCommande.quoi) ?? 'bdc'}
        modeles={modeles.data}
      />
    )
  const premier = [...modeles.data].sort((a, b) => b.emis - a.emis)[0]
  if (parModele === null)
    return premier === undefined ? null : <Redirect to={`/documents/modele/${premier.code}`} replace />
  const modele = modeles.data.find((m) => m.code === parModele.code)
  return modele === undefined ? (
    <Redirect to="/documents" replace />
  ) : (
    <Modele key={modele.code} modele={modele} modeles={modeles.data} />
  )
}

function Modele({
  modele,
  modeles,
}: {
  readonly modele: ModeleDocument
  readonly modeles: readonly ModeleDocument[]
}) {
  const { data, error } = useQuery({
    ...orpc.document.apercuModele.queryOptions({ input: { code: modele.code } }),
    gcTime: 0,
  })
  return (
    <Ecran>
      <Entete
        titre={modele.libelle}
        fil={[{ libelle: 'Documents', vers: '/documents' }, { libelle: modele.dispositif }]}
        actions={<OuvrirAilleurs fichier={data} libelle="Ouvrir pour imprimer" />}
      />
      <Grille colonnes="minmax(0, 1.1fr) minmax(20rem, 1fr)">
        <Page fichier={data} libelle={`Modèle ${modele.libelle}, données inventées`} erreur={error} />
        <Colonne>
          {!modele.officiel && <NonOfficiel />}
          <Modeles modeles={modeles} code={modele.code} />
        </Colonne>
      </Grille>
    </Ecran>
  )
}

const QUOI = ['bdc', 'pv', 'reception', 'facture'] as const satisfies readonly Imprimable[]

const MODELE_DE = { bdc: 'BDC', pv: 'PV', facture: 'FACTURE' } as const

/** The model of a document of an order: the VA or the MOM, as the name of the page printed says. */
const typeOf = (quoi: Imprimable, fichier: File | undefined) =>
  quoi !== 'reception' ? MODELE_DE[quoi] : /mom/i.test(fichier?.name ?? '') ? 'MOM' : 'VA'

interface CommandeProps {
  readonly id: number
  readonly quoi: Imprimable
  readonly modeles: readonly ModeleDocument[]
}

function Commande({ id, quoi, modeles }: CommandeProps) {
  const [, aller] = useLocation()
  const fiche = useQuery(orpc.commande.lire.queryOptions({ input: { id } }))
  const { data, error } = useQuery({
    ...IMPRIMABLES[quoi].apercu(id),
    gcTime: 0,
  })
  if (fiche.error !== null) return <EcranRefus erreur={fiche.error} />
  if (fiche.data === undefined) return null
  const { resume, dossier } = fiche.data
  // A PV is only for the clients of the pilot.
  const possibles = QUOI.filter((q) => q !== 'pv' || dossier.pilote?.rang != null)
  const modele = modeles.find((m) => m.dispositif === resume.dispositif && m.type === typeOf(quoi, data))
  return (
    <Ecran>
      <Entete
        titre={IMPRIMABLES[quoi].nom}
        fil={[
          { libelle: 'Documents', vers: '/documents' },
          { libelle: `${resume.numero}, ${resume.client}`, vers: `/commandes/${id}` },
          { libelle: resume.dispositif },
        ]}
        actions={
          <>
            <SegmentedControl
              aria-label="Document"
              value={quoi}
              onChange={(q) => aller(`/documents/commande/${id}/${q}`)}
              data={possibles.map((q) => ({ value: q, label: IMPRIMABLES[q].nom }))}
            />
            <OuvrirAilleurs fichier={data} libelle="Ouvrir pour imprimer" />
          </>
        }
      />
      <Grille colonnes="minmax(0, 1.1fr) minmax(20rem, 1fr)">
        <Page fichier={data} libelle={`${IMPRIMABLES[quoi].nom} ${resume.numero}`} erreur={error} />
        <Colonne>
          {modele?.officiel === false && <NonOfficiel />}
          {quoi === 'bdc' && <Donnees fiche={fiche.data} />}
          {(quoi === 'reception' || quoi === 'pv') && <DonneesReception fiche={fiche.data} />}
          {quoi === 'facture' && <DonneesFacture fiche={fiche.data} />}
          <Modeles modeles={modeles} code={modele?.code ?? null} />
        </Colonne>
      </Grille>
    </Ecran>
  )
}

const ZOOMS = [0.75, 1, 1.25, 1.5, 2]

interface PageProps {
  readonly fichier: Blob | undefined
  readonly libelle: string
  readonly erreur: unknown
}

/** The pages on paper, at the width of the column; `Z` zooms. */
function Page({ fichier, libelle, erreur }: PageProps): ReactNode {
  const [zoom, setZoom] = useState(1)
  const { ref, width } = useElementSize()
  const rang = ZOOMS.indexOf(zoom)
  const changer = (pas: number) => setZoom(ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, rang + pas))] ?? 1)
  useRaccourcis([
    {
      touche: 'z',
      affichee: 'Z',
      sens: 'Zoomer la page',
      agir: () => setZoom(ZOOMS[(rang + 1) % ZOOMS.length] ?? 1),
    },
  ])
  return (
    <div className={classes.page}>
      <div className={classes.barre}>
        <span className={classes.gris}>A4, tel qu’il s’imprime</span>
        <div className={classes.zoom}>
          <ActionIcon aria-label="Réduire" onClick={() => changer(-1)} aria-disabled={rang === 0}>
            <IconZoomOut size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
          <span role="status">
            {Math.round(zoom * 100)}
            {NBSP}%
          </span>
          <ActionIcon
            aria-label="Agrandir"
            onClick={() => changer(1)}
            aria-disabled={rang === ZOOMS.length - 1}
          >
            <IconZoomIn size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
      </div>
      <div ref={ref}>
        <RefusMessage erreur={erreur} />
        {fichier === undefined && erreur === null && <p role="status">Dessin de la page…</p>}
        {width > 0 && (
          <PagesPdf fichier={fichier} libelle={libelle} largeur={Math.round((width - 32) * zoom)} />
        )}
      </div>
    </div>
  )
}
