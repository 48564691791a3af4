import type { ServerResponse } from 'node:http'
import { message } from '../fields.ts'
import { defineRead, defineStream, type Route } from '../route.ts'

/** The MLflow release whose protocol and schema the service speaks. */
export const mlflowVersion = '3.17.2'
const access = 'open on loopback'

/** Health, version and server-info. */
export const healthRoutes: readonly Route[] = [
  defineStream({ methods: ['GET'], path: '/health', mounts: ['root'], access, run: ({ response }) => sendText(response, 'OK') }),
  defineStream({ methods: ['GET'], path: '/version', mounts: ['root'], access, run: ({ response }) => sendText(response, mlflowVersion) }),
  defineRead({
    methods: ['GET'],
    path: '/mlflow/server-info',
    mounts: ['api3'],
    access,
    fields: message({}),
    run: () => ({
      store_type: 'SqlStore',
      workspaces_enabled: false,
      trace_archival_enabled: false,
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
      features_enabled: { gateway: false }
    })
  })
]

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff'
  })
  response.end(text)
}
