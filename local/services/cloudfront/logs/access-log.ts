import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Logging } from '../config/distribution.ts';
import type { Served } from '../edge/server.ts';
import { FIELDS, logRecord } from './record.ts';

/** Milliseconds. CloudFront delivers several times an hour. */
const INTERVAL = 5 * 60_000;
/** Lines that wait in memory; more are delivered at once. */
const MOST_LINES = 10_000;

interface Pending {
  readonly id: string;
  readonly logging: Logging;
  readonly lines: string[];
}

/**
 * Standard logs: a line for each request, delivered into the distribution's bucket as compressed files. As at
 * CloudFront this is best effort: the lines of the last minutes end with a process that is killed.
 */
export function createAccessLog(runtime: Runtime, directory: string) {
  const pending = new Map<string, Pending>();
  const timer = setInterval(() => void deliver(), INTERVAL).unref();

  async function deliver(): Promise<void> {
    const batches = [...pending.values()];
    pending.clear();
    for (const batch of batches)
      await write(batch).catch((error: unknown) =>
        runtime.log.warn(
          'cloudfront',
          `A log was not delivered to ${batch.logging.bucket}: ${String(error)}`,
        ),
      );
  }

  async function write({ id, logging, lines }: Pending): Promise<void> {
    const hour = new Date(runtime.clock.now()).toISOString().slice(0, 13).replace('T', '-');
    const unique = randomBytes(4).toString('hex');
    const text = ['#Version: 1.0', `#Fields: ${FIELDS}`, ...lines, ''].join('\n');
    const path = join(directory, `${unique}.log`);
    await writeFile(path, await promisify(gzip)(text));
    // The bucket's owner lets the logs in when it names the bucket, and nobody else could have.
    const owner = runtime.credentials.rootPrincipal;
    const key = `${logging.prefix}${id}.${hour}.${unique}.gz`;
    const options = { contentType: 'application/x-gzip' };
    await runtime.peers.s3.adoptFile(logging.bucket, key, path, options, owner);
  }

  return {
    record(served: Served): void {
      const { distribution } = served.response;
      if (!distribution?.logging) return;
      const { id, logging } = distribution;
      const batch = pending.get(id) ?? { id, logging, lines: [] };
      batch.lines.push(logRecord(served, runtime.clock.now(), logging.includeCookies));
      pending.set(id, batch);
      if (batch.lines.length >= MOST_LINES) void deliver();
    },
    deliver,
    stop: () => clearInterval(timer),
  };
}
