import { Spotlight } from '@mantine/spotlight'
import { Box, Clock, FlaskConical, type LucideIcon, Search, SquareChevronRight, Tag } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { RecentFile } from '../../preload/contract/registries.ts'
import { useCall } from '../panels/calls.ts'
import { commands } from '../panels/commands.ts'
import { useRegistryId } from '../panels/session.ts'
import { KeyHint } from '../ui/KeyHint.tsx'
import { filterCommands, matchesWords } from './palette-query.ts'
import { type Finding, listRecentFiles, noFindings, searchRegistry } from './palette-search.ts'
import { choosePaletteLine, followChosenLine, keepPaletteLine, paletteIds, paletteStore, runPaletteLine } from './palette-store.ts'
import { openHandle } from './registry-actions.ts'
import styles from './Shell.module.css'

/** Ctrl+K: pages, models, versions (`churn 21`, `churn@champion`), runs by id, commands with their keys, files opened before. */
export function Palette({
  query,
  onQuery,
  onCommand
}: {
  readonly query: string
  readonly onQuery: (query: string) => void
  readonly onCommand: (id: string) => void
}) {
  const navigate = useNavigate()
  const registry = useRegistryId()
  const [isOpen, setOpen] = useState(false)
  const asked = useResting(query.trim(), 80)
  const isEnabled = isOpen && asked !== '' && registry !== ''
  const search = useCall((signal) => searchRegistry(registry, asked, signal), [registry, asked], { isEnabled })
  const recent = useCall(() => listRecentFiles(), [isOpen], { isEnabled: isOpen })
  const found = isEnabled ? (search.value ?? noFindings) : noFindings
  const known = filterCommands(
    query,
    commands.filter((command) => command.id !== 'palette')
  )
  const files = useMemo(() => (recent.value ?? []).filter((file) => matchesWords(query, `open recent ${file.name}`)), [recent.value, query])
  const isNone = known.length + files.length + found.models.length + found.versions.length + found.runs.length === 0
  const go = (path: string) => void navigate(path)
  const isSearching = isOpen && (asked !== query.trim() || search.isLoading)
  const hearEnter = useFirstChoice(isOpen, isSearching, found, files)
  return (
    <Spotlight.Root
      store={paletteStore}
      query={query}
      onQueryChange={onQuery}
      shortcut={['mod + K', 'mod + P']}
      tagsToIgnore={[]}
      scrollable
      maxHeight={420}
      size={580}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      attributes={{ content: { 'aria-label': 'Search' } }}
      onSpotlightOpen={() => setOpen(true)}
      onSpotlightClose={() => {
        setOpen(false)
        onQuery('')
      }}
    >
      <Spotlight.Search
        placeholder="Search pages, models, churn 21, churn@champion, a run id, commands"
        id={paletteIds.search}
        aria-label="Search"
        role="combobox"
        aria-expanded={!isNone}
        aria-haspopup="listbox"
        aria-autocomplete="list"
        aria-controls={paletteIds.lines}
        onKeyDown={hearEnter}
        // The focus trap comes a moment later and would lose the first keys.
        autoFocus
        leftSection={<Search size={16} aria-hidden />}
      />
      <Spotlight.ActionsList id={paletteIds.lines} ref={followChosenLine} {...(isNone ? {} : { role: 'listbox', 'aria-label': 'Found' })}>
        <Findings label="Versions" icon={Tag} findings={found.versions} onGo={go} />
        <Group label="Pages">
          {known
            .filter((command) => command.group === 'Go')
            .map((command) => (
              <CommandLine key={command.id} {...command} onRun={onCommand} />
            ))}
        </Group>
        <Findings label="Models" icon={Box} findings={found.models} onGo={go} />
        <Findings label="Runs" icon={FlaskConical} findings={found.runs} onGo={go} />
        <Group label="Commands">
          {known
            .filter((command) => command.group !== 'Go')
            .map((command) => (
              <CommandLine key={command.id} {...command} onRun={onCommand} />
            ))}
        </Group>
        <RecentFiles files={files} onOpen={(handle) => void openHandle(handle, go)} />
        {isNone && !search.isLoading && <Spotlight.Empty role="status">Nothing has this name.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function Group({ label, children }: { readonly label: string; readonly children: readonly ReactNode[] }) {
  return children.length > 0 ? (
    <Spotlight.ActionsGroup label={label} role="group" aria-label={label}>
      {children}
    </Spotlight.ActionsGroup>
  ) : null
}

function CommandLine({
  id,
  label,
  keys,
  onRun
}: {
  readonly id: string
  readonly label: string
  readonly keys: readonly string[]
  readonly onRun: (id: string) => void
}) {
  const shown = keys[0]
  return (
    <Spotlight.Action
      role="option"
      className={styles.found ?? ''}
      label={label}
      leftSection={<SquareChevronRight size={15} aria-hidden />}
      rightSection={shown ? <KeyHint keys={shown} /> : null}
      onClick={() => onRun(id)}
    />
  )
}

function Findings({
  label,
  icon: Icon,
  findings,
  onGo
}: {
  readonly label: string
  readonly icon: LucideIcon
  readonly findings: readonly Finding[]
  readonly onGo: (path: string) => void
}) {
  return (
    <Group label={label}>
      {findings.map((finding) => (
        <Spotlight.Action
          role="option"
          className={styles.found ?? ''}
          key={finding.id}
          label={finding.label}
          description={finding.description}
          leftSection={<Icon size={15} aria-hidden />}
          onClick={() => onGo(finding.path)}
        />
      ))}
    </Group>
  )
}

function RecentFiles({ files, onOpen }: { readonly files: readonly RecentFile[]; readonly onOpen: (handle: string) => void }) {
  return (
    <Group label="Open recent">
      {files.map((file) => (
        <Spotlight.Action
          role="option"
          className={styles.found ?? ''}
          key={file.handle}
          label={file.name}
          description={file.location}
          leftSection={<Clock size={15} aria-hidden />}
          onClick={() => onOpen(file.handle)}
        />
      ))}
    </Group>
  )
}

/** Chooses the first line when the lines change: Spotlight does so only while typing, before the answer is there. Enter pressed too early waits for it. */
function useFirstChoice(isOpen: boolean, isSearching: boolean, ...lines: readonly unknown[]) {
  const isWaiting = useRef(false)
  const shown = useRef<readonly unknown[]>([])
  useEffect(() => {
    if (!isOpen) {
      isWaiting.current = false
      shown.current = []
    }
    if (!isOpen || isSearching) return
    const hasChanged = lines.some((part, index) => part !== shown.current[index])
    shown.current = lines
    if (hasChanged) keepPaletteLine()
    if (!isWaiting.current) return
    isWaiting.current = false
    runPaletteLine()
  })
  return (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !isSearching) return
    isWaiting.current = true
    // The line chosen now belongs to what was typed before.
    choosePaletteLine('none')
  }
}

/** The value once it has not changed for `delayMs`. */
function useResting(value: string, delayMs: number): string {
  const [resting, setResting] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setResting(value), delayMs)
    return () => clearTimeout(timer)
  }, [value, delayMs])
  return resting
}
