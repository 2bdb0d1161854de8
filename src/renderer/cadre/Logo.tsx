/** A bundle of paper and its band. */
export function Logo({ taille = 18 }: { readonly taille?: number }) {
  return (
    <svg width={taille} height={taille} viewBox="0 0 18 18" aria-hidden="true" focusable="false">
      <path
        d="M4 1.5h7l3.5 3.5v11.5h-10.5z"
        fill="none"
        stroke="var(--text)"
        strokeWidth="1.75"
        strokeLinejoin="round"
      />
      <path d="M1 9.5h16" stroke="var(--accent)" strokeWidth="3" />
      <circle cx="9" cy="9.5" r="2.6" fill="var(--accent)" />
    </svg>
  )
}
