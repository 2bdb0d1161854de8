import { Button } from '@mantine/core'
import { IconCheck, IconCloudOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef } from 'react'
import { Link, Redirect, useLocation, useRoute } from 'wouter'
import { orpc } from '../../api.ts'
import { OuvrirDemonstration } from '../../components/Demonstration.tsx'
import { Ecran } from '../../components/Ecran.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { EtatSaisie } from '../../components/saisie/EtatSaisie.tsx'
import { Touche } from '../../components/Touche.tsx'
import { useEtatSysteme } from '../../etat.ts'
import { usePreferences } from '../../state/preferences.ts'
import { ChampsSociete } from '../parametres/ChampsSociete.tsx'
import { Enrolement } from '../parametres/Enrolement.tsx'
import { useFicheFournisseur } from '../parametres/ficheFournisseur.ts'
import { ApercuPapier } from './ApercuPapier.tsx'
import { EtapeClients, EtapeCommande } from './EtapeClients.tsx'
import { EtapeDates } from './EtapeDates.tsx'
import { EtapeSolutions } from './EtapeSolutions.tsx'
import { useEtapesFaites } from './etapes.ts'
import classes from './premiers-pas.module.css'

const ETAPES = [
  { cle: 'societe', titre: 'Votre société', sens: 'SIRET, TVA, signataire. Imprimés sur chaque pièce.' },
  { cle: 'solutions', titre: 'Vos solutions', sens: 'Dispositif, version, n° de référencement ANS.' },
  { cle: 'dates', titre: 'Les dates', sens: 'Date 0 et échéances. Liasse n’en devine aucune.' },
  { cle: 'clients', titre: 'Vos clients', sens: 'Export du CRM, ou un par un.' },
  { cle: 'commande', titre: 'Un premier bon de commande', sens: 'Rempli, contrôlé, prêt à faire signer.' },
] as const

