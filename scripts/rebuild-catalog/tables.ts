import type { Image } from '../../functions/project-catalog/listing.ts';
import type { Placements } from '../../functions/project-catalog/shelves-table.ts';
import type { Placement } from '../../model/placement.ts';
import type { ShelfKey, ShelfRow } from '../../model/shelves.ts';

/** What a rebuild reads and writes. All reads are consistent. */
export interface CatalogueTables {
  readonly placements: Placements;
  /** Pages of `Videos`: the attributes that decide about shelves. */
  scanVideos(segment: Segment): AsyncIterable<readonly Image[]>;
  /** Pages of `Shelves`: placements, and rows on shelves. */
  scanShelves(segment: Segment): AsyncIterable<readonly (Placement | ShelfRow)[]>;
  /** Of these the videos that there are. */
  readVideos(ids: readonly string[]): Promise<ReadonlyMap<string, Image>>;
  /** Of these the placements that there are. */
  readPlacements(ids: readonly string[]): Promise<ReadonlyMap<string, Placement>>;
  /** Of these the rows that there are. */
  readRows(keys: readonly ShelfKey[]): Promise<ShelfRow[]>;
}

/** A part of a table, scanned beside the others. */
export interface Segment {
  readonly number: number;
  readonly of: number;
}
