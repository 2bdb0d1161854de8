import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { FicheCommande } from '#contract/commande.ts'
import type { Produit } from '#contract/fournisseur.ts'
import { deduceCas, fitsCas } from '#domain/cas.ts'
import { computeTtc, parseMontant } from '#domain/montant.ts'
import { findClientDispositif } from '#domain/proposition.ts'
import { nomComplet } from '#domain/tiers.ts'
import { orpc } from '../../api.ts'
import { Entete } from '../../components/Entete.tsx'
import { Faits } from '../../components/Faits.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { useRaccourcis } from '../../components/raccourcis.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import { AlerteFiche } from '../../components/saisie/EtatSaisie.tsx'
import { Touche } from '../../components/Touche.tsx'
import { Vide } from '../../components/Vide.tsx'
import { useEtatSysteme } from '../../etat.ts'
import { formatMontant } from '../../format.ts'
import { ChampsScenario } from '../parametres/ChampsScenario.tsx'
import { ChoixClient } from './ChoixClient.tsx'
import { ClientCommande } from './ClientCommande.tsx'
import {
  COMMANDE_VIDE,
  type FormCommande,
  formOf,
  LIBELLES_COMMANDE,
  useFicheCommande,
} from './ficheCommande.ts'
import styles from './formulaire.module.css'

interface Props {
  readonly existante: FicheCommande | null
  readonly produits: readonly Produit[]
}

