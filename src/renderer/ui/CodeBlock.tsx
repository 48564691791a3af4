import { ActionIcon } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { useMemo, useState } from 'react'
import styles from './CodeBlock.module.css'
import { type CodeLanguage, tokenize } from './highlight.ts'
import { useUi } from './ports.tsx'

/** Code or data to read and copy. `maxHeight` in pixels, then it scrolls. */
export function CodeBlock({
  code,
  language = 'text',
  label = 'Code',
  maxHeight = 480,
  wraps = false
}: {
  readonly code: string
  readonly language?: CodeLanguage
  /** What it is, for the copy button: `Copy requirements.txt`. */
  readonly label?: string
  readonly maxHeight?: number
  readonly wraps?: boolean
}) {
  const { copy } = useUi()
  const [isCopied, setCopied] = useState(false)
  const tokens = useMemo(() => tokenize(code, language), [code, language])
  const copyAll = () => void copy(code).then(() => setCopied(true))
  return (
    <div className={styles.block} data-wrap={wraps}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section style={{ maxHeight }} tabIndex={0} aria-label={label} className={styles.scroll}>
        <pre>
          <code>
            {tokens.map((token, index) =>
              token.kind === 'plain' ? (
                token.text
              ) : (
                <span key={index} className={styles[token.kind]}>
                  {token.text}
                </span>
              )
            )}
          </code>
        </pre>
      </section>
      <ActionIcon className={styles.copy ?? ''} aria-label={`Copy ${label}`} title="Copy" onClick={copyAll} onBlur={() => setCopied(false)}>
        {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </ActionIcon>
    </div>
  )
}
