import type { Prediction } from '../../preload/contract/predictions.ts'

export type Cell = string | number | boolean | null

/** One output of one row as every version gave it; `difference` is the first minus the second, for two numbers. */
export interface AnswerLine {
  readonly name: string
  readonly cells: readonly (Cell | undefined)[]
  readonly difference: number | null
}

/** Outputs of one input row, lined up by name: the first prediction's columns first. */
export function alignRow(predictions: readonly Prediction[], row: number): readonly AnswerLine[] {
  const names = [...new Set(predictions.flatMap((prediction) => prediction.outputColumns))]
  return names.map((name) => {
    const cells = predictions.map((prediction) => {
      const place = prediction.outputColumns.indexOf(name)
      return place < 0 ? undefined : prediction.outputRows[row]?.[place]
    })
    return { name, cells, difference: subtractCells(cells) }
  })
}

/** How many rows the longest answer has. */
export function countRows(predictions: readonly Prediction[]): number {
  return Math.max(0, ...predictions.map((prediction) => prediction.outputRows.length))
}

/** Rows in which the answers are not all alike. */
export function countDifferent(predictions: readonly Prediction[]): number {
  let count = 0
  for (let row = 0; row < countRows(predictions); row++) {
    if (alignRow(predictions, row).some(({ cells }) => cells.some((cell) => cell !== cells[0]))) count++
  }
  return count
}

/** A whole answer as CSV with a header line; cells that a spreadsheet would run as a formula get a leading quote. */
export function writeAnswerCsv(prediction: Prediction): string {
  const lines = [prediction.outputColumns, ...prediction.outputRows]
  return lines.map((line) => line.map(writeCsvCell).join(',')).join('\r\n')
}

function writeCsvCell(cell: Cell): string {
  const text = cell === null ? '' : typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function subtractCells(cells: readonly (Cell | undefined)[]): number | null {
  const [first, second] = cells
  return cells.length === 2 && typeof first === 'number' && typeof second === 'number' && Number.isFinite(first - second)
    ? first - second
    : null
}
