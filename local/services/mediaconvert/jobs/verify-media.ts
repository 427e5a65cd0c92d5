import { join } from 'node:path';
import { LOCAL } from '../plan/muxers.ts';
import type { Size } from '../plan/geometry.ts';
import { readBox, readBoxes, unsound, withFile } from '../playlists/boxes.ts';
import type { Made } from './collect.ts';

/** Files that are looked at together; more would only wait for one disk. */
const TOGETHER = 16;
const PACKET = 188;
const SYNC = 0x47;

/**
 * Looks at every segment: whole boxes or packets up to the last byte, and in the init segment one track, whose
 * picture has the size that was asked for. Reads a few bytes of each file.
 */
export async function verifyMedia(made: readonly Made[]): Promise<void> {
  const checks = made.flatMap(({ rendition, directory, segments }) => {
    const { format, video } = rendition;
    if (format === 'CMAF') {
      const size = video?.framing.frame;
      return [
        () => checkInit(join(directory, LOCAL.init), size),
        ...segments.map(
          ({ path }) =>
            () =>
              checkFragments(path),
        ),
      ];
    }
    return format === 'TS'
      ? segments.map(
          ({ path, bytes }) =>
            () =>
              checkPackets(path, bytes),
        )
      : [];
  });
  for (let at = 0; at < checks.length; at += TOGETHER)
    await Promise.all(checks.slice(at, at + TOGETHER).map((check) => check()));
}

const checkFragments = (path: string) =>
  withFile(path, async (file, size) => {
    const types = (await readBoxes(file, 0, size)).map(({ type }) => type);
    if (!types.includes('moof') || !types.includes('mdat')) throw unsound('a segment without media');
  });

const SAMPLE_ENTRY = /avc1|avc3|hvc1|hev1|av01/;
/** Bytes from a sample entry's name to its width. */
const WIDTH_OFFSET = 28;

const checkInit = (path: string, size: Size | undefined) =>
  withFile(path, async (file, length) => {
    const moov = (await readBoxes(file, 0, length)).find(({ type }) => type === 'moov');
    if (!moov) throw unsound('a rendition without its header');
    const inside = await readBoxes(file, moov.start + 8, moov.end);
    if (inside.filter(({ type }) => type === 'trak').length !== 1)
      throw unsound('a rendition that has not one track');
    if (!size) return;
    const buffer = await readBox(file, moov);
    const entry = SAMPLE_ENTRY.exec(buffer.toString('latin1'))?.index ?? -1;
    const [width, height] = [0, 2].map((offset) => buffer.readUInt16BE(entry + WIDTH_OFFSET + offset));
    if (entry < 0 || width !== size.width || height !== size.height)
      throw unsound(`a picture of ${width}x${height} where ${size.width}x${size.height} was asked for`);
  });

const checkPackets = (path: string, bytes: number) =>
  withFile(path, async (file) => {
    const first = await file.read(Buffer.alloc(1), 0, 1, 0);
    const last = await file.read(Buffer.alloc(1), 0, 1, bytes - PACKET);
    const whole = bytes > 0 && bytes % PACKET === 0;
    if (!whole || first.buffer[0] !== SYNC || last.buffer[0] !== SYNC)
      throw unsound('a segment that ends in the middle');
  });
