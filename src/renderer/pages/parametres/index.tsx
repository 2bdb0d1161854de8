import {
  IconBox,
  IconBuildingStore,
  IconDatabase,
  IconDeviceDesktop,
  IconJson,
  IconUser,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { orpc } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import texte from '../../components/texte.module.css'
import { useEtatSysteme } from '../../etat.ts'
import { CePoste, Personnes, Sauvegardes } from './CePoste.tsx'
import { Fournisseurs } from './Fournisseurs.tsx'
import { Produits } from './Produits.tsx'
import classes from './parametres.module.css'

/** Settings: saved at each field, written in the journal. */
export default function Parametres() {
  const fournisseurs = useQuery(orpc.fournisseur.lister.queryOptions())
  const produits = useQuery(orpc.solution.lister.queryOptions())
  const etat = useEtatSysteme()
  const erreur = fournisseurs.error ?? produits.error
  if (erreur !== null) return <EcranRefus erreur={erreur} />
  if (fournisseurs.data === undefined || produits.data === undefined || etat === undefined) return null
  const rubriques = [
    { id: 'fournisseurs', titre: 'Fournisseurs', Icone: IconBuildingStore, compte: fournisseurs.data.length },
    { id: 'produits', titre: 'Produits', Icone: IconBox, compte: produits.data.length },
    { id: 'sauvegardes', titre: 'Sauvegardes', Icone: IconDatabase },
    { id: 'personnes', titre: 'Personnes', Icone: IconUser },
    { id: 'poste', titre: 'Ce poste', Icone: IconDeviceDesktop },
  ]
  return (
    <Ecran>
      <Entete titre="Paramètres" apres="enregistrés à chaque champ, tracés dans le journal" />
      <Grille colonnes="10.5rem minmax(0, 1fr) 21.5rem">
        <nav aria-label="Rubriques">
          <ul className={classes.rubriques}>
            {rubriques.map(({ id, titre, Icone, compte }) => (
              <li key={id}>
                <button type="button" onClick={() => gagner(id)}>
                  <Icone size={16} stroke={1.75} aria-hidden />
                  <span>{titre}</span>
                  {compte !== undefined && <span className={texte.gris}>{compte}</span>}
                </button>
              </li>
            ))}
            <li>
              <Link href="/parametres/formats">
                <IconJson size={16} stroke={1.75} aria-hidden />
                <span>Formats</span>
              </Link>
            </li>
          </ul>
        </nav>
        <Colonne>
          <div id="fournisseurs" tabIndex={-1}>
            <Fournisseurs fournisseurs={fournisseurs.data} produits={produits.data} />
          </div>
          <div id="produits" tabIndex={-1}>
            <Produits fournisseurs={fournisseurs.data} produits={produits.data} />
          </div>
        </Colonne>
        <Colonne>
          <div id="sauvegardes" tabIndex={-1}>
            <Sauvegardes etat={etat} />
          </div>
          <div id="personnes" tabIndex={-1}>
            <Personnes etat={etat} />
          </div>
          <div id="poste" tabIndex={-1}>
            <CePoste etat={etat} />
          </div>
        </Colonne>
      </Grille>
    </Ecran>
  )
}

function gagner(id: string) {
  const cible = document.getElementById(id)
  cible?.scrollIntoView({ block: 'start' })
  cible?.focus({ preventScroll: true })
}
