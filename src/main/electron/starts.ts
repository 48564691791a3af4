import { app } from 'electron'
import { parseLink } from './links.ts'
import { createStartInbox, readStart, type StartInbox } from './start-inbox.ts'

/** Listens for links, files and second starts. Must run before the application is ready: macOS sends what it was started with before that. */
export function listenForStarts(): StartInbox {
  const starts = createStartInbox()
  const first = readStart(process.argv.slice(1), process.cwd())
  const own = first.args.filter((one) => readStart([one], process.cwd()).request === null)
  if (first.request) starts.add(first)
  app.on('second-instance', (_event, argv, folder) => starts.add(readStart(argv.slice(1), folder)))
  app.on('open-file', (event, file) => {
    event.preventDefault()
    starts.add({ request: { kind: 'file', file }, args: [...own, file] })
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    starts.add({ request: parseLink(url), args: [...own, url] })
  })
  return starts
}
