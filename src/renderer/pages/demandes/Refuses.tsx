import { Button } from '@mantine/core'
import { IconAlertTriangle, IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ExamenDemandes } from '#contract/avance.ts'
import { TYPES_SIGNES, type TypeDemande } from '#domain/commande.ts'
import type { ActionRemede } from '#domain/constat.ts'
import { ConstatRow } from '../../components/ConstatRow.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte, formatNombre } from '../../format.ts'
import { AttesterGroupe, DeclarerGroupe, SignerGroupe } from '../../remedes/Remedes.tsx'
import { adresseOnglet } from '../dossier/onglet.ts'
import classes from './demandes.module.css'

type Groupe = ExamenDemandes['refus'][number]
const MONTREES = 50

/** What does not go, one reason after the other; each unfolds into its orders with the way to mend them. */
export function Refuses({
  examen,
  type,
  commandeIds,
}: {
  readonly examen: ExamenDemandes
  readonly type: TypeDemande
  readonly commandeIds: readonly number[] | null
}) {
  const [ouvert, setOuvert] = useState<string | null>(null)
  const retenues = new Set(examen.refus.flatMap((r) => r.commandes.map((c) => c.id))).size
  return (
    <Panneau
      titre="Ce qui ne part pas"
      compte={`${formatNombre(retenues)}, pour ${formatCompte(examen.refus.length, 'raison')}`}
      droite={
        <Exporter
          listes={[
            {
              libelle: 'Ce qui ne part pas',
              demande: {
                liste: 'refus',
                filtre: {
                  type,
                  dispositif: examen.dispositif,
                  commandeIds: commandeIds === null ? null : [...commandeIds],
                },
              },
            },
          ]}
        />
      }
      rembourrage={false}
    >
      {examen.refus.map((g) => {
        const deplie = ouvert === g.code
        return (
          <div key={g.code} className={classes.raison}>
            <div className={classes.ligneRaison}>
              <button
                type="button"
                className={classes.deplier}
                aria-expanded={deplie}
                onClick={() => setOuvert(deplie ? null : g.code)}
              >
                {deplie ? (
                  <IconChevronDown size={16} stroke={1.75} aria-hidden />
                ) : (
                  <IconChevronRight size={16} stroke={1.75} aria-hidden />
                )}
                <span className={classes.compte}>{formatNombre(g.commandes.length)}</span>
                <span>
                  {g.phrase}
                  <span className={texte.second}>{g.regle}</span>
                </span>
              </button>
              <Remede groupe={g} onVoir={() => setOuvert(g.code)} />
            </div>
            {deplie && <Commandes groupe={g} dispositif={examen.dispositif} />}
          </div>
        )
      })}
    </Panneau>
  )
}

const premierRemede = (g: Groupe): ActionRemede | null => g.commandes[0]?.constat.action ?? null

/** The settings, open on the vendor or the product, at the field. */
function adresseReglages(action: Extract<ActionRemede, { type: 'champ' }>): string {
  const rubrique = action.sujet === 'fournisseur' ? 'fournisseurs' : 'produits'
  return `/parametres/${rubrique}?champ=${encodeURIComponent(action.champ)}`
}

/** What mends the whole group when one thing does: a value of the scheme, the vendor, a product. */
function Remede({ groupe, onVoir }: { readonly groupe: Groupe; readonly onVoir: () => void }) {
  const action = premierRemede(groupe)
  const commun =
    action?.type === 'champ' && (action.sujet === 'fournisseur' || action.sujet === 'produit')
      ? { vers: adresseReglages(action), mot: 'Compléter' }
      : null
  if (commun !== null)
    return (
      <Button component={Link} href={commun.vers} className={classes.remede ?? ''}>
        {commun.mot}
      </Button>
    )
  const mot = MOTS_REMEDES[remedeDuGroupe(groupe)?.type ?? 'voir']
  return (
    <Button className={classes.remede ?? ''} onClick={onVoir} aria-label={`${mot} : ${groupe.phrase}`}>
      {mot}
    </Button>
  )
}

/** Mended by a day and a nature of signature, the same for all. */
const PAR_SIGNATURE: ReadonlySet<string> = new Set(['SIG-DATE', 'SIG-SIGNATAIRE', 'REC-DATE'])

/** The document to sign that the points of a group name: `pieces.VA.signature`. */
const signeDe = (groupe: Groupe) =>
  TYPES_SIGNES.find((t) => groupe.commandes[0]?.constat.sujet.split('.')[1] === t) ?? 'BDC'

