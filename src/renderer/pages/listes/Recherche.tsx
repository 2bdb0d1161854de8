import { NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { LigneListe, ResumeListe } from '#contract/liste.ts'
import { IDENTIFIANT_LIBELLES } from '#domain/identifiants.ts'
import { LISTE_LIBELLES, TYPES_LISTE, type TypeListe } from '#domain/listes.ts'
import { formatMontant } from '#domain/montant.ts'
import { orpc } from '../../api.ts'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatCompte, formatJour } from '../../format.ts'
import classes from './listes.module.css'

const MONTREES = 50

/** What a line says, one sentence per fact. */
function faits({ type, contenu: c }: LigneListe): readonly string[] {
  const mots = [
    c.tranche === null ? '' : `tranche ${c.tranche}`,
    c.plafondHt === null ? '' : `plafond ${formatMontant(c.plafondHt)} HT`,
    type === 'es' ? 'éligible' : '',
    type === 'annuaire' && c.activites.length === 0 ? 'absent de l’annuaire' : '',
    ...c.activites.map((a) => [a.libelle, a.libelleMode, a.commune].filter((m) => m !== '').join(', ')),
    ...c.financements.map((f) =>
      ['financé', f.fournisseur, f.le === null ? '' : `le ${formatJour(f.le)}`, f.numero]
        .filter((m) => m !== '')
        .join(' '),
    ),
  ]
  return [...new Set(mots.filter((m) => m !== ''))]
}

/** What the lists say of a number or of a name. */
export function Recherche({ listes }: { readonly listes: readonly ResumeListe[] }) {
  const [saisie, setSaisie] = useState('')
  const [type, setType] = useState<TypeListe | ''>('')
  const texte = useDeferredValue(saisie.trim())
  const { data, error } = useQuery({
    ...orpc.liste.chercher.queryOptions({
      input: { texte: texte === '' ? '-' : texte, type: type === '' ? null : type, nombre: MONTREES },
      enabled: texte !== '',
    }),
    placeholderData: keepPreviousData,
  })
  const page = texte === '' ? undefined : data
  const presents = TYPES_LISTE.filter((t) => listes.some((l) => l.type === t))
  return (
    <Panneau
      titre="Chercher dans les listes"
      {...(page === undefined ? {} : { compte: formatCompte(page.total, 'ligne') })}
      rembourrage={false}
    >
      <div className={classes.recherche}>
        <TextInput
          aria-label="Numéro ou nom"
          placeholder="RPPS, FINESS ou nom"
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
          value={saisie}
          onChange={(e) => setSaisie(e.currentTarget.value)}
          className={classes.saisie ?? ''}
        />
        {presents.length > 1 && (
          <NativeSelect
            aria-label="Liste cherchée"
            value={type}
            onChange={(e) => setType(e.currentTarget.value as TypeListe | '')}
            data={[
              { value: '', label: 'Toutes les listes' },
              ...presents.map((t) => ({ value: t, label: LISTE_LIBELLES[t] })),
            ]}
          />
        )}
      </div>
      <RefusMessage erreur={error} />
      {page !== undefined && page.total === 0 && (
        <p role="status" className={classes.reste}>
          Rien pour « {texte} ».
        </p>
      )}
      {page !== undefined && page.total > 0 && (
        <Tableau libelle="Lignes trouvées dans les listes">
          <thead>
            <tr>
              <th scope="col">Numéro</th>
              <th scope="col">Nom</th>
              <th scope="col">Ce qui est dit</th>
              <th scope="col">Liste</th>
            </tr>
          </thead>
          <tbody>
            {page.lignes.map((l) => (
              <tr key={`${l.type}${l.dispositif}${l.par}${l.cle}`}>
                <th scope="row">
                  {l.cle}
                  <span className={classes.second}>{IDENTIFIANT_LIBELLES[l.par]}</span>
                </th>
                <td>{l.contenu.nom}</td>
                <td>
                  {faits(l).map((f) => (
                    <div key={f}>{f}</div>
                  ))}
                </td>
                <td data-gris>
                  {LISTE_LIBELLES[l.type]}
                  <span className={classes.second}>
                    {l.dispositif === null ? '' : `${l.dispositif}, `}du {formatJour(l.du)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </Tableau>
      )}
      {page !== undefined && page.total > MONTREES && (
        <p className={classes.reste}>
          et {formatCompte(page.total - MONTREES, 'autre')} : précisez le numéro ou le nom.
        </p>
      )}
    </Panneau>
  )
}
