import { Tabs } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Link, useSearch } from 'wouter'
import type { FicheCommande } from '#contract/commande.ts'
import type { FicheDispositif } from '#contract/dispositif.ts'
import type { Participation } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { formatTelephone, IDENTIFIANT_LIBELLES } from '#domain/identifiants.ts'
import { isAvanceAcceptee } from '#domain/suite.ts'
import { CATEGORIE_LIBELLES, nomComplet, PROFESSION_LIBELLES } from '#domain/tiers.ts'
import { Faits } from '../../components/Faits.tsx'
import texte from '../../components/texte.module.css'
import type { Imprimable } from '../../emission/documents.ts'
import { formatInstant, formatJourOu, formatMontant, formatTaux } from '../../format.ts'
import { actionJournal, detailJournal } from '../../libelles.ts'
import { Demandes } from './Demandes.tsx'
import styles from './dossier.module.css'
import { Echeances } from './Echeances.tsx'
import { Facture } from './Facture.tsx'
import { Installation } from './Installation.tsx'
import { Notes } from './Notes.tsx'
import { lireOnglet, type Onglet } from './onglet.ts'

interface OngletsProps {
  readonly fiche: FicheCommande
  readonly dispositif: FicheDispositif | undefined
}

interface ToutesProps extends OngletsProps {
  readonly aujourdhui: Jour
  readonly onApercu: (quoi: Imprimable) => void
  readonly onEmettre: (quoi: Imprimable) => void
}

