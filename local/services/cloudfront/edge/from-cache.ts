import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { multipart, select } from '../cache/selection.ts';
import type { CachedResponse } from '../cache/store.ts';
import type { ViewerRequest } from './viewer-request.ts';

export interface Fetched {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Buffer;
  readonly from: 'Hit' | 'RefreshHit' | 'Miss' | 'Error';
  /** Milliseconds that the origin took to its first byte, if it was asked. */
  readonly originMs?: number;
}

export const EMPTY = Buffer.alloc(0);

/** What a viewer gets of a response that is at hand: all, one part or several, or only that it did not change. */
export function fromCache(
  cached: Pick<CachedResponse, 'status' | 'headers' | 'body' | 'storedAt'>,
  viewer: ViewerRequest,
  now: number,
  from: 'Hit' | 'RefreshHit',
): Fetched {
  const { body } = cached;
  const age = String(Math.max(0, Math.floor((now - cached.storedAt) / 1000)));
  const headers = { ...cached.headers, 'content-length': String(body.length), age };
  const whole: Fetched = { status: cached.status, headers, body, from };
  if (cached.status !== 200) return whole;
  const selected = select(viewer.headers, cached.headers, body.length);
  switch (selected.kind) {
    case 'whole':
      return whole;
    case 'unchanged':
      return { ...whole, status: 304, headers: withoutLength(headers), body: EMPTY };
    case 'unsatisfiable':
      return {
        ...whole,
        status: 416,
        headers: { ...headers, 'content-length': '0', 'content-range': `bytes */${body.length}` },
        body: EMPTY,
      };
    case 'part': {
      const { start, end } = selected;
      return {
        ...whole,
        status: 206,
        headers: {
          ...headers,
          'content-length': String(end - start + 1),
          'content-range': `bytes ${start}-${end}/${body.length}`,
        },
        body: body.subarray(start, end + 1),
      };
    }
    case 'parts': {
      const boundary = `CloudFront:${randomBytes(16).toString('hex').toUpperCase()}`;
      const type = headers['content-type' as keyof typeof headers] ?? 'application/octet-stream';
      const parts = multipart(body, selected.ranges, type, boundary);
      return {
        ...whole,
        status: 206,
        headers: {
          ...headers,
          'content-type': `multipart/byteranges; boundary=${boundary}`,
          'content-length': String(parts.length),
        },
        body: parts,
      };
    }
  }
}

export function withoutLength({ 'content-length': _length, ...headers }: Readonly<Record<string, string>>) {
  return headers;
}
