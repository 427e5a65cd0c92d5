import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BodySink, type Target } from './body-sink.ts';
import { MAX_OBJECT_BYTES } from './limits.ts';

/** Writes what was stored once already to another file, and takes digests of it. */
export async function storeStream(
  source: Readable,
  target: Target,
  algorithms: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const sink = new BodySink({ target, algorithms, limit: MAX_OBJECT_BYTES, beyond: 'fail' });
  await pipeline(source, sink);
  return sink.digests;
}
