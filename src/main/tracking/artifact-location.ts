import { lengthLimits } from './identifiers.ts'
import { invalid } from './messages.ts'

/** Checks an artifact address that a client chose for an experiment. Local folders are allowed only where the service's own root is one; fragments, path parameters, traversal and foreign hosts of the proxy never are. */
export function checkArtifactLocation(location: string, artifactRoot: string): void {
  if (location.length > lengthLimits.artifactLocation)
    throw invalid(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${lengthLimits.artifactLocation} characters. To configure this limit, please set the MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH environment variable.`
    )
  if (location.includes('#') || location.includes(';')) throw invalid("'artifact_location' URL can't include fragments or params.")
  if (/\p{Cc}|%[01][0-9a-f]|%7f/iu.test(location)) throw invalid(`'artifact_location' cannot contain control characters.`)
  if (hasTraversal(location)) throw invalid(`'artifact_location' cannot contain '..'. Given: '${location}'`)
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase()
  if (scheme === 'runs' || scheme === 'models') throw invalid(`Artifact location cannot be a ${scheme}:/ URI. Given: '${location}'`)
  if (scheme === 'mlflow-artifacts' && !/^mlflow-artifacts:(\/\/)?\/(?!\/)/i.test(location))
    throw invalid(`'artifact_location' cannot name a host: '${location}'. Use mlflow-artifacts:/<path>.`)
  if ((scheme === undefined || scheme === 'file') && !isLocal(artifactRoot))
    throw invalid(
      `'artifact_location' cannot be a local path: '${location}'. This service keeps artifacts under mlflow-artifacts:/ itself.`
    )
  if (scheme === undefined && !location.startsWith('/'))
    throw invalid(`'artifact_location' must be a URI or an absolute path. Given: '${location}'`)
}

/** Whether a root is a folder rather than the artifact proxy or a remote store. */
function isLocal(root: string): boolean {
  return /^file:/i.test(root) || !/^[a-z][a-z0-9+.-]+:/i.test(root)
}

/** Looks at every decoding of the text, since some reader may decode again. */
function hasTraversal(location: string): boolean {
  let text = location
  for (let round = 0; round < 10; round += 1) {
    if (/(^|[/\\?&=])\.\.($|[/\\?&])/.test(text)) return true
    const decoded = decodeLoosely(text)
    if (decoded === text) return false
    text = decoded
  }
  return true
}

function decodeLoosely(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
