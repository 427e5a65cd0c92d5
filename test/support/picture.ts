import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';

/** A decoded picture, without its colours. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** The mean brightness, 0 to 255, of the part between two shares of its width. */
  brightness(from?: number, to?: number): number;
}

/** The first picture of some bytes: of a photograph, or of a film. */
export async function decodePicture(bytes: Buffer): Promise<GreyPicture> {
  const args = ['-v', 'error', '-i', 'pipe:0', '-frames:v', '1', '-f', 'image2pipe', '-c:v', 'pgm', 'pipe:1'];
  const child = spawn(process.env['FFMPEG_PATH'] ?? 'ffmpeg', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  // It may stop reading when it has its picture.
  child.stdin.on('error', () => {});
  child.stdin.end(bytes);
  const pgm = await buffer(child.stdout);
  const [head, width, height] = /^P5\n(\d+) (\d+)\n255\n/.exec(pgm.toString('latin1', 0, 32)) ?? [];
  if (!head) throw new Error('There is no picture.');
  const size = { width: Number(width), height: Number(height) };
  const grey = pgm.subarray(head.length);
  return {
    ...size,
    brightness(from = 0, to = 1) {
      const part = grey.filter((_, at) => {
        const share = (at % size.width) / size.width;
        return share >= from && share < to;
      });
      return part.reduce((sum, value) => sum + value, 0) / part.length;
    },
  };
}
