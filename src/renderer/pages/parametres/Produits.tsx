import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useRoute } from 'wouter'
import type { Produit } from '#contract/fournisseur.ts'
import type { Fournisseur } from '#domain/fournisseur.ts'
import { Action } from '../../components/Action.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { EtatSaisie } from '../../components/saisie/EtatSaisie.tsx'
import texte from '../../components/texte.module.css'
import { Vide } from '../../components/Vide.tsx'
import { formatCompte, formatJour } from '../../format.ts'
import { ChampsProduit } from './ChampsProduit.tsx'
import { cleProduit, useFicheProduit } from './ficheProduit.ts'
import classes from './parametres.module.css'

interface Props {
  readonly fournisseurs: readonly Fournisseur[]
  readonly produits: readonly Produit[]
}

/** Products and their references; a row unfolds in place. */
export function Produits({ fournisseurs, produits }: Props) {
  const [vise] = useRoute('/parametres/produits')
  const premierProduit = produits[0]
  const [ouvert, setOuvert] = useState<string | null>(
    vise && premierProduit !== undefined ? cleProduit(premierProduit) : null,
  )
  const [ajout, setAjout] = useState<{ serie: number; id: number | null } | null>(null)
  const ajoute = ajout === null ? null : (produits.find((p) => p.id === ajout.id) ?? null)
  const premier = fournisseurs[0]
  return (
    <Panneau
      titre="Produits et référencements"
      compte={produits.length}
      droite={
        premier !== undefined && (
          <Action onClick={() => setAjout({ serie: (ajout?.serie ?? 0) + 1, id: null })}>+ Produit</Action>
        )
      }
      rembourrage={false}
    >
      {produits.length === 0 && ajout === null && (
        <Vide titre="Aucun produit">
          {premier === undefined
            ? 'Un produit se vend par une société : ajoutez d’abord la vôtre.'
            : 'Un produit, sa version, son dispositif : chaque commande en nomme un.'}
        </Vide>
      )}
      {produits
        .filter((p) => ajoute === null || p.id !== ajoute.id)
        .map((p) => {
          const cle = cleProduit(p)
          return (
            <div key={cle} className={classes.rang}>
              <button
                type="button"
                className={classes.ligne}
                aria-expanded={ouvert === cle}
                onClick={() => setOuvert(ouvert === cle ? null : cle)}
              >
                {ouvert === cle ? (
                  <IconChevronDown size={16} stroke={1.75} aria-hidden />
                ) : (
                  <IconChevronRight size={16} stroke={1.75} aria-hidden />
                )}
                <span className={classes.resume}>
                  <span>
                    <strong>
                      {p.solution} {p.version}
                    </strong>
                    <span className={texte.second}>
                      {p.dispositif}
                      {fournisseurs.length > 1 &&
                        ` · ${p.fournisseur}, ${p.distribution.role === 'editeur' ? 'éditeur' : 'distributeur'}`}
                      {' · '}
                      {formatCompte(p.commandes, 'commande')}
                    </span>
                  </span>
                  <span>
                    {p.numeroAns === '' ? (
                      <EtatChip aspect="nous">référencement à venir</EtatChip>
                    ) : (
                      <>
                        {p.numeroAns}
                        <span className={texte.second}>
                          {p.dateReferencement === null
                            ? 'date de référencement absente'
                            : `référencé le ${formatJour(p.dateReferencement)}`}
                        </span>
                      </>
                    )}
                  </span>
                </span>
              </button>
              {ouvert === cle && <Formulaire produit={p} fournisseurs={fournisseurs} />}
            </div>
          )
        })}
      {ajout !== null && premier !== undefined && (
        <div className={classes.rang} key={ajout.serie}>
          <Formulaire
            produit={ajoute}
            fournisseurs={fournisseurs}
            onCree={(id) => setAjout({ serie: ajout.serie, id })}
          />
        </div>
      )}
    </Panneau>
  )
}

interface FormulaireProps {
  readonly produit: Produit | null
  readonly fournisseurs: readonly Fournisseur[]
  readonly onCree?: (id: number) => void
}

function Formulaire({ produit, fournisseurs, onCree }: FormulaireProps) {
  const fiche = useFicheProduit(produit, fournisseurs[0]?.id ?? 0, onCree)
  return (
    <div className={classes.deplie}>
      <div className={classes.tete}>
        <EtatSaisie
          fiche={fiche}
          repos={
            produit === null
              ? 'Créé dès que le nom, la version et le dispositif sont là'
              : 'Enregistré à chaque champ'
          }
        />
      </div>
      <ChampsProduit fiche={fiche} fournisseurs={fournisseurs} />
    </div>
  )
}
