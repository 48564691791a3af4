import { Button, TextInput } from '@mantine/core'
import { Check } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { bridge } from '../../bridge.ts'
import { useSession } from '../../panels/session.ts'
import { ToneBadge } from '../../ui/Badges.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { useSubmit } from '../../ui/use-submit.ts'
import styles from './settings.module.css'

/** Everyone who may act here; switching and adding. */
export function PeopleSettings() {
  const people = useSession((session) => session.people)
  const [name, setName] = useState('')
  const { isBusy, failure, run, clear } = useSubmit()
  const add = async (event: FormEvent) => {
    event.preventDefault()
    const isAdded = await run(async () => {
      await bridge.people.add({ name })
      useSession.setState({ people: await bridge.people.list() })
    })
    if (isAdded) setName('')
  }
  const switchTo = (id: string) => void run(async () => useSession.setState({ people: await bridge.people.switch({ id }) }))
  return (
    <div>
      <ul className={styles.people} aria-label="People">
        {people?.people.map((person) => (
          <li key={person.id}>
            <span>{person.name}</span>
            {person.id === people.currentId ? (
              <ToneBadge tone="outline" icon={Check}>
                Acts now
              </ToneBadge>
            ) : (
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                disabled={isBusy}
                aria-label={`Act as ${person.name}`}
                onClick={() => switchTo(person.id)}
              >
                Act as
              </Button>
            )}
          </li>
        ))}
      </ul>
      <form className={styles.row} onSubmit={(event) => void add(event)}>
        <TextInput
          aria-label="Name of the new person"
          placeholder="Name"
          w={240}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={name.trim() === '' || isBusy}>
          Add person
        </Button>
      </form>
      {failure !== undefined && <FailureBox failure={failure} onClose={clear} />}
    </div>
  )
}
