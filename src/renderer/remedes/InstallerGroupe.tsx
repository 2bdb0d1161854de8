import { Checkbox, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Jour } from '#domain/dates.ts'
import { client, orpc } from '../api.ts'
import { ChampJour } from '../components/saisie/ChampJour.tsx'
import f from '../components/saisie/formulaire.module.css'
import { formatCompte } from '../format.ts'
import { FUTUR, useFutur } from './FaitsSignature.tsx'
import { Formulaire, type RemedeProps, useRemede } from './Formulaire.tsx'

const REFUS_DITS = 5

/** The installation of several orders of one scheme: days, training, documents, the scenario installed as ordered. */
export function InstallerGroupe({
  commandeIds,
  dispositif,
  onFait,
}: RemedeProps & { readonly dispositif: string }) {
  const regles = useQuery(orpc.dispositif.montrer.queryOptions({ input: { code: dispositif } })).data
    ?.dispositif
  const documents = (regles?.solde.livrables ?? []).filter((l) => l.leCasEcheant !== true)
  const forme = (regles?.solde.formation.length ?? 0) > 0
  const questions = (regles?.scenario.length ?? 0) > 0
  const [remisLe, setRemis] = useState<Jour | null>(null)
  const [enregistrementRemisLe, setEnregistrement] = useState<Jour | null>(null)
  const [prevueLe, setPrevueLe] = useState<Jour | null>(null)
  const [realiseeLe, setRealiseeLe] = useState<Jour | null>(null)
  const [scenario, setScenario] = useState(true)
  const [le, setLe] = useState<Jour | null>(null)
  const [modalite, setModalite] = useState<'' | 'presentiel' | 'distanciel'>('')
  const [supportRemisLe, setSupport] = useState<Jour | null>(null)
  const futur = {
    realisee: useFutur(realiseeLe),
    formation: useFutur(le),
    support: useFutur(supportRemisLe),
    remis: useFutur(remisLe),
    enregistrement: useFutur(enregistrementRemisLe),
  }
  const formation = {
    ...(le !== null && { le }),
    ...(modalite !== '' && { modalite }),
    ...(supportRemisLe !== null && { supportRemisLe }),
    ...(modalite === 'distanciel' && enregistrementRemisLe !== null && { enregistrementRemisLe }),
  }
  const dit =
    prevueLe !== null || realiseeLe !== null || remisLe !== null || Object.keys(formation).length > 0
  const remede = useRemede(async () => {
    const { commandes, refuses } = await client.installation.definirPlusieurs({
      commandeIds: [...commandeIds],
      prevueLe,
      realiseeLe,
      scenarioCommande: scenario && realiseeLe !== null,
      ...(Object.keys(formation).length > 0 && { formation }),
      ...(remisLe !== null && { livrables: Object.fromEntries(documents.map((l) => [l.cle, remisLe])) }),
    })
    return [
      formatCompte(commandes, 'installation notée', 'installations notées'),
      ...refuses.slice(0, REFUS_DITS).map((r) => r.phrase),
      ...(refuses.length > REFUS_DITS
        ? [`et ${formatCompte(refuses.length - REFUS_DITS, 'autre refus', 'autres refus')}`]
        : []),
    ].join(' · ')
  }, onFait)
  return (
    <Formulaire
      remede={remede}
      pret={dit && !Object.values(futur).includes(true)}
      bouton={`Noter l’installation, ${formatCompte(commandeIds.length, 'commande')}`}
    >
      <p className={f.aide}>Un champ vide laisse chaque commande comme elle est.</p>
      <div className={f.champs}>
        <div className={f.demi}>
          <ChampJour
            label="Réalisée le"
            valeur={realiseeLe}
            onValeur={setRealiseeLe}
            error={futur.realisee ? FUTUR : undefined}
            data-autofocus
          />
        </div>
        <div className={f.demi}>
          <ChampJour label="Ou prévue le" valeur={prevueLe} onValeur={setPrevueLe} />
        </div>
        {questions && (
          <Checkbox
            label="Le scénario installé est celui de la commande"
            description="Une réponse déjà donnée sur un dossier n’est pas changée."
            checked={scenario}
            onChange={(e) => setScenario(e.currentTarget.checked)}
          />
        )}
        {forme && (
          <>
            <div className={f.tiers}>
              <ChampJour
                label="Formation donnée le"
                valeur={le}
                onValeur={setLe}
                error={futur.formation ? FUTUR : undefined}
              />
            </div>
            <NativeSelect
              className={f.tiers ?? ''}
              label="Modalité"
              value={modalite}
              onChange={(e) => setModalite(e.currentTarget.value as typeof modalite)}
              data={[
                { value: '', label: 'Inchangée' },
                { value: 'presentiel', label: 'En présentiel' },
                { value: 'distanciel', label: 'À distance' },
              ]}
            />
            <div className={f.tiers}>
              <ChampJour
                label="Support remis le"
                valeur={supportRemisLe}
                onValeur={setSupport}
                error={futur.support ? FUTUR : undefined}
              />
            </div>
            {modalite === 'distanciel' && (
              <div className={f.demi}>
                <ChampJour
                  label="Enregistrement remis le"
                  valeur={enregistrementRemisLe}
                  onValeur={setEnregistrement}
                  error={futur.enregistrement ? FUTUR : undefined}
                />
              </div>
            )}
          </>
        )}
        {documents.length > 0 && (
          <div className={f.demi}>
            <ChampJour
              label="Documents remis le"
              description={documents.map((l) => l.libelle).join(', ')}
              valeur={remisLe}
              onValeur={setRemis}
              error={futur.remis ? FUTUR : undefined}
            />
          </div>
        )}
      </div>
    </Formulaire>
  )
}
