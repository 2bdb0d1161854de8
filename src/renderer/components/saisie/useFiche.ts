import { useCallback, useMemo, useRef, useState } from 'react'
import { readPerimee, readRefus } from '../../api.ts'
import { useBrouillons } from '../../state/brouillons.ts'

type Valeurs = object
export type Erreurs<F> = Partial<Record<keyof F & string, string>>

export interface OptionsFiche<F extends Valeurs> {
  /** Where what is typed and not yet saved is kept, e.g. `fournisseur/3`. */
  readonly cle: string
  /** What the register holds, in the shape of the form. */
  readonly base: F
  readonly revision: number | undefined
  /** Sentences of the fields that cannot be saved as typed. */
  readonly verifier?: (valeurs: F) => Erreurs<F>
  /** Fields without which nothing can be saved yet; they are waited for without a word. */
  readonly requis?: readonly (keyof F & string)[]
  /** False: nothing is saved before the person asks, and nothing while a field is wrong. True by default. */
  readonly auto?: boolean
  /** Saves and refreshes what the screen reads; `cle` is the new place of the draft when the row was created. */
  readonly enregistrer: (
    valeurs: F,
    revision: number | undefined,
  ) => Promise<{ revision: number; cle?: string }>
  /** The version that the register holds, in the shape of the form, when a stale save is refused. */
  readonly lireActuelle?: (actuelle: unknown) => { valeurs: F; revision: number }
}

export type EtatFiche = 'repos' | 'modifiee' | 'enregistrement' | 'enregistree'

export interface Conflit<F> {
  readonly champs: readonly (keyof F & string)[]
  readonly miennes: F
  readonly actuelles: F
  garderMiennes(): void
  prendreActuelles(): void
}

export interface Fiche<F extends Valeurs> {
  readonly valeurs: F
  readonly erreurs: Erreurs<F>
  readonly etat: EtatFiche
  /** A failure that belongs to no field of the form, for `RefusMessage`; null otherwise. */
  readonly echec: unknown
  readonly conflit: Conflit<F> | null
  changer<K extends keyof F & string>(champ: K, valeur: F[K]): void
  /** A field was left: saves when the form saves by itself. */
  quitter(): void
  /** Saves what can be; true when nothing typed is left unsaved. */
  sauver(): Promise<boolean>
  abandonner(): void
}

const egal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * A form saved field by field. What differs from the register is a draft that survives a change of screen and a
 * reload; a field in error keeps its saved value in the register and what was typed on the screen.
 */
export function useFiche<F extends Valeurs>(options: OptionsFiche<F>): Fiche<F> {
  const { cle, base, revision, verifier, requis, auto = true, enregistrer, lireActuelle } = options
  const brouillon = useBrouillons((s) => s.parCle[cle])
  const poser = useBrouillons((s) => s.poser)
  const oter = useBrouillons((s) => s.oter)
  const [etat, setEtat] = useState<EtatFiche>('repos')
  const [echec, setEchec] = useState<unknown>(null)
  const [perimee, setPerimee] = useState<{ valeurs: F; revision: number } | null>(null)
  const enCours = useRef<Promise<boolean> | null>(null)
  // The last version known to be in the register: what the screen read, or what was just saved.
  const connue = useRef({ cle, base, revision })
  if (connue.current.cle !== cle || (revision ?? 0) >= (connue.current.revision ?? 0))
    connue.current = { cle, base, revision }

  const valeurs = useMemo(
    () => ({ ...base, ...(brouillon?.modifs as Partial<F> | undefined) }),
    [base, brouillon],
  )
  const toutes = useMemo(() => verifier?.(valeurs) ?? {}, [verifier, valeurs]) as Erreurs<F>
  const refus = echec === null ? null : readRefus(echec)
  // A list has no single field to stand beside: its refusal is said at the top of the form.
  const champRefuse = refus?.ou?.split('.').at(-1)
  const deChamp =
    champRefuse !== undefined && champRefuse in valeurs && !Array.isArray(valeurs[champRefuse as keyof F])
  const refuses = (deChamp ? { [champRefuse]: refus?.phrase } : {}) as Erreurs<F>

  const changer = useCallback(
    <K extends keyof F & string>(champ: K, valeur: F[K]) => {
      const actuel = useBrouillons.getState().parCle[cle]
      const modifs = { ...actuel?.modifs, [champ]: valeur } as Record<string, unknown>
      if (egal(base[champ], valeur)) delete modifs[champ]
      if (Object.keys(modifs).length === 0) oter(cle)
      else poser(cle, { modifs, revision: actuel?.revision ?? revision ?? null })
      setEtat('modifiee')
      setEchec(null)
    },
    [base, cle, oter, poser, revision],
  )

  const envoyer = async (revisionEnvoyee: number | undefined): Promise<boolean> => {
    const typed = useBrouillons.getState().parCle[cle]
    if (typed === undefined) return true
    const dans = connue.current.base
    const voulues = { ...dans, ...(typed.modifs as Partial<F>) }
    const fautes = (verifier?.(voulues) ?? {}) as Erreurs<F>
    if (!auto && Object.keys(fautes).length > 0) return false
    const partent = { ...voulues }
    for (const champ of Object.keys(fautes) as (keyof F & string)[]) partent[champ] = dans[champ]
    if (requis?.some((champ) => String(partent[champ] ?? '').trim() === '')) return false
    if (egal(partent, dans)) return Object.keys(fautes).length === 0
    setEtat('enregistrement')
    try {
      const nouvelle = await enregistrer(partent, revisionEnvoyee)
      connue.current = { cle, base: partent, revision: nouvelle.revision }
      const reste = Object.fromEntries(
        Object.entries(useBrouillons.getState().parCle[cle]?.modifs ?? {}).filter(
          ([champ, valeur]) => !egal(partent[champ as keyof F], valeur),
        ),
      )
      oter(cle)
      if (Object.keys(reste).length > 0) poser(nouvelle.cle ?? cle, { modifs: reste, revision: null })
      setEtat('enregistree')
      setEchec(null)
      setPerimee(null)
      return Object.keys(reste).length === 0
    } catch (erreur) {
      const actuelle = readPerimee<unknown>(erreur)
      setEtat('modifiee')
      if (actuelle !== null && lireActuelle !== undefined) setPerimee(lireActuelle(actuelle))
      else setEchec(erreur)
      return false
    }
  }

  // Two blurs in a row must not race: the second waits, then sends what is left.
  const sauver = async (): Promise<boolean> => {
    if (perimee !== null) return false
    if (enCours.current !== null) await enCours.current
    const depart = useBrouillons.getState().parCle[cle]?.revision ?? connue.current.revision
    const promesse = envoyer(depart)
    enCours.current = promesse
    try {
      return await promesse
    } finally {
      enCours.current = null
    }
  }

  const conflit: Conflit<F> | null =
    perimee === null
      ? null
      : {
          champs: (Object.keys(valeurs) as (keyof F & string)[]).filter(
            (champ) => !egal(valeurs[champ], perimee.valeurs[champ]),
          ),
          miennes: valeurs,
          actuelles: perimee.valeurs,
          garderMiennes: () => void envoyer(perimee.revision),
          prendreActuelles: () => {
            oter(cle)
            setPerimee(null)
            setEtat('repos')
          },
        }

  return {
    valeurs,
    erreurs: { ...toutes, ...refuses },
    etat,
    echec: deChamp ? null : echec,
    conflit,
    changer,
    sauver,
    quitter: () => {
      if (auto) void sauver()
    },
    abandonner: () => {
      oter(cle)
      setEchec(null)
      setPerimee(null)
      setEtat('repos')
    },
  }
}
