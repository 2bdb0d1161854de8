import { Button, NativeSelect, Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Link, useLocation } from 'wouter'
import {
  CATEGORIE_LIBELLES,
  CATEGORIES_TIERS,
  type CategorieTiers,
  nomComplet,
  PROFESSION_LIBELLES,
  PROFESSIONS,
  type Profession,
  type Tiers,
} from '#domain/tiers.ts'
import { orpc } from '../../api.ts'
import ecran from '../../components/Ecran.module.css'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Champ, Faute } from '../../components/saisie/Champ.tsx'
import { ChampsAdresse, ChampsContact } from '../../components/saisie/ChampsCoordonnees.tsx'
import { AlerteFiche } from '../../components/saisie/EtatSaisie.tsx'
import f from '../../components/saisie/formulaire.module.css'
import { ChampsContacts } from './ChampsContacts.tsx'
import { ChampsIdentifiants } from './ChampsIdentifiants.tsx'
import { ChoixGestionnaire } from './ChoixGestionnaire.tsx'
import classes from './clients.module.css'
import { LIBELLES_CLIENT, useFicheClient } from './ficheClient.ts'

const TRANCHES = ['A', 'B', 'C', 'D', 'E']

/** Reads the client first when there is one; a new one starts empty, or from what was typed and left. */
export function Formulaire({ id }: { readonly id: number | null }) {
  const { data, error } = useQuery(
    orpc.client.lire.queryOptions({ input: { id: id ?? 1 }, enabled: id !== null }),
  )
  if (id === null) return <Saisie tiers={null} />
  if (error !== null) return <EcranRefus erreur={error} />
  return data === undefined ? null : <Saisie tiers={data.tiers} />
}

function Saisie({ tiers }: { readonly tiers: Tiers | null }) {
  const [, aller] = useLocation()
  const retour = tiers === null ? '/clients' : `/clients/${tiers.id}`
  const fiche = useFicheClient(tiers, (id) => aller(`/clients/${id}`))
  const { valeurs: v, changer } = fiche
  const personne = v.categorie === 'praticien'
  const enregistrer = async (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    const formulaire = e.currentTarget
    if (fiche.etat === 'repos' && tiers !== null) return aller(retour)
    if (await fiche.sauver()) return
    const cible =
      formulaire.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      [...formulaire.querySelectorAll<HTMLInputElement>('input[required]')].find((i) => i.value === '')
    cible?.focus()
  }
  return (
    <form className={ecran.ecran} onSubmit={(e) => void enregistrer(e)} noValidate>
      <Entete
        titre={tiers === null ? 'Nouveau client' : nomComplet(tiers)}
        fil={[
          { libelle: 'Clients', vers: '/clients' },
          ...(tiers === null ? [] : [{ libelle: nomComplet(tiers), vers: retour }]),
          { libelle: tiers === null ? 'Nouveau' : 'Modifier' },
        ]}
        actions={
          <>
            <Button size="md" component={Link} href={retour} onClick={() => fiche.abandonner()}>
              Abandonner
            </Button>
            <Button size="md" variant="filled" type="submit" loading={fiche.etat === 'enregistrement'}>
              {tiers === null ? 'Créer le client' : 'Enregistrer le client'}
            </Button>
          </>
        }
      />
      <AlerteFiche fiche={fiche} libelles={LIBELLES_CLIENT} />
      <Grille colonnes="minmax(0, 1fr) minmax(0, 1fr)">
        <Panneau titre="Identité">
          <div className={f.champs}>
            <NativeSelect
              label={LIBELLES_CLIENT.categorie}
              name="categorie"
              value={v.categorie}
              onChange={(e) => changer('categorie', e.currentTarget.value as CategorieTiers)}
              data={CATEGORIES_TIERS.map((c) => ({ value: c, label: CATEGORIE_LIBELLES[c] }))}
              data-autofocus
            />
            <ChampsIdentifiants fiche={fiche} />
            <Champ
              className={(personne ? f.demi : undefined) ?? ''}
              fiche={fiche}
              champ="nom"
              label={personne ? 'Nom' : 'Raison sociale'}
              required
              withAsterisk={false}
            />
            {personne && (
              <>
                <Champ className={f.demi ?? ''} fiche={fiche} champ="prenom" label={LIBELLES_CLIENT.prenom} />
                <NativeSelect
                  className={f.demi ?? ''}
                  label={LIBELLES_CLIENT.profession}
                  name="profession"
                  value={v.profession ?? ''}
                  onChange={(e) =>
                    changer(
                      'profession',
                      e.currentTarget.value === '' ? null : (e.currentTarget.value as Profession),
                    )
                  }
                  error={fiche.erreurs.profession !== undefined && <Faute>{fiche.erreurs.profession}</Faute>}
                  data={[
                    { value: '', label: 'Choisir' },
                    ...PROFESSIONS.map((p) => ({ value: p, label: PROFESSION_LIBELLES[p] })),
                  ]}
                />
                <Radio.Group
                  className={f.demi ?? ''}
                  label={LIBELLES_CLIENT.modeExercice}
                  value={v.modeExercice ?? ''}
                  onChange={(m) => changer('modeExercice', m === 'salarie' ? 'salarie' : 'liberal')}
                >
                  <div style={{ display: 'flex', gap: 'var(--sp-6)', paddingTop: 'var(--sp-3)' }}>
                    <Radio value="liberal" label="Libéral" />
                    <Radio value="salarie" label="Salarié" />
                  </div>
                </Radio.Group>
              </>
            )}
            {v.categorie === 'centre_infirmier' && (
              <NativeSelect
                className={f.demi ?? ''}
                label="Tranche de la base de référence"
                name="tranche"
                description="Elle fixe le plafond du centre."
                inputWrapperOrder={['label', 'input', 'error', 'description']}
                value={v.tranche ?? ''}
                onChange={(e) =>
                  changer('tranche', e.currentTarget.value === '' ? null : e.currentTarget.value)
                }
                data={[
                  { value: '', label: 'inconnue' },
                  ...TRANCHES.map((t) => ({ value: t, label: `Tranche ${t}` })),
                ]}
              />
            )}
            {!personne && v.categorie !== 'gestionnaire' && (
              <ChoixGestionnaire parentId={v.parentId} onParent={(p) => changer('parentId', p)} />
            )}
          </div>
        </Panneau>
        <Colonne>
          <Panneau titre="Adresse et téléphone">
            <div className={f.champs}>
              <ChampsAdresse fiche={fiche} />
              <ChampsContact fiche={fiche} />
              <Champ
                className={f.demi ?? ''}
                fiche={fiche}
                champ="reference"
                label={LIBELLES_CLIENT.reference}
                description="Celle de votre CRM."
              />
            </div>
          </Panneau>
          <ChampsContacts fiche={fiche} />
        </Colonne>
      </Grille>
      <span role="status" className="seul-lecteur">
        {fiche.etat === 'enregistrement' ? 'Enregistrement' : ''}
      </span>
      <p className={classes.note}>Ce qui est saisi reste là si vous changez d’écran.</p>
    </form>
  )
}