/** History, what was ordered, what was done, what was asked for; `?onglet=` opens one of them. */
export function Onglets({ fiche, dispositif, aujourdhui, onApercu, onEmettre }: ToutesProps) {
  const { dossier, journal } = fiche
  const clients = dossier.participations.filter((p) => p.role === 'client')
  const vise = lireOnglet(useSearch())
  const [onglet, setOnglet] = useState<Onglet>(vise ?? 'historique')
  useEffect(() => {
    if (vise !== null) setOnglet(vise)
  }, [vise])
  const ouvertes = dossier.echeances.filter((e) => e.faiteLe === null).length
  const suite = isAvanceAcceptee(dossier) || dossier.installation !== null
  return (
    <Tabs
      value={onglet}
      onChange={(o) => setOnglet(o as Onglet)}
      className={styles.onglets ?? ''}
      keepMounted={false}
    >
      <Tabs.List aria-label="Détails du dossier">
        <Tabs.Tab value="historique">Historique</Tabs.Tab>
        <Tabs.Tab value="commande">Commande</Tabs.Tab>
        <Tabs.Tab value="client">{clients.length > 1 ? `Clients ${clients.length}` : 'Client'}</Tabs.Tab>
        {suite && <Tabs.Tab value="installation">Installation</Tabs.Tab>}
        {suite && <Tabs.Tab value="facture">Facture</Tabs.Tab>}
        <Tabs.Tab value="demandes" data-champ="onglet-demandes">
          Demandes{dossier.demandes.length > 0 && ` ${dossier.demandes.length}`}
        </Tabs.Tab>
        {dossier.demandes.length > 0 && (
          <Tabs.Tab value="echeances">Échéances{ouvertes > 0 && ` ${ouvertes}`}</Tabs.Tab>
        )}
        <Tabs.Tab value="notes">Notes{fiche.notes.length > 0 && ` ${fiche.notes.length}`}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="historique">
        {journal.length === 0 ? (
          <p className={styles.onglet}>Rien encore : chaque changement s’inscrira ici.</p>
        ) : (
          <Historique fiche={fiche} dispositif={dispositif} />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="commande" className={styles.onglet ?? ''}>
        <Contenu fiche={fiche} dispositif={dispositif} />
      </Tabs.Panel>
      <Tabs.Panel value="client" className={styles.onglet ?? ''}>
        {dossier.participations.map((p) => (
          <Client key={p.id} participation={p} />
        ))}
      </Tabs.Panel>
      <Tabs.Panel value="demandes" className={styles.onglet ?? ''}>
        <Demandes fiche={fiche} />
      </Tabs.Panel>
      <Tabs.Panel value="installation" className={styles.onglet ?? ''}>
        <Installation fiche={fiche} dispositif={dispositif} />
      </Tabs.Panel>
      <Tabs.Panel value="facture" className={styles.onglet ?? ''}>
        <Facture fiche={fiche} onApercu={onApercu} onEmettre={onEmettre} />
      </Tabs.Panel>
      <Tabs.Panel value="echeances" className={styles.onglet ?? ''}>
        <Echeances commandeId={fiche.resume.id} aujourdhui={aujourdhui} />
      </Tabs.Panel>
      <Tabs.Panel value="notes" className={styles.onglet ?? ''}>
        <Notes fiche={fiche} />
      </Tabs.Panel>
    </Tabs>
  )
}

function Historique({ fiche, dispositif }: OngletsProps) {
  return (
    <table className={`${styles.journal} ${styles.historique}`} aria-label="Historique">
      <thead>
        <tr>
          <th scope="col">Quand</th>
          <th scope="col">Qui</th>
          <th scope="col">Quoi</th>
          <th scope="col">Détail</th>
          <th scope="col">Fichier</th>
          <th scope="col">Empreinte</th>
        </tr>
      </thead>
      <tbody>
        {fiche.journal.map((l) => (
          <tr key={l.id}>
            <td>{formatInstant(l.instant)}</td>
            <td>{l.par}</td>
            <td>
              <strong>{actionJournal(l)}</strong>
            </td>
            <td className={texte.gris}>{detailJournal(l, dispositif?.dispositif.attestations ?? [])}</td>
            <td title={l.fichier ?? undefined}>{l.fichier?.split(/[\\/]/).at(-1)}</td>
            <td className={styles.empreinte} title={l.sha256 ?? undefined}>
              {l.sha256 !== null && `${l.sha256.slice(0, 4)}…${l.sha256.slice(-4)}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Contenu({ fiche, dispositif }: OngletsProps) {
  const { commande, lignes, participations, scenario, referencement } = fiche.dossier
  const nom = (id: number) => {
    const t = participations.find((p) => p.tiers.id === id)?.tiers
    return t === undefined ? '' : nomComplet(t)
  }
  const cas = dispositif?.dispositif.cas.find((c) => c.code === commande.cas)
  return (
    <>
      <Faits
        serre
        faits={[
          { libelle: 'N° de BDC', valeur: commande.numero },
          {
            libelle: 'Produit',
            valeur: `${referencement.solution} ${referencement.version}`,
            droite: referencement.numeroAns,
          },
          { libelle: 'Cas', valeur: cas === undefined ? commande.cas : `${cas.code}, ${cas.libelle}` },
          { libelle: 'Émission', valeur: formatJourOu(commande.dateEmission) },
          { libelle: 'Installation prévue', valeur: formatJourOu(commande.dateInstallationPrevue) },
          ...(dispositif?.dispositif.scenario ?? []).map((q) => {
            const r = scenario[q.cle]
            return {
              libelle: q.libelle,
              valeur:
                r === true ? 'oui' : r === false ? 'non' : r === null || r === undefined ? 'sans réponse' : r,
            }
          }),
        ]}
      />
      {lignes.length > 0 && (
        <table className={styles.journal} aria-label="Montants">
          <thead>
            <tr>
              <th scope="col">Client</th>
              <th scope="col" data-nombre>
                HT
              </th>
              <th scope="col" data-nombre>
                TVA
              </th>
              <th scope="col" data-nombre>
                TTC
              </th>
              <th scope="col" data-nombre>
                Plafond HT
              </th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            {lignes.map((l) => (
              <tr key={l.id}>
                <td>{nom(l.tiersId)}</td>
                <td data-nombre>{formatMontant(l.ht)}</td>
                <td data-nombre>
                  {formatMontant(l.tva)} <span className={texte.gris}>{formatTaux(l.taux)}</span>
                </td>
                <td data-nombre>
                  <strong>{formatMontant(l.ttc)}</strong>
                </td>
                <td data-nombre>{l.plafondHt === null ? '—' : formatMontant(l.plafondHt)}</td>
                <td className={texte.gris}>{l.plafondSource}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

const ROLES = { client: 'Client', mandataire: 'Mandataire', beneficiaire: 'Bénéficiaire' } as const

function Client({ participation }: { readonly participation: Participation }) {
  const { tiers, representant, role } = participation
  return (
    <Faits
      serre
      faits={[
        {
          libelle: ROLES[role],
          valeur: <Link href={`/clients/${tiers.id}`}>{nomComplet(tiers)}</Link>,
          droite:
            tiers.profession === null
              ? CATEGORIE_LIBELLES[tiers.categorie]
              : PROFESSION_LIBELLES[tiers.profession],
        },
        ...tiers.identifiants.map((i) => ({ libelle: IDENTIFIANT_LIBELLES[i.type], valeur: i.valeur })),
        {
          libelle: 'Adresse',
          valeur:
            [tiers.adresse.lignes, `${tiers.adresse.codePostal} ${tiers.adresse.commune}`.trim()]
              .filter((x) => x !== '')
              .join(', ') || '—',
        },
        { libelle: 'Téléphone', valeur: tiers.telephone === '' ? '—' : formatTelephone(tiers.telephone) },
        { libelle: 'E-mail', valeur: tiers.mail || '—' },
        ...(representant === null
          ? []
          : [
              {
                libelle: 'Représentant',
                valeur: [representant.nom, representant.qualite].filter((x) => x !== '').join(', '),
              },
            ]),
      ]}
    />
  )
}
