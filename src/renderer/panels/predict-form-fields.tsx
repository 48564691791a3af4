import { Autocomplete, NativeSelect, Text, Textarea, TextInput } from '@mantine/core'
import { Fragment, memo, useId, useState } from 'react'
import { SearchInput } from '../ui/SearchInput.tsx'
import styles from './predict-form.module.css'
import type { FieldTexts, FormField } from './predict-form-values.ts'

/** More lines than this are searched, not scrolled. */
const shownAtMost = 200

export interface FieldsProps {
  readonly fields: readonly FormField[]
  readonly texts: FieldTexts
  readonly problems: Readonly<Record<string, string>>
  readonly onChange: (key: string, text: string) => void
}

/** The lines of the form: name, type and a field made for the type. */
export function FieldLines({ fields, texts, problems, onChange }: FieldsProps) {
  const [query, setQuery] = useState('')
  const found = fields.filter(
    (field) => field.label.toLowerCase().includes(query.trim().toLowerCase()) || problems[field.key] !== undefined
  )
  return (
    <>
      {fields.length > 20 && (
        <SearchInput
          value={query}
          onChange={setQuery}
          placeholder={`Find one of ${fields.length} fields`}
          label="Find a field"
          width="100%"
        />
      )}
      <div className={styles.fields}>
        {found.slice(0, shownAtMost).map((field) => (
          <FieldLine key={field.key} field={field} text={texts[field.key] ?? ''} problem={problems[field.key]} onChange={onChange} />
        ))}
      </div>
      {found.length > shownAtMost && <Text c="dimmed">{found.length - shownAtMost} more fields: find them by name.</Text>}
    </>
  )
}

interface LineProps {
  readonly field: FormField
  readonly text: string
  readonly problem: string | undefined
  readonly onChange: (key: string, text: string) => void
}

/** Drawn again only when its own text changed: forms with hundreds of fields stay quick to type in. */
const FieldLine = memo(function FieldLine({ field, text, problem, onChange }: LineProps) {
  const id = useId()
  return (
    <Fragment>
      <label htmlFor={id}>{field.label}</label>
      <span className={styles.type} title={describeType(field)}>
        {field.type}
        {field.isRequired ? '' : '?'}
      </span>
      <FieldInput id={id} field={field} text={text} problem={problem} onChange={onChange} />
    </Fragment>
  )
})

function FieldInput({ id, field, text, problem, onChange }: LineProps & { readonly id: string }) {
  const change = (next: string) => onChange(field.key, next)
  const voice = describeField(field, problem)
  const shared = {
    id,
    ...voice,
    'aria-required': field.isRequired,
    placeholder: describeEmpty(field),
    spellCheck: false,
    autoComplete: 'off'
  }
  if (field.kind === 'boolean')
    return (
      <NativeSelect
        id={id}
        {...voice}
        aria-required={field.isRequired}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        data={[{ value: '', label: describeEmpty(field) || 'choose' }, 'true', 'false']}
      />
    )
  if (field.kind === 'json')
    return (
      <Textarea
        {...shared}
        className={styles.mono ?? ''}
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
    )
  if (field.choices.length > 1) return <Autocomplete {...shared} data={[...field.choices]} value={text} onChange={change} />
  const isNumber = field.kind === 'number' || field.kind === 'whole'
  return (
    <TextInput
      {...shared}
      {...(isNumber ? { inputMode: 'decimal' } : {})}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}

/** What assistive technology says beside the name. The type stands before the field already; Mantine ties to it only what it draws itself. */
function describeField(field: FormField, problem: string | undefined) {
  return {
    error: problem,
    description: describeType(field),
    descriptionProps: { className: styles.spoken },
    classNames: { wrapper: styles.field ?? '' }
  }
}

function describeType(field: FormField): string {
  return field.isRequired ? `${field.type}, required` : `${field.type}, optional: may stay empty`
}

function describeEmpty(field: FormField): string {
  if (field.fallback !== null) return `default ${field.fallback}`
  if (!field.isRequired) return 'empty'
  if (field.kind === 'datetime') return '2026-10-12T14:02:00'
  return field.kind === 'json' ? 'JSON' : ''
}
