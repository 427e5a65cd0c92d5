import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * Makes values unreadable, and unforgeable, to whoever is not this installation: what is kept on disk but
 * must not lie open there, and state that a client keeps for a service between two calls.
 */
export interface Seal {
  seal(value: unknown): Buffer;
  /** `undefined` for what was not sealed here. */
  open(bytes: Buffer): unknown;
}

const NONCE = 12;
const TAG = 16;

export function createSeal(secret: Buffer): Seal {
  const key = secret.subarray(0, 32);
  return {
    seal(value) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    open(bytes) {
      if (bytes.length < NONCE + TAG) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
      try {
        const text = Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
        return JSON.parse(text.toString('utf8'));
      } catch {
        return undefined; // Its tag does not fit: somebody else made it, or changed it.
      }
    },
  };
}
