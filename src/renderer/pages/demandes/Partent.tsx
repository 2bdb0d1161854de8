import { IconBraces } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { ExamenDemandes } from '#contract/avance.ts'
import { Action } from '../../components/Action.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatMontant, formatNombre, formatTaille } from '../../format.ts'
import { montrerCommandes } from '../../state/commandes.ts'
import classes from './demandes.module.css'

/** What goes: counts, sums per kind of beneficiary, and the files that will be written. */
export function Partent({ examen }: { readonly examen: ExamenDemandes }) {
  const [, aller] = useLocation()
  const { partent, lots, parBeneficiaire } = examen
  const nombre = partent.commandeIds.length
  const chiffres = [
    { valeur: formatNombre(nombre), mot: nombre > 1 ? 'demandes' : 'demande' },
    {
      valeur: formatNombre(partent.pieces),
      mot: `${partent.pieces > 1 ? 'pièces' : 'pièce'}, ${formatTaille(partent.taille)}`,
    },
    { valeur: formatNombre(lots.length), mot: 'JSON' },
    { valeur: formatNombre(lots.length), mot: 'ZIP' },
  ]
  const plusieurs = new Set(lots.map((l) => `${l.siret}/${l.numeroAns}`)).size > 1
  return (
    <Panneau
      titre="Ce qui part"
      compte={`${formatNombre(nombre)} sur ${formatNombre(examen.signes)} BDC signés`}
      droite={
        nombre > 0 && (
          <Action
            onClick={() => {
              montrerCommandes({ dispositif: examen.dispositif, etats: ['avance_a_deposer'] })
              aller('/commandes')
            }}
          >
            Voir les commandes
          </Action>
        )
      }
      rembourrage={false}
    >
      <div className={classes.chiffres}>
        <dl>
          {chiffres.map((c) => (
            <div key={c.mot}>
              <dd>{c.valeur}</dd>
              <dt>{c.mot}</dt>
            </div>
          ))}
        </dl>
        <p className={classes.somme}>
          <strong>
            {partent.attendu === null ? formatMontant(partent.ttc) : formatMontant(partent.attendu)}
          </strong>
          <span>
            {partent.attendu === null
              ? 'TTC ; la part de l’avance n’est pas connue'
              : `d’avance, sur ${formatMontant(partent.ttc)}`}
          </span>
        </p>
      </div>
      {nombre > 0 && (
        <Tableau libelle="Bénéficiaires et fichiers">
          <thead>
            <tr>
              <th scope="col">Bénéficiaires</th>
              <th scope="col" data-nombre>
                Demandes
              </th>
              <th scope="col" data-nombre>
                TTC
              </th>
              <th scope="col" data-nombre>
                Avance
              </th>
            </tr>
          </thead>
          <tbody>
            {parBeneficiaire.map((b) => (
              <tr key={b.libelle}>
                <td>{b.libelle}</td>
                <td data-nombre>{formatNombre(b.demandes)}</td>
                <td data-nombre>{formatMontant(b.ttc)}</td>
                <td data-nombre>
                  <strong className={classes.fort}>
                    {b.attendu === null ? '—' : formatMontant(b.attendu)}
                  </strong>
                </td>
              </tr>
            ))}
          </tbody>
        </Tableau>
      )}
      {lots.length > 0 && (
        <div className={classes.lots}>
          <Tableau libelle="Fichiers à écrire">
            <thead>
              <tr>
                <th scope="col">Fichiers, un lot par ligne</th>
                <th scope="col" data-nombre>
                  Demandes
                </th>
                <th scope="col" data-nombre>
                  Taille
                </th>
                <th scope="col" data-nombre>
                  Avance
                </th>
              </tr>
            </thead>
            <tbody>
              {lots.map((l) => (
                <tr key={l.nom}>
                  <td>
                    <span className={classes.lot}>
                      <IconBraces size={16} stroke={1.75} aria-hidden />
                      <code>{l.nom}</code>
                      {!l.formatConfirme && <EtatChip aspect="attention">format non confirmé</EtatChip>}
                    </span>
                    {plusieurs && (
                      <span className={classes.second}>
                        {l.fournisseur}, {l.numeroAns}
                      </span>
                    )}
                  </td>
                  <td data-nombre>{formatNombre(l.commandeIds.length)}</td>
                  <td data-nombre>{formatTaille(l.taille)}</td>
                  <td data-nombre>
                    <strong className={classes.fort}>
                      {l.attendu === null ? '—' : formatMontant(l.attendu)}
                    </strong>
                  </td>
                </tr>
              ))}
            </tbody>
          </Tableau>
        </div>
      )}
    </Panneau>
  )
}
