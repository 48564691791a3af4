import { Menu, TextInput } from '@mantine/core'
import { Check, ChevronsUpDown, UserPlus, UserRound } from 'lucide-react'
import { useState } from 'react'
import { bridge } from '../bridge.ts'
import { usePerson, useSession } from '../panels/session.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { showFailure } from '../ui/toasts.tsx'
import styles from './Shell.module.css'

/** Who acts in this window; requests and approvals carry this name. */
export function PersonSwitcher({ isNarrow }: { readonly isNarrow: boolean }) {
  const people = useSession((session) => session.people)
  const person = usePerson()
  const [isAdding, setAdding] = useState(false)
  const switchTo = async (id: string) => {
    try {
      useSession.setState({ people: await bridge.people.switch({ id }) })
    } catch (failure) {
      showFailure('Could not switch the person', failure)
    }
  }
  if (!people) return null
  return (
    <>
      <Menu position="right-end" width={220}>
        <Menu.Target>
          <button
            type="button"
            className={styles.item}
            aria-label={`Acting as ${person?.name ?? 'nobody'}`}
            title={`Acting as ${person?.name ?? 'nobody'}`}
          >
            <UserRound size={14} aria-hidden />
            {!isNarrow && <span>{person?.name ?? 'Choose a person'}</span>}
            {!isNarrow && <ChevronsUpDown size={13} aria-hidden />}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Act as</Menu.Label>
          {people.people.map((one) => (
            <Menu.Item
              key={one.id}
              leftSection={one.id === people.currentId ? <Check size={14} aria-hidden /> : <span style={{ width: 14 }} />}
              aria-current={one.id === people.currentId}
              onClick={() => void switchTo(one.id)}
            >
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<UserPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
            Add person…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <AddPersonDialog isOpen={isAdding} onClose={() => setAdding(false)} onAdded={switchTo} />
    </>
  )
}

function AddPersonDialog({
  isOpen,
  onClose,
  onAdded
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onAdded: (id: string) => Promise<void>
}) {
  const [name, setName] = useState('')
  const add = async () => {
    const person = await bridge.people.add({ name })
    setName('')
    await onAdded(person.id)
  }
  return (
    <FormDialog
      isOpen={isOpen}
      title="Add a person"
      submitLabel="Add and act as"
      canSubmit={name.trim() !== ''}
      onSubmit={add}
      onClose={onClose}
      size="sm"
    >
      <TextInput
        label="Name"
        description="Requests, approvals and the activity log carry it."
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
    </FormDialog>
  )
}
