export const snapshotExtension = '.greenroom'

/** The file that is written: the chosen path, with our extension when it has another or none. */
export function nameTarget(path: string): string {
  return path.toLowerCase().endsWith(snapshotExtension) ? path : `${path}${snapshotExtension}`
}

/** What travels: the named models, each once, or the whole registry when none is named. */
export function chooseSelection(
  models: readonly string[]
): { readonly kind: 'registry' } | { readonly kind: 'models'; readonly models: readonly string[] } {
  return models.length === 0 ? { kind: 'registry' } : { kind: 'models', models: [...new Set(models)] }
}

/** The sentence of the audit log. */
export function describeExport(models: readonly string[], fileName: string, withPredictions: boolean): string {
  const names = [...new Set(models)]
  const what = names.length === 0 ? 'the whole registry' : names.length === 1 ? `the model ${names[0]}` : `${names.length} models`
  return `exported ${what}${withPredictions ? ' with its predictions' : ''} to ${fileName}`
}
