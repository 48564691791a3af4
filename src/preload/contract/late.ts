/** Makes something when it is first asked for, and once: what nobody asks for takes neither time nor memory. */
export function makeLate<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
