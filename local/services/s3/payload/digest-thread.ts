import { MessageChannel, Worker } from 'node:worker_threads';
import type { Digest } from './checksums.ts';
import type { DigestOrder } from './digest-worker.ts';

interface Waiting {
  resolve(answer: Uint8Array | undefined): void;
  reject(error: Error): void;
}

/**
 * A running digest on the thread that all such share. It reads the bytes where they lie: they must be shared memory,
 * and stay as they are until `update` resolves.
 */
export function createThreadDigest(algorithm: string): Digest {
  const { port1: port, port2 } = new MessageChannel();
  const order: DigestOrder = { algorithm, port: port2 };
  sharedWorker().postMessage(order, [port2]);
  const waiting: Waiting[] = [];
  port.on('message', (answer: Uint8Array | undefined) => waiting.shift()!.resolve(answer));
  // Closed from here, or because the thread is no more.
  port.on('close', () => {
    for (const { reject } of waiting) reject(new Error(`The ${algorithm} digest was broken off.`));
  });
  const ask = (bytes: Uint8Array | null) =>
    new Promise<Uint8Array | undefined>((resolve, reject) => {
      waiting.push({ resolve, reject });
      port.postMessage(bytes);
    });
  return {
    update: async (bytes) => void (await ask(bytes)),
    digest: async () => Buffer.from((await ask(null))!),
    close: () => port.close(),
  };
}

let worker: Worker | undefined;

/** Started when it is needed first, and anew when it died. Keeps no process alive. */
function sharedWorker(): Worker {
  if (worker) return worker;
  const started = new Worker(new URL('./digest-worker.ts', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16 },
  });
  started.unref();
  const forget = () => {
    if (worker === started) worker = undefined;
  };
  // Those who wait for it hear of it by their ports.
  started.on('error', forget).on('exit', forget);
  worker = started;
  return started;
}
