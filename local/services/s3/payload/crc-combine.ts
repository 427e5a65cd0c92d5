/**
 * The CRC of two pieces of data one behind the other, from the CRC of each and the length of the second: so
 * that the checksum of a multipart object needs none of its bytes. A CRC is a polynomial over GF(2) modulo the
 * algorithm's own; to append n zero bytes is to multiply by x^8n. All values are reflected: the highest bit is x^0.
 */

interface Field {
  readonly width: bigint;
  /** The algorithm's polynomial, reflected. */
  readonly polynomial: bigint;
}

const FIELDS: Readonly<Record<string, Field>> = {
  crc32: { width: 32n, polynomial: 0xedb88320n },
  crc32c: { width: 32n, polynomial: 0x82f63b78n },
  crc64nvme: { width: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
};

/** Can the CRC of a whole be made of those of its parts? */
export const isCombinable = (algorithm: string): boolean => Object.hasOwn(FIELDS, algorithm);

/** @param parts the base64 CRC and the length of each, in order */
export function combineCrcs(
  algorithm: string,
  parts: readonly { readonly value: string; readonly size: number }[],
): string {
  const field = FIELDS[algorithm]!;
  // Nearly all parts have one length.
  const shifts = new Map<number, bigint>();
  let whole = 0n;
  for (const { value, size } of parts) {
    const shift = shifts.get(size) ?? powerOfX(field, BigInt(size) * 8n);
    shifts.set(size, shift);
    whole = multiply(field, shift, whole) ^ BigInt(`0x${Buffer.from(value, 'base64').toString('hex')}`);
  }
  const digits = Number(field.width) / 4;
  return Buffer.from(whole.toString(16).padStart(digits, '0'), 'hex').toString('base64');
}

function multiply({ width, polynomial }: Field, a: bigint, b: bigint): bigint {
  let product = 0n;
  let factor = b;
  for (let bit = width - 1n; bit >= 0n; bit -= 1n) {
    if ((a >> bit) & 1n) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
  }
  return product;
}

function powerOfX(field: Field, exponent: bigint): bigint {
  let result = 1n << (field.width - 1n);
  let square = 1n << (field.width - 2n);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(field, square, result);
    square = multiply(field, square, square);
  }
  return result;
}
