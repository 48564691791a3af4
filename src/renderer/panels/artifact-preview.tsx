import { Button, Text } from '@mantine/core'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import type { ArtifactEntry, ArtifactRoot, Preview } from '../../preload/contract/artifacts.ts'
import { bridge } from '../bridge.ts'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { FailureBox } from '../ui/FailureBox.tsx'
import { Markdown } from '../ui/Markdown.tsx'
import { countNoun, formatCount } from '../ui/numbers.ts'
import type { Column } from '../ui/table-columns.ts'
import { Bytes } from '../ui/Values.tsx'
import { saveArtifact } from './artifact-acts.ts'
import { ArtifactHash } from './artifact-hash.tsx'
import styles from './artifact-tree.module.css'
import { useCall } from './calls.ts'

/** One file or folder of a tree: its path, size, SHA-256, download, and what is in it. */
export function ArtifactPreview({
  registry,
  root,
  entry,
  entries
}: {
  readonly registry: string
  readonly root: ArtifactRoot
  readonly entry: ArtifactEntry
  /** What lies in it, for folders; undefined while unknown. */
  readonly entries: readonly ArtifactEntry[] | undefined
}) {
  const { path, isDirectory, size } = entry
  const call = useCall((signal) => bridge.artifacts.preview({ registry, root, path }, { signal }), [registry, root, path], {
    isEnabled: !isDirectory
  })
  return (
    <>
      <div className={styles.bar}>
        <span className={styles.path} title={path}>
          &lrm;{path}
        </span>
        {!isDirectory && <Bytes value={size} />}
        {!isDirectory && <ArtifactHash key={path} registry={registry} root={root} path={path} />}
        <Button
          variant="subtle"
          color="gray"
          leftSection={<Download size={14} aria-hidden />}
          onClick={() => void saveArtifact(registry, root, path, isDirectory, entry.name)}
        >
          {isDirectory ? 'Download folder…' : 'Download…'}
        </Button>
      </div>
      {isDirectory ? (
        <p className={styles.note}>{entries ? `${countNoun(entries.length, 'entry', 'entries')} in this folder.` : ''}</p>
      ) : call.failure !== undefined ? (
        <div className={styles.content}>
          <FailureBox what="Could not read the file" failure={call.failure} onRetry={call.reload} />
        </div>
      ) : (
        call.value && <Content preview={call.value} path={path} />
      )}
    </>
  )
}

function Content({ preview, path }: { readonly preview: Preview; readonly path: string }) {
  const cut = preview.kind === 'text' && preview.isTruncated
  return (
    <div className={styles.content} data-kind={preview.kind}>
      {preview.kind === 'none' && <Text c="dimmed">{preview.why}</Text>}
      {preview.kind === 'image' && <img src={`data:${preview.mediaType};base64,${preview.base64}`} alt={path} />}
      {preview.kind === 'text' &&
        (preview.language === 'markdown' ? (
          <Markdown text={preview.text} />
        ) : (
          <CodeBlock code={preview.text} language={pickLanguage(preview.language)} label={path} maxHeight={100_000} />
        ))}
      {cut && <Text c="dimmed">Only its beginning is shown. Download it to see the rest.</Text>}
      {preview.kind === 'table' && <Rows preview={preview} path={path} />}
    </div>
  )
}

function pickLanguage(language: 'text' | 'json' | 'yaml' | 'markdown' | 'python') {
  return language === 'json' || language === 'yaml' ? language : 'text'
}

interface TableLine {
  readonly index: number
  readonly cells: readonly string[]
}

function Rows({ preview, path }: { readonly preview: Extract<Preview, { kind: 'table' }>; readonly path: string }) {
  const lines = useMemo(() => preview.rows.map((cells, index): TableLine => ({ index, cells })), [preview])
  const columns = useMemo(() => listColumns(preview.columns), [preview])
  return (
    <>
      <DataTable<TableLine>
        label={path}
        columns={columns}
        rowCount={lines.length}
        rowAt={(index) => lines[index]}
        rowKey={(line) => String(line.index)}
      />
      <p className={styles.note}>
        {preview.isTruncated
          ? `The first ${formatCount(lines.length)} of ${formatCount(preview.totalRows)} rows.`
          : countNoun(lines.length, 'row')}
      </p>
    </>
  )
}

function listColumns(names: readonly string[]): readonly Column<TableLine>[] {
  return names.map((name, index) => ({
    id: `${index}`,
    header: name,
    width: 120,
    cell: (line) => <span title={line.cells[index]}>{line.cells[index]}</span>,
    text: (line) => line.cells[index] ?? ''
  }))
}
