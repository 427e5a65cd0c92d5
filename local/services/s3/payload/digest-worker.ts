import { createHash } from 'node:crypto';
import { parentPort, type MessagePort } from 'node:worker_threads';

/** The request for one digest. The port takes blocks of bytes, and `null` after the last. */
export interface DigestOrder {
  readonly algorithm: string;
  readonly port: MessagePort;
}

/** Each message of a port is answered in turn: a block once it is read, the end by the digest. */
parentPort!.on('message', ({ algorithm, port }: DigestOrder) => {
  const hash = createHash(algorithm);
  port.on('message', (bytes: Uint8Array | null) => {
    if (bytes) port.postMessage(void hash.update(bytes));
    else port.postMessage(hash.digest());
  });
});
