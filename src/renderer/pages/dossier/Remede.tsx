import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { FicheCommande } from '#contract/commande.ts'
import type { FicheDispositif } from '#contract/dispositif.ts'
import { TYPES_PIECE, type TypePiece } from '#domain/commande.ts'
import type { ActionRemede, ConstatAffiche } from '#domain/constat.ts'
import { isJour, type Jour } from '#domain/dates.ts'
import { parseMontant } from '#domain/montant.ts'
import { findClientDispositif } from '#domain/proposition.ts'
import { nomComplet } from '#domain/tiers.ts'
import { orpc, queryClient } from '../../api.ts'
import { deposerPieces } from '../../cadre/depots.ts'
import { RefusMessage } from '../../components/Refus.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import { ACCEPTE_PIECES } from '../../pieces/formats.ts'
import styles from './dossier.module.css'
import { adresseOnglet } from './onglet.ts'
import { useSignatureVisee } from './signatureVisee.ts'

interface RemedeProps {
  readonly constat: ConstatAffiche
  readonly fiche: FicheCommande
  readonly dispositif: FicheDispositif | undefined
  readonly aujourdhui: Jour
  readonly deplie: boolean
  readonly setDeplie: (deplie: boolean) => void
}

const JOINDRE: Readonly<Record<TypePiece, string>> = {
  BDC: 'Joindre le BDC',
  MANDAT: 'Joindre le mandat',
  PV: 'Joindre le PV',
  VA: 'Joindre la VA',
  MOM: 'Joindre la MOM',
  FACTURE: 'Joindre la facture',
  AUTRE: 'Joindre la pièce',
}

const refresh = () => queryClient.invalidateQueries()

/** Buttons that mend a point where it is shown, and the small form that one of them unfolds. */
export function Remede(props: RemedeProps): { boutons?: ReactNode; formulaire?: ReactNode } {
  const { constat, fiche, deplie, setDeplie } = props
  const { action } = constat
  if (action === null) return {}
  const bascule = (libelle: string) => (
    <Button aria-expanded={deplie} onClick={() => setDeplie(!deplie)}>
      {libelle}
    </Button>
  )
  const fermer = () => setDeplie(false)
  switch (action.type) {
    case 'champ':
      return { boutons: <AllerAuChamp {...props} /> }
    case 'attester':
      return {
        boutons: bascule('Attester'),
        formulaire: deplie && <Attester {...props} code={action.code} onFini={fermer} />,
      }
    case 'dispositif': {
      const reglable = props.dispositif?.reglables.find((r) => r.cle === action.cle)
      if (reglable?.nature !== 'jour') return { boutons: <AllerAuDispositif {...props} cle={action.cle} /> }
      return {
        boutons: bascule(`Renseigner ${reglable.libelle}`),
        formulaire: deplie && (
          <ReglerJour {...props} cle={action.cle} libelle={reglable.libelle} onFini={fermer} />
        ),
      }
    }
    case 'piece':
      return {
        boutons:
          constat.code.startsWith('SIG') || constat.sujet.endsWith('.signature') ? (
            <Signer fiche={fiche} constat={constat} />
          ) : (
            <Joindre fiche={fiche} type={typeOf(constat)} />
          ),
      }
    case 'aide':
      return {
        boutons: bascule('Déclarer les aides'),
        formulaire: deplie && <DeclarerAide {...props} onFini={fermer} />,
      }
    case 'suite':
      return { boutons: <AllerALaSuite fiche={fiche} action={action} /> }
  }
}

function AllerAuChamp({ constat, fiche }: RemedeProps) {
  const [, aller] = useLocation()
  const { action } = constat
  if (action?.type !== 'champ') return null
  const rang = Number(/^participations\[(\d+)\]/.exec(constat.sujet)?.[1] ?? 0)
  const tiersId = fiche.dossier.participations[rang]?.tiers.id
  const vers = {
    commande: `/commandes/${fiche.resume.id}/modifier`,
    client: `/clients/${tiersId}/modifier`,
    fournisseur: '/parametres/fournisseurs',
    produit: '/parametres/produits',
  }[action.sujet]
  const mots = {
    commande: 'Modifier la commande',
    client: 'Compléter le client',
    fournisseur: 'Ouvrir la société',
    produit: 'Ouvrir le produit',
  }
  return (
    <Button onClick={() => aller(`${vers}?champ=${encodeURIComponent(action.champ)}`)}>
      {mots[action.sujet]}
    </Button>
  )
}

function AllerAuDispositif({ fiche, cle }: RemedeProps & { readonly cle: string }) {
  const [, aller] = useLocation()
  return (
    <Button onClick={() => aller(`/dispositifs/${fiche.resume.dispositif}?champ=${encodeURIComponent(cle)}`)}>
      Ouvrir le dispositif
    </Button>
  )
}

/** The kind of piece that a subject names: `pieces.VA.signature`; otherwise the order form. */
const typeOf = ({ sujet }: ConstatAffiche): TypePiece =>
  TYPES_PIECE.find((t) => t === sujet.split('.')[1]) ?? 'BDC'

const SUITES = {
  installation: 'Noter l’installation',
  facture: 'Ouvrir la facture',
  pilote: 'Ouvrir le pilote',
  demande: 'Voir les demandes',
  echeance: 'Voir les échéances',
} as const

/** The part of the dossier, or the screen of the pilot, where a point of the second half is mended. */
function AllerALaSuite({
  fiche,
  action,
}: {
  readonly fiche: FicheCommande
  readonly action: Extract<ActionRemede, { type: 'suite' }>
}) {
  const [, aller] = useLocation()
  return (
    <Button
      onClick={() => aller(action.ecran === 'pilote' ? '/pilote' : adresseOnglet(fiche.resume.id, action))}
    >
      {SUITES[action.ecran]}
    </Button>
  )
}

