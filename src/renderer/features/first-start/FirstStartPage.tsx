import { Anchor } from '@mantine/core'
import { FlaskConical, FolderOpen, Terminal } from 'lucide-react'
import { useNavigate } from 'react-router'
import { paths } from '../../panels/paths.ts'
import { finishFirstStart } from '../../panels/remember.ts'
import { useSession } from '../../panels/session.ts'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Page, PageBody } from '../../ui/Page.tsx'
import { useSubmit } from '../../ui/use-submit.ts'
import { ChoiceCard } from './ChoiceCard.tsx'
import styles from './first-start.module.css'
import { RecentFiles } from './RecentFiles.tsx'
import { ScriptGuide } from './ScriptGuide.tsx'
import { addSample, chooseFile, openFile, startService, useFirstStart } from './store.ts'

/** What the window opens on while there is nothing to see: one sentence and three ways to begin. */
export function FirstStartPage() {
  const navigate = useNavigate()
  const registries = useSession((session) => session.registries)
  const sample = registries.find((registry) => registry.kind === 'sample')
  const own = registries.find((registry) => registry.kind === 'embedded')
  const isWaiting = useFirstStart((state) => state.isWaiting)
  const service = useSession((session) => session.service)
  const { isBusy, failure, run, clear } = useSubmit()
  const go = (registry: string) => {
    finishFirstStart()
    void navigate(paths.models(registry))
  }
  const act = (work: () => Promise<string | null>) =>
    void run(async () => {
      const registry = await work()
      if (registry !== null) go(registry)
    })
  const showsGuide = isWaiting && service?.state === 'on' && service.uri !== null
  return (
    <Page title="Welcome to Greenroom" windowTitle="Welcome">
      <PageBody width={960}>
        <p className={styles.lead}>
          Models wait here before they go on stage: browse, compare, try, approve and promote them. How do you want to begin?
        </p>
        {failure !== undefined && <FailureBox failure={failure} onClose={clear} />}
        <div className={styles.choices}>
          <ChoiceCard
            icon={FlaskConical}
            title="Explore the sample"
            text="Three small models with seven weeks of history, as your own copy: change what you like, remove it with one click."
            label={sample ? 'Open the sample registry' : 'Add the sample registry'}
            isPrimary={!showsGuide}
            isBusy={isBusy}
            onChoose={() => act(async () => sample?.id ?? (await addSample()))}
          />
          <ChoiceCard
            icon={FolderOpen}
            title="Open what you have"
            text="A snapshot that somebody gave you. It opens read-only. Dropping the file anywhere in this window does the same."
            label="Open a file…"
            isBusy={isBusy}
            onChoose={() => act(chooseFile)}
          />
          <ChoiceCard
            icon={Terminal}
            title="Log from a script"
            text="Switch the MLflow-compatible service on and point your training script to it. It listens on this computer only."
            label={showsGuide ? 'The service is on' : service?.state === 'on' ? 'Show the lines' : 'Switch the service on'}
            isBusy={isBusy || showsGuide || service?.state === 'starting'}
            onChoose={() => act(startService)}
          />
        </div>
        {showsGuide && own && service.uri && <ScriptGuide uri={service.uri} registry={own.id} onGo={finishFirstStart} />}
        <RecentFiles onOpen={(handle) => act(() => openFile(handle))} />
        {own && (
          <Anchor component="button" type="button" size="sm" onClick={() => go(own.id)}>
            {own.modelCount === 0 && !showsGuide ? 'Start with my empty registry' : 'Go to my registry'}
          </Anchor>
        )}
      </PageBody>
    </Page>
  )
}
