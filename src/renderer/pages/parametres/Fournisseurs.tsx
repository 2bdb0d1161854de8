import { ColorInput, Textarea } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useRoute } from 'wouter'
import type { ResumeDispositif } from '#contract/dispositif.ts'
import type { FicheFournisseur, Produit } from '#contract/fournisseur.ts'
import { formatSiret, verifyIdentifiant } from '#domain/identifiants.ts'
import { orpc } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Champ } from '../../components/saisie/Champ.tsx'
import { EtatSaisie } from '../../components/saisie/EtatSaisie.tsx'
import f from '../../components/saisie/formulaire.module.css'
import texte from '../../components/texte.module.css'
import { Vide } from '../../components/Vide.tsx'
import { formatJour, formatTaux } from '../../format.ts'
import { ChampsSociete } from './ChampsSociete.tsx'
import { Enrolement } from './Enrolement.tsx'
import { EnrolementsValides } from './EnrolementsValides.tsx'
import { LIBELLES_FOURNISSEUR, useFicheFournisseur } from './ficheFournisseur.ts'
import { Logo } from './Logo.tsx'
import classes from './parametres.module.css'

interface Props {
  readonly fournisseurs: readonly FicheFournisseur[]
  readonly produits: readonly Produit[]
}

/** Vendors of the register; a row unfolds in place into its form. */
export function Fournisseurs({ fournisseurs, produits }: Props) {
  const [vise] = useRoute('/parametres/fournisseurs')
  const [ouvert, setOuvert] = useState<number | null>(vise ? (fournisseurs[0]?.id ?? null) : null)
  const [ajout, setAjout] = useState<{ serie: number; id: number | null } | null>(null)
  const ajoute = ajout === null ? null : (fournisseurs.find((x) => x.id === ajout.id) ?? null)
  const rang = (id: number) => fournisseurs.findIndex((x) => x.id === id)
  return (
    <Panneau
      titre="Fournisseurs"
      compte={fournisseurs.length}
      droite={
        <Action onClick={() => setAjout({ serie: (ajout?.serie ?? 0) + 1, id: null })}>
          + {fournisseurs.length === 0 ? 'Votre société' : 'Un autre fournisseur'}
        </Action>
      }
      rembourrage={false}
    >
      {fournisseurs.length === 0 && ajout === null && (
        <Vide titre="Aucun fournisseur">
          Votre société est imprimée sur chaque pièce et signe chaque demande.
        </Vide>
      )}
      {fournisseurs
        .filter((x) => ajoute === null || x.id !== ajoute.id)
        .map((x) => (
          <div key={x.id} className={classes.rang}>
            <button
              type="button"
              className={classes.ligne}
              aria-expanded={ouvert === x.id}
              onClick={() => setOuvert(ouvert === x.id ? null : x.id)}
            >
              {ouvert === x.id ? (
                <IconChevronDown size={16} stroke={1.75} aria-hidden />
              ) : (
                <IconChevronRight size={16} stroke={1.75} aria-hidden />
              )}
              <Resume fournisseur={x} produits={produits} />
            </button>
            {ouvert === x.id && <Formulaire fournisseur={x} produits={produits} rang={String(rang(x.id))} />}
          </div>
        ))}
      {ajout !== null && (
        <div className={classes.rang} key={ajout.serie}>
          <Formulaire fournisseur={ajoute} produits={produits} rang={`ajout-${fournisseurs.length}`} />
        </div>
      )}
    </Panneau>
  )
}