/** New order, or one being changed. Typed things stay a draft until saved. */
export function SaisieCommandeForm({ existante, produits }: Props) {
  const [, aller] = useLocation()
  const client = Number(new URLSearchParams(useSearch()).get('client') ?? 0)
  const aujourdhui = useEtatSysteme()?.aujourdhui ?? null
  const base = useMemo<FormCommande>(() => {
    if (existante !== null) return formOf(existante.dossier)
    const [seul] = produits
    const produit =
      produits.length === 1 && seul !== undefined
        ? { referencementId: seul.id, fournisseurId: seul.distribution.fournisseurId }
        : null
    return {
      ...COMMANDE_VIDE,
      produit,
      scenario: produit === null ? {} : (seul?.scenario ?? {}),
      dateEmission: aujourdhui,
    }
  }, [existante, produits, aujourdhui])

  const retour = existante === null ? '/commandes' : `/commandes/${existante.resume.id}`
  const fiche = useFicheCommande({
    existante,
    base,
    casOf: (f) => f.cas || casDeduit || (cas[0]?.code ?? ''),
    onEnregistree: (id) => aller(`/commandes/${id}`),
  })
  const { valeurs, changer } = fiche
  const { produit } = valeurs
  const choisi = produits.find((p) => p.id === produit?.referencementId)
  const dispositif = useQuery({
    ...orpc.dispositif.montrer.queryOptions({ input: { code: choisi?.dispositif ?? '' } }),
    enabled: choisi !== undefined,
  }).data?.dispositif
  const cartes = useQueries({
    queries: valeurs.clients.map((id) => orpc.client.lire.queryOptions({ input: { id } })),
  })
  const tiers = cartes.flatMap((c) => c.data?.tiers ?? [])
  const propositions = useQuery({
    ...orpc.commande.proposer.queryOptions({
      input: {
        referencementId: produit?.referencementId ?? 1,
        fournisseurId: produit?.fournisseurId ?? 1,
        tiersIds: [...valeurs.clients],
        dateEmission: valeurs.dateEmission,
      },
    }),
    enabled: produit !== null && valeurs.clients.length > 0,
    placeholderData: (avant) => avant,
  }).data

  const forme = { clients: tiers.map((t) => t.categorie), mandataire: valeurs.mandataire !== null }
  const cas = dispositif?.cas ?? []
  const casDeduit =
    dispositif === undefined || tiers.length === 0 ? '' : (deduceCas(dispositif, forme)?.code ?? '')
  const casActif = cas.find((c) => c.code === (valeurs.cas || casDeduit))
  const casImpropre = casActif !== undefined && tiers.length > 0 && !fitsCas(casActif, forme)
  const categories = [...new Set((dispositif?.clients ?? []).map((c) => c.categorie))]
  const mandataires = cas.some((c) => c.mandataire === 'requis')

  // A client's card that asks for an order names itself in the address.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the address names another client
  useEffect(() => {
    if (client > 0 && !valeurs.clients.includes(client)) changer('clients', [...valeurs.clients, client])
  }, [client])

  const totaux = valeurs.clients.map((id) => {
    const p = propositions?.find((x) => x.tiersId === id)
    const saisie = valeurs.montants[id] ?? ''
    const ht = saisie.trim() === '' ? (p?.ht ?? null) : parseMontant(saisie)
    return { ht, ttc: ht === null ? null : computeTtc(ht, valeurs.taux[id] ?? p?.taux ?? 0) }
  })
  const total = (cle: 'ht' | 'ttc') =>
    totaux.length === 0 || totaux.some((t) => t[cle] === null)
      ? '—'
      : formatMontant(totaux.reduce((s, t) => s + (t[cle] ?? 0), 0))
  const trop = valeurs.clients.some((id, i) => {
    const plafond = propositions?.find((x) => x.tiersId === id)?.plafondHt ?? null
    const ht = totaux[i]?.ht ?? null
    return plafond !== null && ht !== null && ht > plafond
  })

  const save = () => {
    if (!trop) void fiche.sauver()
  }
  useRaccourcis([
    { touche: 'Ctrl+Enter', affichee: 'Ctrl Entrée', sens: 'Enregistrer la commande', agir: save },
  ])

  if (produits.length === 0)
    return (
      <div>
        <Entete titre="Nouvelle commande" fil={[{ libelle: 'Commandes', vers: '/commandes' }]} />
        <Vide
          titre="Aucun produit à commander"
          action={
            <Button variant="filled" onClick={() => aller('/premiers-pas')}>
              Ajouter un produit
            </Button>
          }
        >
          Une commande porte sur un produit référencé sous un dispositif. Renseignez d’abord le vôtre.
        </Vide>
      </div>
    )

  return (
    <form
      className={styles.page}
      onSubmit={(e) => {
        e.preventDefault()
        save()
      }}
    >
      <Entete
        titre={existante === null ? 'Nouvelle commande' : `Modifier ${existante.resume.numero}`}
        fil={[
          { libelle: 'Commandes', vers: '/commandes' },
          ...(existante === null ? [] : [{ libelle: existante.resume.client, vers: retour }]),
        ]}
        apres={fiche.etat === 'modifiee' ? 'brouillon gardé sur ce poste' : undefined}
        actions={
          <>
            <Button
              size="md"
              onClick={() => {
                fiche.abandonner()
                aller(retour)
              }}
            >
              Abandonner
            </Button>
            <Button
              size="md"
              variant="filled"
              type="submit"
              aria-disabled={trop || fiche.etat === 'enregistrement'}
              rightSection={<Touche de="Ctrl Entrée" />}
            >
              Enregistrer la commande
            </Button>
          </>
        }
      />
      <AlerteFiche fiche={fiche} libelles={LIBELLES_COMMANDE} />
      <div className={styles.colonnes}>
        <div className={styles.pile}>
          <Panneau titre="Produit et dates">
            <div className={styles.champs}>
              <NativeSelect
                label={LIBELLES_COMMANDE.produit}
                data-champ="referencementId"
                value={produit === null ? '' : `${produit.referencementId}/${produit.fournisseurId}`}
                error={fiche.echec === null && fiche.etat !== 'modifiee' ? undefined : fiche.erreurs.produit}
                onChange={(e) => {
                  const p = produits.find(
                    (x) => `${x.id}/${x.distribution.fournisseurId}` === e.currentTarget.value,
                  )
                  changer(
                    'produit',
                    p === undefined
                      ? null
                      : { referencementId: p.id, fournisseurId: p.distribution.fournisseurId },
                  )
                  if (p !== undefined) changer('scenario', p.scenario)
                }}
                data={[
                  { value: '', label: 'Choisir' },
                  ...produits.map((p) => ({
                    value: `${p.id}/${p.distribution.fournisseurId}`,
                    label: `${p.solution} ${p.version}, ${p.dispositif}`,
                  })),
                ]}
              />
              <TextInput
                label={LIBELLES_COMMANDE.numero}
                data-champ="numero"
                placeholder="Le suivant est donné"
                value={valeurs.numero}
                error={fiche.erreurs.numero}
                onChange={(e) => changer('numero', e.currentTarget.value)}
              />
              <ChampJour
                label={LIBELLES_COMMANDE.dateEmission}
                data-champ="dateEmission"
                valeur={valeurs.dateEmission}
                onValeur={(j) => changer('dateEmission', j)}
              />
              <ChampJour
                label={LIBELLES_COMMANDE.dateInstallationPrevue}
                data-champ="dateInstallationPrevue"
                valeur={valeurs.dateInstallationPrevue}
                onValeur={(j) => changer('dateInstallationPrevue', j)}
              />
            </div>
          </Panneau>
          <Panneau titre={valeurs.clients.length > 1 ? 'Clients et montants' : 'Client et montant'}>
            <ChoixClient
              exclus={valeurs.clients}
              categories={categories}
              erreur={fiche.etat === 'modifiee' ? fiche.erreurs.clients : undefined}
              onChoix={(id) => changer('clients', [...valeurs.clients, id])}
            />
            <div style={{ marginTop: 'var(--sp-5)' }}>
              {tiers.map((t) => (
                <ClientCommande
                  key={t.id}
                  tiers={t}
                  proposition={propositions?.find((p) => p.tiersId === t.id)}
                  finance={dispositif === undefined || findClientDispositif(dispositif, t) !== null}
                  code={dispositif?.code ?? ''}
                  fiche={fiche}
                  onOter={() => {
                    changer(
                      'clients',
                      valeurs.clients.filter((id) => id !== t.id),
                    )
                    if (valeurs.mandataire === t.id) changer('mandataire', null)
                  }}
                />
              ))}
            </div>
          </Panneau>
          {dispositif !== undefined && dispositif.scenario.length > 0 && (
            <Panneau titre="Scénario" compte={dispositif.code}>
              <ChampsScenario
                legende="Réponses de cette commande"
                dispositif={dispositif}
                reponses={valeurs.scenario}
                onReponses={(r) => changer('scenario', r)}
              />
            </Panneau>
          )}
        </div>
        <div className={styles.pile}>
          <Panneau titre="Récapitulatif">
            <Faits
              serre
              faits={[
                { libelle: 'Dispositif', valeur: choisi?.dispositif ?? '—' },
                { libelle: 'Total HT', valeur: total('ht') },
                { libelle: 'Total TTC', valeur: <strong>{total('ttc')}</strong> },
              ]}
            />
          </Panneau>
          {cas.length > 0 && (
            <Panneau
              titre="Cas"
              compte={valeurs.cas === '' && casDeduit !== '' ? 'déduit des clients' : undefined}
            >
              <div className={styles.pile}>
                <NativeSelect
                  aria-label="Cas de la commande"
                  data-champ="cas"
                  value={valeurs.cas || casDeduit}
                  onChange={(e) => changer('cas', e.currentTarget.value)}
                  error={
                    casImpropre
                      ? `Ce cas ne correspond pas aux clients choisis${casDeduit === '' ? '' : ` : ce serait le cas ${casDeduit}`}.`
                      : undefined
                  }
                  data={[
                    ...(valeurs.cas === '' && casDeduit === ''
                      ? [{ value: '', label: 'Selon les clients' }]
                      : []),
                    ...cas.map((c) => ({ value: c.code, label: `${c.code}, ${c.libelle}` })),
                  ]}
                />
                {mandataires && (
                  <NativeSelect
                    label="Mandataire"
                    data-champ="mandataire"
                    value={String(valeurs.mandataire ?? '')}
                    onChange={(e) =>
                      changer(
                        'mandataire',
                        e.currentTarget.value === '' ? null : Number(e.currentTarget.value),
                      )
                    }
                    data={[
                      { value: '', label: 'Aucun' },
                      ...tiers.map((t) => ({ value: String(t.id), label: nomComplet(t) })),
                    ]}
                  />
                )}
              </div>
            </Panneau>
          )}
          <Panneau titre="Bon de commande">
            <div className={styles.pile}>
              <Checkbox
                label="Le fournisseur joint son propre formulaire signé"
                data-champ="formulaireExterne"
                checked={valeurs.formulaireExterne}
                onChange={(e) => changer('formulaireExterne', e.currentTarget.checked)}
              />
              <TextInput
                label="Nom du fichier attendu"
                data-champ="fichierAttendu"
                placeholder="Facultatif : rattache la pièce à son arrivée"
                value={valeurs.fichierAttendu}
                onChange={(e) => changer('fichierAttendu', e.currentTarget.value)}
              />
            </div>
          </Panneau>
        </div>
      </div>
    </form>
  )
}
