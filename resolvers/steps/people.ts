import type { Context } from '@aws-appsync/utils';
import type { EngagementRow } from '../../model/engagement-row.ts';
import type { ProfileRow } from '../../model/profile-row.ts';
import { viewerState, type VideoView } from '../../model/video-view.ts';
import { mayWatch } from '../../model/visibility.ts';
import { malformedEngagement } from '../../model/well-formed.ts';
import { caller } from './caller.ts';
import { profileView, type ProfileView } from './profile-view.ts';
import { selectedPeople, type SelectedPeople } from './selected.ts';

/** What a pipeline knows of the people around its videos; it lives in the stash. */
interface People {
  readonly selected: SelectedPeople;
  /** What is still to be read; null before the videos are known. */
  unread: PeopleKeys | null;
  /** What is known, by the video's id and by the owner's. */
  readonly engagementOf: Record<string, EngagementRow>;
  readonly profileOf: Record<string, ProfileView>;
}

export interface PeopleKeys {
  /** Videos with which the viewer may have done something. */
  readonly engagements: string[];
  /** People. */
  readonly profiles: string[];
}

/**
 * Says, before a pipeline begins, what will be wanted of people: only what was selected is read.
 *
 * @param depth how many names lead from the field to a video; see `selectedPeople`
 * @param known a profile that need not be read
 */
export function beginPeople(ctx: Context, depth: number, known?: ProfileView): void {
  const people: People = {
    selected: selectedPeople(ctx, depth),
    unread: null,
    engagementOf: {},
    profileOf: known ? { [known.id]: known } : {},
  };
  ctx.stash.people = people;
}

export function wantsPeople(ctx: Context): boolean {
  const { selected } = ctx.stash.people as People;
  return selected.viewer || selected.owner;
}

/** DynamoDB's own limit of one batch. */
const KEYS_PER_CALL = 100;

/** The keys of the next call, taken off the list. Both empty when there is nothing left to read. */
export function nextKeys(ctx: Context): PeopleKeys {
  const people = ctx.stash.people as People;
  const unread = people.unread ?? keysOf(people, videosOf(ctx), caller(ctx).sub);
  people.unread = unread;
  const engagements = unread.engagements.splice(0, KEYS_PER_CALL);
  return { engagements, profiles: unread.profiles.splice(0, KEYS_PER_CALL - engagements.length) };
}

/** One key a video for its viewer, and one a person for the owners, as far as they were selected and are not known. */
function keysOf(
  { selected, engagementOf, profileOf }: People,
  videos: VideoView[],
  sub: string | undefined,
): PeopleKeys {
  const ids = selected.viewer && sub ? videos.map(({ id }) => id) : [];
  const owners = selected.owner ? videos.map(({ ownerId }) => ownerId) : [];
  return {
    engagements: ids.filter((id, index) => ids.indexOf(id) === index && !Object.hasOwn(engagementOf, id)),
    profiles: owners.filter((id, index) => owners.indexOf(id) === index && !Object.hasOwn(profileOf, id)),
  };
}

/** Keeps what is known by now. A malformed row counts for nothing, and is told of in the log. */
export function takePeople(ctx: Context, engagements: EngagementRow[], profiles: ProfileRow[]): void {
  const people = ctx.stash.people as People;
  engagements.forEach((row) => {
    const faults = malformedEngagement(row as unknown as Record<string, unknown>);
    if (faults.length === 0) people.engagementOf[row.videoId] = row;
    else console.error(`The engagement with ${row.videoId} is malformed: ${faults.join(', ')}`);
  });
  profiles.forEach((row) => {
    people.profileOf[row.userId] = profileView(row.userId, row);
  });
}

/** The videos with their viewer and owner, where these were selected. */
export function withPeople(ctx: Context, videos: VideoView[]) {
  const { selected, engagementOf, profileOf } = ctx.stash.people as People;
  if (!selected.viewer && !selected.owner) return videos;
  const { sub } = caller(ctx);
  return videos.map((video) => ({
    ...video,
    viewer: sub ? viewerState(own(engagementOf, video.id), mayWatch(video, sub)) : null,
    owner: own(profileOf, video.ownerId) ?? profileView(video.ownerId, null),
  }));
}

/** What a record itself says: an id may have the name of a thing that every object has. */
const own = <Value>(record: Record<string, Value>, id: string): Value | undefined =>
  Object.hasOwn(record, id) ? record[id] : undefined;

/** The videos of a pipeline, as far as it has come: a page's, or the one. */
function videosOf(ctx: Context): VideoView[] {
  const { videos, video } = ctx.stash as { videos?: VideoView[]; video?: VideoView | null };
  return videos ?? (video ? [video] : []);
}
