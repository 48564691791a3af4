import type { ServerResponse } from 'node:http'
import { message } from '../fields.ts'
import { guardingHeaders } from '../guarding-headers.ts'
import { defineRead, defineStream, type Route } from '../route.ts'

/** The MLflow release whose protocol and schema the service speaks. */
export const mlflowVersion = '3.17.2'
const access = 'open on loopback'
const needs = 'nothing'

/** Health, version and server-info. */
export const healthRoutes: readonly Route[] = [
  defineStream({
    methods: ['GET'],
    path: '/health',
    mounts: ['root'],
    access,
    needs,
    run: ({ response }) => sendText(response, 'OK', 'plain')
  }),
  defineStream({
    methods: ['GET'],
    path: '/version',
    mounts: ['root'],
    access,
    needs,
    run: ({ response }) => sendText(response, mlflowVersion, 'html')
  }),
  defineRead({
    methods: ['GET'],
    path: '/mlflow/server-info',
    mounts: ['api3'],
    access,
    needs,
    fields: message({}),
    run: () => ({
      store_type: 'SqlStore',
      workspaces_enabled: false,
      trace_archival_enabled: false,
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
      presigned_upload_run_id_supported: true,
      presigned_upload_model_id_supported: true,
      features_enabled: { gateway: false }
    })
  })
]

/** The types that MLflow sends: its version comes as HTML. */
function sendText(response: ServerResponse, text: string, type: 'plain' | 'html'): void {
  response.writeHead(200, {
    'Content-Type': `text/${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(text),
    ...guardingHeaders
  })
  response.end(text)
}
