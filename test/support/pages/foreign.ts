import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A path of the service and what a page would write to it. */
export interface Target {
  readonly method: string
  readonly path: string
}

/** What a page tries on all routes. */
export interface Calls {
  readonly base: string
  readonly targets: readonly Target[]
  readonly body: string
}

/** A web site on this computer that has nothing to do with the service. */
export interface ForeignSite {
  readonly port: number
  close(): Promise<void>
}

/** Serves empty pages, a service worker that fetches what it is told to, and a page whose violation is reported to the service. */
export async function startForeignSite(servicePort: number): Promise<ForeignSite> {
  const server = createServer((request, response) => serve(servicePort, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The site has no port.')
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { port: address.port, close }
}

const worker = `
onactivate = (event) => event.waitUntil(clients.claim())
onmessage = async ({ data, source }) => {
  const results = []
  for (const { url, init } of data) results.push(await fetch(url, init).then((answer) => answer.type === 'opaque' ? 'opaque' : 'READ', () => 'refused'))
  source.postMessage(results)
}`

function serve(servicePort: number, request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/worker.js') return void response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(worker)
  const isReporting = request.url?.startsWith('/reporting') === true
  const report = `default-src 'none'; report-uri http://127.0.0.1:${servicePort}/api/2.0/mlflow/registered-models/create`
  response.writeHead(200, { 'Content-Type': 'text/html', ...(isReporting && { 'Content-Security-Policy': report }) })
  response.end(`<!doctype html><title>foreign</title><body>${isReporting ? '<img src="/none.png">' : ''}</body>`)
}

/** Runs in the foreign page: fetch in each mode, XMLHttpRequest and sendBeacon, for each target. Gives what the ways got: READ where one read an answer. */
export async function callFromPage({ base, targets, body }: Calls): Promise<readonly string[]> {
  const call = async ({ method, path }: Target) => {
    const url = `${base}${path}`
    const hasBody = method !== 'GET'
    const withBody = (type: string): RequestInit => (hasBody ? { method, body, headers: { 'Content-Type': type } } : { method })
    const simple = (sent: BodyInit): RequestInit => ({ mode: 'no-cors', ...(hasBody && { method: 'POST', body: sent }) })
    const inits: readonly RequestInit[] = [
      withBody('application/json'),
      withBody('text/plain'),
      { ...withBody('application/json'), credentials: 'include' },
      { ...withBody('text/plain'), redirect: 'manual', referrerPolicy: 'no-referrer' },
      simple(body),
      { ...simple(new URLSearchParams({ name: 'page' })), credentials: 'include' },
      { ...simple(body), keepalive: true }
    ]
    const fetched = inits.map((init) =>
      fetch(url, init).then(
        (answer) => (answer.type === 'opaque' || answer.type === 'opaqueredirect' ? 'opaque' : 'READ'),
        () => 'refused'
      )
    )
    const asked = new Promise<string>((resolve) => {
      const old = new XMLHttpRequest()
      old.open(method, url)
      old.onload = () => resolve('READ')
      old.onerror = () => resolve('refused')
      old.send(hasBody ? body : null)
    })
    for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded'])
      if (hasBody) navigator.sendBeacon(url, new Blob([body], { type }))
    return Promise.all([...fetched, asked])
  }
  const results = new Set<string>()
  for (const target of targets) for (const result of await call(target)) results.add(`${target.method} ${target.path}: ${result}`)
  return [...results]
}

/** Runs in the foreign page: a form of each encoding, sent into frames of the page. Resolves when every frame has its answer, with READ for one whose contents the page can see. */
export async function submitForms({
  base,
  paths
}: {
  readonly base: string
  readonly paths: readonly string[]
}): Promise<readonly string[]> {
  const encodings = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']
  const submit = (path: string, enctype: string, method: string, at: string) =>
    new Promise<string>((resolve) => {
      const frame = document.createElement('iframe')
      frame.name = `frame-${at}`
      document.body.append(frame)
      const form = document.createElement('form')
      Object.assign(form, { action: `${base}${path}`, method, enctype, target: frame.name })
      const field = document.createElement('input')
      Object.assign(field, { name: '{"name":"by a form","x":"', value: '"}' })
      form.append(field)
      document.body.append(form)
      frame.onload = () => {
        if (frame.contentDocument?.URL === 'about:blank') return
        resolve(frame.contentDocument === null ? 'refused' : 'READ')
        frame.remove()
        form.remove()
      }
      form.submit()
    })
  const results: string[] = []
  for (const [index, path] of paths.entries())
    results.push(
      ...(await Promise.all([
        ...encodings.map((enctype, at) => submit(path, enctype, 'post', `${index}-${at}`)),
        submit(path, encodings[0] as string, 'get', `${index}-get`)
      ]))
    )
  return results
}

/** Runs in the foreign page: every element that loads something, on every address. Gives those that got it. */
export async function loadByElements({ urls }: { readonly urls: readonly string[] }): Promise<readonly string[]> {
  const make: Readonly<Record<string, (url: string) => HTMLElement>> = {
    img: (url) => Object.assign(document.createElement('img'), { src: url }),
    script: (url) => Object.assign(document.createElement('script'), { src: url }),
    module: (url) => Object.assign(document.createElement('script'), { src: url, type: 'module' }),
    style: (url) => Object.assign(document.createElement('link'), { href: url, rel: 'stylesheet' }),
    video: (url) => Object.assign(document.createElement('video'), { src: url, preload: 'auto' }),
    audio: (url) => Object.assign(document.createElement('audio'), { src: url, preload: 'auto' }),
    object: (url) => Object.assign(document.createElement('object'), { data: url }),
    embed: (url) => Object.assign(document.createElement('embed'), { src: url }),
    iframe: (url) => Object.assign(document.createElement('iframe'), { src: url })
  }
  const load = (kind: string, url: string) =>
    new Promise<string | null>((resolve) => {
      const element = (make[kind] as (url: string) => HTMLElement)(url)
      const isFrame = kind === 'iframe' || kind === 'object' || kind === 'embed'
      // A frame loads its refusal too: what counts is whether the page sees into it.
      const seen = () => (kind === 'iframe' && (element as HTMLIFrameElement).contentDocument === null) || kind !== 'iframe'
      const got = () => resolve(isFrame && seen() ? null : `${kind} ${url}`)
      element.onload = got
      element.addEventListener('loadedmetadata', got)
      element.onerror = () => resolve(null)
      document.body.append(element)
    })
  const results: (string | null)[] = []
  for (const url of urls) results.push(...(await Promise.all(Object.keys(make).map((kind) => load(kind, url)))))
  return results.filter((result) => result !== null)
}

/** Runs in the foreign page: the channels that stay open, workers and modules. Gives what got through. */
export async function openChannels({
  base,
  scripts
}: {
  readonly base: string
  readonly scripts: readonly string[]
}): Promise<readonly string[]> {
  const socket = new Promise<string>((resolve) => {
    const one = new WebSocket(`${base.replace('http', 'ws')}/api/2.0/mlflow/runs/create`)
    one.onopen = () => resolve('WebSocket')
    one.onerror = () => resolve('')
  })
  const events = new Promise<string>((resolve) => {
    const one = new EventSource(`${base}/api/2.0/mlflow/experiments/get?experiment_id=0`)
    one.onopen = () => resolve('EventSource')
    one.onerror = () => {
      one.close()
      resolve('')
    }
  })
  const workers = scripts.map(
    (url) =>
      new Promise<string>((resolve) => {
        const code = `try { importScripts(${JSON.stringify(url)}); postMessage('importScripts') } catch { postMessage('') }`
        const one = new Worker(URL.createObjectURL(new Blob([code])))
        one.onmessage = ({ data }) => resolve(String(data))
      })
  )
  const modules = scripts.map((url) =>
    import(url).then(
      () => `import ${url}`,
      () => ''
    )
  )
  return (await Promise.all([socket, events, ...workers, ...modules])).filter(Boolean)
}

/** Runs in the foreign page: its service worker fetches the addresses. Gives what that got for each. */
export async function fetchByServiceWorker(
  requests: readonly { readonly url: string; readonly init: RequestInit }[]
): Promise<readonly string[]> {
  await navigator.serviceWorker.register('/worker.js')
  const { active } = await navigator.serviceWorker.ready
  return new Promise((resolve) => {
    navigator.serviceWorker.onmessage = ({ data }) => resolve(data as string[])
    active?.postMessage(requests)
  })
}

/** Runs in the foreign page: a link whose click pings the service, and a window opened on it. Gives whether the page sees into that window. */
export async function openAndPing({ base, path }: { readonly base: string; readonly path: string }): Promise<boolean> {
  const link = Object.assign(document.createElement('a'), { href: '#here', ping: `${base}/api/2.0/mlflow/registered-models/create` })
  document.body.append(link)
  link.click()
  const opened = window.open(`${base}${path}`, '_blank')
  // Until it has loaded it is about:blank, which is the page's own.
  for (let tries = 0; tries < 200; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25))
    try {
      if (opened?.location.href !== 'about:blank') return true
    } catch {
      opened?.close()
      return false
    }
  }
  return true
}
