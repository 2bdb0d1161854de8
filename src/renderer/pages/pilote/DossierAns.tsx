import { ActionIcon, FileButton } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCircleFilled, IconX } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { FichePilote } from '#contract/pilote.ts'
import { client, fichierVersChemin, orpc, queryClient } from '../../api.ts'
import actions from '../../components/Action.module.css'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte, formatTaille, NBSP } from '../../format.ts'
import styles from './pilote.module.css'
import { useDepotContenu } from './useDepotPilote.ts'

type Contenu = FichePilote['contenus'][number]

interface Props {
  readonly fiche: FichePilote
  readonly ferme: boolean
}

/** What goes to the ANS: the signed PV and the training material, content by content. */
export function DossierAns({ fiche, ferme }: Props) {
  const modeles = useQuery(orpc.document.modeles.queryOptions())
  const modele = modeles.data?.find((m) => m.type === 'PV' && m.dispositif === fiche.dispositif)
  const themes = [...Map.groupBy(fiche.contenus, (c) => c.theme)]
  const { joints, attendus } = fiche.supports
  const [erreur, setErreur] = useState<unknown>(null)
  const { passage, document, citation } = fiche.source
  return (
    <Panneau
      titre="Dossier pour l’ANS"
      compte={`${fiche.signes + joints} sur ${formatCompte(fiche.taille + attendus, 'pièce')}`}
      rembourrage={false}
      pied={
        modele?.officiel === false && (
          <span className={styles.nonOfficiel}>
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            Modèle de PV non officiel
            <Link href={`/documents/modele/${modele.code}`}>Voir</Link>
          </span>
        )
      }
    >
      <div className={styles.dossier}>
        <Titre fait={fiche.signes >= fiche.taille} droite={`${fiche.signes} sur ${fiche.taille}`}>
          PV d’installation
        </Titre>
        <Titre fait={joints >= attendus} droite={`${joints} sur ${attendus}`}>
          Supports de formation
        </Titre>
        <RefusMessage erreur={erreur} />
        {themes.map(([theme, contenus]) => (
          <Theme
            key={theme}
            theme={theme}
            contenus={contenus}
            fiche={fiche}
            ferme={ferme}
            onErreur={setErreur}
          />
        ))}
        <blockquote className={styles.source}>
          {citation !== undefined && `«${NBSP}${citation}${NBSP}» `}
          {document}, {passage.replace('§', `§${NBSP}`)}
        </blockquote>
      </div>
    </Panneau>
  )
}

function Titre({ fait, droite, children }: { fait: boolean; droite: string; children: string }) {
  return (
    <p className={styles.titre}>
      <Glyphe fait={fait} />
      <strong>{children}</strong>
      <span>{droite}</span>
    </p>
  )
}

const Glyphe = ({ fait }: { readonly fait: boolean }) => (
  <span className={styles.glyphe}>
    {fait ? (
      <IconCheck size={14} stroke={1.75} className={texte.ok} aria-label="complet" />
    ) : (
      <IconCircleFilled size={7} className={styles.nous} aria-label="à compléter" />
    )}
  </span>
)

interface ThemeProps extends Props {
  readonly theme: string
  readonly contenus: readonly Contenu[]
  readonly onErreur: (erreur: unknown) => void
}

/** One theme, folded when it is complete; what it misses stays in sight. */
function Theme({ theme, contenus, fiche, ferme, onErreur }: ThemeProps) {
  const pleins = contenus.filter((c) => c.fichiers.length > 0).length
  return (
    <details className={styles.theme} open={pleins > 0 && pleins < contenus.length}>
      <summary>
        <Glyphe fait={pleins === contenus.length} />
        <span>{theme}</span>
        <span className={texte.gris}>
          {pleins} sur {contenus.length}
        </span>
      </summary>
      <ul>
        {contenus.map((c) => (
          <LigneContenu key={c.cle} contenu={c} fiche={fiche} ferme={ferme} onErreur={onErreur} />
        ))}
      </ul>
    </details>
  )
}

interface ContenuProps extends Props {
  readonly contenu: Contenu
  readonly onErreur: (erreur: unknown) => void
}

function LigneContenu({ contenu, fiche, ferme, onErreur }: ContenuProps) {
  const { fournisseurId, referencementId } = fiche
  const cle = { fournisseurId, referencementId, contenu: contenu.cle }
  const suite = {
    onError: onErreur,
    onSuccess: () => {
      onErreur(null)
      return queryClient.invalidateQueries()
    },
  }
  const joindre = useMutation({
    mutationFn: async (fichiers: readonly File[]) => {
      const chemins: string[] = []
      for (const f of fichiers) chemins.push(await fichierVersChemin(f))
      return client.pilote.joindreSupport({ ...cle, chemins })
    },
    ...suite,
  })
  const retirer = useMutation(orpc.pilote.retirerSupport.mutationOptions(suite))
  const { survol, zone } = useDepotContenu(joindre.mutate)
  return (
    <li data-survol={survol || undefined} {...(ferme ? {} : zone)}>
      <div className={styles.contenu}>
        <span>{contenu.libelle}</span>
        {!ferme && (
          <FileButton multiple onChange={(f) => f.length > 0 && joindre.mutate(f)}>
            {(props) => (
              <button
                {...props}
                type="button"
                className={actions.action}
                aria-label={`Déposer${NBSP}: ${contenu.libelle}`}
                data-manque={contenu.fichiers.length === 0 || undefined}
              >
                {joindre.isPending ? 'Réception…' : contenu.fichiers.length === 0 ? 'Déposer' : 'Ajouter'}
              </button>
            )}
          </FileButton>
        )}
      </div>
      {contenu.fichiers.map((f) => (
        <div key={f.sha256} className={styles.fichier}>
          <span>
            {f.nom} <span className={texte.gris}>{formatTaille(f.taille)}</span>
          </span>
          {!ferme && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Retirer ${f.nom}`}
              onClick={() => retirer.mutate({ ...cle, sha256: f.sha256 })}
            >
              <IconX size={14} stroke={1.75} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
    </li>
  )
}
