/** The mark: a lamp in a ring. */
export function BrandMark({ size = 18 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden>
      <circle cx="9" cy="9" r="8" fill="none" stroke="currentColor" strokeWidth="1.75" />
      <circle cx="9" cy="9" r="3.75" fill="currentColor" />
    </svg>
  )
}
