import type { ResumeArgent } from '#contract/argent.ts'
import { Action } from '../../components/Action.tsx'
import { ArgentParMois, LegendeArgent } from '../../components/ArgentParMois.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { useEtatSysteme } from '../../etat.ts'
import { formatCompte, formatMontant } from '../../format.ts'
import styles from './argent.module.css'
import type { FiltreArgent } from './filtre.ts'

interface Props {
  readonly resume: ResumeArgent
  readonly onFiltrer: (f: Partial<FiltreArgent>) => void
}

/** Totals and months on the left, schemes and products on the right. Every figure filters the lines under it. */
export function Resume({ resume, onFiltrer }: Props) {
  const aujourdhui = useEtatSysteme()?.aujourdhui
  const { enRetard, enMoins, perdu, sansPart } = resume
  const tout = { mois: null, referencementId: null }
  const totaux = [
    { mot: 'reste à recevoir', montant: resume.resteARecevoir, situation: 'a_recevoir' },
    {
      mot: enRetard.demandes === 0 ? 'en retard' : `en retard, ${formatCompte(enRetard.demandes, 'demande')}`,
      montant: enRetard.montant,
      situation: 'en_retard',
    },
    { mot: 'reçu à ce jour', montant: resume.recu, situation: 'recu' },
    ...(perdu > 0 ? [{ mot: 'perdu', montant: perdu, situation: 'perdu' } as const] : []),
  ] as const
  return (
    <div className={styles.resume}>
      <Panneau titre="Par mois" droite={<LegendeArgent />}>
        <div className={styles.mois}>
          <dl className={styles.totaux}>
            {totaux.map((t) => (
              <div key={t.situation} data-situation={t.montant > 0 ? t.situation : undefined}>
                <dt>{t.mot}</dt>
                <dd>
                  <button type="button" onClick={() => onFiltrer({ ...tout, situation: t.situation })}>
                    {formatMontant(t.montant)}
                  </button>
                </dd>
              </div>
            ))}
          </dl>
          {aujourdhui !== undefined && <ArgentParMois parMois={resume.parMois} aujourdhui={aujourdhui} />}
        </div>
        {(enMoins.demandes > 0 || sansPart > 0) && (
          <p className={styles.note}>
            {enMoins.demandes > 0 &&
              `${formatCompte(enMoins.demandes, 'demande payée', 'demandes payées')} moins que demandé : ${formatMontant(enMoins.montant)} en moins. `}
            {sansPart > 0 &&
              `${formatCompte(sansPart, 'demande')} sans part connue, non ${sansPart > 1 ? 'comptées' : 'comptée'}.`}
          </p>
        )}
      </Panneau>
      <Panneau titre="Par dispositif et produit" rembourrage={false}>
        <div className={styles.produits}>
          <Tableau libelle="Argent par dispositif et produit" serre>
            <thead>
              <tr>
                <th scope="col">Dispositif, produit</th>
                <th scope="col" data-nombre>
                  Attendu
                </th>
                <th scope="col" data-nombre>
                  En retard
                </th>
                <th scope="col" data-nombre>
                  Reçu
                </th>
              </tr>
            </thead>
            {resume.parDispositif.map((d) => (
              <tbody key={d.dispositif}>
                <tr>
                  <th scope="rowgroup">{d.dispositif}</th>
                  <Montants ligne={d} />
                </tr>
                {resume.parProduit
                  .filter((p) => p.dispositif === d.dispositif)
                  .map((p) => (
                    <tr key={p.referencementId}>
                      <td>
                        <Action
                          onClick={() =>
                            onFiltrer({ mois: null, situation: 'toutes', referencementId: p.referencementId })
                          }
                          libelle={`Lignes de ${p.produit}, ${p.dispositif}`}
                        >
                          {p.produit}
                        </Action>
                      </td>
                      <Montants ligne={p} />
                    </tr>
                  ))}
              </tbody>
            ))}
          </Tableau>
        </div>
      </Panneau>
    </div>
  )
}

function Montants({ ligne }: { readonly ligne: { attendu: number; enRetard: number; recu: number } }) {
  return (
    <>
      <td data-nombre>{formatMontant(ligne.attendu)}</td>
      <td data-nombre>
        {ligne.enRetard === 0 ? (
          <span className={texte.gris}>—</span>
        ) : (
          <span className={texte.attention}>{formatMontant(ligne.enRetard)}</span>
        )}
      </td>
      <td data-nombre>{formatMontant(ligne.recu)}</td>
    </>
  )
}
