/** Endings that MLflow sends as plain text (mlflow/utils/mime_type_utils.py); files without a dot are known by their whole name. */
const textEndings = new Set(
  'txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst ipynb MLmodel MLproject'.split(' ')
)

/** The rest as Python's mimetypes knows it, for the kinds that models and runs hold. */
const types: Readonly<Record<string, string>> = {
  avi: 'video/x-msvideo',
  bmp: 'image/bmp',
  bz2: 'application/x-bzip2',
  css: 'text/css',
  doc: 'application/msword',
  geojson: 'application/geo+json',
  gif: 'image/gif',
  h5: 'application/x-hdf5',
  htm: 'text/html',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  mpeg: 'video/mpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  wav: 'audio/x-wav',
  webm: 'video/webm',
  webp: 'image/webp',
  zip: 'application/zip'
}

/** The media type of a file by its name alone; what the client accepts plays no part. */
export function chooseMediaType(name: string): string {
  const dot = name.lastIndexOf('.')
  const ending = dot <= 0 ? name : name.slice(dot + 1)
  if (textEndings.has(ending)) return 'text/plain'
  const lower = ending.toLowerCase()
  return dot > 0 && Object.hasOwn(types, lower) ? (types[lower] as string) : 'application/octet-stream'
}
