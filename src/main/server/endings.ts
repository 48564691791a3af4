import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Tells when an exchange is over, whether it was answered or its connection was lost. */
export interface Endings {
  /** Calls `act` once. */
  whenOver(request: IncomingMessage, response: ServerResponse, act: () => void): void
}

/** Older Node says nothing of answers that still wait behind others when their connection is lost: the connection itself is listened to, by one listener for all its exchanges. */
export function watchEndings(server: Server): Endings {
  const open = new WeakMap<Socket, Set<() => void>>()
  server.on('connection', (socket) => {
    const acts = new Set<() => void>()
    open.set(socket, acts)
    socket.once('close', () => {
      for (const act of acts) act()
    })
  })
  return {
    whenOver: ({ socket }, response, act) => {
      const acts = open.get(socket)
      const once = () => {
        response.off('close', once)
        if (acts === undefined || acts.delete(once)) act()
      }
      acts?.add(once)
      response.once('close', once)
      if (socket.destroyed) once()
    }
  }
}
