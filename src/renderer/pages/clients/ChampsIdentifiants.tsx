import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconCheck, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { formatJour, isJour } from '#domain/dates.ts'
import {
  formatSiret,
  formatTelephone,
  IDENTIFIANT_LIBELLES,
  TYPES_IDENTIFIANT,
  type TypeIdentifiant,
  verifyIdentifiant,
} from '#domain/identifiants.ts'
import { orpc } from '../../api.ts'
import { Faute } from '../../components/saisie/Champ.tsx'
import type { Fiche } from '../../components/saisie/useFiche.ts'
import { aviserIdentifiant } from '../../components/saisie/verifications.ts'
import texte from '../../components/texte.module.css'
import classes from './clients.module.css'
import { type FormClient, IDENTIFIANTS_USUELS } from './ficheClient.ts'

type Saisi = FormClient['identifiants'][number]

const lisible = (type: TypeIdentifiant, valeur: string) => {
  const v = verifyIdentifiant(type, valeur)
  if (!v.ok) return valeur
  return type === 'SIREN' || type === 'SIRET' ? formatSiret(v.valeur) : v.valeur
}

/** Typed identifiers, those usual for the category shown first, each checked as typed. */
export function ChampsIdentifiants({ fiche }: { readonly fiche: Fiche<FormClient> }) {
  const { categorie, identifiants } = fiche.valeurs
  const usuels = IDENTIFIANTS_USUELS[categorie]
    .filter((t) => identifiants.every((i) => i.type !== t))
    .map((type): Saisi => ({ type, valeur: '' }))
  const lignes = [...identifiants, ...usuels]
  const poser = (rang: number, saisi: Saisi) =>
    fiche.changer(
      'identifiants',
      lignes
        .map((l, i) => (i === rang ? saisi : l))
        .filter((l, i) => l.valeur !== '' || i === rang || i < identifiants.length),
    )
  const libres = TYPES_IDENTIFIANT.filter((t) => lignes.every((l) => l.type !== t))
  return (
    <fieldset className={classes.identifiants}>
      <legend className="seul-lecteur">Identifiants</legend>
      {lignes.map((l, i) => {
        const avis = aviserIdentifiant(l.type, l.valeur)
        return (
          <div key={l.type} className={classes.identifiant}>
            {i < identifiants.length && !IDENTIFIANTS_USUELS[categorie].includes(l.type) && (
              <NativeSelect
                label="Identifiant"
                value={l.type}
                onChange={(e) => poser(i, { ...l, type: e.currentTarget.value as TypeIdentifiant })}
                data={[l.type, ...libres].map((t) => ({ value: t, label: IDENTIFIANT_LIBELLES[t] }))}
              />
            )}
            <TextInput
              label={IDENTIFIANT_LIBELLES[l.type]}
              name={`identifiants.${l.type}`}
              value={l.valeur}
              inputMode={l.type.startsWith('FINESS') || l.type === 'ADELI' ? 'text' : 'numeric'}
              onChange={(e) => poser(i, { ...l, valeur: e.currentTarget.value })}
              onBlur={() => l.valeur !== '' && poser(i, { ...l, valeur: lisible(l.type, l.valeur) })}
              inputWrapperOrder={['label', 'input', 'error', 'description']}
              description={avis?.ok === true ? avis.phrase : undefined}
              error={avis?.ok === false && <Faute>{avis.phrase}</Faute>}
              rightSection={avis?.ok === true ? <IconCheck size={16} stroke={1.75} aria-hidden /> : undefined}
            />
          </div>
        )
      })}
      {libres[0] !== undefined && (
        <div>
          <Button
            leftSection={<IconPlus size={14} stroke={1.75} aria-hidden />}
            onClick={() =>
              fiche.changer('identifiants', [
                ...identifiants,
                { type: libres[0] as TypeIdentifiant, valeur: '' },
              ])
            }
          >
            Autre identifiant
          </Button>
        </div>
      )}
      <DepuisFiness fiche={fiche} />
    </fieldset>
  )
}

/** What the imported FINESS extraction says of the number typed: empty fields are filled, the others on demand. */
function DepuisFiness({ fiche }: { readonly fiche: Fiche<FormClient> }) {
  const { valeurs: v, changer } = fiche
  const numero = (['FINESS_G', 'FINESS_J'] as const)
    .map((t) => v.identifiants.find((i) => i.type === t))
    .filter((i) => i !== undefined)
    .map((i) => verifyIdentifiant(i.type, i.valeur))
    .find((x) => x.ok)
  const cherche = numero?.ok === true ? numero.valeur : ''
  const { data } = useQuery(
    orpc.client.chercherFiness.queryOptions({ input: { numero: cherche }, enabled: cherche !== '' }),
  )
  const reprendre = (seulementVides: boolean) => {
    if (data === undefined || data === null) return
    const poser = <K extends 'nom' | 'lignes' | 'codePostal' | 'commune' | 'telephone'>(
      champ: K,
      valeur: string,
    ) => {
      if (valeur !== '' && (!seulementVides || v[champ] === '')) changer(champ, valeur)
    }
    poser('nom', data.nom)
    poser('lignes', data.lignes)
    poser('codePostal', data.codePostal)
    poser('commune', data.commune)
    poser('telephone', formatTelephone(data.telephone))
    const ajouts = [
      { type: 'FINESS_J' as const, valeur: data.finessJ },
      { type: 'SIRET' as const, valeur: formatSiret(data.siret) },
    ].filter((a) => a.valeur !== '' && v.identifiants.every((i) => i.type !== a.type || i.valeur === ''))
    if (ajouts.length > 0)
      changer('identifiants', [
        ...v.identifiants.filter((i) => ajouts.every((a) => a.type !== i.type)),
        ...ajouts,
      ])
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: filled once per number found, never again over what is typed
  useEffect(() => {
    if (data !== undefined && data !== null && v.nom === '') reprendre(true)
  }, [data])
  if (data === undefined || data === null) return null
  return (
    <div className={classes.trouve}>
      <p>
        <strong className={texte.fort}>{data.nom}</strong>
        <span className={texte.second}>
          {[data.lignes, `${data.codePostal} ${data.commune}`.trim(), data.categorie]
            .filter((m) => m !== '')
            .join(' · ')}
        </span>
        <span className={texte.second}>
          Liste FINESS du {isJour(data.du) ? formatJour(data.du) : data.du}
        </span>
      </p>
      <Button onClick={() => reprendre(false)}>Reprendre</Button>
    </div>
  )
}
