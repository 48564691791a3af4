import { stringify } from 'csv-stringify/sync'
import type { Page } from '../../../preload/contract/common.ts'
import type { Prediction, PredictionRow } from '../../../preload/contract/predictions.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import { writeChosenFile } from '../../store/chosen-files.ts'
import type { KeptPrediction, PredictionFilter } from '../../store/predictions.ts'
import type { ReadValue, StoreReader } from '../../store/read-jobs.ts'
import { exportColumns, toExportCells } from './rules.ts'
import { toContract } from './run.ts'

/** Which part of the history: a registry, a model, and words that must all be found. */
export interface HistoryQuery {
  readonly registry?: string | undefined
  readonly model?: string | undefined
  readonly query: string
}

/** Predictions read at a time for an export; their texts may be long. */
const exportPage = 50

/** Lists the history, newest first. */
export function listHistory(
  reader: StoreReader,
  { offset, limit, ...query }: HistoryQuery & { readonly offset: number; readonly limit: number },
  signal: AbortSignal
): Promise<Page<PredictionRow>> {
  return reader.read('listPredictionPage', { ...toFilter(query), offset, limit }, signal)
}

/** Finds one prediction whole; NOT_FOUND when there is none of that id. */
export async function requirePrediction(reader: StoreReader, id: string): Promise<KeptPrediction> {
  const found = await reader.read('findPrediction', id)
  if (!found) throw new Failure('NOT_FOUND', `There is no prediction with the id ${id} in the history.`)
  return found
}

/** Writes the history, newest first, to a file (temporary name, then rename); gives the number of predictions. */
export async function exportHistory(
  reader: StoreReader,
  query: HistoryQuery,
  format: 'csv' | 'json',
  file: string,
  signal: AbortSignal
): Promise<number> {
  let count = 0
  const pages = readPages(reader, toFilter(query), signal, (found) => {
    count += found
  })
  await writeChosenFile(file, format === 'csv' ? writeCsv(pages) : writeJson(pages))
  return count
}

async function* readPages(
  reader: StoreReader,
  filter: PredictionFilter,
  signal: AbortSignal,
  counted: (found: number) => void
): AsyncGenerator<readonly Prediction[]> {
  let before: number | null = null
  do {
    if (signal.aborted) throw new Failure('CANCELLED', 'Cancelled. No file was written.')
    const page: ReadValue<'readPredictionPage'> = await reader.read('readPredictionPage', { ...filter, before, limit: exportPage })
    counted(page.predictions.length)
    yield page.predictions.map(toContract)
    before = page.next
  } while (before !== null)
}

async function* writeCsv(pages: AsyncIterable<readonly Prediction[]>): AsyncGenerator<string> {
  yield stringify([[...exportColumns]])
  for await (const page of pages) yield stringify(page.map((prediction) => [...toExportCells(prediction)]))
}

/** A JSON list. Outputs are put in as the text they are: parsing them would lose digits of large integers. */
async function* writeJson(pages: AsyncIterable<readonly Prediction[]>): AsyncGenerator<string> {
  let separator = '[\n'
  for await (const page of pages) {
    for (const prediction of page) {
      const { output, outputColumns: _columns, outputRows: _rows, inputSummary: _input, outputSummary: _output, ...facts } = prediction
      yield `${separator}${JSON.stringify(facts).slice(0, -1)},"output":${output ?? 'null'}}`
      separator = ',\n'
    }
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}

function toFilter({ registry, model, query }: HistoryQuery): PredictionFilter {
  return { registryId: registry, model, words: query.split(/\s+/u).filter((word) => word !== '') }
}
