import { CloseButton, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

const delayMs = 150

/** A small filter beside the page's main one: Ctrl+F is left to that. `onChange` comes when typing rests. */
export function TextFilter({
  value,
  onChange,
  label,
  placeholder
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly label: string
  readonly placeholder: string
}) {
  const [text, setText] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const change = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onChange(next), next === '' ? 0 : delayMs)
  }
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      value={text}
      spellCheck={false}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || text === '') return
        event.stopPropagation()
        change('')
      }}
      leftSection={<Search size={14} aria-hidden />}
      rightSection={text !== '' && <CloseButton size="xs" aria-label={`Clear ${label.toLowerCase()}`} onClick={() => change('')} />}
    />
  )
}
