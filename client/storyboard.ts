/** A small picture of a moment: a part of a sheet. Pixels of the sheet. */
export interface Tile {
  /** Seconds. It counts until the next one begins. */
  readonly start: number;
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A cue as any WebVTT parser has it. */
export interface Cue {
  readonly startTime: number;
  readonly text: string;
}

/**
 * What the WebVTT behind `storyboardUrl` says: each of its cues names a part of a sheet (`sheet.jpg#xywh=0,0,160,90`).
 *
 * @param url where it came from; the sheets are found from there
 */
export const tilesOf = (cues: readonly Cue[], url: string): Tile[] =>
  cues.flatMap((cue) => tileOf(cue, url)).sort((a, b) => a.start - b.start);

/** The picture of a moment: of the tiles in order the last that has begun, and before the first one that. */
export function tileAt(tiles: readonly Tile[], seconds: number): Tile | undefined {
  let low = 0;
  let high = tiles.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (tiles[middle]!.start <= seconds) low = middle + 1;
    else high = middle;
  }
  return tiles[Math.max(0, low - 1)];
}

/** None for a cue that names no part of a picture: a storyboard with a hole is better than none. */
function tileOf({ startTime, text }: Cue, base: string): Tile[] {
  const [address = '', fragment = ''] = text.trim().split('#', 2);
  const numbers = /^xywh=(?:pixel:)?(\d+),(\d+),(\d+),(\d+)$/.exec(fragment)?.slice(1).map(Number);
  if (!numbers || !URL.canParse(address, base)) return [];
  const [x = 0, y = 0, width = 0, height = 0] = numbers;
  const { protocol, href } = new URL(address, base);
  if (width === 0 || height === 0 || !protocol.startsWith('http')) return [];
  return [{ start: startTime, url: href, x, y, width, height }];
}
