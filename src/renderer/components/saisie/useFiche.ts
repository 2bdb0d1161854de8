import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { queryClient, readPerimee, readRefus } from '../../api.ts'
import { useBrouillons } from '../../state/brouillons.ts'

type Valeurs = object
export type Erreurs<F> = Partial<Record<keyof F & string, string>>

/** The row that a form saves: absent until it is created. */
export interface Rang {
  readonly id: number | undefined
  readonly revision: number | undefined
}

export interface OptionsFiche<F extends Valeurs> {
  /** Where what is typed and not yet saved is kept, e.g. `fournisseur/3`. */
  readonly cle: string
  /** What the register holds, in the shape of the form. */
  readonly base: F
  readonly id: number | undefined
  readonly revision: number | undefined
  /** Sentences of the fields that cannot be saved as typed. */
  readonly verifier?: (valeurs: F) => Erreurs<F>
  /** Fields without which nothing can be saved yet; they are waited for without a word. */
  readonly requis?: readonly (keyof F & string)[]
  /** False: nothing is saved before the person asks, and nothing while a field is wrong. True by default. */
  readonly auto?: boolean
  /** Saves, and gives the row as saved; `cle` is its place from now on. The screen is refreshed afterwards. */
  readonly enregistrer: (valeurs: F, rang: Rang) => Promise<{ id: number; revision: number; cle: string }>
  /** Once saved and refreshed. */
  readonly onEnregistre?: (id: number) => void
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

/** What a field needs of a sheet: a sheet that has more fields has these too. */
export type FicheChamps<F extends object> = Pick<Fiche<F>, 'valeurs' | 'erreurs' | 'changer' | 'quitter'>

const egal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * A form saved field by field. What differs from the register is a draft that survives a change of screen and a
 * reload; a field in error keeps its saved value in the register and what was typed on the screen.
 */
export function useFiche<F extends Valeurs>(options: OptionsFiche<F>): Fiche<F> {
  const { base, verifier, auto = true } = options
  const { poser, oter } = useBrouillons.getState()
  const [etat, setEtat] = useState<EtatFiche>('repos')
  const [echec, setEchec] = useState<unknown>(null)
  const [perimee, setPerimee] = useState<{ valeurs: F; revision: number } | null>(null)
  const enCours = useRef<Promise<boolean> | null>(null)
  const dernieres = useRef(options)
  dernieres.current = options
  // A row being created keeps the place where its draft began: no letter falls between the two.
  const place = useRef(options.cle)
  const creee = useRef<string | null>(null)
  if (place.current !== options.cle && creee.current !== options.cle && enCours.current === null)
    place.current = options.cle
  const ici = place.current
  // The last version known to be in the register: what the screen read, or what was just saved.
  const connue = useRef({ cle: options.cle, base, id: options.id, revision: options.revision })
  const autre = connue.current.cle !== options.cle
  if (autre ? enCours.current === null : (options.revision ?? 0) >= (connue.current.revision ?? 0))
    connue.current = { cle: options.cle, base, id: options.id, revision: options.revision }

  // Once created and saved, the row's draft moves to its own place, before anything else can be typed.
  useLayoutEffect(() => {
    if (place.current === options.cle || enCours.current !== null) return
    const reste = useBrouillons.getState().parCle[place.current]
    const ancienne = place.current
    place.current = options.cle
    oter(ancienne)
    if (reste !== undefined) poser(options.cle, { ...reste, revision: null })
  })

  const brouillon = useBrouillons((s) => s.parCle[ici])
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

  const changer = <K extends keyof F & string>(champ: K, valeur: F[K]) => {
    const actuel = useBrouillons.getState().parCle[place.current]
    const modifs = { ...actuel?.modifs, [champ]: valeur } as Record<string, unknown>
    if (enCours.current === null && egal(connue.current.base[champ], valeur)) delete modifs[champ]
    if (Object.keys(modifs).length === 0) oter(place.current)
    else poser(place.current, { modifs, revision: actuel?.revision ?? connue.current.revision ?? null })
    setEtat('modifiee')
    setEchec(null)
  }

  const envoyer = async (revision: number | undefined): Promise<boolean> => {
    const typed = useBrouillons.getState().parCle[place.current]
    if (typed === undefined) return true
    const { requis, enregistrer, onEnregistre, lireActuelle } = dernieres.current
    const { base: dans, id } = connue.current
    const voulues = { ...dans, ...(typed.modifs as Partial<F>) }
    const fautes = (verifier?.(voulues) ?? {}) as Erreurs<F>
    if (!auto && Object.keys(fautes).length > 0) return false
    const partent = { ...voulues }
    for (const champ of Object.keys(fautes) as (keyof F & string)[]) partent[champ] = dans[champ]
    if (requis?.some((champ) => String(partent[champ] ?? '').trim() === '')) return false
    if (egal(partent, dans)) return Object.keys(fautes).length === 0
    setEtat('enregistrement')
    try {
      const sauvee = await enregistrer(partent, { id, revision })
      if (id === undefined) creee.current = sauvee.cle
      connue.current = { cle: sauvee.cle, base: partent, id: sauvee.id, revision: sauvee.revision }
      await queryClient.invalidateQueries()
      // What was typed meanwhile stays; what was sent is in the register now.
      const reste = Object.fromEntries(
        Object.entries(useBrouillons.getState().parCle[place.current]?.modifs ?? {}).filter(
          ([champ, valeur]) => !egal(partent[champ as keyof F], valeur),
        ),
      )
      if (Object.keys(reste).length === 0) oter(place.current)
      else poser(place.current, { modifs: reste, revision: sauvee.revision })
      setEtat(Object.keys(reste).length === 0 ? 'enregistree' : 'modifiee')
      setEchec(null)
      setPerimee(null)
      onEnregistre?.(sauvee.id)
      return Object.keys(reste).length === 0
    } catch (erreur) {
      const actuelle = readPerimee<unknown>(erreur)
      setEtat('modifiee')
      if (actuelle !== null && lireActuelle !== undefined) setPerimee(lireActuelle(actuelle))
      else setEchec(erreur)
      return false
    }
  }

  // One save at a time: two blurs in a row must not race, nor create the row twice.
  const envoyerSeul = async (revision: () => number | undefined): Promise<boolean> => {
    while (enCours.current !== null) await enCours.current
    const promesse = envoyer(revision())
    enCours.current = promesse
    try {
      return await promesse
    } finally {
      enCours.current = null
    }
  }

  const sauver = async (): Promise<boolean> => {
    if (perimee !== null) return false
    return envoyerSeul(
      () => useBrouillons.getState().parCle[place.current]?.revision ?? connue.current.revision,
    )
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
          garderMiennes: () => void envoyerSeul(() => perimee.revision),
          prendreActuelles: () => {
            oter(place.current)
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
      oter(place.current)
      setEchec(null)
      setPerimee(null)
      setEtat('repos')
    },
  }
}
