import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import styles from './Markdown.module.css'
import { useUi } from './ports.tsx'

/** Markdown from a registry, which anybody may have written: no HTML, nothing is loaded, links open outside after a click. */
export function Markdown({ text, onLink }: { readonly text: string; readonly onLink?: (url: string) => void }) {
  const { openLink } = useUi()
  const open = onLink ?? openLink
  const components: Components = {
    a: ({ href, children }) =>
      href && /^(https?|mailto):/.test(href) ? (
        <button type="button" title={href} onClick={() => open(href)}>
          {children}
        </button>
      ) : (
        <span>{children}</span>
      ),
    img: ({ alt }) => <span>[image{alt ? `: ${alt}` : ''}]</span>
  }
  return (
    <div className={styles.prose}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={components} skipHtml>
        {text}
      </ReactMarkdown>
    </div>
  )
}
