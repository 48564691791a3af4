import { app, type Session, type WebContents } from 'electron'
import { pageOrigin } from './protocol.ts'

/** Denies what a page of ours never needs: navigation, new windows, webviews, permissions, other schemes. */
export function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview'] as const)
    contents.on(event as 'will-navigate', (navigation) => navigation.preventDefault())
}

/** Refuses every permission and every request that leaves app:// (and the development server, when one is given). */
export function guardSession(session: Session, developmentUrl: string | undefined): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, (details, decide) => {
    decide({ cancel: !mayLoad(details.url, developmentUrl) })
  })
}

function mayLoad(url: string, developmentUrl: string | undefined): boolean {
  if (
    url.startsWith(`${pageOrigin}/`) ||
    url.startsWith('devtools://') ||
    url.startsWith('blob:app://main/') ||
    url.startsWith('data:image/')
  )
    return true
  return developmentUrl !== undefined && (url.startsWith(developmentUrl) || url.startsWith(developmentUrl.replace('http', 'ws')))
}

/** Applies guardContents to every web contents that is ever made. */
export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
}
