import { pipeline, Transform, type Readable } from 'node:stream';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import type { OriginResponse, Origins } from '../../../runtime/runtime.ts';
import { cacheKey } from '../cache/cache-key.ts';
import {
  compressedHeaders,
  compressor,
  isCompressible,
  negotiateCoding,
  type ContentCoding,
} from '../cache/compression.ts';
import { isUnchanged, select } from '../cache/selection.ts';
import type { CachedResponse, Collector, ResponseCache } from '../cache/store.ts';
import { timeToLive } from '../cache/time-to-live.ts';
import type { Behavior } from '../config/behavior.ts';
import { errorCachingTtl, type Distribution } from '../config/distribution.ts';
import { callOrigin } from './call-origin.ts';
import { originRequest, type Sender } from './origin-request.ts';
import type { ViewerRequest } from './viewer-request.ts';

export interface Fetched {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Buffer;
  readonly from: 'Hit' | 'Miss';
}

export interface FetchContext {
  readonly distribution: Distribution;
  readonly cache: ResponseCache;
  readonly origins: Origins;
  readonly clock: Clock;
  readonly log: Log;
}

const EMPTY = Buffer.alloc(0);

/** Answers from the cache, or from the origin and into the cache. Knows nothing of grants: those are checked before. */
export async function fetchThroughCache(
  context: FetchContext,
  behavior: Behavior,
  viewer: ViewerRequest,
  sender: Sender,
): Promise<Fetched> {
  const { distribution, cache, origins, clock, log } = context;
  const { cachePolicy } = behavior;
  const keeps = cachePolicy.maxTtl > 0 && (viewer.method === 'GET' || viewer.method === 'HEAD');
  const coding = negotiateCoding(viewer.headers['accept-encoding'], cachePolicy);
  const key = keeps ? cacheKey(cachePolicy, viewer, coding) : '';
  const hit = keeps ? cache.find(key, clock.now()) : undefined;
  if (hit) return fromCache(hit, viewer, clock.now());

  const origin = distribution.origins.get(behavior.originId)!;
  const answer = await callOrigin(origins, origin, originRequest(viewer, behavior, origin, sender), log);
  if (!keeps || viewer.method === 'HEAD' || 'range' in viewer.headers) return { ...answer, from: 'Miss' };
  if (answer.status === 200 && isUnchanged(viewer.headers, answer.headers)) {
    answer.body.destroy();
    return { status: 304, headers: withoutLength(answer.headers), body: EMPTY, from: 'Miss' };
  }

  const response = behavior.compress && coding ? compress(answer, coding) : answer;
  const { status, headers } = response;
  const now = clock.now();
  const ttl = timeToLive(status, headers, cachePolicy, errorCachingTtl(distribution, status), now);
  if (ttl <= 0) return { ...response, from: 'Miss' };
  const collector = cache.collect(key, { status, headers, storedAt: now, expiresAt: now + ttl * 1000 });
  return { status, headers, body: collecting(response.body, collector), from: 'Miss' };
}

function fromCache(cached: CachedResponse, viewer: ViewerRequest, now: number): Fetched {
  const age = String(Math.max(0, Math.floor((now - cached.storedAt) / 1000)));
  const headers = { ...cached.headers, 'content-length': String(cached.body.length), age };
  const whole: Fetched = { status: cached.status, headers, body: cached.body, from: 'Hit' };
  if (cached.status !== 200) return whole;
  const selected = select(viewer.headers, cached.headers, cached.body.length);
  switch (selected.kind) {
    case 'whole':
      return whole;
    case 'unchanged':
      return { ...whole, status: 304, headers: withoutLength(headers), body: EMPTY };
    case 'unsatisfiable':
      return {
        ...whole,
        status: 416,
        headers: { ...headers, 'content-length': '0', 'content-range': `bytes */${cached.body.length}` },
        body: EMPTY,
      };
    case 'part': {
      const { start, end } = selected;
      const range = `bytes ${start}-${end}/${cached.body.length}`;
      return {
        ...whole,
        status: 206,
        headers: { ...headers, 'content-length': String(end - start + 1), 'content-range': range },
        body: cached.body.subarray(start, end + 1),
      };
    }
  }
}

function withoutLength({ 'content-length': _length, ...headers }: Readonly<Record<string, string>>) {
  return headers;
}

function compress(answer: OriginResponse, coding: ContentCoding): OriginResponse {
  if (!isCompressible(answer.status, answer.headers)) return answer;
  return {
    ...answer,
    headers: compressedHeaders(answer.headers, coding),
    // An error reaches the reader through the destroyed stream.
    body: pipeline(answer.body, compressor(coding), () => {}),
  };
}

/** The same bytes, a copy of which goes into the cache if they come to their end. */
function collecting(body: Readable, collector: Collector): Readable {
  const copy = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      collector.push(chunk);
      done(null, chunk);
    },
    flush(done) {
      collector.commit();
      done();
    },
  });
  return pipeline(body, copy, (error) => {
    if (error) collector.abort();
  });
}
