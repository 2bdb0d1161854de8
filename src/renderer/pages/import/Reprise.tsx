import { Button, FileButton, NativeSelect } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFileImport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { RejetDemande, ResultatReprise } from '#contract/reprise.ts'
import type { Jour } from '#domain/dates.ts'
import { client, fichierVersChemin, orpc, queryClient } from '../../api.ts'
import { Panneau } from '../../components/Panneau.tsx'
import { Progression } from '../../components/Progression.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { useAvancement } from '../../components/useAvancement.ts'
import { formatCompte, formatNombre } from '../../format.ts'
import classes from './import.module.css'

/** By extension: systems do not agree on the type of these files. */
const FORMATS_DEMANDES = { 'application/octet-stream': ['.json', '.zip'] }

const sayRefuses = (noms: readonly string[]) =>
  `${noms
    .slice(0, 3)
    .map((n) => `« ${n} »`)
    .join(', ')}${noms.length > 3 ? '…' : ''} : les demandes sont des fichiers JSON, avec leurs ZIP.`

/** Request files made with another tool, read back with their ZIP. Nothing is asked before a product exists. */
export function Reprise() {
  const { data: produits } = useQuery(orpc.solution.lister.queryOptions())
  const codes = [...new Set((produits ?? []).map((p) => p.dispositif))]
  const [choisi, setChoisi] = useState<string | null>(null)
  const [deposeesLe, setDeposeesLe] = useState<Jour | null>(null)
  const [erreur, setErreur] = useState<unknown>(null)
  const [recoit, setRecoit] = useState(false)
  const travail = useAvancement<ResultatReprise>()
  const dispositif = choisi ?? codes[0]
  if (dispositif === undefined) return null
  const lire = async (fichiers: readonly File[]) => {
    if (fichiers.length === 0) return
    setRecoit(true)
    try {
      setErreur(null)
      const chemins: string[] = []
      for (const f of fichiers) chemins.push(await fichierVersChemin(f))
      setRecoit(false)
      await travail.lancer((signal) =>
        client.reprise.lireDemandes({ chemins, dispositif, deposeesLe }, { signal }),
      )
      await queryClient.invalidateQueries()
    } catch (e) {
      setRecoit(false)
      setErreur(e)
    }
  }
  const enCours = travail.etat.phase === 'cours'
  return (
    <Panneau titre="Reprendre des demandes déjà faites">
      <div className={texte.pile}>
        <p>
          Les fichiers JSON déposés depuis un autre outil redeviennent des clients, des commandes et des
          demandes. Leurs ZIP apportent aussi les pièces.
        </p>
        <div className={classes.reprise}>
          <NativeSelect
            label="Dispositif"
            value={dispositif}
            onChange={(e) => setChoisi(e.currentTarget.value)}
            data={codes}
          />
          <ChampJour
            label="Déposées le"
            description="Vide : exportées, pas encore déposées"
            valeur={deposeesLe}
            onValeur={setDeposeesLe}
          />
        </div>
        <Dropzone
          onDrop={(f) => void lire(f)}
          accept={FORMATS_DEMANDES}
          onReject={(refuses) => setErreur(new Error(sayRefuses(refuses.map((r) => r.file.name))))}
          loading={recoit || enCours}
          className={classes.zone ?? ''}
          activateOnClick={false}
          activateOnKeyboard={false}
          useFsAccessApi={false}
          enablePointerEvents
          inputProps={{ 'aria-label': 'Fichiers de demandes à reprendre', tabIndex: -1 }}
          tabIndex={-1}
        >
          <div className={classes.invite}>
            <IconFileImport size={32} stroke={1.5} aria-hidden />
            <strong>Déposez les JSON, et leurs ZIP</strong>
            <span>
              Chaque demande refusée est dite, avec sa clé ; les autres entrent. Un fichier déjà repris ne
              change rien.
            </span>
            <FileButton accept=".json,.zip" multiple onChange={(f) => void lire(f)} key={travail.etat.phase}>
              {(props) => (
                <Button {...props} size="md" disabled={recoit || enCours}>
                  Choisir et reprendre
                </Button>
              )}
            </FileButton>
          </div>
        </Dropzone>
        <Progression travail={travail} titre="Reprise des demandes" />
        <RefusMessage erreur={erreur} />
        {travail.etat.phase === 'fini' && <Repris resultat={travail.etat.resultat} />}
      </div>
    </Panneau>
  )
}

interface LigneDite extends RejetDemande {
  readonly nom: string
  readonly refusee: boolean
}

/** What each file brought, then every line refused or to be looked at. */
function Repris({ resultat }: { readonly resultat: ResultatReprise }) {
  const { fichiers, demandes, dejaLa, refusees } = resultat
  const bilan = useRef<HTMLParagraphElement>(null)
  // The zone stands above: what came of the files is brought to the eye.
  useEffect(() => {
    bilan.current?.scrollIntoView({ block: 'center' })
  }, [])
  const dites = fichiers.flatMap((f): LigneDite[] => [
    ...f.rejets.map((r) => ({ ...r, nom: f.nom, refusee: true })),
    ...f.avis.map((r) => ({ ...r, nom: f.nom, refusee: false })),
  ])
  return (
    <>
      <p role="status" ref={bilan}>
        {formatCompte(demandes, 'demande reprise', 'demandes reprises')}
        {dejaLa > 0 && `, ${formatCompte(dejaLa, 'déjà là', 'déjà là')}`}
        {refusees > 0 && `, ${formatCompte(refusees, 'refusée', 'refusées')}`}.
      </p>
      <Tableau libelle="Fichiers repris" serre>
        <thead>
          <tr>
            <th scope="col">Fichier</th>
            <th scope="col" data-nombre>
              Demandes
            </th>
            <th scope="col" data-nombre>
              Clients créés
            </th>
            <th scope="col" data-nombre>
              Pièces
            </th>
          </tr>
        </thead>
        <tbody>
          {fichiers.map((f) => (
            <tr key={f.nom}>
              <td>{f.nom}</td>
              <td data-nombre>
                {formatNombre(f.demandes.reprises + f.demandes.dejaLa)} sur {formatNombre(f.lignes)}
              </td>
              <td data-nombre>{formatNombre(f.clients.crees)}</td>
              <td data-nombre>{formatNombre(f.pieces.rattachees)}</td>
            </tr>
          ))}
        </tbody>
      </Tableau>
      {dites.length > 0 && (
        <Tableau libelle="Lignes refusées ou à regarder" serre>
          <thead>
            <tr>
              <th scope="col">Fichier</th>
              <th scope="col" data-nombre>
                Ligne
              </th>
              <th scope="col">Clé</th>
              <th scope="col">Pourquoi</th>
            </tr>
          </thead>
          <tbody>
            {dites.map((d, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two sentences on one line have no other identity
              <tr key={`${d.nom}/${d.numLigne}/${d.cle}/${i}`}>
                <td>{d.nom}</td>
                <td data-nombre>{d.numLigne === null ? '' : formatNombre(d.numLigne)}</td>
                <td className={d.refusee ? classes.lu : undefined}>{d.cle}</td>
                <td>
                  {d.refusee ? 'Refusée : ' : 'À regarder : '}
                  {d.phrase}
                </td>
              </tr>
            ))}
          </tbody>
        </Tableau>
      )}
    </>
  )
}
