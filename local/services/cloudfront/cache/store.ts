import type { CacheKey } from './cache-key.ts';

/** One response as it came from the origin (compressed, if it was). */
export interface CachedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Milliseconds since the epoch: when the origin last vouched for it. */
  readonly storedAt: number;
  readonly expiresAt: number;
  /** By which the origin knows the object again: its own, also where the edge compressed it. */
  readonly validators: { readonly etag: string | undefined; readonly lastModified: string | undefined };
}

/** Room that a response takes up while it comes in. */
export interface Reservation {
  /** False when it would be too large, or when what is on its way leaves no room; nothing is held then. */
  grow(bytes: number): boolean;
  /** Puts the response where the room was kept. */
  commit(key: CacheKey, response: CachedResponse): void;
  /** Gives the room back. Does nothing after `commit`. */
  release(): void;
}

export interface ResponseCache {
  /** The response of that key, fresh or not. */
  find(key: CacheKey): CachedResponse | undefined;
  reserve(): Reservation;
  /** Changes headers and times of a response that is kept. */
  renew(key: CacheKey, changes: Partial<Omit<CachedResponse, 'body'>>): CachedResponse | undefined;
  /** Drops what an invalidation names. */
  remove(names: (key: CacheKey) => boolean): void;
  /** Bytes of one body; a larger one is passed through and not kept. */
  readonly largest: number;
}

export interface CacheLimits {
  /** Bytes of all bodies together, those on their way included. */
  readonly total: number;
  /** Bytes of one body. */
  readonly object: number;
}

/** Enough for what a few viewers watch at the same time; the least recently used goes first. */
export const DEFAULT_LIMITS: CacheLimits = { total: 64 * 1024 * 1024, object: 16 * 1024 * 1024 };

interface Entry {
  readonly key: CacheKey;
  readonly response: CachedResponse;
}

/** Keeps responses in memory, never more than its limits: what the disk of one machine serves anyway needs no more. */
export function createCache(limits: CacheLimits = DEFAULT_LIMITS): ResponseCache {
  // A Map keeps its entries in the order of insertion: the first is the one that was used the longest ago.
  const entries = new Map<string, Entry>();
  let used = 0;

  const drop = (text: string) => {
    used -= entries.get(text)?.response.body.length ?? 0;
    entries.delete(text);
  };
  const makeRoom = (bytes: number) => {
    for (const text of entries.keys()) {
      if (used + bytes <= limits.total) break;
      drop(text);
    }
    if (used + bytes > limits.total) return false;
    used += bytes;
    return true;
  };

  return {
    largest: limits.object,

    find({ text }) {
      const entry = entries.get(text);
      if (!entry) return undefined;
      entries.delete(text);
      entries.set(text, entry);
      return entry.response;
    },

    reserve() {
      let held = 0;
      const release = () => {
        used -= held;
        held = 0;
      };
      return {
        grow(bytes) {
          if (held + bytes <= limits.object && makeRoom(bytes)) {
            held += bytes;
            return true;
          }
          release();
          return false;
        },
        commit(key, response) {
          drop(key.text);
          entries.set(key.text, { key, response });
          held = 0;
        },
        release,
      };
    },

    renew(key, changes) {
      const entry = entries.get(key.text);
      if (!entry) return undefined;
      const response = { ...entry.response, ...changes };
      entries.set(key.text, { key, response });
      return response;
    },

    remove(names) {
      for (const [text, { key }] of entries) if (names(key)) drop(text);
    },
  };
}
