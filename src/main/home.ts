import { homedir } from 'node:os'
import path from 'node:path'

/** The application's data folder for Electron and Node alike: `GREENROOM_HOME`, else the platform's application data folder. */
export function homeFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env['GREENROOM_HOME']) return path.resolve(env['GREENROOM_HOME'])
  if (platform === 'win32') return path.join(env['APPDATA'] ?? path.join(homedir(), 'AppData', 'Roaming'), 'Greenroom')
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Greenroom')
  return path.join(env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'greenroom')
}
