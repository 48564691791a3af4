import { ActionIcon, Menu, Switch, useComputedColorScheme } from '@mantine/core'
import { ChartLine, Download, Table2 } from 'lucide-react'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { ChartTable } from './ChartTable.tsx'
import styles from './LineChart.module.css'
import type { CanvasOptions, ChartCanvas } from './line-chart-canvas.ts'
import { type Series, writeSeriesCsv } from './series.ts'
import { formatMoment } from './times.ts'

/** What a chart is saved as. */
export type ChartFile = 'png' | 'svg' | 'csv'

export interface LineChartProps {
  readonly title: string
  readonly series: readonly Series[]
  /** What x is: a step, a moment (milliseconds), or the place in `categories`. */
  readonly xKind?: 'step' | 'time' | 'category'
  readonly categories?: readonly string[]
  readonly xName?: string
  /** Pixels of the drawing. */
  readonly height?: number
  /** Charts with the same group show their hover together. */
  readonly group?: string
  /** Horizontal lines with a word. */
  readonly thresholds?: readonly { readonly value: number; readonly label: string }[]
  /** Hides the switches that make no sense for short series. */
  readonly hasControls?: boolean
  /** 0–0.95; given, the chart has no slider of its own. */
  readonly smoothing?: number
  /** Gets a PNG as data URL, or the text of an SVG or CSV; without it there is no export. */
  readonly onExport?: (kind: ChartFile, content: string) => void
}

const none: readonly never[] = []

/** Lines over steps, time or versions: legend that hides lines, log and smoothing, a table with the same numbers, export. */
export function LineChart(props: LineChartProps) {
  const { title, series, xKind = 'step', categories = none, xName = xKind, height = 240, hasControls = true } = props
  const [isTable, setTable] = useState(false)
  const [isLog, setLog] = useState(false)
  const [ownSmoothing, setSmoothing] = useState(0)
  const smoothing = props.smoothing ?? ownSmoothing
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const nameX = (x: number) => (xKind === 'category' ? (categories[x] ?? String(x)) : xKind === 'time' ? formatMoment(x) : String(x))
  const options: CanvasOptions = useMemo(
    () => ({
      title,
      series: series.filter((one) => !hidden.has(one.id)),
      xKind,
      categories,
      xName,
      isLog,
      smoothing,
      thresholds: props.thresholds ?? none,
      group: props.group
    }),
    [title, series, hidden, xKind, categories, xName, isLog, smoothing, props.thresholds, props.group]
  )
  const element = useRef<HTMLDivElement>(null)
  const { canvas, hasFailed } = useCanvas(element, options, !isTable)
  const toggle = (id: string) => setHidden((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id])))
  const showsTable = isTable || hasFailed
  return (
    <figure className={styles.figure} aria-label={title}>
      <div className={styles.head}>
        <h3>{title}</h3>
        {hasControls && !showsTable && props.smoothing === undefined && <Smoothing value={smoothing} onChange={setSmoothing} />}
        {hasControls && !showsTable && (
          <Switch size="xs" label="Log" checked={isLog} onChange={(event) => setLog(event.currentTarget.checked)} />
        )}
        <ActionIcon
          aria-label={isTable ? 'Show as chart' : 'Show as table'}
          title={isTable ? 'Show as chart' : 'Show as table'}
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? <ChartLine size={16} aria-hidden /> : <Table2 size={16} aria-hidden />}
        </ActionIcon>
        {props.onExport && (
          <ExportMenu
            onCsv={() => props.onExport?.('csv', writeSeriesCsv(series, xName, nameX))}
            onImage={canvas && !showsTable ? (kind) => props.onExport?.(kind, canvas.toImage(kind)) : undefined}
          />
        )}
      </div>
      {showsTable ? (
        <ChartTable title={title} series={series} xName={xName} nameX={nameX} height={height} />
      ) : (
        <div
          ref={element}
          className={styles.canvas}
          style={{ height }}
          role="img"
          aria-label={`${title}: ${series.length} lines. The table has the same numbers.`}
        />
      )}
      {series.length > 1 && !showsTable && <Legend series={series} hidden={hidden} onToggle={toggle} />}
    </figure>
  )
}

/** Loads the drawing code when it is first needed and keeps one canvas on the element. */
function useCanvas(element: RefObject<HTMLDivElement | null>, options: CanvasOptions, isShown: boolean) {
  const [canvas, setCanvas] = useState<ChartCanvas>()
  const [hasFailed, setFailed] = useState(false)
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    if (!isShown) return
    let mounted: ChartCanvas | undefined
    let isGone = false
    import('./line-chart-canvas.ts')
      .then(({ mountChart }) => {
        if (isGone || !element.current) return
        mounted = mountChart(element.current)
        setCanvas(mounted)
      })
      .catch(() => setFailed(true))
    return () => {
      isGone = true
      mounted?.dispose()
      setCanvas(undefined)
    }
  }, [element, isShown])
  useEffect(() => {
    // Colours are read from the page, so a change of scheme draws again.
    if (scheme) canvas?.update(options)
  }, [canvas, options, scheme])
  return { canvas, hasFailed }
}

/** How much the lines are smoothed; for one chart, or for all of a page. */
export function Smoothing({ value, onChange }: { readonly value: number; readonly onChange: (value: number) => void }) {
  return (
    <label className={styles.smooth}>
      Smooth
      <input type="range" min={0} max={0.95} step={0.05} value={value} onChange={(event) => onChange(Number(event.currentTarget.value))} />
    </label>
  )
}

function ExportMenu({ onCsv, onImage }: { readonly onCsv: () => void; readonly onImage: ((kind: 'png' | 'svg') => void) | undefined }) {
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label="Export chart" title="Export chart">
          <Download size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={!onImage} onClick={() => onImage?.('png')}>
          Image (PNG)…
        </Menu.Item>
        <Menu.Item disabled={!onImage} onClick={() => onImage?.('svg')}>
          Drawing (SVG)…
        </Menu.Item>
        <Menu.Item onClick={onCsv}>Numbers (CSV)…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Legend({
  series,
  hidden,
  onToggle
}: {
  readonly series: readonly Series[]
  readonly hidden: ReadonlySet<string>
  readonly onToggle: (id: string) => void
}) {
  return (
    <div className={styles.legend}>
      {series.map((one) => (
        <button key={one.id} type="button" title={one.label} aria-pressed={!hidden.has(one.id)} onClick={() => onToggle(one.id)}>
          <span className={styles.swatch} style={{ background: `var(--gr-series-${(one.color % 8) + 1})` }} />
          <span>{one.label}</span>
        </button>
      ))}
    </div>
  )
}