/** First start: five steps, saved field by field, in any order. */
export default function PremiersPas() {
  const [, params] = useRoute('/premiers-pas/:etape')
  const [, aller] = useLocation()
  const rang = ETAPES.findIndex((e) => e.cle === (params?.etape ?? 'societe'))
  const fournisseurs = useQuery(orpc.fournisseur.lister.queryOptions())
  const produits = useQuery(orpc.solution.lister.queryOptions())
  const dispositifs = useQuery(orpc.dispositif.lister.queryOptions())
  const etat = useEtatSysteme()
  const fournisseur = fournisseurs.data?.[0] ?? null
  const fiche = useFicheFournisseur(fournisseur)
  const faites = useEtapesFaites()
  const formulaire = useRef<HTMLFormElement>(null)
  const lu = fournisseurs.data !== undefined && etat !== undefined && faites !== undefined
  // « Continuer » went away with its step: whoever types goes on in this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what moves the focus
  useEffect(() => {
    const suite = formulaire.current
    if (!lu || suite === null || suite.contains(document.activeElement)) return
    const cible = suite.querySelector<HTMLElement>('input, select') ?? suite.querySelector('h2')
    cible?.focus({ preventScroll: true })
  }, [lu, rang])
  const erreur = fournisseurs.error ?? produits.error ?? dispositifs.error
  if (erreur !== null) return <EcranRefus erreur={erreur} />
  if (
    fournisseurs.data === undefined ||
    produits.data === undefined ||
    etat === undefined ||
    faites === undefined
  )
    return null
  const etape = ETAPES[rang]
  if (etape === undefined) return <Redirect to="/premiers-pas" replace />

  const suivante = ETAPES[rang + 1]
  const passer = () => suivante !== undefined && aller(`/premiers-pas/${suivante.cle}`)
  const saisie = etape.cle === 'societe' || (etape.cle === 'solutions' ? faites[0] : faites[1])
  const champs = saisie && etape.cle !== 'clients' && etape.cle !== 'commande'
  const continuer = async (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    const saisi = e.currentTarget
    const garde = await fiche.sauver()
    const premiereFaute = saisi.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (!garde || premiereFaute !== null) {
      const vide = [...saisi.querySelectorAll<HTMLInputElement>('input[required]')].find(
        (i) => i.value === '',
      )
      ;(premiereFaute ?? vide)?.focus()
      return
    }
    passer()
  }

  return (
    <Ecran>
      <Entete
        titre="Premiers pas"
        apres="Cinq étapes, une dizaine de minutes. Chaque réponse se change plus tard."
        actions={
          !etat.registre.vide &&
          faites.includes(false) && (
            <Button
              size="md"
              onClick={() => {
                usePreferences.getState().set({ premiersPasPlusTard: true })
                aller('/commandes')
              }}
            >
              Terminer plus tard
            </Button>
          )
        }
      />
      <Grille colonnes="15.5rem minmax(0, 1fr) 20rem">
        <div className={classes.gauche}>
          <nav aria-label="Étapes">
            <ol className={classes.etapes}>
              {ETAPES.map((e, i) => (
                <li key={e.cle}>
                  <Link
                    href={`/premiers-pas/${e.cle}`}
                    className={classes.etape ?? ''}
                    aria-current={i === rang ? 'step' : undefined}
                  >
                    <span className={classes.rond} data-fait={faites[i] || undefined} aria-hidden>
                      {faites[i] ? <IconCheck size={14} stroke={2} /> : i + 1}
                    </span>
                    <span>
                      <strong>{e.titre}</strong>
                      {faites[i] && <span className="seul-lecteur"> (fait)</span>}
                      <span className={classes.sens}>{e.sens}</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ol>
          </nav>
          {etat.capacites.demonstration && !etat.demonstration && (
            <section className={classes.voir} aria-labelledby="voir">
              <h2 id="voir">Voir avant de saisir</h2>
              <p>
                82 clients inventés, 82 commandes dans tous les états. Un registre à part, effacé en un clic.
              </p>
              <OuvrirDemonstration libelle="Ouvrir la démonstration" pleineLargeur />
            </section>
          )}
        </div>
        <form ref={formulaire} onSubmit={(e) => void continuer(e)} noValidate>
          <Panneau
            titre={`${rang + 1}. ${etape.titre}`}
            droite={
              etape.cle === 'societe' ? <EtatSaisie fiche={fiche} /> : champs && 'Enregistré à chaque champ'
            }
            pied={
              (champs || suivante !== undefined) && (
                <>
                  {champs && (
                    <span>
                      <Touche de="Tab" /> champ suivant
                    </span>
                  )}
                  <div className={classes.suite}>
                    {suivante !== undefined && (
                      <>
                        <Button size="md" onClick={passer}>
                          Plus tard
                        </Button>
                        <Button
                          size="md"
                          variant="filled"
                          type="submit"
                          rightSection={<Touche de="Entrée" />}
                        >
                          Continuer
                        </Button>
                      </>
                    )}
                  </div>
                </>
              )
            }
          >
            {etape.cle === 'societe' && <ChampsSociete fiche={fiche} premier />}
            {etape.cle === 'solutions' && (
              <EtapeSolutions fournisseurs={fournisseurs.data} produits={produits.data} />
            )}
            {etape.cle === 'dates' && (
              <EtapeDates produits={produits.data} fournisseurs={fournisseurs.data} fiche={fiche} />
            )}
            {etape.cle === 'clients' && <EtapeClients clients={etat.compteurs.clients} />}
            {etape.cle === 'commande' && (
              <EtapeCommande
                manques={ETAPES.filter((_, i) => (i === 0 || i === 1 || i === 3) && !faites[i]).map((e) => ({
                  libelle: e.titre,
                  vers: `/premiers-pas/${e.cle}`,
                }))}
                commandes={etat.compteurs.commandes}
              />
            )}
          </Panneau>
        </form>
        <Colonne>
          <ApercuPapier valeurs={fiche.valeurs} />
          <Enrolement fiche={fiche} produits={produits.data} dispositifs={dispositifs.data ?? []} />
          <p className={classes.rien}>
            <IconCloudOff size={14} stroke={1.75} aria-hidden /> Rien ne quitte ce poste. Le registre est un
            fichier, dans <code>{etat.registre.chemin}</code>, sauvegardé chaque jour.
          </p>
        </Colonne>
      </Grille>
    </Ecran>
  )
}
