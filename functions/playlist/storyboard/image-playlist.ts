import { parseAttributes, numberOf, sizeOf } from '../master/attributes.ts';

/** A picture with many small ones in rows, of one moment each. */
export interface Sheet {
  readonly uri: string;
  /** Seconds that the sheet stands for. */
  readonly seconds: number;
  /** Seconds that each small picture stands for. */
  readonly tileSeconds: number;
  readonly columns: number;
  readonly rows: number;
  /** Of a small picture, in pixels. */
  readonly width: number;
  readonly height: number;
}

const TILES = '#EXT-X-TILES:';
const EXTINF = '#EXTINF:';

/**
 * The sheets of an image playlist, in order. Read leniently, as there is no standard of it: without a layout a sheet is one
 * picture, without a size it has the master's, without a duration its pictures share the sheet's.
 *
 * @param size what the master says of a small picture
 */
export function parseImagePlaylist(text: string, size: readonly [number, number]): readonly Sheet[] {
  const sheets: Sheet[] = [];
  let seconds = 0;
  let tiles = parseAttributes('') ?? [];
  for (const line of text.split(/\r?\n/).map((line) => line.trim())) {
    if (line.startsWith(EXTINF)) seconds = Number.parseFloat(line.slice(EXTINF.length)) || 0;
    else if (line.startsWith(TILES)) tiles = parseAttributes(line.slice(TILES.length)) ?? tiles;
    else if (line !== '' && !line.startsWith('#')) {
      const [columns, rows] = sizeOf(tiles, 'LAYOUT') ?? [1, 1];
      const [width, height] = sizeOf(tiles, 'RESOLUTION') ?? size;
      const tileSeconds = numberOf(tiles, 'DURATION') || seconds / (columns * rows);
      sheets.push({ uri: line, seconds, tileSeconds, columns, rows, width, height });
    }
  }
  return sheets.filter((sheet) => Math.min(...Object.values(sheet).filter(isNumber)) > 0);
}

const isNumber = (value: unknown) => typeof value === 'number';
