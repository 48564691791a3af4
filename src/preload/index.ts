import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from './contract/bridge.ts'

// Sandboxed and loaded as one file: no zod, no Node globals. Names are checked on the other side, against the contract.
const bridge: Bridge = {
  call: (callId, name, input) => ipcRenderer.invoke('greenroom:call', callId, name, input),
  cancel: (callId) => ipcRenderer.send('greenroom:cancel', callId),
  on: (listener) => {
    const forward = (_event: unknown, name: string, payload: unknown) => listener(name, payload)
    ipcRenderer.on('greenroom:event', forward)
    return () => ipcRenderer.off('greenroom:event', forward)
  },
  drop: (file) => ipcRenderer.invoke('greenroom:drop', webUtils.getPathForFile(file as File))
}

contextBridge.exposeInMainWorld('bridge', bridge)
