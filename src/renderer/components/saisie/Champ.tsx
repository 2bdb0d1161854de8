import { TextInput, type TextInputProps } from '@mantine/core'
import { IconAlertCircle, IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './saisie.module.css'
import type { FicheChamps } from './useFiche.ts'
import type { Avis } from './verifications.ts'

/** An error beside its field: a glyph, what was found, what is needed. */
export function Faute({ children }: { readonly children: ReactNode }) {
  return (
    <span className={classes.faute}>
      <IconAlertCircle size={14} stroke={1.75} aria-hidden />
      <span>{children}</span>
    </span>
  )
}

type Textes<F> = { [K in keyof F]: F[K] extends string ? K : never }[keyof F] & string

interface Props<F extends object>
  extends Omit<TextInputProps, 'value' | 'onChange' | 'onBlur' | 'error' | 'form'> {
  readonly fiche: FicheChamps<F>
  readonly champ: Textes<F>
  /** Checked at each key: agreement under the field, or the sentence of the error. */
  readonly avis?: Avis | null
  readonly ecrire?: (saisie: string) => string
}

/** A text field of a sheet: checked as typed, saved when left. */
export function Champ<F extends object>({ fiche, champ, avis, description, ecrire, ...reste }: Props<F>) {
  const erreur = fiche.erreurs[champ] ?? (avis?.ok === false ? avis.phrase : undefined)
  const bon = erreur === undefined && avis?.ok === true && avis.phrase !== ''
  return (
    <TextInput
      name={champ}
      {...reste}
      data-champ={champ}
      value={fiche.valeurs[champ] as string}
      onChange={(e) => fiche.changer(champ, e.currentTarget.value as F[typeof champ])}
      onBlur={() => {
        const saisie = fiche.valeurs[champ] as string
        const propre = ecrire?.(saisie) ?? saisie
        if (propre !== saisie) fiche.changer(champ, propre as F[typeof champ])
        fiche.quitter()
      }}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      description={erreur === undefined ? (bon ? avis.phrase : description) : undefined}
      error={erreur === undefined ? undefined : <Faute>{erreur}</Faute>}
      rightSection={bon ? <IconCheck size={16} stroke={1.75} aria-hidden /> : reste.rightSection}
    />
  )
}
