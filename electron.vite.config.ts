import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

/** No unsafe word but style attributes: Mantine sets sizes and colours through them. NONCE is replaced for each load by the app:// handler. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'nonce-NONCE'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default'
].join('; ')

/** Build only: the development server needs an inline script for React refresh. */
const securityMeta = (): Plugin => ({
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy }, injectTo: 'head-prepend' },
    { tag: 'meta', attrs: { name: 'style-nonce', content: 'NONCE' }, injectTo: 'head' }
  ]
})

const entry = (name: string) => resolve('src/main', `${name}.ts`)

// The targets are those of the oldest runtime that ships (Electron 33: Node 20.18, Chromium 130); electron-vite does not know 45 yet.
export default defineConfig({
  main: {
    build: {
      target: 'node20.18',
      rolldownOptions: {
        input: {
          index: entry('index'),
          service: entry('service'),
          cli: entry('cli'),
          'workers/query': entry('workers/query'),
          'workers/files': entry('workers/files'),
          'workers/onnx': entry('workers/onnx'),
          'workers/inputs': entry('workers/inputs'),
          'workers/store': entry('workers/store'),
          'workers/search': entry('workers/search'),
          'workers/checkpoint': entry('workers/checkpoint'),
          'workers/snapshots': entry('workers/snapshots')
        },
        output: { entryFileNames: '[name].js' }
      }
    }
  },
  preload: {
    build: {
      target: 'node20.18',
      externalizeDeps: false,
      rolldownOptions: { input: { index: resolve('src/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } }
    }
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), securityMeta()],
    build: { target: 'chrome130', rolldownOptions: { input: { index: resolve('src/renderer/index.html') } } }
  }
})
