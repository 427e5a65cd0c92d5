import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import type { OriginRequest, OriginResponse, Origins } from '../../../runtime/runtime.ts';
import { cacheKey, type CacheKey } from '../cache/cache-key.ts';
import { compress, negotiateCoding, type ContentCoding } from '../cache/compression.ts';
import type { Flight, Flights, SharedAnswer } from '../cache/flights.ts';
import { isUnchanged } from '../cache/selection.ts';
import { shareBody } from '../cache/shared-body.ts';
import type { CachedResponse, ResponseCache } from '../cache/store.ts';
import { timeToLive } from '../cache/time-to-live.ts';
import type { Behavior } from '../config/behavior.ts';
import { errorCachingTtl, type Distribution } from '../config/distribution.ts';
import { callOrigin } from './call-origin.ts';
import { EMPTY, fromCache, withoutLength, type Fetched } from './from-cache.ts';
import { originRequest, type Sender } from './origin-request.ts';
import { EdgeError } from './refusals.ts';
import type { ViewerRequest } from './viewer-request.ts';

export interface FetchContext {
  readonly distribution: Distribution;
  readonly cache: ResponseCache;
  readonly flights: Flights;
  readonly origins: Origins;
  readonly clock: Clock;
  readonly log: Log;
}

/** One request on its way, with all that its steps need. */
interface Fetching extends FetchContext {
  readonly behavior: Behavior;
  readonly viewer: ViewerRequest;
  readonly request: OriginRequest;
  readonly key: CacheKey;
  readonly coding: ContentCoding | undefined;
}

type Answer = OriginResponse & { readonly originMs: number };

/** Answers from the cache, or from the origin and into the cache. Knows nothing of grants: those are checked before. */
export async function fetchThroughCache(
  context: FetchContext,
  behavior: Behavior,
  viewer: ViewerRequest,
  sender: Sender,
): Promise<Fetched> {
  const { distribution, cache, flights, clock } = context;
  const { cachePolicy, cachedMethods } = behavior;
  const coding = negotiateCoding(viewer.headers['accept-encoding'], cachePolicy);
  const key = cacheKey(distribution.id, cachePolicy, viewer, coding);
  const request = originRequest(viewer, behavior, distribution.origins.get(behavior.originId)!, sender);
  const fetching: Fetching = { ...context, behavior, viewer, request, key, coding };
  if (cachePolicy.maxTtl === 0 || !cachedMethods.includes(viewer.method)) return fetchAlone(fetching);

  const stored = cache.find(key);
  if (stored && isFresh(stored, clock)) return fromCache(stored, viewer, clock.now(), 'Hit');
  const underWay = flights.find(key);
  if (underWay) return joinFlight(underWay, fetching);
  // Without an object at hand, a part or a head of it is asked of the origin as such.
  if (viewer.method === 'HEAD' || (!stored && 'range' in viewer.headers)) return fetchPart(fetching);
  // An expired error has nothing that could still hold.
  return lead(fetching, stored?.status === 200 ? stored : undefined);
}

/** A clock that was set back by more than this, in milliseconds, was wrong when it named the end of what is stored. */
const BELIEVED_BACK_MS = 24 * 3_600_000;

const isFresh = ({ storedAt, expiresAt }: CachedResponse, clock: Clock) =>
  storedAt - clock.now() <= BELIEVED_BACK_MS && clock.now() < expiresAt;

async function ask(fetching: Fetching, request = fetching.request): Promise<Answer> {
  const { distribution, behavior, origins, log } = fetching;
  const began = performance.now();
  const answer = await callOrigin(origins, distribution.origins.get(behavior.originId)!, request, log);
  return { ...answer, originMs: Math.round(performance.now() - began) };
}

const fetchAlone = async (fetching: Fetching): Promise<Fetched> => ({
  ...(await ask(fetching)),
  from: 'Miss',
});

/** An origin that ignores Range sends the whole, which is kept like any other. */
async function fetchPart(fetching: Fetching): Promise<Fetched> {
  const answer = await ask(fetching);
  if (answer.status !== 200 || fetching.viewer.method === 'HEAD') return { ...answer, from: 'Miss' };
  const flight = fetching.flights.begin(fetching.key);
  return keep(fetching, flight, answer);
}

/** Takes part in what another viewer's request already brings; else asks for an answer of its own. */
async function joinFlight(flight: Flight, fetching: Fetching): Promise<Fetched> {
  const { cache, clock, key, viewer } = fetching;
  const shared = await flight.answer;
  const stored = cache.find(key);
  if (stored && isFresh(stored, clock)) return fromCache(stored, viewer, clock.now(), 'Hit');
  return (shared && (await fromFlight(shared, fetching))) ?? fetchAlone(fetching);
}

