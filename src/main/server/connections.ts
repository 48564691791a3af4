import type { Server } from 'node:http'
import type { Socket } from 'node:net'

const maxConnections = 256

/** Keeps a server's connections bounded: a new one beyond 256 replaces the one that has been idle longest, so that waiting sockets cannot lock clients out. */
export function limitConnections(server: Server): void {
  const idleSince = new Map<Socket, number>()
  let order = 0
  server.on('connection', (socket) => {
    socket.once('close', () => idleSince.delete(socket))
    if (idleSince.size >= maxConnections) dropOldest(idleSince)
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

function dropOldest(idleSince: Map<Socket, number>): void {
  let oldest: Socket | null = null
  let since = Number.POSITIVE_INFINITY
  for (const [socket, order] of idleSince) {
    if (order > since || oldest === null) {
      if (oldest === null) [oldest, since] = [socket, order]
      continue
    }
    oldest = socket
    since = order
  }
  if (!oldest) return
  idleSince.delete(oldest)
  oldest.destroy()
}
