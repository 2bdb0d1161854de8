import { useCallback } from 'react'
import { useHashLocation } from 'wouter/use-hash-location'

function useAdresseSansReste(): ReturnType<typeof useHashLocation> {
  const [ici, aller] = useHashLocation()
  const partir = useCallback<typeof aller>(
    (vers, options) => aller(vers.includes('?') ? vers : `${vers}?`, options),
    [aller],
  )
  return [ici, partir]
}

/**
 * The address of a screen, behind `#`. What comes after `?` (`/commandes/nouvelle?client=12`) is said to one screen: the
 * next one starts without it, and going back finds it again.
 */
export const useAdresse = Object.assign(useAdresseSansReste, { hrefs: (href: string) => `#${href}` })
