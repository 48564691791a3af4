/** One row of the import table of docs/architecture.md: what files below `folder` may import. */
export interface Rule {
  /** Folder or file below src/, longest match wins. */
  readonly folder: string
  /** Own code by path prefix below src/. `type:` allows `import type` only. */
  readonly own: readonly string[]
  /** Packages and built-ins by name, what lies below them included: those in use. A new one is a decision. */
  readonly packages: readonly string[]
}

const react = ['react', 'react-dom', 'react-router', 'lucide-react', '@mantine/*', 'zustand']
const contract = 'preload/contract/'

/** The allowed imports as code; the message of a failing test shows the row. */
export const rules: readonly Rule[] = [
  { folder: 'preload/contract/', own: [contract], packages: ['zod'] },
  { folder: 'preload/index.ts', own: [`type:${contract}`], packages: ['electron'] },

  {
    folder: 'renderer/ui/',
    own: ['renderer/ui/', contract],
    packages: [...react, '@tanstack/*', 'echarts', 'react-markdown', 'remark-gfm']
  },
  { folder: 'renderer/bridge.ts', own: [contract], packages: [] },
  {
    folder: 'renderer/panels/',
    own: ['renderer/panels/', 'renderer/ui/', 'renderer/bridge.ts', contract],
    packages: [...react, 'type:zod']
  },
  {
    folder: 'renderer/features/',
    own: ['SAME_FEATURE', 'renderer/panels/', 'renderer/ui/', 'renderer/bridge.ts', contract],
    packages: react
  },
  {
    folder: 'renderer/app/',
    own: ['renderer/app/', 'renderer/features/', 'renderer/panels/', 'renderer/ui/', 'renderer/bridge.ts', contract],
    packages: [...react, 'get-nonce']
  },
  { folder: 'renderer/main.tsx', own: ['renderer/app/', 'renderer/ui/'], packages: [...react, 'get-nonce'] },

  {
    folder: 'main/core/',
    own: [
      'main/core/deps.ts',
      'main/core/refusal.ts',
      'main/core/progress.ts',
      'main/core/writing.ts',
      'main/core/activity/change-log.ts',
      'main/core/activity/anchor.ts',
      'SAME_NOUN',
      'OTHER_RULES',
      'main/store/',
      contract,
      'type:main/tracking/changes.ts',
      'type:main/sources/source.ts',
      'type:main/scoring/worker.ts',
      'type:main/scanning/'
    ],
    packages: ['node:path', 'node:crypto', 'csv-parse/*', 'csv-stringify/*']
  },
  { folder: 'main/store/', own: ['main/store/', contract], packages: ['better-sqlite3', 'node:fs', 'node:path', 'node:crypto'] },
  {
    folder: 'main/tracking/',
    own: ['main/tracking/', contract],
    packages: [
      'better-sqlite3',
      'node:fs',
      'node:fs/promises',
      'node:path',
      'node:crypto',
      'node:url',
      'node:stream',
      'node:stream/promises'
    ]
  },
  {
    folder: 'main/sources/',
    own: ['main/sources/', 'main/tracking/', contract, 'type:main/spawn-node.ts'],
    packages: [
      'better-sqlite3',
      'yaml',
      'csv-parse/*',
      'node:crypto',
      'node:fs',
      'node:path',
      'node:stream',
      'node:timers/promises',
      'node:worker_threads',
      'node:zlib'
    ]
  },
  {
    folder: 'main/scoring/',
    own: ['main/scoring/', 'main/scanning/', contract, 'type:main/spawn-node.ts'],
    packages: ['onnxruntime-node', 'yaml', 'node:child_process', 'node:crypto', 'node:fs', 'node:os', 'node:path', 'node:stream']
  },
  {
    folder: 'main/scanning/',
    own: ['main/scanning/', contract],
    packages: ['yauzl', 'node:fs', 'node:fs/promises', 'node:zlib', 'node:crypto']
  },
  {
    folder: 'main/server/',
    own: ['main/server/', 'main/tracking/', 'main/dispatch.ts', contract],
    packages: [
      'node:crypto',
      'node:fs',
      'node:http',
      'node:net',
      'node:path',
      'node:stream',
      'node:url',
      'node:v8',
      'node:worker_threads',
      'type:better-sqlite3'
    ]
  },
  {
    folder: 'main/workers/',
    own: [
      'main/workers/',
      'main/server/wire/',
      'main/tracking/',
      'main/sources/',
      'main/scanning/',
      'main/scoring/',
      'main/store/',
      'main/core/predictions/bodies.ts',
      contract
    ],
    packages: ['node:module', 'node:worker_threads', 'better-sqlite3']
  },
  {
    folder: 'main/electron/',
    own: ['main/electron/', 'main/dispatch.ts', contract, 'type:main/core/deps.ts', 'type:main/spawn-node.ts'],
    packages: ['electron', 'node:crypto', 'node:fs', 'node:path', 'node:timers/promises', 'node:url']
  },
  {
    folder: 'main/cli/',
    own: ['main/cli/', 'main/dispatch.ts', contract, 'type:main/core/deps.ts', 'type:main/app.ts'],
    packages: ['node:fs', 'node:path', 'commander']
  },
  { folder: 'main/dispatch.ts', own: ['main/core/', contract], packages: ['zod'] },
  { folder: 'main/spawn-node.ts', own: [], packages: ['node:child_process'] },
  { folder: 'main/registry-ports.ts', own: ['main/core/', 'main/sources/', 'main/tracking/', contract], packages: ['node:path'] },
  { folder: 'main/cli-core.ts', own: ['main/', contract], packages: ['node:fs', 'node:path', 'node:url'] },
  {
    folder: 'main/core-workers.ts',
    own: ['main/sources/pool.ts', 'type:main/store/', 'type:main/core/deps.ts'],
    packages: ['node:crypto']
  },
  { folder: 'main/events.ts', own: [contract], packages: [] },
  { folder: 'main/file-handles.ts', own: [contract, 'type:main/core/deps.ts'], packages: ['node:crypto', 'node:path'] },
  { folder: 'main/home.ts', own: [], packages: ['node:os', 'node:path'] },
  { folder: 'main/log.ts', own: [], packages: ['node:fs', 'node:path', 'pino', 'rotating-file-stream'] },
  { folder: 'main/service-control.ts', own: [contract, 'type:main/core/deps.ts', 'type:main/spawn-node.ts'], packages: [] },
  {
    folder: 'main/app.ts',
    own: [
      'main/core/',
      'main/store/',
      'main/sources/',
      'main/scoring/',
      'main/tracking/',
      'main/dispatch.ts',
      'main/service-control.ts',
      'main/spawn-node.ts',
      'main/events.ts',
      'main/registry-ports.ts',
      'main/core-workers.ts',
      'main/file-handles.ts',
      contract
    ],
    packages: ['node:crypto', 'node:fs', 'node:os', 'node:path', 'pino']
  },
  { folder: 'main/index.ts', own: ['main/', contract], packages: ['electron', 'node:path'] },
  {
    folder: 'main/service.ts',
    own: ['main/server/', 'main/tracking/', 'main/store/', 'main/core/', 'main/log.ts', 'main/home.ts', contract],
    packages: ['node:crypto', 'node:fs', 'node:http', 'node:os', 'node:path', 'node:timers/promises', 'type:better-sqlite3']
  },
  { folder: 'main/cli.ts', own: ['main/', contract], packages: ['node:fs', 'node:path'] }
]
