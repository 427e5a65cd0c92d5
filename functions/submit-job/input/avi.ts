/**
 * Whether an AVI has a track of text. Players of all sorts look into it for a file of subtitles (GAB2), which may be a
 * playlist that names other files: CVE-2016-1897.
 */
export function hasSubtitles(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return /strh.{4}txts|GAB2/s.test(text);
}
