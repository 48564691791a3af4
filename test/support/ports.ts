import { createServer, type Server } from 'node:net'

/** Listens on a free port of this computer: whoever else wants it finds it taken. */
export async function occupyPort(): Promise<{ readonly port: number; release(): Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { port: address.port, release: () => close(server) }
}

/** A port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const { port, release } = await occupyPort()
  await release()
  return port
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
