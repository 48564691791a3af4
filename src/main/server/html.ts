/** A piece of HTML whose foreign texts are escaped already. */
export interface Markup {
  readonly markup: string
}
export type Content = Markup | string | number | null | readonly Content[]

/** Tag of a template that gives HTML: whatever is put into it is escaped, but for what another such template gave. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { markup: parts.map((part, index) => part + (index < values.length ? write(values[index] ?? null) : '')).join('') }
}

/** Makes text harmless in HTML, attributes included. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

function write(content: Content): string {
  if (content === null) return ''
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content))
  return 'markup' in content ? content.markup : content.map(write).join('')
}
