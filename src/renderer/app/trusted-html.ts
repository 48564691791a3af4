interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(text: string): string | null }): unknown
}

/**
 * The page requires trusted types: a text becomes markup only through this policy, and never a script.
 * Mantine writes its style elements by innerHTML and ECharts empties its own element so; neither needs a tag, so none may pass.
 */
export function refuseMarkup(): void {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes }
  // A name that the browser knows: it asks this policy wherever a plain text is given.
  trustedTypes?.createPolicy('default', { createHTML: (text) => (text.includes('<') ? null : text) })
}
