import { Kbd } from '@mantine/core'

/** Keys as caps: `Ctrl+K` → ⌃ K in words. On macOS Ctrl reads ⌘. */
export function KeyHint({ keys }: { readonly keys: string }) {
  return (
    <span style={{ display: 'inline-flex', gap: 3 }}>
      {nameKeys(keys.replace('ArrowLeft', '←').replace('ArrowRight', '→'), navigator.platform).map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  )
}

/** Splits `Ctrl+Shift+E` and uses the platform's names. */
export function nameKeys(keys: string, platform: string): readonly string[] {
  const isMac = platform.startsWith('Mac')
  return keys.split('+').map((key) => (isMac ? (macNames[key] ?? key) : key))
}

const macNames: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' }
