import { CloseButton, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

/** A filter field: Ctrl+F goes to it, Esc empties it, ↓ or Enter calls `onLeave` (to the table). `onChange` comes 150 ms after the last key. */
export function SearchInput({
  value,
  onChange,
  placeholder,
  label = 'Filter',
  problem,
  onLeave,
  width = 340,
  delayMs = 150
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder: string
  readonly label?: string
  /** What is wrong with the text; shown below it. */
  readonly problem?: string | undefined
  readonly onLeave?: () => void
  readonly width?: number | string
  readonly delayMs?: number
}) {
  const [text, setText] = useDelayed(value, onChange, delayMs)
  const input = useRef<HTMLInputElement>(null)
  useFindKey(() => {
    input.current?.focus()
    input.current?.select()
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && text !== '') {
      event.stopPropagation()
      setText('', true)
    }
    if (event.key === 'Enter') setText(text, true)
    if (event.key === 'ArrowDown' || event.key === 'Enter') onLeave?.()
  }
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      title={`${placeholder}  (Ctrl+F)`}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      error={problem}
      w={width}
      spellCheck={false}
      leftSection={<Search size={14} aria-hidden />}
      rightSection={text !== '' && <CloseButton size="xs" aria-label={`Clear ${label.toLowerCase()}`} onClick={() => setText('', true)} />}
    />
  )
}

/** The typed text at once, `onChange` when typing rests; a value given from outside wins. */
function useDelayed(value: string, onChange: (value: string) => void, delayMs: number) {
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const change = (next: string, now = false) => {
    setText(next)
    clearTimeout(timer.current)
    const send = () => {
      if (next === sent.current) return
      sent.current = next
      onChange(next)
    }
    if (now) send()
    else timer.current = setTimeout(send, delayMs)
  }
  return [text, change] as const
}

/** Ctrl+F (Cmd+F) anywhere in the window. */
function useFindKey(focus: () => void) {
  const latest = useRef(focus)
  latest.current = focus
  useEffect(() => {
    const hear = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [])
}
