import { IconCheck, IconPencil, IconUser } from '@tabler/icons-react'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FicheClient } from '#contract/client.ts'
import { jourParis } from '#domain/dates.ts'
import type { AttestationDemandee } from '#domain/dispositif.ts'
import { formatTelephone } from '#domain/identifiants.ts'
import type { Tiers } from '#domain/tiers.ts'
import { orpc } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import texte from '../../components/texte.module.css'
import { formatJour } from '../../format.ts'
import { actionJournal, detailJournal } from '../../libelles.ts'
import classes from './clients.module.css'

/** How to reach the client, and who signs for it. */
export function Contacts({ tiers }: { readonly tiers: Tiers }) {
  const joindre = (t: { telephone: string; mail: string }) =>
    [formatTelephone(t.telephone), t.mail].filter((m) => m !== '').join(' · ')
  const direct = joindre(tiers)
  return (
    <Panneau
      titre="Contacts"
      compte={tiers.contacts.length === 0 ? undefined : tiers.contacts.length}
      droite={<Action vers={`/clients/${tiers.id}/modifier`}>Modifier</Action>}
      rembourrage={false}
    >
      <Lignes libelle="Contacts">
        <Ligne
          titre={
            tiers.adresse.lignes === ''
              ? `${tiers.adresse.codePostal} ${tiers.adresse.commune}`.trim() || 'Adresse absente'
              : `${tiers.adresse.lignes}, ${tiers.adresse.codePostal} ${tiers.adresse.commune}`
          }
          precision={direct === '' ? 'ni téléphone ni e-mail' : direct}
        />
        {tiers.contacts.map((c) => (
          <Ligne
            key={c.id}
            icone={
              c.signataire ? (
                <IconPencil size={16} stroke={1.75} aria-hidden />
              ) : (
                <IconUser size={16} stroke={1.75} aria-hidden />
              )
            }
            titre={c.qualite === '' ? c.nom : `${c.nom}, ${c.qualite}`}
            precision={
              <>
                {c.signataire && <span className={texte.second}>a le pouvoir de signer</span>}
                {joindre(c)}
              </>
            }
          />
        ))}
      </Lignes>
    </Panneau>
  )
}

/** What the schemes of the client's orders ask to attest. */
function useAttestations(fiche: FicheClient): readonly AttestationDemandee[] {
  const codes = [...new Set(fiche.commandes.map((c) => c.dispositif))]
  return useQueries({
    queries: codes.map((code) => orpc.dispositif.montrer.queryOptions({ input: { code } })),
    combine: (r) => r.flatMap((x) => x.data?.dispositif.attestations ?? []),
  })
}

/** What was attested of this client, in the words of the schemes of its orders. */
export function Attestations({ fiche }: { readonly fiche: FicheClient }) {
  const connues = useAttestations(fiche)
  if (fiche.attestations.length === 0) return null
  return (
    <Panneau titre="Attestations" compte={fiche.attestations.length} rembourrage={false}>
      <Lignes libelle="Attestations">
        {fiche.attestations.map((a) => {
          const connue = connues.find((c) => c.code === a.code)
          return (
            <Ligne
              key={a.id}
              icone={<IconCheck size={16} stroke={1.75} className={texte.ok} aria-hidden />}
              titre={connue?.libelle ?? a.code}
              precision={`attesté le ${formatJour(a.le)} par ${a.par}${connue === undefined ? '' : `, ${connue.source.document} ${connue.source.passage}`}${a.commentaire === '' ? '' : ` · ${a.commentaire}`}`}
            />
          )
        })}
      </Lignes>
    </Panneau>
  )
}

const COURT = 5
const LONG = 200

/** What happened to this card, the latest first. */
export function Journal({ fiche }: { readonly fiche: FicheClient }) {
  const attestations = useAttestations(fiche)
  const [tout, setTout] = useState(false)
  const { data } = useQuery(
    orpc.systeme.journal.queryOptions({
      input: { sujet: 'client', sujetId: fiche.tiers.id, nombre: tout ? LONG : COURT },
    }),
  )
  if (data === undefined || data.total === 0) return null
  return (
    <Panneau
      titre="Journal"
      compte={data.total}
      droite={
        data.total > COURT && (
          <Action onClick={() => setTout((t) => !t)} deplie={tout}>
            {tout ? 'Réduire' : 'Tout voir'}
          </Action>
        )
      }
    >
      <dl className={classes.journal}>
        {data.lignes.map((l) => (
          <div key={l.id} style={{ display: 'contents' }}>
            <dt>{formatJour(jourParis(l.instant))}</dt>
            <dd>
              {actionJournal(l)}
              <span className={texte.second}>
                {[l.par, detailJournal(l, attestations)].filter((m) => m !== '').join(' · ')}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Panneau>
  )
}
