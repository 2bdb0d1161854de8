import { Button, Fieldset, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Preuve } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { Action } from '../../components/Action.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import f from '../../components/saisie/formulaire.module.css'
import type { Fiche } from '../../components/saisie/useFiche.ts'
import { useEtatSysteme } from '../../etat.ts'
import { formatCompte, formatJour } from '../../format.ts'
import type { FormInstallation } from './ficheInstallation.ts'
import saisies from './saisies.module.css'

const FLUX: Readonly<Record<Preuve['flux'], string>> = {
  dmp: 'DMP',
  mss_pro: 'MSS entre professionnels',
  mss_citoyen: 'MSS citoyenne',
}

/** Counts of documents sent, kept for the agency's later controls. */
export function Preuves({ fiche }: { readonly fiche: Fiche<FormInstallation> }) {
  const [ajoute, setAjoute] = useState(false)
  const { preuves } = fiche.valeurs
  const poser = (suite: readonly Preuve[]) => {
    fiche.changer('preuves', suite)
    fiche.quitter()
  }
  return (
    <>
      {preuves.length === 0 && !ajoute && (
        <p className={saisies.sansMarge}>
          Aucun. Gardez ici le nombre de documents envoyés, relevé dans le logiciel.
        </p>
      )}
      {preuves.length > 0 && (
        <ul className={saisies.releves} aria-label="Relevés d’envois">
          {preuves.map((p, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two identical counts are two rows
            <li key={i}>
              <span>
                {FLUX[p.flux]} : {formatCompte(p.nombre, 'document')}, le {formatJour(p.releveLe)}
                <small>{[p.adresse, p.commentaire].filter((m) => m !== '').join(' · ')}</small>
              </span>
              <Action
                onClick={() => poser(preuves.filter((_, j) => j !== i))}
                libelle={`Retirer le relevé ${FLUX[p.flux]} du ${formatJour(p.releveLe)}`}
              >
                Retirer
              </Action>
            </li>
          ))}
        </ul>
      )}
      {ajoute ? (
        <NouveauReleve
          onAjout={(p) => {
            poser([...preuves, p])
            setAjoute(false)
          }}
          onFermer={() => setAjoute(false)}
        />
      ) : (
        <Button data-champ="preuves" onClick={() => setAjoute(true)} className={saisies.aGauche ?? ''}>
          Ajouter un relevé
        </Button>
      )}
    </>
  )
}

function NouveauReleve({
  onAjout,
  onFermer,
}: {
  readonly onAjout: (p: Preuve) => void
  readonly onFermer: () => void
}) {
  const aujourdhui = useEtatSysteme()?.aujourdhui ?? null
  const [flux, setFlux] = useState<Preuve['flux']>('dmp')
  const [nombre, setNombre] = useState<number | ''>('')
  const [adresse, setAdresse] = useState('')
  const [commentaire, setCommentaire] = useState('')
  const [releveLe, setReleveLe] = useState<Jour | null>(aujourdhui)
  const pret = nombre !== '' && releveLe !== null
  const ajouter = () => {
    if (pret) onAjout({ flux, nombre, adresse: adresse.trim(), releveLe, commentaire: commentaire.trim() })
  }
  return (
    <Fieldset
      variant="unstyled"
      aria-label="Nouveau relevé"
      className={f.champs}
      onKeyDown={(e) => {
        // The form around saves itself: Enter here adds the count.
        if (e.key === 'Enter' && e.target instanceof HTMLInputElement) {
          e.preventDefault()
          ajouter()
        }
      }}
    >
      <NativeSelect
        className={f.demi ?? ''}
        label="Envois vers"
        value={flux}
        onChange={(e) => setFlux(e.currentTarget.value as Preuve['flux'])}
        data={Object.entries(FLUX).map(([value, label]) => ({ value, label }))}
        autoFocus
      />
      <NumberInput
        className={f.demi ?? ''}
        label="Documents envoyés"
        min={0}
        max={1_000_000}
        allowDecimal={false}
        hideControls
        value={nombre}
        onChange={(v) => setNombre(typeof v === 'number' ? v : '')}
      />
      <div className={f.demi}>
        <ChampJour label="Relevé le" valeur={releveLe} onValeur={setReleveLe} />
      </div>
      <TextInput
        className={f.demi ?? ''}
        label="Adresse de test"
        value={adresse}
        onChange={(e) => setAdresse(e.currentTarget.value)}
      />
      <TextInput
        label="Commentaire"
        value={commentaire}
        onChange={(e) => setCommentaire(e.currentTarget.value)}
      />
      <div className={saisies.boutons}>
        <Button onClick={onFermer}>Fermer</Button>
        <Button onClick={ajouter} aria-disabled={!pret}>
          Ajouter le relevé
        </Button>
      </div>
    </Fieldset>
  )
}
