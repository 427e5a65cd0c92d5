import type { EngagementRow } from '../../model/engagement-row.ts';
import { FINISHED_SHARE } from '../../model/limits.ts';
import { isListed } from '../../model/shelves.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { mayWatch } from '../../model/visibility.ts';
import { userId } from './ids.ts';
import { createRandom, permutation } from './random.ts';
import { PRESENT } from './times.ts';

/** With how many videos a person does something, on average. */
const VIDEOS_A_PERSON = 20;
/** Zipf's law: the second most popular video has half as much of an audience as the first, and so on. */
const SKEW = 1;

/** How popular the videos of a run are. */
export interface Audience {
  /** What people did with the video of this number: one row a person, all different people. */
  of(index: number, video: VideoRow): readonly EngagementRow[];
}

export function createAudience(seed: string, videos: number, people: number): Audience {
  const rankOf = videos === 0 ? undefined : permutation(videos, createRandom(seed, 'ranks', videos));
  const share = (rank: number) => 1 / (rank + 1) ** SKEW;
  let shares = 0;
  for (let rank = 0; rank < videos; rank += 1) shares += share(rank);

  return {
    of(index, video) {
      if (!isListed(video) || !rankOf) return [];
      const random = createRandom(seed, 'audience', index);
      const wanted = (people * VIDEOS_A_PERSON * share(rankOf(index))) / shares;
      // The fraction decides by chance, or else nobody would ever see the many that hardly anybody sees.
      const size = Math.min(people, Math.floor(wanted + random.fraction()));
      const person = permutation(people, random);
      return Array.from({ length: size }, (_, place) => engagementRow(seed, index, video, person(place)));
    },
  };
}

/** What one person did with one video. It depends on the two alone: whatever else is seeded, it stays the same. */
function engagementRow(seed: string, index: number, video: VideoRow, person: number): EngagementRow {
  const random = createRandom(seed, 'engagement', index, person);
  const id = userId(seed, person);
  const publishedAt = Date.parse(video.publishedAt!);
  // Most of what happens to a video happens while it is new.
  const at = new Date(
    publishedAt + Math.floor((PRESENT - publishedAt) * random.fraction() ** 3),
  ).toISOString();
  // Only members watch the others, and nobody here is one.
  const watches = mayWatch(video, undefined, false);
  return {
    userId: id,
    videoId: video.id,
    // Who could not watch it must have done something else, or there would be no row.
    ...((!watches || random.chance(0.6)) && { likedAt: at }),
    ...(random.chance(0.3) && { stars: Math.min(5, random.between(1, 7)) }),
    ...(watches && watched(video.durationSeconds!, random.fraction(), random.fraction(), at)),
  };
}

const FINISHERS = 0.55;

/** `share` says who watches to the end, `place` where the others stopped. */
const watched = (duration: number, share: number, place: number, at: string) => ({
  viewedOn: at.slice(0, 10),
  ...(share < FINISHERS
    ? { positionSeconds: duration }
    : { positionSeconds: Math.floor(duration * FINISHED_SHARE * place), watchedAt: at }),
});
