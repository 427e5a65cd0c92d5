/** One response as it came from the origin (compressed, if it was). */
export interface CachedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  readonly expiresAt: number;
}

/** A response on its way into the cache. */
export interface Collector {
  push(chunk: Buffer): void;
  /** Keeps what was pushed, unless it was too large or not all of it came. */
  commit(): void;
  abort(): void;
}

export interface ResponseCache {
  find(key: string, now: number): CachedResponse | undefined;
  collect(key: string, response: Omit<CachedResponse, 'body'>): Collector;
}

export interface CacheLimits {
  /** Bytes of all bodies together, those on their way included. */
  readonly total: number;
  /** Bytes of one body; a larger one is passed through and not kept. */
  readonly object: number;
}

/** Enough for what a few viewers watch at the same time; the least recently used goes first. */
export const DEFAULT_LIMITS: CacheLimits = { total: 64 * 1024 * 1024, object: 16 * 1024 * 1024 };

/** Keeps responses in memory, never more than its limits: what the disk of one machine serves anyway needs no more. */
export function createCache(limits: CacheLimits = DEFAULT_LIMITS): ResponseCache {
  // A Map keeps its entries in the order of insertion: the first is the one that was used the longest ago.
  const entries = new Map<string, CachedResponse>();
  let used = 0;

  const drop = (key: string) => {
    used -= entries.get(key)?.body.length ?? 0;
    entries.delete(key);
  };
  /** Makes room for `bytes`; false when what is on its way leaves none. */
  const reserve = (bytes: number) => {
    for (const key of entries.keys()) {
      if (used + bytes <= limits.total) break;
      drop(key);
    }
    if (used + bytes > limits.total) return false;
    used += bytes;
    return true;
  };

  return {
    find(key, now) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (entry.expiresAt <= now) {
        drop(key);
        return undefined;
      }
      entries.delete(key);
      entries.set(key, entry);
      return entry;
    },

    collect(key, response) {
      let chunks: Buffer[] | undefined = [];
      let size = 0;
      const abort = () => {
        if (chunks) used -= size;
        chunks = undefined;
      };
      return {
        push(chunk) {
          if (!chunks) return;
          if (size + chunk.length > limits.object || !reserve(chunk.length)) return abort();
          chunks.push(chunk);
          size += chunk.length;
        },
        commit() {
          const promised = response.headers['content-length'];
          if (!chunks || (promised !== undefined && Number(promised) !== size)) return abort();
          drop(key);
          entries.set(key, { ...response, body: Buffer.concat(chunks, size) });
          chunks = undefined;
        },
        abort,
      };
    },
  };
}
