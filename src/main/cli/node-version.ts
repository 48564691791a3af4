/** Says what to do when this Node is too old for the database addon, which would end it with a segmentation fault; null when it is fine. */
export function startedByTooOldNode(versions: NodeJS.ProcessVersions): string | null {
  if (versions['electron']) return null
  const [major = 0, minor = 0] = versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 19)) return null
  return `Greenroom's command line needs Node 22.19 or newer; this is ${versions.node}. In the repository run: npm run -s greenroom -- …`
}
