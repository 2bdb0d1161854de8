import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Produit } from '#contract/fournisseur.ts'
import type { Fournisseur } from '#domain/fournisseur.ts'
import { ChampsProduit } from '../parametres/ChampsProduit.tsx'
import { useFicheProduit } from '../parametres/ficheProduit.ts'
import classes from './premiers-pas.module.css'

interface Props {
  readonly fournisseurs: readonly Fournisseur[]
  readonly produits: readonly Produit[]
}

/** Products one after the other: the ones there, and a blank one when asked for. */
export function EtapeSolutions({ fournisseurs, produits }: Props) {
  const premier = produits[0]
  // `serie` keeps the form mounted, and the focus in it, when a product is created while it is typed.
  const [ouvert, setOuvert] = useState({ serie: 0, id: premier?.id ?? null })
  const fournisseur = fournisseurs[0]
  if (fournisseur === undefined)
    return (
      <p className={classes.attente}>
        Un produit se vend par une société : <Link href="/premiers-pas/societe">dites d’abord la vôtre</Link>.
      </p>
    )
  const produit = produits.find((p) => p.id === ouvert.id) ?? null
  return (
    <div className={classes.pile}>
      {produits.length > 0 && (
        <div className={classes.choix}>
          {produits.map((p) => (
            <Button
              key={p.id}
              aria-pressed={p.id === ouvert.id}
              onClick={() => setOuvert({ serie: ouvert.serie + 1, id: p.id })}
            >
              {p.solution} {p.version}
            </Button>
          ))}
          <Button
            aria-pressed={ouvert.id === null}
            leftSection={<IconPlus size={14} stroke={1.75} aria-hidden />}
            onClick={() => setOuvert({ serie: ouvert.serie + 1, id: null })}
          >
            Produit
          </Button>
        </div>
      )}
      <UnProduit
        key={ouvert.serie}
        produit={produit}
        fournisseurs={fournisseurs}
        onCree={(id) => setOuvert({ serie: ouvert.serie, id })}
      />
    </div>
  )
}

interface UnProps {
  readonly produit: Produit | null
  readonly fournisseurs: readonly Fournisseur[]
  readonly onCree: (id: number) => void
}

function UnProduit({ produit, fournisseurs, onCree }: UnProps) {
  const fiche = useFicheProduit(produit, fournisseurs[0]?.id ?? 0, onCree)
  return <ChampsProduit fiche={fiche} fournisseurs={fournisseurs} sansDates />
}
