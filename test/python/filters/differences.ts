import type { Answer, Query } from './query.ts'

/** A difference from stock MLflow that is meant: what it is, why, and which answers show it. */
export interface Difference {
  readonly title: string
  readonly matches: (query: Query, stock: Answer, ours: Answer) => boolean
}

/** Whether stock fails (a server answers with status 500) where ours refuses in words. */
const failsOn =
  (problem: RegExp, refusal: RegExp): Difference['matches'] =>
  (_, stock, ours) =>
    problem.test('crash' in stock ? stock.crash : 'code' in stock && stock.code === 'INTERNAL_ERROR' ? stock.message : '\0') &&
    'message' in ours &&
    refusal.test(ours.message)

/** Whether ours refuses what stock takes. */
const refusesAlone =
  (refusal: RegExp): Difference['matches'] =>
  (_, stock, ours) =>
    'pages' in stock && 'message' in ours && refusal.test(ours.message)

/** All of them; each has an expression in `cases.ts` that shows it. */
export const differences: readonly Difference[] = [
  {
    title: 'a field named twice in order_by is the client’s mistake (400), not the server’s (500)',
    matches: failsOn(/^`order_by` contains duplicate fields/, /^`order_by` contains duplicate fields/)
  },
  {
    title: 'a quotation that is not closed in order_by is refused (400), where stock’s shell splitter fails (500)',
    matches: failsOn(/^(ValueError: )?No (closing quotation|escaped character)$/, /^Invalid order_by clause .* Could not be parsed\.$/s)
  },
  {
    title: 'whole numbers beyond int64 are refused (400), where stock’s database driver fails (500)',
    matches: failsOn(/Python int too large to convert to SQLite INTEGER$/, /is beyond a 64-bit integer$/)
  },
  {
    title: 'IS NULL in searches of models and versions is refused (400), where stock fails (500)',
    matches: failsOn(/not enough values to unpack \(expected 3, got 2\)/, /^IS NULL \/ IS NOT NULL is not supported here/)
  },
  {
    title: 'a list in brackets that Python cannot evaluate is refused (400), where stock fails (500)',
    matches: failsOn(/malformed node or string|null bytes/, /expected a non-empty list of string values, but got ill-formed list/)
  },
  {
    title: 'unknown attributes of logged models are refused (400), where stock fails (500)',
    matches: failsOn(/^type object 'SqlLoggedModel' has no attribute/, /^Invalid attribute key '/)
  },
  {
    title: 'texts where logged models have numbers are refused (400), where stock fails (500)',
    matches: failsOn(/could not convert string to float/, /^Expected a number\. Found/)
  },
  {
    title: 'numbers beyond a double are refused, as security demands; stock compares with infinity, or says that it is none',
    matches: (query, stock, ours) =>
      refusesAlone(/is beyond a double$/)(query, stock, ours) ||
      ('message' in stock && / inf$/.test(stock.message) && 'message' in ours && /is beyond a double$/.test(ours.message))
  },
  {
    title: 'a blank filter is none, as security demands; stock refuses it unless it is empty',
    matches: (query, stock, ours) =>
      query.filter !== '' &&
      query.filter.trim() === '' &&
      'pages' in ours &&
      'message' in stock &&
      /^Invalid filter '\s+'\. Could not be parsed\.$|Expected a single SQL expression/.test(stock.message)
  },
  {
    title: 'logged models are found by the name of their status; stock compares it with the number in the database',
    matches: (query, stock, ours) => query.kind === 'logged' && query.filter === "status = 'READY'" && 'pages' in stock && 'pages' in ours
  },
  {
    title: 'a filter has at most 100 comparisons, as security demands',
    matches: refusesAlone(/^The filter is too long: it has more than 100 comparisons/)
  },
  {
    title: 'a list may have up to 10,000 items, where stock’s parser takes 10,000 tokens',
    matches: (query, stock, ours) =>
      query.filter.length > 10_000 && 'message' in stock && /^Error on parsing filter/.test(stock.message) && 'pages' in ours
  },
  {
    title: 'a longer list is refused with the limit in words',
    matches: (_, stock, ours) =>
      'message' in stock &&
      /^Error on parsing filter/.test(stock.message) &&
      'message' in ours &&
      /^The filter is too long: a list in it has more than 10000 items/.test(ours.message)
  },
  {
    title: 'a message shows the first 1,000 characters of a filter',
    matches: ({ filter }, stock, ours) =>
      filter.length > 1000 &&
      'message' in stock &&
      'message' in ours &&
      stock.code === ours.code &&
      stock.message.replace(filter, `${filter.slice(0, 1000)}…`) === ours.message
  },
  {
    title: 'a pattern has at most 10,000 characters, as security demands',
    matches: refusesAlone(/^A pattern after LIKE can have at most/)
  },
  {
    title: 'a list after another comparator than IN is refused (400), where stock’s database fails (500)',
    matches: failsOn(/./s, /^Invalid comparator '.*' for (a list; it takes IN or NOT IN|a text)$/)
  },
  {
    title: 'an offset below zero is refused; stock takes it for zero',
    matches: refusesAlone(/^Invalid page token, its offset is out of range$/)
  },
  {
    title: 'a token that is no object is refused (400), where stock fails (500)',
    matches: failsOn(/object has no attribute 'get'/, /^Invalid page token, parsed value=/)
  },
  {
    title: 'NaN and infinity are no numbers to compare metrics of logged models with, as security demands; stock compares with them',
    matches: (_, __, ours) => 'message' in ours && /^Expected a number\. Found [+-]?(nan|inf|infinity)$/i.test(ours.message)
  },
  { title: 'order_by has at most 20 clauses', matches: refusesAlone(/^order_by can have at most 20 clauses/) },
  {
    title: 'a garbled token of logged models is refused in one sentence, where stock fails (500) or tells of its JSON parser',
    matches: (_, stock, ours) => !('pages' in stock) && 'message' in ours && /^Invalid page token: .*\.$/s.test(ours.message)
  },
  {
    title: 'a list of names, or of what Python cannot read, instead of texts is refused (400) for logged models, where stock fails (500)',
    matches: failsOn(/malformed node or string|null bytes|\(<unknown>, line \d+\)$/, /^Expected a list of quoted string values\. Found/)
  }
]