type RemedeEnGroupe = Extract<ActionRemede, { type: 'attester' | 'aide' | 'piece' }>
const MOTS_REMEDES = {
  attester: 'Attester',
  aide: 'Déclarer les aides',
  piece: 'Dater les signatures',
  voir: 'Voir',
} as const

/** The form that mends every order of the group at once: an attestation, aid received, a signature and its day. */
function remedeDuGroupe(groupe: Groupe): RemedeEnGroupe | null {
  const action = premierRemede(groupe)
  if (action?.type === 'attester') return action
  if (groupe.code === 'AID-DECLARATION' && action?.type === 'aide') return action
  const parSignature = PAR_SIGNATURE.has(groupe.code)
  return parSignature && action?.type === 'piece' ? action : null
}

function RemedeGroupe({ remede, groupe }: { readonly remede: RemedeEnGroupe; readonly groupe: Groupe }) {
  const [dit, setDit] = useState('')
  const commun = { commandeIds: groupe.commandes.map((c) => c.id), onFait: setDit }
  return (
    <div className={classes.attester}>
      {remede.type === 'attester' && (
        <AttesterGroupe {...commun} choix={[{ code: remede.code, libelle: groupe.phrase }]} />
      )}
      {remede.type === 'aide' && <DeclarerGroupe {...commun} />}
      {remede.type === 'piece' && <SignerGroupe {...commun} type={signeDe(groupe)} />}
      <p role="status">{dit}</p>
    </div>
  )
}

/** Where one order is mended, and the word for it. */
function reparer(action: ActionRemede | null, id: number, dispositif: string): { vers: string; mot: string } {
  switch (action?.type) {
    case 'piece':
      return { vers: `/commandes/${id}`, mot: 'Joindre la pièce' }
    case 'suite':
      return action.ecran === 'pilote'
        ? { vers: '/pilote', mot: 'Ouvrir le pilote' }
        : { vers: adresseOnglet(id, action), mot: 'Compléter' }
    case 'dispositif':
      return {
        vers: `/dispositifs/${dispositif}?champ=${encodeURIComponent(action.cle)}`,
        mot: 'Régler la valeur',
      }
    case 'champ':
      return action.sujet === 'commande'
        ? { vers: `/commandes/${id}/modifier?champ=${encodeURIComponent(action.champ)}`, mot: 'Corriger' }
        : action.sujet === 'client'
          ? { vers: `/commandes/${id}`, mot: 'Compléter' }
          : { vers: adresseReglages(action), mot: 'Compléter' }
    default:
      return { vers: `/commandes/${id}`, mot: 'Ouvrir le dossier' }
  }
}

function Commandes({ groupe, dispositif }: { readonly groupe: Groupe; readonly dispositif: string }) {
  const action = premierRemede(groupe)
  const remede = remedeDuGroupe(groupe)
  return (
    <div className={classes.commandes}>
      {remede !== null && <RemedeGroupe remede={remede} groupe={groupe} />}
      {groupe.commandes.slice(0, MONTREES).map((c) => {
        const { vers, mot } = reparer(c.constat.action, c.id, dispositif)
        return (
          <div key={c.id} className={classes.commande}>
            <div className={classes.qui}>
              <Link href={`/commandes/${c.id}`}>{c.numero}</Link>
              <span>{c.client}</span>
            </div>
            {action?.type === 'attester' ? null : (
              <ConstatRow
                constat={c.constat}
                actions={
                  <Button component={Link} href={vers} aria-label={`${mot}, ${c.numero}`}>
                    {mot}
                  </Button>
                }
              />
            )}
          </div>
        )
      })}
      {groupe.commandes.length > MONTREES && (
        <p className={classes.reste}>et {formatCompte(groupe.commandes.length - MONTREES, 'autre')}.</p>
      )}
    </div>
  )
}

/** What does not stop anything, and is worth a look before the deposit. */
export function Alertes({ examen }: { readonly examen: ExamenDemandes }) {
  return (
    <Panneau titre="À savoir avant de déposer" compte="n’empêche pas l’export" rembourrage={false}>
      <Lignes libelle="Alertes">
        {examen.alertes.map((a) => (
          <Ligne
            key={a.code}
            icone={<IconAlertTriangle size={16} stroke={1.75} className={texte.attention} aria-hidden />}
            titre={a.phrase}
            precision={a.regle}
            droite={<span>{formatCompte(a.commandes, 'commande')}</span>}
          />
        ))}
      </Lignes>
    </Panneau>
  )
}
