import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { type FicheEnvoi, SUITES_DEPOT, type SuiteDepot } from '#contract/avance.ts'
import type { Jour } from '#domain/dates.ts'
import { client, queryClient } from '../../api.ts'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import f from '../../components/saisie/formulaire.module.css'
import texte from '../../components/texte.module.css'
import { useEtatSysteme } from '../../etat.ts'
import { formatCompte, formatJour } from '../../format.ts'
import classes from './demandes.module.css'

const libelles = (e: FicheEnvoi): Readonly<Record<SuiteDepot, string>> => ({
  simulateur: 'Le JSON passe le simulateur de l’agence',
  jsonDepose: 'Le JSON est déposé',
  zipDepose: 'Le ZIP est déposé',
  paraitAuPortail: `${e.demandes === 1 ? 'La demande paraît' : `Les ${formatCompte(e.demandes, 'demande')} paraissent`} au portail`,
  rienIncomplet: 'Rien dans « Suivi demandes incomplètes »',
})

/** Both files make one deposit. */
const A_DEPOSER: readonly SuiteDepot[] = ['jsonDepose', 'zipDepose']

/** The deposit itself, done on the agency's portal and recorded here, step by step. */
export function Depot({ envoi }: { readonly envoi: FicheEnvoi }) {
  const [erreur, setErreur] = useState<unknown>(null)
  // Shown at once; the register's answer replaces it.
  const [cochees, setCochees] = useState<Partial<Record<SuiteDepot, boolean>>>({})
  const mots = libelles(envoi)
  const faites = SUITES_DEPOT.filter((s) => envoi.suites[s]).length
  const cocher = async (suite: SuiteDepot, fait: boolean) => {
    setCochees((c) => ({ ...c, [suite]: fait }))
    try {
      await client.envoi.cocher({ id: envoi.id, suite, fait })
      setErreur(null)
      await queryClient.invalidateQueries()
    } catch (e) {
      setErreur(e)
    }
    setCochees(({ [suite]: _, ...reste }) => reste)
  }
  return (
    <Panneau titre="Dépôt et suites" compte={`${faites} sur ${SUITES_DEPOT.length}`}>
      <div className={texte.pile}>
        <div className={classes.suites}>
          {SUITES_DEPOT.map((s) => (
            <Checkbox
              key={s}
              label={mots[s]}
              checked={cochees[s] ?? envoi.suites[s]}
              onChange={(e) => void cocher(s, e.currentTarget.checked)}
            />
          ))}
        </div>
        <RefusMessage erreur={erreur} />
        {envoi.deposeLe === null ? (
          <Deposer envoi={envoi} />
        ) : (
          <p className={classes.acquis}>
            <IconCheck size={16} stroke={1.75} aria-hidden />
            Déposé le {formatJour(envoi.deposeLe)}
            {envoi.numeroDepot !== '' && `, n° ${envoi.numeroDepot}`}
          </p>
        )}
        {envoi.deposeLe !== null && !envoi.suites.paraitAuPortail && (
          <p className={classes.rappel} role="status">
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            <span>
              Vérifiez que {envoi.demandes === 1 ? 'la demande paraît' : 'les demandes paraissent'} dans le
              tableau du portail : un JSON accepté sans son ZIP laisse des demandes incomplètes, et
              invisibles.
            </span>
          </p>
        )}
      </div>
    </Panneau>
  )
}

function Deposer({ envoi }: { readonly envoi: FicheEnvoi }) {
  const etat = useEtatSysteme()
  const [choisi, setLe] = useState<Jour | null | undefined>(undefined)
  const [numero, setNumero] = useState('')
  const [essaye, setEssaye] = useState(false)
  const [erreur, setErreur] = useState<unknown>(null)
  const mots = libelles(envoi)
  const le = choisi === undefined ? (etat?.aujourdhui ?? null) : choisi
  const manquent = A_DEPOSER.filter((s) => !envoi.suites[s])
  const deposer = async (e: FormEvent) => {
    e.preventDefault()
    setEssaye(true)
    if (le === null || manquent.length > 0) return
    try {
      await client.envoi.deposer({ id: envoi.id, le, numeroDepot: numero.trim() })
      setErreur(null)
      await queryClient.invalidateQueries()
    } catch (x) {
      setErreur(x)
    }
  }
  return (
    <form onSubmit={(e) => void deposer(e)} className={`${f.champs} ${f.separe}`}>
      <div className={f.demi}>
        <ChampJour
          label="Déposé le"
          valeur={le}
          onValeur={setLe}
          error={le === null && 'Le jour du dépôt est attendu.'}
        />
      </div>
      <TextInput
        className={f.demi ?? ''}
        label="N° de dépôt"
        description="S’il est donné."
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        value={numero}
        onChange={(e) => setNumero(e.currentTarget.value)}
      />
      <RefusMessage erreur={erreur} />
      {essaye && manquent.length > 0 && (
        <p className={classes.rappel} role="alert">
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          <span>
            Cochez d’abord {manquent.map((s) => `« ${mots[s]} »`).join(' et ')} : un JSON accepté sans son ZIP
            laisse des demandes incomplètes, et invisibles.
          </span>
        </p>
      )}
      <Button size="md" variant="filled" type="submit" aria-disabled={manquent.length > 0}>
        Enregistrer le dépôt
      </Button>
    </form>
  )
}
