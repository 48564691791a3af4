import type { Server } from 'node:http'
import type { Socket } from 'node:net'

const maxConnections = 256

/** Keeps a server's connections bounded: a new one beyond 256 replaces the one that has been idle longest, so that waiting sockets cannot lock clients out. Where all are at work, it is turned away. */
export function limitConnections(server: Server): void {
  const idleSince = new Map<Socket, number>()
  let order = 0
  server.on('connection', (socket) => {
    if (idleSince.size >= maxConnections && !dropOldest(idleSince)) {
      socket.destroy()
      return
    }
    socket.once('close', () => idleSince.delete(socket))
    order += 1
    idleSince.set(socket, order)
  })
  server.on('request', (request, response) => {
    idleSince.set(request.socket, Number.POSITIVE_INFINITY)
    response.once('close', () => {
      order += 1
      if (idleSince.has(request.socket)) idleSince.set(request.socket, order)
    })
  })
}

function dropOldest(idleSince: Map<Socket, number>): boolean {
  let oldest: Socket | null = null
  let since = Number.POSITIVE_INFINITY
  for (const [socket, order] of idleSince) {
    if (order >= since) continue
    oldest = socket
    since = order
  }
  if (!oldest) return false
  idleSince.delete(oldest)
  oldest.destroy()
  return true
}