async function fromFlight(shared: SharedAnswer, { viewer, clock }: Fetching): Promise<Fetched | undefined> {
  const { status, headers } = shared;
  if (status === 200 && isUnchanged(viewer.headers, headers))
    return { status: 304, headers: withoutLength(headers), body: EMPTY, from: 'Hit' };
  if ('range' in viewer.headers || viewer.method === 'HEAD') {
    const body = await shared.body.whole.catch(() => undefined);
    return body && fromCache({ status, headers, body, storedAt: clock.now() }, viewer, clock.now(), 'Hit');
  }
  const body = shared.body.reader();
  return body && { status, headers, body, from: 'Hit' };
}

/** Asks the origin for all who want the same: whether what is stored still holds, or for the object. */
async function lead(fetching: Fetching, stored: CachedResponse | undefined): Promise<Fetched> {
  const flight = fetching.flights.begin(fetching.key);
  try {
    if (!stored) return keep(fetching, flight, await ask(fetching));
    const answer = await revalidate(fetching, stored);
    if (answer.status !== 304 && answer.status < 500) return keep(fetching, flight, answer);
    answer.body.destroy();
    const fetched = renew(fetching, stored, answer);
    flight.land(undefined);
    flight.end();
    return fetched;
  } catch (error) {
    flight.end();
    if (stored && error instanceof EdgeError) {
      flight.land(undefined);
      return renew(fetching, stored, { status: error.status, headers: {}, originMs: 0 });
    }
    flight.fail(error);
    throw error;
  }
}

/** The condition of the object as the origin named it, whatever the viewer asked. */
function revalidate(fetching: Fetching, { validators }: CachedResponse): Promise<Answer> {
  const {
    range: _range,
    'if-range': _ifRange,
    ...headers
  } = fetching.request.headers as Record<string, string>;
  const conditions = {
    ...(validators.etag !== undefined && { 'if-none-match': validators.etag }),
    ...(validators.lastModified !== undefined && { 'if-modified-since': validators.lastModified }),
  };
  return ask(fetching, { ...fetching.request, headers: { ...headers, ...conditions } });
}

/** Serves what is stored: for its next lifetime after a 304, for the error caching time when the origin is in trouble. */
function renew(
  { cache, clock, key, viewer, behavior, distribution }: Fetching,
  stored: CachedResponse,
  answer: Pick<Answer, 'status' | 'headers' | 'originMs'>,
): Fetched {
  const now = clock.now();
  const errorTtl = errorCachingTtl(distribution, answer.status);
  if (answer.status !== 304) {
    cache.renew(key, { expiresAt: now + errorTtl * 1000 });
    return { ...fromCache(stored, viewer, now, 'Hit'), originMs: answer.originMs };
  }
  const said = Object.entries(answer.headers).filter(([name]) => RENEWED.includes(name));
  const headers = { ...stored.headers, ...Object.fromEntries(said) };
  const ttl = timeToLive(stored.status, headers, behavior.cachePolicy, errorTtl, now);
  const renewed = { headers, storedAt: now, expiresAt: now + ttl * 1000 };
  cache.renew(key, renewed);
  return { ...fromCache({ ...stored, ...renewed }, viewer, now, 'RefreshHit'), originMs: answer.originMs };
}

/** What a 304 says anew about an object that it does not send. */
const RENEWED: readonly string[] = ['cache-control', 'date', 'expires'];

/** Passes the origin's answer on, and keeps and shares it where that is allowed. */
function keep(fetching: Fetching, flight: Flight, answer: Answer): Fetched {
  const { cache, clock, key, viewer, behavior, coding, distribution } = fetching;
  const { originMs } = answer;
  const response = behavior.compress && coding ? compress(answer, coding) : answer;
  const { status, headers } = response;
  const unchanged = status === 200 && isUnchanged(viewer.headers, headers);
  const now = clock.now();
  const ttl = timeToLive(status, headers, behavior.cachePolicy, errorCachingTtl(distribution, status), now);
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  const nothingNew = { status: 304, headers: withoutLength(headers), body: EMPTY, from: 'Miss' } as const;
  if (ttl <= 0 || (length ?? 0) > cache.largest) {
    flight.land(undefined);
    flight.end();
    if (!unchanged) return { status, headers, body: response.body, from: 'Miss', originMs };
    response.body.destroy();
    return nothingNew;
  }

  const room = cache.reserve();
  const body = shareBody(response.body, room, length);
  const reader = unchanged ? undefined : body.reader();
  flight.land({ status, headers, body });
  const validators = { etag: answer.headers['etag'], lastModified: answer.headers['last-modified'] };
  body.whole
    .then((whole) => {
      if (!whole || !flight.keeps) return room.release();
      const times = { storedAt: now, expiresAt: now + ttl * 1000 };
      room.commit(key, { status, headers, body: whole, validators, ...times });
    })
    // A body that broke off broke its viewers' connections too; there is nothing to keep of it.
    .catch(() => room.release())
    .finally(() => flight.end());
  return reader ? { status, headers, body: reader, from: 'Miss', originMs } : nothingNew;
}
