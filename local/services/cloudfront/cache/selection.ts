/** What a viewer asks of an object that is at hand whole: all of it, a part, or only whether it changed. */
export type Selected =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'unsatisfiable' };

type Headers = Readonly<Record<string, string>>;

/** `size` in bytes. A Range that is not understood, or asks for several parts, is answered with the whole. */
export function select(request: Headers, response: Headers, size: number): Selected {
  if (isUnchanged(request, response)) return { kind: 'unchanged' };
  const range = /^bytes=(\d*)-(\d*)$/.exec(request['range']?.trim() ?? '');
  if (!range || (range[1] === '' && range[2] === '') || !ifRangeHolds(request['if-range'], response))
    return { kind: 'whole' };
  const [, first = '', last = ''] = range;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return { kind: 'whole' };
  return start > end ? { kind: 'unsatisfiable' } : { kind: 'part', start, end };
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