function Resume({
  fournisseur: x,
  produits,
}: {
  readonly fournisseur: FicheFournisseur
  readonly produits: readonly Produit[]
}) {
  const siens = produits.filter((p) => p.distribution.fournisseurId === x.id)
  const codes = [...new Set(siens.map((p) => p.dispositif))]
  const attendus = codes.filter((code) => x.enrolements[code] === undefined)
  const jours = [...new Set(codes.flatMap((code) => x.enrolements[code] ?? []))]
  const distribue = siens.some((p) => p.distribution.role === 'distributeur')
  return (
    <span className={classes.resume}>
      <span>
        <strong>{x.denomination}</strong>
        <span className={texte.second}>
          SIRET {formatSiret(x.siret)}
          {siens.length > 0 && ` · ${distribue ? 'distributeur' : 'éditeur'}`} ·{' '}
          {x.assujettiTva ? `TVA ${formatTaux(x.tauxTva)}` : 'hors TVA'}
        </span>
        <span className={texte.second}>
          {[x.adresse.lignes, `${x.adresse.codePostal} ${x.adresse.commune}`.trim(), x.responsable.nom]
            .filter((m) => m !== '')
            .join(' · ')}
        </span>
      </span>
      {!verifyIdentifiant('SIRET', x.siret).ok ? (
        <EtatChip aspect="attention">SIRET à vérifier</EtatChip>
      ) : codes.length === 0 || attendus.length > 0 ? (
        <EtatChip aspect="nous">
          {attendus.length === codes.length
            ? 'enrôlement à valider'
            : `enrôlement à valider, ${attendus.join(', ')}`}
        </EtatChip>
      ) : (
        <EtatChip aspect="ok">
          {jours.length === 1
            ? `enrôlé le ${formatJour(jours[0] as string)}`
            : 'enrôlé pour chaque dispositif'}
        </EtatChip>
      )}
    </span>
  )
}

/** Schemes of a vendor's products; every scheme while it has none. */
const codesOf = (siens: readonly Produit[], dispositifs: readonly ResumeDispositif[]): readonly string[] =>
  siens.length === 0 ? dispositifs.map((d) => d.code) : [...new Set(siens.map((p) => p.dispositif))]

interface FormulaireProps {
  readonly fournisseur: FicheFournisseur | null
  readonly produits: readonly Produit[]
  readonly rang: string
}

function Formulaire({ fournisseur, produits, rang }: FormulaireProps) {
  const fiche = useFicheFournisseur(fournisseur, rang)
  const { data: dispositifs } = useQuery(orpc.dispositif.lister.queryOptions())
  const siens = produits.filter((p) => p.distribution.fournisseurId === fournisseur?.id)
  return (
    <div className={classes.deplie}>
      <div className={classes.tete}>
        <EtatSaisie
          fiche={fiche}
          repos={
            fournisseur === null
              ? 'Créé dès que le SIRET et la raison sociale sont là'
              : 'Enregistré à chaque champ'
          }
        />
      </div>
      <ChampsSociete fiche={fiche} premier={fournisseur === null} />
      {fournisseur !== null && (
        <>
          <div className={`${f.champs} ${f.separe}`}>
            <h3 className={f.sousTitre}>Documents</h3>
            <div className={f.demi}>
              <Logo fournisseur={fournisseur} />
            </div>
            <ColorInput
              className={f.demi ?? ''}
              label="Couleur des documents"
              description="Filets et titres des documents."
              inputWrapperOrder={['label', 'input', 'error', 'description']}
              format="hex"
              value={fiche.valeurs.couleur}
              onChange={(c) => fiche.changer('couleur', c)}
              onChangeEnd={() => void fiche.sauver()}
              onBlur={() => void fiche.sauver()}
              eyeDropperButtonProps={{ 'aria-label': 'Prendre une couleur à l’écran' }}
            />
            <Champ
              className={f.demi ?? ''}
              fiche={fiche}
              champ="prefixe"
              label={LIBELLES_FOURNISSEUR.prefixe}
              description={`Prochain numéro : ${fournisseur.numerotation.prochain}`}
            />
            <Textarea
              label={LIBELLES_FOURNISSEUR.mentionsFacture}
              description="Forme juridique, capital, RCS, échéance, pénalités de retard : imprimées sous les montants."
              inputWrapperOrder={['label', 'input', 'error', 'description']}
              autosize
              minRows={2}
              maxRows={6}
              maxLength={2000}
              value={fiche.valeurs.mentionsFacture}
              onChange={(e) => fiche.changer('mentionsFacture', e.currentTarget.value)}
              onBlur={() => void fiche.sauver()}
            />
            <h3 className={`${f.sousTitre} ${f.separe}`}>Enrôlement</h3>
            <EnrolementsValides fiche={fiche} codes={codesOf(siens, dispositifs ?? [])} />
          </div>
          <Enrolement fiche={fiche} produits={siens} dispositifs={dispositifs ?? []} plat />
        </>
      )}
    </div>
  )
}
