import { Button } from '@mantine/core'
import { IconCheck, IconEye, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { FicheDispositif } from '#contract/dispositif.ts'
import type { Source } from '#domain/constat.ts'
import type { Jour } from '#domain/dates.ts'
import type { Confiance, Dispositif } from '#domain/dispositif.ts'
import { IDENTIFIANT_LIBELLES } from '#domain/identifiants.ts'
import { valueAt } from '#domain/valeurs.ts'
import { client, queryClient } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Connaissance } from '../../components/Connaissance.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { formatJour, formatTaux } from '../../format.ts'
import classes from './dispositifs.module.css'

interface Regle {
  readonly sujet: string
  readonly enonce: string
  readonly confiance: Confiance | 'par_vous'
  readonly source: Source | undefined
}

const joindre = (mots: Iterable<string>) => [...new Set(mots)].join(', ')

function listRegles(d: Dispositif, aujourdhui: Jour): readonly Regle[] {
  const regles: Regle[] = []
  const jalon = (cle: string) => d.calendrier.find((j) => j.cle === cle)?.libelle ?? cle
  const ajouter = (
    sujet: string,
    enonce: string,
    source?: Source,
    confiance: Regle['confiance'] = 'atteste',
  ) => regles.push({ sujet, enonce, confiance, source })
  ajouter(
    'Unicité',
    `une commande par ${joindre(d.clients.map((c) => IDENTIFIANT_LIBELLES[c.identifiant]))}`,
    d.clients[0]?.source,
  )
  for (const part of ['avance', 'solde'] as const) {
    const v = valueAt(d.parts[part], aujourdhui)
    ajouter(
      part === 'avance' ? 'Avance' : 'Solde',
      v?.valeur == null ? 'part inconnue' : `${formatTaux(v.valeur)} du montant financé`,
      v?.source,
      v?.regle === undefined ? (v?.confiance ?? 'a_confirmer') : 'par_vous',
    )
  }
  const { regles: r } = d
  if (r.emissionApres !== undefined)
    ajouter('Bon de commande', `émis strictement après la ${jalon(r.emissionApres)}`)
  if (r.signatureDes !== undefined) ajouter('Signature', `pas avant ${jalon(r.signatureDes.jalon)}`)
  if (r.signatureAuPlusTard !== undefined)
    ajouter('Signature', `au plus tard à la ${jalon(r.signatureAuPlusTard)}`)
  if (r.delaiAvantDossierComplet !== undefined)
    ajouter('Signature anticipée', `dossier complet à l’ANS dans les ${r.delaiAvantDossierComplet} jours`)
  if (r.depotAvance !== undefined)
    ajouter('Dépôt de l’avance', `au plus tard à ${jalon(r.depotAvance.jalon)}`)
  for (const reglement of new Set(d.clients.flatMap((c) => (c.aide === null ? [] : [c.aide.reglement])))) {
    const vises = d.clients.filter((c) => c.aide?.reglement === reglement)
    ajouter(
      'Aides d’État',
      `${reglement} : ${joindre(vises.map((c) => c.libelle.toLowerCase()))}`,
      vises[0]?.source,
    )
  }
  const outreMer = Object.entries(d.tva.tauxParTerritoire).filter(([t]) => t !== '*')
  if (outreMer.length > 0)
    ajouter(
      'TVA outre-mer',
      outreMer.map(([t, taux]) => `${t} : ${formatTaux(taux)}`).join(', '),
      d.tva.source,
      d.tva.confiance,
    )
  for (const a of d.attestations) ajouter('Vous attestez', a.libelle, a.source)
  return regles
}

const VISIBLES = 8

/** Rules of the scheme in plain words, each with how it is known. */
export function Regles({
  dispositif,
  aujourdhui,
}: {
  readonly dispositif: Dispositif
  readonly aujourdhui: Jour
}) {
  const [toutes, setToutes] = useState(false)
  const regles = listRegles(dispositif, aujourdhui)
  const vues = toutes ? regles : regles.slice(0, VISIBLES)
  return (
    <Panneau
      titre="Règles"
      compte={`${vues.length} sur ${regles.length}`}
      droite={
        regles.length > VISIBLES && (
          <Action onClick={() => setToutes((t) => !t)} deplie={toutes}>
            {toutes ? 'Réduire' : 'Toutes'}
          </Action>
        )
      }
    >
      <dl className={classes.regles}>
        {vues.map((r) => (
          <div key={`${r.sujet}${r.enonce}`}>
            <dt>{r.sujet}</dt>
            <dd>
              {r.enonce}
              {r.source !== undefined && (
                <span className={classes.source}>
                  {r.source.document}, {r.source.passage}
                </span>
              )}
            </dd>
            <dd>
              <Connaissance confiance={r.confiance} teinte={false} />
            </dd>
          </div>
        ))}
      </dl>
    </Panneau>
  )
}

