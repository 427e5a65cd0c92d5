import type { CacheKey } from './cache-key.ts';
import type { SharedBody } from './shared-body.ts';

/** An answer that several viewers take part in while it comes in. */
export interface SharedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: SharedBody;
}

/** A fetch from the origin that is under way. */
export interface Flight {
  /** What it brought to share; nothing when it may not be kept or is too large. Rejects with the viewer's refusal. */
  readonly answer: Promise<SharedAnswer | undefined>;
  /** False after an invalidation: what was fetched before it must not be kept. */
  keeps: boolean;
  land(answer: SharedAnswer | undefined): void;
  fail(error: unknown): void;
  /** From now on nobody joins it. */
  end(): void;
}

/** What is being fetched, so that viewers who want the same at the same time ask the origin once. */
export interface Flights {
  find(key: CacheKey): Flight | undefined;
  begin(key: CacheKey): Flight;
  /** Lets those go on without being kept that an invalidation names. */
  disown(names: (key: CacheKey) => boolean): void;
}

export function createFlights(): Flights {
  const flights = new Map<string, { readonly key: CacheKey; readonly flight: Flight }>();
  return {
    find: ({ text }) => flights.get(text)?.flight,

    begin(key) {
      const {
        promise: answer,
        resolve: land,
        reject: fail,
      } = Promise.withResolvers<SharedAnswer | undefined>();
      // Who began the flight hears of a failure by itself; perhaps nobody else waits.
      answer.catch(() => undefined);
      const flight: Flight = {
        answer,
        keeps: true,
        land,
        fail,
        end() {
          if (flights.get(key.text)?.flight === flight) flights.delete(key.text);
        },
      };
      flights.set(key.text, { key, flight });
      return flight;
    },

    disown(names) {
      for (const [text, { key, flight }] of flights) {
        if (!names(key)) continue;
        flight.keeps = false;
        flights.delete(text);
      }
    },
  };
}
