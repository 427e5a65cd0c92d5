export interface ByteRange {
  readonly start: number;
  /** The last byte, as HTTP counts. */
  readonly end: number;
}

/** What a viewer asks of an object that is at hand whole: all of it, parts, or only whether it changed. */
export type Selected =
  | { readonly kind: 'whole' }
  | ({ readonly kind: 'part' } & ByteRange)
  | { readonly kind: 'parts'; readonly ranges: readonly ByteRange[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'unsatisfiable' };

type Headers = Readonly<Record<string, string>>;

/**
 * `size` in bytes. As CloudFront does, a Range that is not understood, or whose parts overlap or are out of
 * order, is answered with the whole.
 */
export function select(request: Headers, response: Headers, size: number): Selected {
  if (isUnchanged(request, response)) return { kind: 'unchanged' };
  const asked = /^bytes=(.+)$/.exec(request['range']?.trim() ?? '')?.[1];
  if (asked === undefined || !ifRangeHolds(request['if-range'], response)) return { kind: 'whole' };
  const parsed = asked.split(',').map((text) => parseRange(text.trim(), size));
  if (parsed.includes(undefined)) return { kind: 'whole' };
  const ranges = parsed.filter((range) => range !== undefined && range.start <= range.end) as ByteRange[];
  if (ranges.some((range, index) => index > 0 && range.start <= ranges[index - 1]!.end))
    return { kind: 'whole' };
  const [first, ...others] = ranges;
  if (!first) return { kind: 'unsatisfiable' };
  return others.length === 0 ? { kind: 'part', ...first } : { kind: 'parts', ranges };
}

/** `undefined` for what is no range; a range that begins behind its end lies outside of the object. */
function parseRange(text: string, size: number): ByteRange | undefined {
  const match = /^(\d*)-(\d*)$/.exec(text);
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '')) return undefined;
  if (first === '') return { start: Math.max(0, size - Number(last)), end: size - 1 };
  if (last !== '' && Number(last) < Number(first)) return undefined;
  return { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/** Several parts of a body as `multipart/byteranges` (RFC 9110, 14.6). */
export function multipart(
  body: Buffer,
  ranges: readonly ByteRange[],
  contentType: string,
  boundary: string,
): Buffer {
  const parts = ranges.flatMap(({ start, end }) => [
    Buffer.from(
      `\r\n--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Range: bytes ${start}-${end}/${body.length}\r\n\r\n`,
    ),
    body.subarray(start, end + 1),
  ]);
  return Buffer.concat([...parts, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

/** RFC 9110: `If-None-Match` decides; the date counts only without it. */
export function isUnchanged(request: Headers, response: Headers): boolean {
  const tags = request['if-none-match'];
  if (tags !== undefined) {
    const etag = response['etag'];
    return (
      tags.trim() === '*' || (etag !== undefined && tags.split(',').some((tag) => weak(tag) === weak(etag)))
    );
  }
  const since = Date.parse(request['if-modified-since'] ?? '');
  const modified = Date.parse(response['last-modified'] ?? '');
  return modified <= since;
}

const weak = (tag: string) => tag.trim().replace(/^W\//, '');

function ifRangeHolds(condition: string | undefined, response: Headers): boolean {
  if (condition === undefined) return true;
  if (condition.startsWith('"')) return condition === response['etag'];
  return Date.parse(condition) === Date.parse(response['last-modified'] ?? '');
}
