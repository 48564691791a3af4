import { create } from 'zustand'
import { Failure } from '../../../preload/contract/reply.ts'
import { bridge } from '../../bridge.ts'
import { useSession } from '../../panels/session.ts'

/** Whether the lines for a script are on show. */
export const useFirstStart = create<{ readonly isWaiting: boolean }>()(() => ({ isWaiting: false }))

/** Adds the writable copy of the sample; gives its registry's id. */
export async function addSample(): Promise<string> {
  const { id } = await bridge.registries.addSample()
  useSession.setState({ registries: await bridge.registries.list() })
  return id
}

/** Asks for a file and opens it; null when the person changed their mind. */
export async function chooseFile(): Promise<string | null> {
  const file = await bridge.files.choose({ purpose: 'registry' })
  return file ? openFile(file.handle) : null
}

/** Opens a file by its handle; gives its registry's id. */
export async function openFile(handle: string): Promise<string> {
  const { id } = await bridge.registries.open({ file: handle })
  useSession.setState({ registries: await bridge.registries.list() })
  return id
}

/** Switches the service on, unless it is, and shows the lines for a script. */
export async function startService(): Promise<null> {
  if (useSession.getState().service?.state !== 'on') {
    const service = await bridge.service.start({})
    useSession.setState({ service })
    if (service.state === 'failed')
      throw new Failure('CONFLICT', service.problem ?? 'the service did not start', { remedy: 'Another port can be set in the settings.' })
  }
  useFirstStart.setState({ isWaiting: true })
  return null
}
