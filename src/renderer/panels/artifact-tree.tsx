import { ActionIcon, Text } from '@mantine/core'
import { Download } from 'lucide-react'
import type { ArtifactEntry, ArtifactRoot } from '../../preload/contract/artifacts.ts'
import { FailureBox } from '../ui/FailureBox.tsx'
import { FileTree } from '../ui/FileTree.tsx'
import { ProgressLine } from '../ui/ProgressLine.tsx'
import { saveArtifact } from './artifact-acts.ts'
import { useFolders } from './artifact-folders.ts'
import { ArtifactPreview } from './artifact-preview.tsx'
import styles from './artifact-tree.module.css'

export interface ArtifactTreeProps {
  readonly registry: string
  readonly root: ArtifactRoot
  /** What the root is, for file names: `churn v21`. */
  readonly name: string
}

/** Files of a run or version: the tree left, the chosen file right; downloads of files and folders. Fills its parent's height. */
export function ArtifactTree({ registry, root, name }: ArtifactTreeProps) {
  const { folders, expanded, toggle, selected, select, failure, reload, isLoading } = useFolders(registry, root)
  const top = folders.get('')
  if (failure !== undefined) return <FailureBox what="Could not list the files" failure={failure} onRetry={reload} />
  if (top?.length === 0) return <Text c="dimmed">No files here.</Text>
  return (
    <div className={styles.box} style={{ position: 'relative' }}>
      <ProgressLine isLoading={isLoading} />
      <div className={styles.tree}>
        <div className={styles.bar}>
          <span>Files</span>
          <ActionIcon
            aria-label="Download all files"
            title="Download all files…"
            disabled={!top}
            onClick={() => void saveArtifact(registry, root, '', true, name)}
          >
            <Download size={14} aria-hidden />
          </ActionIcon>
        </div>
        {top && (
          <FileTree
            label={`Files of ${name}`}
            folders={folders}
            expanded={expanded}
            onToggle={toggle}
            selected={selected?.path ?? null}
            onSelect={(entry) => select(entry as ArtifactEntry)}
          />
        )}
      </div>
      <div className={styles.preview}>
        {selected ? (
          <ArtifactPreview registry={registry} root={root} entry={selected} entries={folders.get(selected.path)} />
        ) : (
          <p className={styles.note}>Choose a file to look into it. Nothing is run.</p>
        )}
      </div>
    </div>
  )
}
