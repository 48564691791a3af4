import { useEffect, useMemo, useRef, useState } from 'react'
import type { ArtifactEntry, ArtifactRoot } from '../../preload/contract/artifacts.ts'
import { bridge } from '../bridge.ts'
import { useReload } from './calls.ts'
import { useRemembered } from './remember.ts'

/** The folders of a tree of artifacts: each is listed when it is first opened, all open ones again when the registry changes. */
export function useFolders(registry: string, root: ArtifactRoot) {
  const key = JSON.stringify([registry, root])
  const [folders, setFolders] = useState<ReadonlyMap<string, readonly ArtifactEntry[]>>(new Map())
  const [failure, setFailure] = useState<unknown>()
  const [waiting, setWaiting] = useState(0)
  const [expanded, setExpanded] = useRemembered<readonly string[]>('artifacts.open', [])
  const [selected, select] = useRemembered<ArtifactEntry | null>('artifacts.selected', null)
  const current = useRef(key)
  current.current = key
  const load = async (path: string) => {
    setWaiting((count) => count + 1)
    try {
      const entries = await bridge.artifacts.list({ registry, root, path })
      if (current.current !== key) return
      setFolders((old) => new Map(old).set(path, entries))
      setFailure(undefined)
    } catch (thrown) {
      // A folder below that is gone closes again; only the root is worth a message in place of the tree.
      if (current.current === key && path === '') setFailure(thrown)
      else if (current.current === key) setFolders((old) => new Map(old).set(path, []))
    } finally {
      setWaiting((count) => count - 1)
    }
  }
  const reload = () => {
    for (const path of ['', ...expanded]) void load(path)
  }
  const latest = useRef(reload)
  latest.current = reload
  useEffect(() => {
    setFolders(new Map())
    setFailure(undefined)
    latest.current()
  }, [key])
  const again = useRef(() => latest.current()).current
  useReload(['registry.changed'], again, registry)
  const toggle = (path: string, isOpen: boolean) => {
    setExpanded(isOpen ? [...expanded, path] : expanded.filter((one) => one !== path))
    const entry = findEntry(folders, path)
    if (entry) select(entry)
    if (isOpen && !folders.has(path)) void load(path)
  }
  const open = useMemo(() => new Set(expanded), [expanded])
  return { folders, expanded: open, toggle, selected, select, failure, reload, isLoading: waiting > 0 }
}

function findEntry(folders: ReadonlyMap<string, readonly ArtifactEntry[]>, path: string): ArtifactEntry | undefined {
  return folders.get(path.split('/').slice(0, -1).join('/'))?.find((entry) => entry.path === path)
}
