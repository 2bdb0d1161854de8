import { Checkbox, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Fournisseur } from '#domain/fournisseur.ts'
import { orpc } from '../../api.ts'
import { Champ } from '../../components/saisie/Champ.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import { AlerteFiche } from '../../components/saisie/EtatSaisie.tsx'
import f from '../../components/saisie/formulaire.module.css'
import type { Fiche } from '../../components/saisie/useFiche.ts'
import { ChampsScenario } from './ChampsScenario.tsx'
import { type FormProduit, LIBELLES_PRODUIT } from './ficheProduit.ts'

interface Props {
  readonly fiche: Fiche<FormProduit>
  readonly fournisseurs: readonly Fournisseur[]
  /** True on the first start: the dates have their own step. */
  readonly sansDates?: boolean
}

/** A product, its reference and the profiles that the ANS validated. */
export function ChampsProduit({ fiche, fournisseurs, sansDates = false }: Props) {
  const { valeurs, changer, sauver } = fiche
  const { data: dispositifs } = useQuery(orpc.dispositif.lister.queryOptions())
  const { data: choisi } = useQuery(
    orpc.dispositif.montrer.queryOptions({
      input: { code: valeurs.dispositif },
      enabled: valeurs.dispositif !== '',
    }),
  )
  const poser = <K extends keyof FormProduit>(champ: K, valeur: FormProduit[K]) => {
    changer(champ, valeur)
    void sauver()
  }
  const profils = choisi?.dispositif.profils ?? []
  return (
    <div className={f.champs}>
      <AlerteFiche fiche={fiche} libelles={LIBELLES_PRODUIT} />
      <Champ
        className={f.demi ?? ''}
        fiche={fiche}
        champ="solution"
        label="Nom du produit"
        description="Comme référencé par l’ANS."
      />
      <Champ className={f.demi ?? ''} fiche={fiche} champ="version" label={LIBELLES_PRODUIT.version} />
      <NativeSelect
        className={f.demi ?? ''}
        label={LIBELLES_PRODUIT.dispositif}
        name="dispositif"
        value={valeurs.dispositif}
        onChange={(e) => poser('dispositif', e.currentTarget.value)}
      >
        <option value="">Choisir</option>
        {dispositifs?.map((d) => (
          <option key={d.code} value={d.code}>
            {d.code}, {d.libelle}
          </option>
        ))}
      </NativeSelect>
      <Champ
        className={f.demi ?? ''}
        fiche={fiche}
        champ="numeroAns"
        label={LIBELLES_PRODUIT.numeroAns}
        description="Vide tant que le référencement n’est pas obtenu."
      />
      {!sansDates && (
        <>
          <div className={f.demi}>
            <ChampJour
              label={LIBELLES_PRODUIT.dateDossierComplet}
              name="dateDossierComplet"
              description={
                choisi?.dispositif.regles.delaiAvantDossierComplet === undefined
                  ? undefined
                  : `Les ${choisi.dispositif.regles.delaiAvantDossierComplet} jours partent d’ici.`
              }
              valeur={valeurs.dateDossierComplet}
              onValeur={(j) => poser('dateDossierComplet', j)}
            />
          </div>
          <div className={f.demi}>
            <ChampJour
              label={LIBELLES_PRODUIT.dateReferencement}
              name="dateReferencement"
              description="Vide tant qu’il n’est pas obtenu."
              valeur={valeurs.dateReferencement}
              onValeur={(j) => poser('dateReferencement', j)}
            />
          </div>
        </>
      )}
      {profils.length > 0 && (
        <Checkbox.Group
          label="Profils validés par l’ANS"
          description={`${valeurs.profils.length} sur ${profils.length} : une profession sans son profil ne peut pas commander.`}
          value={[...valeurs.profils]}
          onChange={(p) => poser('profils', p)}
        >
          <div style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--sp-5)', paddingTop: 'var(--sp-3)' }}>
            {profils.map((p) => (
              <Checkbox key={p} value={p} label={p} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {choisi !== undefined && choisi.dispositif.scenario.length > 0 && (
        <ChampsScenario
          dispositif={choisi.dispositif}
          reponses={valeurs.scenario}
          onReponses={(r) => poser('scenario', r)}
        />
      )}
      {(fournisseurs.length > 1 || valeurs.role === 'distributeur') && (
        <NativeSelect
          className={f.demi ?? ''}
          label={LIBELLES_PRODUIT.fournisseurId}
          value={valeurs.fournisseurId}
          onChange={(e) => poser('fournisseurId', e.currentTarget.value)}
          data={fournisseurs.map((x) => ({ value: String(x.id), label: x.denomination }))}
        />
      )}
      <NativeSelect
        className={f.demi ?? ''}
        label="Ce fournisseur est"
        value={valeurs.role}
        onChange={(e) => poser('role', e.currentTarget.value === 'distributeur' ? 'distributeur' : 'editeur')}
        data={[
          { value: 'editeur', label: 'éditeur du produit' },
          { value: 'distributeur', label: 'distributeur' },
        ]}
      />
      {valeurs.role === 'distributeur' && (
        <>
          <div className={f.demi}>
            <ChampJour
              label={LIBELLES_PRODUIT.declareLe}
              name="declareLe"
              valeur={valeurs.declareLe}
              onValeur={(j) => poser('declareLe', j)}
            />
          </div>
          <div className={f.demi}>
            <ChampJour
              label={LIBELLES_PRODUIT.mandatLe}
              name="mandatLe"
              valeur={valeurs.mandatLe}
              onValeur={(j) => poser('mandatLe', j)}
            />
          </div>
        </>
      )}
    </div>
  )
}
