/** Keys as they are printed on the keyboard: `<Touche de="Ctrl K" />`. */
export function Touche({ de }: { readonly de: string }) {
  return (
    <span className="touches">
      {de.split(' ').map((t) => (
        <kbd key={t} className="touche">
          {t}
        </kbd>
      ))}
    </span>
  )
}
