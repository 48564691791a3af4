import { Button } from '@mantine/core'
import type { LucideIcon } from 'lucide-react'
import { useId } from 'react'
import styles from './first-start.module.css'

/** One large choice: what it is, and the button that does it. */
export function ChoiceCard({
  icon: Icon,
  title,
  text,
  label,
  isPrimary = false,
  isBusy,
  onChoose
}: {
  readonly icon: LucideIcon
  readonly title: string
  readonly text: string
  readonly label: string
  readonly isPrimary?: boolean
  readonly isBusy: boolean
  readonly onChoose: () => void
}) {
  const id = useId()
  return (
    <section className={styles.choice} aria-labelledby={id}>
      <Icon size={24} aria-hidden className={styles.icon} />
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      <Button variant={isPrimary ? 'filled' : 'default'} disabled={isBusy} onClick={onChoose}>
        {label}
      </Button>
    </section>
  )
}
