// It must use import(): this Electron's Node cannot require an ES module.
const main = `import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.'
let folder = path.resolve(given)
let main = folder
if (statSync(folder).isFile()) folder = path.dirname(folder)
else {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  app.setName(manifest.productName || manifest.name)
  if (manifest.version) app.setVersion(manifest.version)
  main = path.join(folder, manifest.main || 'index.js')
}
app.setAppPath(folder)
await import(pathToFileURL(main).href)
`

/** The files of the small app inside an offline runtime that starts the app named by the first argument, as Electron's own does. */
export const defaultApp = {
  'package.json': '{ "name": "electron", "main": "main.mjs", "type": "module" }',
  'main.mjs': main
}