function Joindre({ fiche, type }: { readonly fiche: FicheCommande; readonly type: TypePiece }) {
  const champ = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button onClick={() => champ.current?.click()}>{JOINDRE[type]}</Button>
      <input
        ref={champ}
        type="file"
        hidden
        accept={ACCEPTE_PIECES}
        aria-label="Pièce à joindre"
        onChange={(e) => {
          const fichiers = [...(e.currentTarget.files ?? [])]
          e.currentTarget.value = ''
          if (fichiers.length > 0) deposerPieces(fichiers, { commandeId: fiche.resume.id, type })
        }}
      />
    </>
  )
}

/** Unfolds the signature of the piece concerned, or asks for the piece when there is none. */
function Signer({ fiche, constat }: { readonly fiche: FicheCommande; readonly constat: ConstatAffiche }) {
  const viser = useSignatureVisee((s) => s.viser)
  const type = typeOf(constat)
  const nommee = Number(/^pieces\.(\d+)$/.exec(constat.sujet)?.[1])
  const pieceId = Number.isNaN(nommee) ? fiche.dossier.pieces.findLast((p) => p.type === type)?.id : nommee
  if (pieceId === undefined) return <Joindre fiche={fiche} type={type} />
  return <Button onClick={() => viser(pieceId)}>Renseigner la signature</Button>
}

type Formulaire = RemedeProps & { readonly onFini: () => void }

function Attester({ fiche, aujourdhui, code, onFini }: Formulaire & { readonly code: string }) {
  const [le, setLe] = useState<Jour | null>(aujourdhui)
  const [commentaire, setCommentaire] = useState('')
  const attester = useMutation(
    orpc.commande.attester.mutationOptions({
      onSuccess: () => {
        onFini()
        return refresh()
      },
    }),
  )
  return (
    <form
      className={styles.inline}
      onSubmit={(e) => {
        e.preventDefault()
        if (le !== null) attester.mutate({ code, commandeIds: [fiche.resume.id], le, commentaire })
      }}
    >
      <RefusMessage erreur={attester.error} />
      <ChampJour label="Attesté le" valeur={le} onValeur={setLe} />
      <TextInput
        label="Ce qui le prouve"
        placeholder="Facultatif, gardé au journal"
        value={commentaire}
        onChange={(e) => setCommentaire(e.currentTarget.value)}
      />
      <Button size="md" type="submit" aria-disabled={le === null}>
        J’atteste
      </Button>
    </form>
  )
}

function ReglerJour({
  fiche,
  cle,
  libelle,
  onFini,
}: Formulaire & { readonly cle: string; readonly libelle: string }) {
  const [jour, setJour] = useState<Jour | null>(null)
  const [note, setNote] = useState('')
  const regler = useMutation(
    orpc.dispositif.regler.mutationOptions({
      onSuccess: () => {
        onFini()
        return refresh()
      },
    }),
  )
  const pret = jour !== null && isJour(jour) && note.trim() !== ''
  return (
    <form
      className={styles.inline}
      onSubmit={(e) => {
        e.preventDefault()
        if (pret) regler.mutate({ code: fiche.resume.dispositif, cle, valeur: jour, note: note.trim() })
      }}
    >
      <RefusMessage erreur={regler.error} />
      <ChampJour label={libelle} valeur={jour} onValeur={setJour} data-autofocus />
      <TextInput
        label="Votre source"
        placeholder="Journal officiel du…"
        value={note}
        onChange={(e) => setNote(e.currentTarget.value)}
        required
      />
      <Button size="md" type="submit" aria-disabled={!pret}>
        Enregistrer pour {fiche.resume.dispositif}
      </Button>
    </form>
  )
}

function DeclarerAide({ constat, fiche, dispositif, aujourdhui, onFini }: Formulaire) {
  const tiersId = Number(/^aides\.(\d+)$/.exec(constat.sujet)?.[1])
  const tiers = fiche.dossier.participations.find((p) => p.tiers.id === tiersId)?.tiers
  const reglement =
    tiers === undefined || dispositif === undefined
      ? undefined
      : findClientDispositif(dispositif.dispositif, tiers)?.aide?.reglement
  const [le, setLe] = useState<Jour | null>(aujourdhui)
  const [montant, setMontant] = useState('')
  const declarer = useMutation(
    orpc.client.declarerAide.mutationOptions({
      onSuccess: () => {
        onFini()
        return refresh()
      },
    }),
  )
  const lu = montant.trim() === '' ? null : parseMontant(montant)
  if (tiers === undefined || reglement === undefined) return null
  const envoyer = (centimes: number) => {
    if (le !== null)
      declarer.mutate({
        tiersId,
        reglement,
        montant: centimes,
        le,
        source: `commande ${fiche.resume.numero}`,
      })
  }
  return (
    <form
      className={styles.inline}
      onSubmit={(e) => {
        e.preventDefault()
        if (lu !== null) envoyer(lu)
      }}
    >
      <RefusMessage erreur={declarer.error} />
      <ChampJour label="Déclaration du" valeur={le} onValeur={setLe} />
      <TextInput
        label={`Aides déjà reçues par ${nomComplet(tiers)}`}
        placeholder="1 200,00 €"
        value={montant}
        onChange={(e) => setMontant(e.currentTarget.value)}
        error={montant.trim() !== '' && lu === null ? 'Montant illisible : écrivez 1 200,00.' : undefined}
      />
      <Button size="md" type="submit" aria-disabled={lu === null || le === null}>
        Déclarer
      </Button>
      <Button size="md" onClick={() => envoyer(0)} aria-disabled={le === null}>
        Aucune aide reçue
      </Button>
    </form>
  )
}
