/** Endings that MLflow sends as plain text (mlflow/utils/mime_type_utils.py); files without an ending are known by their whole name. */
const textEndings = new Set(
  'txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst ipynb MLmodel mlproject'.split(' ')
)

/** The rest as Python's mimetypes knows it without the tables of a system, then kinds that it leaves to these tables; type: endings. */
const table = `
application/javascript: mjs
application/json: json
application/manifest+json: webmanifest
application/msword: doc dot wiz
application/n-quads: nq
application/n-triples: nt
application/oda: oda
application/pdf: pdf
application/pkcs7-mime: p7c
application/postscript: ps ai eps
application/trig: trig
application/vnd.apple.mpegurl: m3u m3u8
application/vnd.ms-excel: xls xlb
application/vnd.ms-powerpoint: ppt pot ppa pps pwz
application/wasm: wasm
application/x-bcpio: bcpio
application/x-cpio: cpio
application/x-csh: csh
application/x-dvi: dvi
application/x-gtar: gtar
application/x-hdf: hdf
application/x-hdf5: h5
application/x-latex: latex
application/x-mif: mif
application/x-netcdf: cdf nc
application/x-pkcs12: p12 pfx
application/x-pn-realaudio: ram
application/x-python-code: pyc pyo
application/x-sh: sh
application/x-shar: shar
application/x-shockwave-flash: swf
application/x-sv4cpio: sv4cpio
application/x-sv4crc: sv4crc
application/x-tar: tar
application/x-tcl: tcl
application/x-tex: tex
application/x-texinfo: texi texinfo
application/x-troff: roff t tr
application/x-troff-man: man
application/x-troff-me: me
application/x-troff-ms: ms
application/x-ustar: ustar
application/x-wais-source: src
application/xml: xsl rdf wsdl xpdl
application/zip: zip
audio/3gpp: 3gp 3gpp
audio/3gpp2: 3g2 3gpp2
audio/aac: aac adts loas ass
audio/basic: au snd
audio/mpeg: mp3 mp2
audio/opus: opus
audio/x-aiff: aif aifc aiff
audio/x-pn-realaudio: ra
audio/x-wav: wav
image/avif: avif
image/bmp: bmp
image/gif: gif
image/heic: heic
image/heif: heif
image/ief: ief
image/jpeg: jpg jpe jpeg
image/png: png
image/svg+xml: svg
image/tiff: tiff tif
image/vnd.microsoft.icon: ico
image/x-cmu-raster: ras
image/x-portable-anymap: pnm
image/x-portable-bitmap: pbm
image/x-portable-graymap: pgm
image/x-portable-pixmap: ppm
image/x-rgb: rgb
image/x-xbitmap: xbm
image/x-xpixmap: xpm
image/x-xwindowdump: xwd
message/rfc822: eml mht mhtml nws
text/css: css
text/csv: csv
text/html: html htm
text/n3: n3
text/plain: txt bat c h ksh pl srt
text/richtext: rtx
text/tab-separated-values: tsv
text/vtt: vtt
text/x-python: py
text/x-setext: etx
text/x-sgml: sgm sgml
text/x-vcard: vcf
text/xml: xml
video/mp4: mp4
video/mpeg: mpeg m1v mpa mpe mpg
video/quicktime: mov qt
video/webm: webm
video/x-msvideo: avi
video/x-sgi-movie: movie
application/geo+json: geojson
application/rtf: rtf
application/vnd.apache.arrow.file: arrow
application/vnd.oasis.opendocument.presentation: odp
application/vnd.oasis.opendocument.spreadsheet: ods
application/vnd.oasis.opendocument.text: odt
application/vnd.openxmlformats-officedocument.presentationml.presentation: pptx
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: xlsx
application/vnd.openxmlformats-officedocument.wordprocessingml.document: docx
application/x-7z-compressed: 7z
font/otf: otf
font/ttf: ttf
font/woff: woff
font/woff2: woff2
image/webp: webp
`
const types: ReadonlyMap<string, string> = new Map(
  table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [type = '', endings = ''] = line.split(': ')
      return endings.split(' ').map((ending): [string, string] => [ending, type])
    })
)

/** Endings that stand for two. */
const shorthands: Readonly<Record<string, string>> = {
  svgz: 'svg.gz',
  taz: 'tar.gz',
  tbz2: 'tar.bz2',
  tgz: 'tar.gz',
  txz: 'tar.xz',
  tz: 'tar.gz'
}
/** Endings of packed files, to the letter: the type is that of what is in them. */
const packings = new Set(['gz', 'Z', 'bz2', 'xz', 'br'])

/** The media type of a file by its name alone; what the client accepts plays no part. */
export function chooseMediaType(name: string): string {
  const [, ending] = splitEnding(name)
  if (textEndings.has(ending || name)) return 'text/plain'
  const shorthand = ending.toLowerCase()
  const full = Object.hasOwn(shorthands, shorthand) ? `${name.slice(0, -ending.length)}${shorthands[shorthand]}` : name
  const [base, outer] = splitEnding(full)
  const inner = packings.has(outer) ? splitEnding(base)[1] : outer
  return types.get(inner.toLowerCase()) ?? 'application/octet-stream'
}

/** As Python's splitext: dots at the start belong to the name. */
function splitEnding(name: string): readonly [string, string] {
  const dot = name.lastIndexOf('.')
  return dot <= 0 || /^\.*$/.test(name.slice(0, dot)) ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)]
}
