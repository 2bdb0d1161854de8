import { NativeSelect, TextInput } from '@mantine/core'
import type { Representant } from '#domain/commande.ts'
import { computeTtc, computeTva, formatDecimal, parseMontant } from '#domain/montant.ts'
import type { Proposition } from '#domain/proposition.ts'
import { CATEGORIE_LIBELLES, nomComplet, PROFESSION_LIBELLES, type Tiers } from '#domain/tiers.ts'
import { Action } from '../../components/Action.tsx'
import { Faute } from '../../components/saisie/Champ.tsx'
import type { Fiche } from '../../components/saisie/useFiche.ts'
import { ecrireTelephone } from '../../components/saisie/verifications.ts'
import { formatMontant, formatTaux } from '../../format.ts'
import type { FormCommande } from './ficheCommande.ts'
import styles from './formulaire.module.css'

/** Rates that a vendor may invoice in France and overseas (AF-SFP-LGC-Va2 §5.2), basis points. */
const TAUX = [2000, 850, 0]

interface ClientCommandeProps {
  readonly tiers: Tiers
  readonly proposition: Proposition | undefined
  /** Does the scheme finance such a client? */
  readonly finance: boolean
  readonly code: string
  readonly fiche: Fiche<FormCommande>
  readonly onOter: () => void
}

/** One client of the order: its amount under its ceiling, its rate, who represents it. */
export function ClientCommande({ tiers, proposition, finance, code, fiche, onOter }: ClientCommandeProps) {
  const { valeurs, changer } = fiche
  const saisie = valeurs.montants[tiers.id] ?? ''
  const plafond = proposition?.plafondHt ?? null
  const lu = saisie.trim() === '' ? (proposition?.ht ?? null) : parseMontant(saisie)
  const taux = valeurs.taux[tiers.id] ?? proposition?.taux ?? 0
  const trop = lu !== null && plafond !== null && lu > plafond
  const erreur =
    saisie.trim() !== '' && lu === null
      ? 'Montant illisible : écrivez 225,00.'
      : trop
        ? `${formatMontant(lu)} dépasse le plafond de ${formatMontant(plafond)} HT : ramenez-le à ce montant ou moins.`
        : undefined
  const nom = nomComplet(tiers)
  return (
    <div className={styles.client}>
      <div className={styles.clientTete}>
        <strong>{nom}</strong>
        <span className={styles.gris}>
          {tiers.profession === null
            ? CATEGORIE_LIBELLES[tiers.categorie]
            : PROFESSION_LIBELLES[tiers.profession]}
          {tiers.identifiants[0] !== undefined && ` · ${tiers.identifiants[0].valeur}`}
          {tiers.tranche !== null && tiers.tranche !== '' && ` · tranche ${tiers.tranche}`}
        </span>
        <span className={styles.pousse}>
          <Action onClick={onOter} libelle={`Ôter ${nom}`}>
            Ôter
          </Action>
        </span>
      </div>
      <div className={styles.calcul}>
        <TextInput
          label="Montant HT"
          data-champ="lignes"
          inputMode="decimal"
          placeholder={proposition?.ht == null ? 'à saisir' : formatDecimal(proposition.ht)}
          value={saisie}
          onChange={(e) => changer('montants', { ...valeurs.montants, [tiers.id]: e.currentTarget.value })}
          onBlur={() => {
            const centimes = parseMontant(saisie)
            if (centimes !== null)
              changer('montants', { ...valeurs.montants, [tiers.id]: formatDecimal(centimes) })
          }}
          error={erreur === undefined ? undefined : <Faute>{erreur}</Faute>}
        />
        <NativeSelect
          label="TVA"
          value={String(taux)}
          onChange={(e) => changer('taux', { ...valeurs.taux, [tiers.id]: Number(e.currentTarget.value) })}
          data={[...new Set([taux, ...TAUX])].map((t) => ({
            value: String(t),
            label:
              t === proposition?.taux && t === 0
                ? 'sans TVA'
                : `${formatTaux(t)}${t === proposition?.taux ? ', proposé' : ''}`,
          }))}
        />
        <div className={styles.resultat}>
          <span>Montant TVA</span>
          <output>{lu === null ? '—' : formatMontant(computeTva(lu, taux))}</output>
        </div>
        <div className={styles.resultat}>
          <span>Montant TTC</span>
          <output>
            <strong>{lu === null ? '—' : formatMontant(computeTtc(lu, taux))}</strong>
          </output>
        </div>
      </div>
      {!finance && (
        <p role="alert" className={styles.faute}>
          <Faute>
            {code} ne finance pas ce client : vérifiez sa catégorie et sa profession, ou choisissez un autre
            produit.
          </Faute>
        </p>
      )}
      {finance && proposition !== undefined && (
        <p className={styles.source}>
          {plafond === null
            ? 'Plafond inconnu pour ce client : vérifiez sa profession ou sa tranche sur sa fiche.'
            : `Plafond ${formatMontant(plafond)} HT, proposé ; un montant plus bas est accepté. ${proposition.plafondSource ?? ''}`}
        </p>
      )}
      {tiers.categorie !== 'praticien' && <Representants tiers={tiers} fiche={fiche} />}
    </div>
  )
}

const RIEN: Representant = { nom: '', qualite: '', telephone: '', mail: '' }

function Representants({ tiers, fiche }: { readonly tiers: Tiers; readonly fiche: Fiche<FormCommande> }) {
  const { valeurs, changer } = fiche
  const r = valeurs.representants[tiers.id] ?? RIEN
  const poser = (p: Partial<Representant>) =>
    changer('representants', { ...valeurs.representants, [tiers.id]: { ...r, ...p } })
  const contacts = tiers.contacts.filter((c) => c.signataire)
  return (
    <fieldset className={styles.representants}>
      <legend className={styles.gris}>
        Qui engage {nomComplet(tiers)}
        {contacts.map((c) => (
          <Action
            key={c.id}
            onClick={() => poser({ nom: c.nom, qualite: c.qualite, telephone: c.telephone, mail: c.mail })}
          >
            Reprendre {c.nom}
          </Action>
        ))}
      </legend>
      <div className={styles.champs}>
        <TextInput
          label="Nom et prénom"
          data-champ="representant"
          value={r.nom}
          onChange={(e) => poser({ nom: e.currentTarget.value })}
        />
        <TextInput
          label="Qualité"
          value={r.qualite}
          onChange={(e) => poser({ qualite: e.currentTarget.value })}
        />
        <TextInput
          label="Téléphone"
          inputMode="tel"
          value={r.telephone}
          onChange={(e) => poser({ telephone: e.currentTarget.value })}
          onBlur={() => poser({ telephone: ecrireTelephone(r.telephone) })}
        />
        <TextInput
          label="E-mail"
          type="email"
          value={r.mail}
          onChange={(e) => poser({ mail: e.currentTarget.value })}
        />
      </div>
    </fieldset>
  )
}
