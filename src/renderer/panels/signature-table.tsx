import { Text } from '@mantine/core'
import { useState } from 'react'
import type { Field, Signature } from '../../preload/contract/versions.ts'
import { formatCount } from '../ui/numbers.ts'
import { SearchInput } from '../ui/SearchInput.tsx'
import styles from './signature-table.module.css'

/** Below this many fields nobody needs to search. */
const searchFrom = 12
/** Rows drawn of one part; the search finds the others. */
const shownAtMost = 500

/** Inputs, outputs and params of a signature, with a field search when there are many. */
export function SignatureTable({ signature }: { readonly signature: Signature }) {
  const [query, setQuery] = useState('')
  const count = signature.inputs.length + signature.outputs.length + signature.params.length
  return (
    <>
      {count >= searchFrom && (
        <div style={{ marginBottom: 12 }}>
          <SearchInput value={query} onChange={setQuery} placeholder="Search for a field" label="Search fields" width={280} />
        </div>
      )}
      <Part title="Inputs" fields={signature.inputs} query={query} none="Takes no columns." />
      <Part title="Outputs" fields={signature.outputs} query={query} none="Outputs are not described." />
      {signature.params.length > 0 && <Part title="Params" fields={signature.params} query={query} none="" hasDefault />}
    </>
  )
}

function Part({
  title,
  fields,
  query,
  none,
  hasDefault = false
}: {
  readonly title: string
  readonly fields: readonly Field[]
  readonly query: string
  readonly none: string
  readonly hasDefault?: boolean
}) {
  const found = findFields(fields, query)
  const hasShape = fields.some((field) => field.shape !== null)
  return (
    <table className={styles.table}>
      <caption>
        {title} ({formatCount(fields.length)})
      </caption>
      {found.length > 0 && (
        <thead>
          <tr>
            <th scope="col" style={{ width: '40%' }}>
              Name
            </th>
            <th scope="col">Type</th>
            {hasShape && <th scope="col">Shape</th>}
            <th scope="col">{hasDefault ? 'Default' : 'Required'}</th>
          </tr>
        </thead>
      )}
      <tbody>
        {found.slice(0, shownAtMost).map((field, index) => (
          <tr key={`${index} ${field.name}`}>
            <th scope="row">{field.name ?? <span className={styles.dim}>unnamed</span>}</th>
            <td className={styles.mono}>{field.type}</td>
            {hasShape && <td className={styles.mono}>{field.shape === null ? '–' : writeShape(field.shape)}</td>}
            {hasDefault ? (
              <td className={styles.mono}>{field.defaultValue ?? '–'}</td>
            ) : (
              <td className={field.isRequired ? undefined : styles.dim}>{field.isRequired ? 'required' : 'optional'}</td>
            )}
          </tr>
        ))}
        {found.length === 0 && (
          <tr>
            <td colSpan={4}>
              <Text c="dimmed">{fields.length === 0 ? none : 'No field has this name.'}</Text>
            </td>
          </tr>
        )}
        {found.length > shownAtMost && (
          <tr>
            <td colSpan={4}>
              <Text c="dimmed">{formatCount(found.length - shownAtMost)} more: search for them.</Text>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

/** Fields whose name or type holds the words. */
export function findFields(fields: readonly Field[], query: string): readonly Field[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return fields.filter((field) => {
    const text = `${field.name ?? ''} ${field.type}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** `any × 4`: −1 stands for any length. */
export function writeShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.map((length) => (length < 0 ? 'any' : String(length))).join(' × ')
}
