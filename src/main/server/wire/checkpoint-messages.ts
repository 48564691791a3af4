/** What the checkpoint thread gets at start. Each message asks for one checkpoint; the answer is empty. */
export interface CheckpointWorkerData {
  /** Absolute path of the database. */
  readonly database: string
  /** What `identifyFile` gave when the writer opened it. */
  readonly identity: string | null
  readonly nativeBinding?: string | undefined
}