/** What is missing before a first advance can be deposited. */
export function Manques({
  fiche,
  onRegler,
}: {
  readonly fiche: FicheDispositif
  readonly onRegler: (cle: string) => void
}) {
  return (
    <Panneau
      titre="Avant un premier dépôt"
      compte={fiche.manques.length === 0 ? undefined : `${fiche.manques.length} à confirmer`}
      rembourrage={false}
    >
      <Lignes>
        {fiche.manques.length === 0 ? (
          <Ligne
            icone={<IconCheck size={16} stroke={1.75} className={texte.ok} aria-hidden />}
            titre="Rien ne manque à une avance."
          />
        ) : (
          fiche.manques.map((m) => {
            const reglable = fiche.reglables.find((r) => m.startsWith(r.libelle))
            return (
              <Ligne
                key={m}
                icone={<IconEye size={16} stroke={1.75} className={texte.attention} aria-hidden />}
                titre={reglable?.libelle ?? m}
                precision={
                  reglable === undefined
                    ? undefined
                    : m.slice(reglable.libelle.length).replace(/^\s*:\s*/, '')
                }
                droite={
                  reglable !== undefined && (
                    <Action onClick={() => onRegler(reglable.cle)} libelle={`Saisir : ${reglable.libelle}`}>
                      {reglable.valeur === null ? 'Saisir' : 'Confirmer'}
                    </Action>
                  )
                }
              />
            )
          })
        )}
      </Lignes>
    </Panneau>
  )
}

/** Values that the user set, each with the source given, and the way back. */
export function ReglesParVous({
  fiche,
  onRegler,
}: {
  readonly fiche: FicheDispositif
  readonly onRegler: (cle: string) => void
}) {
  const [aRetablir, setARetablir] = useState<string | null>(null)
  const [erreur, setErreur] = useState<unknown>(null)
  const retablir = async (cle: string) => {
    try {
      await client.dispositif.retablir({ code: fiche.dispositif.code, cle })
      setErreur(null)
      setARetablir(null)
      await queryClient.invalidateQueries()
    } catch (e) {
      setErreur(e)
    }
  }
  return (
    <Panneau
      titre="Réglé par vous"
      compte={fiche.surcharges.length === 0 ? 'rien encore' : `${fiche.surcharges.length}`}
      rembourrage={false}
    >
      <RefusMessage erreur={erreur} />
      <Lignes>
        {fiche.surcharges.length === 0 && (
          <Ligne
            titre="Chaque valeur se change, avec votre source."
            precision="La valeur du texte reste au catalogue : un clic la rétablit."
          />
        )}
        {fiche.surcharges.map((s) => {
          const r = fiche.reglables.find((x) => x.cle === s.cle)
          return (
            <Ligne
              key={s.cle}
              icone={<IconPencil size={16} stroke={1.75} aria-hidden />}
              titre={`${r?.libelle ?? s.cle} : ${r?.affichee ?? String(s.valeur)}`}
              precision={`« ${s.note} », par ${s.par} le ${formatJour(s.le)}`}
              droite={
                aRetablir === s.cle ? (
                  <Button onClick={() => void retablir(s.cle)}>Rétablir le texte</Button>
                ) : (
                  <>
                    <Action onClick={() => onRegler(s.cle)} libelle={`Modifier ${r?.libelle ?? s.cle}`}>
                      Modifier
                    </Action>
                    <Action onClick={() => setARetablir(s.cle)} libelle={`Rétablir ${r?.libelle ?? s.cle}`}>
                      Rétablir
                    </Action>
                  </>
                )
              }
            />
          )
        })}
      </Lignes>
    </Panneau>
  )
}
