import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ValeurReglable } from '#contract/dispositif.ts'
import type { Produit } from '#contract/fournisseur.ts'
import type { Fournisseur } from '#domain/fournisseur.ts'
import { client, orpc, queryClient } from '../../api.ts'
import { Connaissance } from '../../components/Connaissance.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import f from '../../components/saisie/formulaire.module.css'
import type { Fiche } from '../../components/saisie/useFiche.ts'
import { capitaliser, formatJour } from '../../format.ts'
import { useBrouillons } from '../../state/brouillons.ts'
import { EnrolementsValides } from '../parametres/EnrolementsValides.tsx'
import type { FormFournisseur } from '../parametres/ficheFournisseur.ts'
import { useFicheProduit } from '../parametres/ficheProduit.ts'
import classes from './premiers-pas.module.css'

interface Props {
  readonly produits: readonly Produit[]
  readonly fournisseurs: readonly Fournisseur[]
  readonly fiche: Fiche<FormFournisseur>
}

/** Dates that no text gives here: the scheme's own, the product's, the enrolment's. */
export function EtapeDates({ produits, fournisseurs, fiche }: Props) {
  if (produits.length === 0)
    return (
      <p className={classes.attente}>
        Les dates dépendent du dispositif :{' '}
        <Link href="/premiers-pas/solutions">ajoutez d’abord un produit</Link>.
      </p>
    )
  const codes = [...new Set(produits.map((p) => p.dispositif))]
  return (
    <div className={classes.pile}>
      {codes.map((code) => (
        <DatesDispositif key={code} code={code} />
      ))}
      {produits.map((p) => (
        <DatesProduit key={`${p.id}/${p.distribution.id}`} produit={p} fournisseurs={fournisseurs} />
      ))}
      <div className={`${f.champs} ${f.separe}`}>
        <h3 className={f.sousTitre}>Votre société</h3>
        <EnrolementsValides fiche={fiche} codes={codes} />
      </div>
    </div>
  )
}

function DatesDispositif({ code }: { readonly code: string }) {
  const { data } = useQuery(orpc.dispositif.montrer.queryOptions({ input: { code } }))
  if (data === undefined) return null
  const racines = data.dispositif.calendrier.filter((j) => j.depuis === undefined).map((j) => j.cle)
  const dates = data.reglables.filter((r) => r.nature === 'jour' && racines.includes(r.cle))
  return (
    <section className={classes.pile}>
      <h3 className={f.sousTitre}>{code}</h3>
      {dates.map((r) => (
        <DateReglable key={r.cle} code={code} reglable={r} />
      ))}
      {data.jalons.some((j) => j.mois !== null && j.jour !== null) && (
        <ul className={classes.jalons} aria-label={`Échéances ${code}`}>
          {data.jalons
            .filter((j) => j.mois !== null && j.domaine === 'financement')
            .map(
              (j) =>
                j.jour !== null && (
                  <li key={j.sens}>
                    <span>{capitaliser(j.sens)}</span>
                    <span className="tabulaire">{formatJour(j.jour)}</span>
                  </li>
                ),
            )}
        </ul>
      )}
    </section>
  )
}

/** A day and its source, saved when both are there. */
function DateReglable({ code, reglable }: { readonly code: string; readonly reglable: ValeurReglable }) {
  const place = `reglage/${code}/${reglable.cle}`
  const brouillon = useBrouillons((s) => s.parCle[place]?.modifs) as
    | { valeur?: string; note?: string }
    | undefined
  const poser = useBrouillons((s) => s.poser)
  const oter = useBrouillons((s) => s.oter)
  const [erreur, setErreur] = useState<unknown>(null)
  const enRegistre = typeof reglable.valeur === 'string' ? reglable.valeur : null
  const valeur = brouillon?.valeur ?? enRegistre
  const note = brouillon?.note ?? reglable.note ?? ''
  const changer = (modifs: { valeur?: string; note?: string }) =>
    poser(place, { modifs: { valeur: valeur ?? '', note, ...modifs }, revision: null })
  const modifie = brouillon !== undefined && (valeur !== enRegistre || note !== (reglable.note ?? ''))
  const pret = modifie && valeur !== null && valeur !== '' && note.trim() !== ''

  // « Date 0, parution de l’arrêté au Journal officiel »: a name, then what it is.
  const [nom, ...sens] = reglable.libelle.split(', ')
  const regler = async () => {
    if (!pret) return
    try {
      await client.dispositif.regler({ code, cle: reglable.cle, valeur, note: note.trim() })
      oter(place)
      setErreur(null)
      await queryClient.invalidateQueries()
    } catch (e) {
      setErreur(e)
    }
  }
  return (
    <div className={f.champs}>
      <div className={f.demi}>
        <ChampJour
          label={nom}
          valeur={valeur === '' ? null : valeur}
          onValeur={(j) => changer({ valeur: j ?? '' })}
          description={
            <>
              {capitaliser(sens.join(', '))}
              {sens.length > 0 && <br />}
              <Connaissance confiance={reglable.confiance} teinte={false} />
            </>
          }
        />
      </div>
      <TextInput
        className={f.demi ?? ''}
        label="D’où vient-elle ?"
        placeholder="Journal officiel du…"
        description="Montrée partout à côté de la date."
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        value={note}
        onChange={(e) => changer({ note: e.currentTarget.value })}
        onBlur={() => void regler()}
      />
      <RefusMessage erreur={erreur} />
      {modifie && !pret && (
        <p className={f.aide}>Enregistrée quand le jour et sa source sont là tous les deux.</p>
      )}
      {pret && (
        <div>
          <Button onClick={() => void regler()}>Enregistrer la date</Button>
        </div>
      )}
    </div>
  )
}

function DatesProduit({
  produit,
  fournisseurs,
}: {
  readonly produit: Produit
  readonly fournisseurs: readonly Fournisseur[]
}) {
  const fiche = useFicheProduit(produit, fournisseurs[0]?.id ?? 0)
  const poser = (champ: 'dateDossierComplet' | 'dateReferencement', jour: string | null) => {
    fiche.changer(champ, jour)
    void fiche.sauver()
  }
  return (
    <div className={`${f.champs} ${f.separe}`}>
      <h3 className={f.sousTitre}>
        {produit.solution} {produit.version}
      </h3>
      <div className={f.demi}>
        <ChampJour
          label="Dossier complet réputé soumis le"
          valeur={fiche.valeurs.dateDossierComplet}
          onValeur={(j) => poser('dateDossierComplet', j)}
          error={fiche.erreurs.dateDossierComplet}
        />
      </div>
      <div className={f.demi}>
        <ChampJour
          label="Référencé le"
          description="Vide tant qu’il n’est pas obtenu."
          valeur={fiche.valeurs.dateReferencement}
          onValeur={(j) => poser('dateReferencement', j)}
          error={fiche.erreurs.dateReferencement}
        />
      </div>
    </div>
  )
}
