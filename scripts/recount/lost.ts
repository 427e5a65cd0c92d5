import { cursorOf, isCounted } from '../../functions/count-engagement/cursors.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { add, NOTHING, subtract, tallyOfRow, tallyOfVideo, type Image, type Tally } from './tally.ts';

/** A change of one person's row, as the stream has it. */
export interface SeenChange {
  readonly shardId: string;
  /** As a text that sorts. */
  readonly sequence: string;
  readonly userId: string;
  readonly before: Image | undefined;
  readonly after: Image | undefined;
}

/**
 * What a video's counts lack for good. `video` was read first, then `rows`, by person, then `changes`: all that the
 * stream still has of the video. The rows are brought to where the stream ends; what is then neither in the counts nor
 * on its way to them was lost. People and counting go on meanwhile: what was lost can be added at any later time.
 */
export function lostCounts(
  video: VideoRow,
  rows: ReadonlyMap<string, Image>,
  changes: readonly SeenChange[],
): Tally {
  const atTheEnd = new Map<string, Image | undefined>(rows);
  let underWay = NOTHING;
  for (const { shardId, sequence, userId, before, after } of inOrder(changes)) {
    atTheEnd.set(userId, after);
    if (isCounted(sequence, cursorOf(video, shardId))) continue;
    underWay = add(underWay, subtract(tallyOfRow(after), tallyOfRow(before)));
  }
  const wanted = [...atTheEnd.values()].map(tallyOfRow).reduce((sum, one) => add(sum, one), NOTHING);
  return subtract(subtract(wanted, underWay), tallyOfVideo(video));
}

const inOrder = (changes: readonly SeenChange[]) =>
  changes.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));
