/** Whether the service is to run, and where; what the setting `service` holds. */
export interface RememberedService {
  readonly on: boolean
  readonly port?: number
}

/** Reads the remembered choice; anything else means off. */
export function parseRemembered(value: unknown): RememberedService {
  const { on, port } = (value ?? {}) as { on?: unknown; port?: unknown }
  const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 1024 && port <= 65_535
  return { on: on === true, ...(isPort ? { port } : {}) }
}
