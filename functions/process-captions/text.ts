/** What files of captions begin with that say how they are written. */
const MARKS: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * A file's text: in the encoding that its mark names, otherwise in UTF-8, and what is no UTF-8 in the encoding of old SRT
 * files, which gives a character to every byte. Undefined for what is no text. Its lines end with `\n`.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  const [, encoding] = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte)) ?? [];
  const text = encoding
    ? decode(bytes, encoding)
    : (decode(bytes, 'utf-8') ?? (isWebVtt(bytes) ? undefined : decode(bytes, 'windows-1252')));
  // No text has it, but most binaries do.
  return text === undefined || text.includes('\0') ? undefined : text.replace(/\r\n?/g, '\n');
}

/** Which is always UTF-8. */
const isWebVtt = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'WEBVTT';

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
