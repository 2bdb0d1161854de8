import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { FicheCommande } from '#contract/commande.ts'
import type { FicheDispositif } from '#contract/dispositif.ts'
import type { FicheInstallation } from '#contract/installation.ts'
import type { Jour } from '#domain/dates.ts'
import type { ReponsesScenario } from '#domain/fournisseur.ts'
import { orpc } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import { AlerteFiche, EtatSaisie } from '../../components/saisie/EtatSaisie.tsx'
import f from '../../components/saisie/formulaire.module.css'
import type { Fiche } from '../../components/saisie/useFiche.ts'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { NBSP } from '../../format.ts'
import { type FormInstallation, LIBELLES_INSTALLATION, useInstallation } from './ficheInstallation.ts'
import { Preuves } from './Preuves.tsx'
import saisies from './saisies.module.css'

interface InstallationProps {
  readonly fiche: FicheCommande
  readonly dispositif: FicheDispositif | undefined
}

/** What was really done at the client's, saved field by field. */
export function Installation({ fiche, dispositif }: InstallationProps) {
  const commandeId = fiche.resume.id
  const { data, error } = useQuery(orpc.installation.lire.queryOptions({ input: { commandeId } }))
  if (error !== null) return <RefusMessage erreur={error} />
  if (data === undefined || dispositif === undefined) return null
  return (
    <Formulaire
      lue={data}
      dispositif={dispositif}
      prevue={fiche.dossier.commande.dateInstallationPrevue}
      commande={fiche.dossier.scenario}
    />
  )
}

interface FormulaireProps {
  readonly lue: FicheInstallation
  readonly dispositif: FicheDispositif
  readonly prevue: Jour | null
  /** Answers that were ordered. */
  readonly commande: ReponsesScenario
}

type ChampsJour = {
  [K in keyof FormInstallation]: FormInstallation[K] extends Jour | null ? K : never
}[keyof FormInstallation]

/** A day of the form, with the path by which a point names it. */
function JourFiche({
  fiche,
  champ,
  chemin = champ,
  description,
}: {
  readonly fiche: Fiche<FormInstallation>
  readonly champ: Exclude<ChampsJour, 'modalite'>
  readonly chemin?: string
  readonly description?: string
}) {
  return (
    <ChampJour
      label={LIBELLES_INSTALLATION[champ]}
      description={description}
      data-champ={chemin}
      valeur={fiche.valeurs[champ]}
      error={fiche.erreurs[champ]}
      onValeur={(jour) => {
        fiche.changer(champ, jour)
        fiche.quitter()
      }}
    />
  )
}

function Formulaire({ lue, dispositif, prevue, commande }: FormulaireProps) {
  const fiche = useInstallation(lue, prevue)
  const { valeurs, changer, quitter } = fiche
  const { solde, scenario } = dispositif.dispositif
  const avecScenario = scenario.length > 0
  const documents = (
    <>
      {lue.livrables.length > 0 && (
        <>
          <h3 className={f.sousTitre}>Documents remis</h3>
          {lue.livrables.map(({ cle, libelle }) => (
            <ChampJour
              key={cle}
              label={libelle}
              data-champ={`livrables.${cle}`}
              valeur={valeurs.livrables[cle] ?? null}
              onValeur={(jour) => {
                const { [cle]: _, ...autres } = valeurs.livrables
                changer('livrables', jour === null ? autres : { ...autres, [cle]: jour })
                quitter()
              }}
            />
          ))}
        </>
      )}
    </>
  )
  const fin = (
    <>
      <Textarea
        label="Tâches faites par le client"
        description="Ce qui était convenu qu’il fasse lui-même."
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        autosize
        minRows={2}
        maxLength={5000}
        data-champ="tachesClient"
        value={valeurs.tachesClient}
        onChange={(e) => changer('tachesClient', e.currentTarget.value)}
        onBlur={quitter}
      />
      <Beneficiaires fiche={fiche} lue={lue} />
    </>
  )
  return (
    <form
      className={saisies.formulaire}
      aria-label="Installation"
      onSubmit={(e) => {
        e.preventDefault()
        void fiche.sauver()
      }}
    >
      <div className={saisies.teteFormulaire}>
        <EtatSaisie fiche={fiche} />
      </div>
      <AlerteFiche fiche={fiche} libelles={LIBELLES_INSTALLATION} />
      <div className={avecScenario ? saisies.deuxColonnes : saisies.troisColonnes}>
        <div className={saisies.pileChamps}>
          <h3 className={f.sousTitre}>Prestation</h3>
          <JourFiche fiche={fiche} champ="prevueLe" />
          <JourFiche
            fiche={fiche}
            champ="realiseeLe"
            description="Le jour où toute la prestation Ségur est faite."
          />
          {solde.formation.length > 0 && (
            <>
              <h3 className={f.sousTitre}>Formation</h3>
              <JourFiche fiche={fiche} champ="le" chemin="formation.le" />
              <NativeSelect
                label={LIBELLES_INSTALLATION.modalite}
                data-champ="formation.modalite"
                value={valeurs.modalite ?? ''}
                onChange={(e) => {
                  changer('modalite', (e.currentTarget.value || null) as FormInstallation['modalite'])
                  quitter()
                }}
                data={[
                  { value: '', label: 'Pas encore dite' },
                  { value: 'presentiel', label: 'En présentiel' },
                  { value: 'distanciel', label: 'À distance' },
                ]}
              />
              <JourFiche fiche={fiche} champ="supportRemisLe" chemin="formation.supportRemisLe" />
              {valeurs.modalite !== 'presentiel' && (
                <JourFiche
                  fiche={fiche}
                  champ="enregistrementRemisLe"
                  chemin="formation.enregistrementRemisLe"
                  description="Pour une session à distance."
                />
              )}
            </>
          )}
          {avecScenario && documents}
          {avecScenario && fin}
        </div>
        <div className={saisies.pileChamps}>
          {avecScenario && <Scenario fiche={fiche} dispositif={dispositif} commande={commande} />}
          <h3 className={f.sousTitre}>Relevés d’envois</h3>
          <Preuves fiche={fiche} />
          {!avecScenario && fin}
        </div>
        {!avecScenario && <div className={saisies.pileChamps}>{documents}</div>}
      </div>
    </form>
  )
}

