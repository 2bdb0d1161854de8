import { Fragment } from 'react'

/** Keys as they are printed on the keyboard: `<Touche de="Ctrl K" />`. */
export function Touche({ de }: { readonly de: string }) {
  return (
    <>
      {de.split(' ').map((t) => (
        <Fragment key={t}>
          <kbd className="touche">{t}</kbd>{' '}
        </Fragment>
      ))}
    </>
  )
}
