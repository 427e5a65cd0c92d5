import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { encode } from 'fast-png';
import { posterBase } from '../../model/keys.ts';
import type { Bucket } from '../shared/bucket.ts';

const WIDTH = 1_280;
const HEIGHT = 720;
/** Of one bar and the gap beside it, in pixels. */
const STEP = 40;
const BAR = 24;
/** How many bars are left out at either end. */
const MARGIN = 3;

type Color = readonly [red: number, green: number, blue: number];

/** Where the poster of a recording without a picture is put. */
export const drawnPosterKey = (posterToken: string, attempt: number) =>
  `${posterBase(posterToken, attempt)}.png`;

/** Puts it there. It may be repeated: the same video has the same poster, to the byte. */
export async function putDrawnPoster({ client, name }: Bucket, key: string, videoId: string): Promise<void> {
  await client.send(
    new PutObjectCommand({ Bucket: name, Key: key, Body: drawPoster(videoId), ContentType: 'image/png' }),
  );
}

/** A calm gradient, with bars as of a sound in front; colour and bars are the video's own. */
export function drawPoster(videoId: string): Uint8Array {
  const digest = createHash('sha256').update(videoId).digest();
  const hue = (digest.readUInt16BE(0) / 65_536) * 360;
  const [top, bottom, bar] = [hsl(hue, 0.35, 0.24), hsl(hue + 40, 0.4, 0.14), hsl(hue, 0.45, 0.7)];
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0, at = 0; y < HEIGHT; y++) {
    const background = mix(top, bottom, y / HEIGHT);
    for (let x = 0; x < WIDTH; x++)
      for (const channel of isBar(digest, x, y) ? bar : background) data[at++] = channel;
  }
  return encode({ width: WIDTH, height: HEIGHT, channels: 3, data });
}

/** Whether a bar is at this place. Each is as long as a byte of the digest says, and stands in the middle. */
function isBar(digest: Buffer, x: number, y: number): boolean {
  const index = Math.floor(x / STEP);
  if (index < MARGIN || index >= WIDTH / STEP - MARGIN || x % STEP >= BAR) return false;
  const half = (0.06 + 0.2 * (digest[index % digest.length]! / 255)) * HEIGHT;
  return Math.abs(y - HEIGHT / 2) < half;
}

const mix = (from: Color, to: Color, share: number) =>
  from.map((value, index) => Math.round(value + (to[index]! - value) * share)) as unknown as Color;

/** Hue in degrees, saturation and lightness from 0 to 1. */
function hsl(hue: number, saturation: number, lightness: number): Color {
  const strength = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - strength * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
