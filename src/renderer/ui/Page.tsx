import { Tabs } from '@mantine/core'
import { Fragment, type ReactNode, useEffect } from 'react'
import { Link } from 'react-router'
import styles from './Page.module.css'
import { ProgressLine } from './ProgressLine.tsx'
import { useUi } from './ports.tsx'

export interface Crumb {
  readonly label: string
  /** Route; the last crumb has none. */
  readonly to?: string
}

export interface TabItem {
  readonly value: string
  readonly label: string
  /** Small number after the label; a dash where there is nothing to count. */
  readonly count?: number | '–' | undefined
}

export interface PageProps {
  readonly title: ReactNode
  /** First part of the window's title, e.g. `churn v21`. */
  readonly windowTitle: string
  readonly crumbs?: readonly Crumb[]
  /** Chips and badges beside the title. */
  readonly facts?: ReactNode
  /** At the right of the title; one filled button at most. */
  readonly actions?: ReactNode
  readonly tabs?: readonly TabItem[]
  readonly tab?: string
  readonly onTab?: (value: string) => void
  /** Draws the progress line after 150 ms. */
  readonly isLoading?: boolean
  readonly children: ReactNode
}

/** The frame of every page: breadcrumbs, title with facts and actions, tabs, content. Content fills the rest; wrap prose in `PageBody`. */
export function Page({ title, windowTitle, crumbs, facts, actions, tabs, tab, onTab, isLoading = false, children }: PageProps) {
  const { setTitle } = useUi()
  useEffect(() => setTitle(windowTitle), [setTitle, windowTitle])
  return (
    <section className={styles.page} aria-label={windowTitle} aria-busy={isLoading}>
      <ProgressLine isLoading={isLoading} />
      <header className={styles.header}>
        {crumbs && <Crumbs crumbs={crumbs} />}
        <div className={styles.titleRow}>
          <h1 className={styles.title} title={typeof title === 'string' ? title : undefined}>
            {title}
          </h1>
          {facts && <div className={styles.facts}>{facts}</div>}
          {actions && <div className={styles.actions}>{actions}</div>}
        </div>
      </header>
      {tabs && <PageTabs tabs={tabs} tab={tab ?? tabs[0]?.value ?? ''} onTab={onTab} />}
      <div className={styles.body}>{children}</div>
    </section>
  )
}

function Crumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <nav className={styles.crumbs} aria-label="Breadcrumbs">
      {crumbs.map((crumb, index) => (
        <Fragment key={`${crumb.to ?? ''} ${crumb.label}`}>
          {index > 0 && <span aria-hidden>/</span>}
          {crumb.to ? (
            <Link to={crumb.to} title={crumb.label}>
              {crumb.label}
            </Link>
          ) : (
            <span aria-current="page" title={crumb.label}>
              {crumb.label}
            </span>
          )}
        </Fragment>
      ))}
    </nav>
  )
}

/** A row of tabs by itself; the panel below is the caller's. */
export function PageTabs({
  tabs,
  tab,
  onTab,
  label = 'Parts of this page'
}: {
  readonly tabs: readonly TabItem[]
  readonly tab: string
  readonly onTab: ((value: string) => void) | undefined
  readonly label?: string
}) {
  return (
    <Tabs value={tab} onChange={(value) => value && onTab?.(value)} className={styles.tabs} keepMounted={false}>
      <Tabs.List aria-label={label} style={{ flexWrap: 'nowrap' }}>
        {tabs.map((item) => (
          <Tabs.Tab key={item.value} value={item.value}>
            {item.label}
            {item.count !== undefined && <span className={styles.tabCount}> {item.count.toLocaleString('en-US')}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
}

/** Scrolling content with the page's padding, for anything but a table that fills the page. */
export function PageBody({ children, width }: { readonly children: ReactNode; readonly width?: number }) {
  return (
    <div className={styles.scroll}>
      <div style={width ? { maxWidth: width } : undefined}>{children}</div>
    </div>
  )
}

/** Filters and table commands between header and table; `right` goes to the far end. */
export function Toolbar({ children, right }: { readonly children: ReactNode; readonly right?: ReactNode }) {
  return (
    <div className={styles.toolbar}>
      {children}
      {right && <div className={styles.actions}>{right}</div>}
    </div>
  )
}

/** Room for a failure above a table that reaches to the page's edges. */
export function PageNotice({ children }: { readonly children: ReactNode }) {
  return <div className={styles.notice}>{children}</div>
}

/** A titled part of a page. */
export function Section({
  title,
  actions,
  children
}: {
  readonly title: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  )
}

/** A bordered box with the card's padding. */
export function Card({ children }: { readonly children: ReactNode }) {
  return <div className={styles.card}>{children}</div>
}
