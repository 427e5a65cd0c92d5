import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32cJs, Crc64NvmeJs } from '@aws-sdk/checksums/crc';
import { s3Error } from '../errors.ts';

/** The algorithms of `x-amz-checksum-<algorithm>`, with the length of their digest in bytes. */
const DIGEST_BYTES: Readonly<Record<string, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  md5: 16,
  sha1: 20,
  sha256: 32,
  sha512: 64,
};

/** A running digest. */
export interface Digest {
  update(data: Uint8Array): void | Promise<void>;
  digest(): Promise<Buffer>;
  /** Lets go of what it holds, finished or not. */
  close?(): void;
}

export const isChecksumAlgorithm = (name: string): boolean => Object.hasOwn(DIGEST_BYTES, name);

/** The running digest of one checksum algorithm. */
export function createDigest(algorithm: string): Digest {
  if (algorithm === 'crc32') return crc32Digest();
  if (algorithm === 'crc32c' || algorithm === 'crc64nvme') {
    const crc = algorithm === 'crc32c' ? new Crc32cJs() : new Crc64NvmeJs();
    return { update: (data) => crc.update(data), digest: async () => Buffer.from(await crc.digest()) };
  }
  const hash = createHash(algorithm);
  return { update: (data) => void hash.update(data), digest: async () => hash.digest() };
}

/** Throws `InvalidRequest` unless `value` is base64 of as many bytes as the algorithm makes. */
export function checkChecksumValue(algorithm: string, value: string): string {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== DIGEST_BYTES[algorithm] || bytes.toString('base64') !== value)
    throw s3Error.invalidRequest(`Value for x-amz-checksum-${algorithm} header is invalid.`);
  return value;
}

/** A multipart object's checksum of checksums: the digest of its parts' digests, and how many there were. */
export async function compositeChecksum(algorithm: string, parts: readonly string[]): Promise<string> {
  const digest = createDigest(algorithm);
  for (const part of parts) digest.update(Buffer.from(part, 'base64'));
  return `${(await digest.digest()).toString('base64')}-${parts.length}`;
}

function crc32Digest(): Digest {
  let value = 0;
  return {
    update: (data) => {
      value = crc32(data, value);
    },
    digest: async () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}
