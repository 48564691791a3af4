import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { createScorer } from '../src/main/scoring/scorer.ts'
import type { ScoringTarget } from '../src/main/scoring/worker.ts'
import { digestFolder } from '../src/main/sources/local/digest.ts'
import { forkNode } from '../src/main/spawn-node.ts'
import { locateArtifact } from '../src/main/tracking/artifact-paths.ts'
import { measureMemory, median, percentile, type Row, show, timeEach } from './measure.ts'
import { findPython, makeFolder, root, startModelServer } from './processes.ts'

const makeModel = `
import sys, mlflow
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from mlflow.models import infer_signature
data = load_iris(as_frame=True)
model = LogisticRegression(max_iter=500).fit(data.data, data.target)
mlflow.sklearn.save_model(model, sys.argv[1], signature=infer_signature(data.data, model.predict(data.data)), serialization_format="cloudpickle")
`
const row = { 'sepal length (cm)': 5.1, 'sepal width (cm)': 3.5, 'petal length (cm)': 1.4, 'petal width (cm)': 0.2 }

/** One-row latency of a scikit-learn model in our Python worker against `mlflow models serve`, both warm. */
export async function benchPredictions(
  count: number
): Promise<{ readonly title: string; readonly anchor: string; readonly rows: readonly Row[] }> {
  const place = makeFolder()
  const model = path.join(place.folder, 'model')
  try {
    execFileSync(findPython(), ['-c', makeModel, model], { stdio: 'ignore' })
    const ours = await measureOurs(model, place.folder, count)
    const stock = await measureStock(model, count)
    return {
      title: 'One-row prediction with a scikit-learn model, warm',
      anchor: 'mlflow models serve 3.17.2',
      rows: [
        {
          figure: 'latency p50, ms',
          ours: show(median(ours.times)),
          anchor: show(median(stock.times)),
          ratio: `${show(median(stock.times) / median(ours.times))}×`
        },
        { figure: 'latency p99, ms', ours: show(percentile(ours.times, 0.99)), anchor: show(percentile(stock.times, 0.99)), ratio: '' },
        {
          figure: 'start to first answer, ms',
          ours: show(ours.startMs),
          anchor: show(stock.startMs),
          ratio: `${show(stock.startMs / ours.startMs)}×`
        },
        { figure: 'memory of the model process (PSS), MiB', ours: show(ours.memory), anchor: show(stock.memory), ratio: '' }
      ]
    }
  } finally {
    place.remove()
  }
}

interface Figures {
  readonly times: readonly number[]
  readonly startMs: number
  readonly memory: number
}

async function measureOurs(model: string, folder: string, count: number): Promise<Figures> {
  const scorer = createScorer({
    spawnNode: forkNode,
    onnxEntry: path.join(root, 'src/main/workers/onnx.ts'),
    pythonScript: path.join(root, 'resources/python/greenroom_worker'),
    interpreter: findPython(),
    env: process.env,
    workFolder: path.join(folder, 'work')
  })
  const { digest } = await digestFolder(locateArtifact({ root: model, localRoots: [model] }, model), new AbortController().signal, () => {})
  const target: ScoringTarget = { key: 'bench', engine: 'python', folder: model, digest, signature: null }
  const predict = () =>
    scorer.predict(target, { kind: 'records', rows: [row] }, { params: {}, timeoutMs: 60_000, signal: new AbortController().signal })
  try {
    const start = performance.now()
    await predict()
    const startMs = performance.now() - start
    const before = measureMemory(process.pid)
    const times = await timeEach(count, 50, predict)
    return { times, startMs, memory: before - measureOwn() }
  } finally {
    await scorer.close()
  }
}

/** This process alone, so that what its children use is the difference. */
function measureOwn(): number {
  return process.memoryUsage().rss / 1024 / 1024
}

async function measureStock(model: string, count: number): Promise<Figures> {
  const server = await startModelServer(model)
  const body = JSON.stringify({ dataframe_records: [row] })
  const predict = async () => {
    const answer = await fetch(`${server.uri}/invocations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    if (!answer.ok) throw new Error(await answer.text())
    await answer.text()
  }
  try {
    const times = await timeEach(count, 50, predict)
    return { times, startMs: server.startMs, memory: measureMemory(server.pid) }
  } finally {
    await server.stop()
  }
}
