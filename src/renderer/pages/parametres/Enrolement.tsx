import { Checkbox } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import type { ResumeDispositif } from '#contract/dispositif.ts'
import type { Produit } from '#contract/fournisseur.ts'
import { orpc } from '../../api.ts'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import type { Fiche } from '../../components/saisie/useFiche.ts'
import { useEtatSysteme } from '../../etat.ts'
import { formatJour } from '../../format.ts'
import type { FormFournisseur } from './ficheFournisseur.ts'
import classes from './parametres.module.css'

interface Props {
  readonly fiche: Fiche<FormFournisseur>
  readonly produits: readonly Produit[]
  readonly dispositifs: readonly ResumeDispositif[]
  /** Without a panel of its own, inside a form already unfolded. */
  readonly plat?: boolean
}

/** What the agency asks for before the first request; a tick keeps the day it was ready. */
export function Enrolement({ fiche, produits, dispositifs, plat = false }: Props) {
  const etat = useEtatSysteme()
  const choisis = new Set(produits.map((p) => p.dispositif))
  // Ordered by every scheme, then those chosen alone: a product more does not move the others.
  const liste = useQueries({
    queries: dispositifs.map(({ code }) => orpc.dispositif.montrer.queryOptions({ input: { code } })),
    combine: (r) => {
      const lues = r.flatMap((x) => x.data ?? [])
      const demandees = lues.filter((d) => choisis.size === 0 || choisis.has(d.dispositif.code))
      const cles = new Set(demandees.flatMap((d) => d.dispositif.enrolement.map((p) => p.cle)))
      const toutes = lues.flatMap((d) => d.dispositif.enrolement).map((p) => [p.cle, p] as const)
      return [...new Map(toutes).values()].filter((p) => cles.has(p.cle))
    },
  })
  if (liste.length === 0 || etat === undefined) return null
  const { enrolement, enrolements } = fiche.valeurs
  // Once the agency said yes, what was sent is no longer counted.
  const valides = choisis.size > 0 && [...choisis].every((code) => enrolements[code] != null)
  const pretes = liste.filter((p) => enrolement[p.cle] !== undefined).length
  const cocher = (cle: string, pret: boolean) => {
    const { [cle]: _, ...reste } = enrolement
    fiche.changer('enrolement', pret ? { ...reste, [cle]: etat.aujourdhui } : reste)
    void fiche.sauver()
  }
  const cases = (
    <div className={classes.cases}>
      {liste.map((p) => {
        const le = enrolement[p.cle]
        return (
          <Checkbox
            key={p.cle}
            checked={le !== undefined}
            onChange={(e) => cocher(p.cle, e.currentTarget.checked)}
            label={p.libelle}
            description={le === undefined ? undefined : `prêt le ${formatJour(le)}`}
          />
        )
      })}
    </div>
  )
  if (plat) return cases
  return (
    <Panneau
      titre="Enrôlement à l’agence"
      compte={valides ? undefined : `${pretes} sur ${liste.length}`}
      droite={valides && <EtatChip aspect="ok">validé</EtatChip>}
    >
      {cases}
    </Panneau>
  )
}