const dire = (r: boolean | string | null | undefined, mots: ReadonlyMap<string, string>) =>
  r === true ? 'oui' : r === false ? 'non' : r == null ? 'sans réponse' : (mots.get(r) ?? r)

/** The scenario installed beside the one ordered; what differs is marked, in a word and a tint. */
function Scenario({
  fiche,
  dispositif,
  commande,
}: {
  readonly fiche: Fiche<FormInstallation>
  readonly dispositif: FicheDispositif
  readonly commande: ReponsesScenario
}) {
  const { scenario } = fiche.valeurs
  const { listes, scenario: questions } = dispositif.dispositif
  const poser = (reponses: ReponsesScenario) => {
    fiche.changer('scenario', reponses)
    fiche.quitter()
  }
  const manquent = questions.some((q) => scenario[q.cle] == null && commande[q.cle] != null)
  return (
    <>
      <div className={saisies.teteScenario}>
        <h3 className={f.sousTitre}>Scénario installé</h3>
        {manquent && <Action onClick={() => poser({ ...commande, ...scenario })}>Comme commandé</Action>}
      </div>
      <Tableau libelle="Scénario commandé et installé" serre>
        <thead>
          <tr>
            <th scope="col">Question</th>
            <th scope="col">Commandé</th>
            <th scope="col">Installé</th>
          </tr>
        </thead>
        <tbody>
          {questions.map((q) => {
            const codes = q.liste === undefined ? [] : (listes[q.liste]?.at(-1)?.valeur ?? [])
            const mots = new Map(codes.map((c) => [c.code, c.libelle]))
            const [avant, apres] = [commande[q.cle] ?? null, scenario[q.cle] ?? null]
            const differe = avant !== null && apres !== null && avant !== apres
            const oui = q.type === 'oui_non'
            return (
              <tr key={q.cle}>
                <th scope="row" style={{ fontWeight: 'var(--fw-text)' }}>
                  {q.libelle.replace(' ?', `${NBSP}?`)}
                </th>
                <td data-gris>{dire(avant, mots)}</td>
                <td>
                  <NativeSelect
                    size="xs"
                    miw="9rem"
                    aria-label={`Installé : ${q.libelle}`}
                    data-champ={`scenario.${q.cle}`}
                    value={
                      oui ? (apres === true ? 'oui' : apres === false ? 'non' : '') : String(apres ?? '')
                    }
                    onChange={(e) => {
                      const v = e.currentTarget.value
                      poser({ ...scenario, [q.cle]: v === '' ? null : oui ? v === 'oui' : v })
                    }}
                    data={[
                      { value: '', label: 'sans réponse' },
                      ...(oui
                        ? [
                            { value: 'oui', label: 'oui' },
                            { value: 'non', label: 'non' },
                          ]
                        : codes.map((c) => ({ value: c.code, label: c.libelle }))),
                    ]}
                  />
                  {differe && <mark className={saisies.differe}>différent</mark>}
                </td>
              </tr>
            )
          })}
        </tbody>
      </Tableau>
    </>
  )
}

/** Everyone who was ordered for; who was not served, and why. */
function Beneficiaires({
  fiche,
  lue,
}: {
  readonly fiche: Fiche<FormInstallation>
  readonly lue: FicheInstallation
}) {
  const { nonServis } = fiche.valeurs
  const poser = (suite: FormInstallation['nonServis']) => fiche.changer('nonServis', suite)
  return (
    <>
      <h3 className={f.sousTitre}>Bénéficiaires servis</h3>
      <RefusServis erreur={fiche.erreurs.nonServis} />
      {lue.beneficiaires.map(({ tiersId, nom }, i) => {
        const absent = nonServis.find((n) => n.tiersId === tiersId)
        const autres = nonServis.filter((n) => n.tiersId !== tiersId)
        return (
          <div key={tiersId} className={saisies.pileChamps}>
            <Checkbox
              label={nom}
              data-champ={i === 0 ? 'nonServis' : undefined}
              checked={absent === undefined}
              onChange={(e) => {
                poser(e.currentTarget.checked ? autres : [...autres, { tiersId, motif: '' }])
                if (e.currentTarget.checked) fiche.quitter()
              }}
            />
            {absent !== undefined && (
              <TextInput
                label={`Pourquoi ${nom} n’est pas servi`}
                value={absent.motif}
                maxLength={500}
                onChange={(e) => poser([...autres, { tiersId, motif: e.currentTarget.value }])}
                onBlur={fiche.quitter}
              />
            )}
          </div>
        )
      })}
    </>
  )
}

function RefusServis({ erreur }: { readonly erreur: string | undefined }) {
  return erreur === undefined ? null : (
    <p role="status" className={`${texte.attention} ${saisies.sansMarge}`}>
      {erreur}
    </p>
  )
}
