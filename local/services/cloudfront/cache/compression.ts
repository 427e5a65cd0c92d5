import { pipeline, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { OriginResponse } from '../../../runtime/runtime.ts';
import type { CachePolicy } from '../policies/cache-policy.ts';

export type ContentCoding = 'gzip' | 'br';

/** CloudFront compresses objects of this many bytes, and only when it knows their length. */
const SMALLEST = 1_000;
const LARGEST = 10_000_000;

const COMPRESSED_STATUSES: ReadonlySet<number> = new Set([200, 403, 404]);

/** The types that CloudFront compresses. */
const COMPRESSIBLE: ReadonlySet<string> = new Set(
  `application/dash+xml application/eot application/font application/font-sfnt application/javascript application/json
  application/opentype application/otf application/pdf application/pkcs7-mime application/protobuf application/rss+xml
  application/truetype application/ttf application/vnd.apple.mpegurl application/vnd.mapbox-vector-tile
  application/vnd.ms-fontobject application/wasm application/xhtml+xml application/xml application/x-font-opentype
  application/x-font-truetype application/x-font-ttf application/x-httpd-cgi application/x-javascript
  application/x-mpegurl application/x-opentype application/x-otf application/x-perl application/x-ttf font/eot
  font/opentype font/otf font/ttf image/svg+xml text/css text/csv text/html text/javascript text/js text/plain
  text/richtext text/tab-separated-values text/xml text/x-component text/x-java-source text/x-script
  vnd.apple.mpegurl`.split(/\s+/),
);

/** The coding that a viewer asks for and the behaviour gives, brotli before gzip. */
export function negotiateCoding(
  acceptEncoding: string | undefined,
  policy: CachePolicy,
): ContentCoding | undefined {
  const accepted = (acceptEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]!.trim());
  if (policy.brotli && accepted.includes('br')) return 'br';
  return policy.gzip && accepted.includes('gzip') ? 'gzip' : undefined;
}

/** The answer in that coding, where it is one that CloudFront compresses. */
export function compress(answer: OriginResponse, coding: ContentCoding): OriginResponse {
  if (!isCompressible(answer.status, answer.headers)) return answer;
  return {
    ...answer,
    headers: compressedHeaders(answer.headers, coding),
    // An error reaches the reader through the destroyed stream.
    body: pipeline(answer.body, compressor(coding), () => {}),
  };
}

function isCompressible(status: number, headers: Readonly<Record<string, string>>): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN);
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  return (
    COMPRESSED_STATUSES.has(status) &&
    headers['content-encoding'] === undefined &&
    length >= SMALLEST &&
    length <= LARGEST &&
    COMPRESSIBLE.has(type)
  );
}

const compressor = (coding: ContentCoding): Transform =>
  coding === 'gzip'
    ? createGzip()
    : // The highest quality, which is the default, takes many times as long for a few per cent.
      createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });

/** The headers of the compressed object: another length, and an entity tag that no longer promises the same bytes. */
function compressedHeaders(
  headers: Readonly<Record<string, string>>,
  coding: ContentCoding,
): Record<string, string> {
  const { 'content-length': _length, 'accept-ranges': _ranges, etag, ...others } = headers;
  return {
    ...others,
    'content-encoding': coding,
    vary: [others['vary'], 'Accept-Encoding'].filter(Boolean).join(', '),
    ...(etag !== undefined && { etag: etag.startsWith('W/') ? etag : `W/${etag}` }),
  };
}
