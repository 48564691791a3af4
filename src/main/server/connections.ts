import type { Server } from 'node:http'
import type { Socket } from 'node:net'

const maxConnections = 256

/** Keeps a server's connections bounded: a new one beyond 256 replaces the one that has been idle longest, so that waiting sockets cannot lock clients out. Where all are at work, it is turned away. */
export function limitConnections(server: Server): void {
  const idleSince = new Map<Socket, number>()
  /** Requests under way: a connection may have sent several at once. */
  const open = new WeakMap<Socket, number>()
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
    const { socket } = request
    idleSince.set(socket, Number.POSITIVE_INFINITY)
    open.set(socket, (open.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const left = (open.get(socket) ?? 1) - 1
      open.set(socket, left)
      order += 1
      if (left === 0 && idleSince.has(socket)) idleSince.set(socket, order)
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
