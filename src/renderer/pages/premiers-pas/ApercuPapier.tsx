import { formatSiret } from '#domain/identifiants.ts'
import { Panneau } from '../../components/Panneau.tsx'
import type { FormFournisseur } from '../parametres/ficheFournisseur.ts'
import classes from './premiers-pas.module.css'

/** What of the form is printed at the head of every order form, as it is typed. */
export function ApercuPapier({ valeurs: v }: { readonly valeurs: FormFournisseur }) {
  const Mot = ({ children, attendu }: { children: string; attendu: string }) => (
    <span className={classes.mot} data-vide={children.trim() === '' || undefined}>
      {children.trim() === '' ? attendu : children}
    </span>
  )
  return (
    <Panneau titre="Sur vos bons de commande">
      <div className={classes.papier}>
        <div className={classes.papierTete}>
          <div>
            <div>
              <b>
                <Mot attendu="raison sociale">{v.denomination}</Mot>
              </b>
            </div>
            <div>
              <Mot attendu="adresse">{v.lignes}</Mot>
            </div>
            <div>
              <Mot attendu="code postal et commune">{`${v.codePostal} ${v.commune}`}</Mot>
            </div>
            <div>
              SIRET <Mot attendu="14 chiffres">{formatSiret(v.siret.replace(/\s/g, ''))}</Mot>
            </div>
          </div>
          <div>
            <b>BON DE COMMANDE</b>
            <div>n° …</div>
          </div>
        </div>
        <p>
          Représenté par <Mot attendu="signataire">{v.nom}</Mot>, <Mot attendu="qualité">{v.qualite}</Mot>
        </p>
        <b className={classes.papierTitre}>Client</b>
        <i aria-hidden />
        <i aria-hidden />
        <b className={classes.papierTitre}>Prestation Ségur</b>
        <p>{v.assujettiTva ? <>TVA {v.tauxTva}</> : 'Montants hors taxes, sans TVA'}</p>
        <i aria-hidden />
        <i aria-hidden />
      </div>
    </Panneau>
  )
}
