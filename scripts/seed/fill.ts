import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EngagementRow } from '../../model/engagement-row.ts';
import { placementKey } from '../../model/placement.ts';
import type { ProfileRow } from '../../model/profile-row.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Progress } from '../local/progress.ts';
import { addRows } from './add-rows.ts';
import type { SeedArguments } from './arguments.ts';
import { createAudience } from './engagements.ts';
import { profileRow } from './people.ts';
import type { Seeded } from './settle.ts';
import type { Tables } from './tables.ts';
import { videoRow } from './videos.ts';

/** How many rows were added; those that were there already do not count. */
export interface Added {
  readonly people: number;
  readonly videos: number;
  readonly engagements: number;
}

/**
 * Fills the tables. People first and videos next: counts of a video that is not there are dropped. Everything is made
 * as it is wanted, and made again when it is wanted again, so no more than a few hundred rows are ever in memory.
 */
export async function fillTables(
  client: DynamoDBDocumentClient,
  tables: Tables,
  wanted: SeedArguments,
  progress: Progress,
): Promise<Added> {
  const { videos, people } = wanted;

  progress.step('People');
  const addedPeople = await addRows({
    client,
    rows: profiles(wanted),
    place: ({ userId, record }) => ({ table: tables.Accounts, key: { userId, record } }),
    onDone: counter(progress, people),
  });
  progress.step('Videos');
  const addedVideos = await addRows<VideoRow>({
    client,
    rows: rowsOf(wanted),
    place: ({ id }) => ({ table: tables.Videos, key: { id } }),
    // What was deleted never comes back; where it was on shelves is remembered.
    trace: ({ id }) => ({ table: tables.Shelves, key: { ...placementKey(id) } }),
    onDone: counter(progress, videos),
  });
  progress.step('Likes, ratings and views');
  const addedEngagements = await addRows<EngagementRow>({
    client,
    rows: engagementsOf(wanted, counter(progress, videos)),
    place: ({ userId, videoId }) => ({ table: tables.Engagements, key: { userId, videoId } }),
  });
  return { people: addedPeople, videos: addedVideos, engagements: addedEngagements };
}

/** Every video of a run with what people did with it. */
export function* seededVideos({ seed, videos, people }: SeedArguments): Generator<Seeded> {
  const audience = createAudience(seed, videos, people);
  for (let index = 0; index < videos; index += 1) {
    const video = videoRow(seed, index, people);
    yield { video, engagements: audience.of(index, video) };
  }
}

function* profiles({ seed, people }: SeedArguments): Generator<ProfileRow> {
  for (let index = 0; index < people; index += 1) yield profileRow(seed, index);
}

function* rowsOf({ seed, videos, people }: SeedArguments): Generator<VideoRow> {
  for (let index = 0; index < videos; index += 1) yield videoRow(seed, index, people);
}

/** Video by video: then a batch of the stream is about few of them, and costs few writes. */
function* engagementsOf(wanted: SeedArguments, onVideo: (count: number) => void): Generator<EngagementRow> {
  for (const { engagements } of seededVideos(wanted)) {
    yield* engagements;
    onVideo(1);
  }
}

/** Counts up to a total, for all to see. */
export function counter(progress: Progress, total: number): (count: number) => void {
  let done = 0;
  return (count) => {
    done += count;
    progress.advance(done / total, `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`);
  };
}
