import { Anchor, Button, Text } from '@mantine/core'
import { Cpu } from 'lucide-react'
import type { LoadedModel, PredictionTarget, PythonEnvironment } from '../../preload/contract/predictions.ts'
import { bridge } from '../bridge.ts'
import { ToneBadge } from '../ui/Badges.tsx'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { Notice } from '../ui/FailureBox.tsx'
import { formatDuration } from '../ui/times.ts'
import { showFailure, showToast } from '../ui/toasts.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { useCall } from './calls.ts'
import styles from './predict-form.module.css'

/** What runs the version and whether it is in memory, with Reload and Unload. While another version is looked at, nothing acts on the one before. */
export function TargetLine({
  registry,
  target,
  isCurrent,
  waiting
}: {
  readonly registry: string
  readonly target: PredictionTarget
  /** Whether `target` is the version that was chosen last. */
  readonly isCurrent: boolean
  /** What to say instead when the look takes its time; '' before that. */
  readonly waiting: string
}) {
  const { value: loaded, reload } = useCall((signal) => bridge.predictions.loaded({}, { signal }), [], {
    reloadOn: ['predictions.changed']
  })
  const mine = loaded?.find((one) => one.registryId === registry && one.model === target.model && one.version === target.version)
  if (waiting !== '') return <Text c="dimmed">{waiting}</Text>
  return (
    <>
      <ToneBadge tone="outline" icon={Cpu}>
        {describeEngine(target)}
      </ToneBadge>
      {mine ? (
        <LoadedLine registry={registry} loaded={mine} isCurrent={isCurrent} onChanged={reload} />
      ) : (
        <Text c="dimmed">{describeUnloaded(target)}</Text>
      )}
    </>
  )
}

function LoadedLine({
  registry,
  loaded,
  isCurrent,
  onChanged
}: {
  readonly registry: string
  readonly loaded: LoadedModel
  readonly isCurrent: boolean
  readonly onChanged: () => void
}) {
  const { isBusy, run } = useSubmit()
  const input = { registry, model: loaded.model, reference: loaded.version }
  const act = (what: string, work: () => Promise<string>) =>
    void run(async () => {
      try {
        showToast({ message: await work(), tone: 'success' })
      } catch (failure) {
        showFailure(what, failure)
      }
      onChanged()
    })
  const reload = async () => `Loaded again in ${formatDuration((await bridge.predictions.reload(input)).loadMs)}`
  const unload = async () => {
    await bridge.predictions.unload(input)
    return `${loaded.model} v${loaded.version} is out of memory`
  }
  return (
    <>
      <Text role="status">
        Loaded in {formatDuration(loaded.loadMs)}, {loaded.runtime}
      </Text>
      <Button {...quiet} disabled={isBusy || !isCurrent} onClick={() => act('Could not reload the model', reload)}>
        Reload
      </Button>
      <Button {...quiet} disabled={isBusy || !isCurrent} onClick={() => act('Could not unload the model', unload)}>
        Unload
      </Button>
    </>
  )
}

const quiet = { variant: 'subtle', color: 'gray', size: 'compact-xs' } as const

function describeEngine({ contents, python }: PredictionTarget): string {
  if (contents.engine === 'onnx') return 'ONNX, runs without Python'
  if (contents.engine === 'none') return 'Cannot be run here'
  return python?.version ? `Python ${python.version}` : 'Python'
}

function describeUnloaded({ contents, needsConsent }: PredictionTarget): string {
  if (contents.engine === 'none') return ''
  return needsConsent ? 'Loading runs code from its files: the first run asks you' : 'The first run loads it'
}

/** Why a version cannot be run at all; '' when it can. */
export function findObstacle({ contents }: PredictionTarget): string {
  if (contents.problem !== null) return contents.problem
  if (contents.engine !== 'none') return ''
  return `No engine runs this version: its flavors are ${contents.flavors.join(', ') || 'unknown'}. Greenroom runs ONNX models and everything with the python_function flavor.`
}

/** Why Run cannot work, in a few words: the notice above the form has the rest; '' when it can. */
export function findBlock(target: PredictionTarget): string {
  if (findObstacle(target) !== '') return `v${target.version} cannot be run, see above`
  if (target.contents.engine !== 'python' || target.python?.problem === null) return ''
  return target.python ? 'Needs mlflow, see above' : 'Needs Python, see above'
}

/** What is missing in the Python that would run a model, the command that mends it, and a way to another Python. */
export function PythonNotice({ python, onChange }: { readonly python: PythonEnvironment | null; readonly onChange: () => void }) {
  if (python?.problem === null) return null
  const problem = python?.problem ?? 'No Python was found on this computer. This version needs one with mlflow.'
  const command = findCommand(problem)
  return (
    <Notice tone="warning">
      <div className={styles.stack}>
        <Text>{command === null ? problem : problem.replace(command, '').replace(/\s*Install it with:\s*$/, '')}</Text>
        {command !== null && <CodeBlock code={command} label="command" wraps />}
        <Text>
          <Anchor component="button" type="button" size="sm" onClick={() => void chooseInterpreter(onChange)}>
            Choose interpreter…
          </Anchor>{' '}
          or look again after installing:{' '}
          <Anchor component="button" type="button" size="sm" onClick={onChange}>
            Check again
          </Anchor>
        </Text>
      </div>
    </Notice>
  )
}

/** Lets the person name a Python; says when it cannot be used. */
export async function chooseInterpreter(onChange: () => void): Promise<void> {
  try {
    const file = await bridge.files.choose({ purpose: 'python' })
    if (!file) return
    const python = await bridge.predictions.setPython({ file: file.handle })
    if (python && python.problem === null)
      showToast({ message: `Models run with Python ${python.version ?? ''} from now on`, tone: 'success' })
    onChange()
  } catch (failure) {
    showFailure('Could not use that interpreter', failure)
  }
}

/** The pip command inside a message, or null. */
export function findCommand(message: string): string | null {
  return /"[^"]+" -m pip install [^\n]+?(?=\.?$|\.\s)/m.exec(message)?.[0] ?? null
}
