import { util, type Context } from '@aws-appsync/utils';
import { displayName } from '../../model/display-name.ts';
import type { EngagementRow } from '../../model/engagement-row.ts';
import type { ProfileRow } from '../../model/profile-row.ts';
import { viewerState, type VideoView } from '../../model/video-view.ts';
import { mayWatch } from '../../model/visibility.ts';
import { malformedProfile } from '../../model/well-formed.ts';
import { caller } from './caller.ts';
import { selectedPeople, type SelectedPeople } from './selected.ts';

/** What a pipeline knows of the people around its videos; it lives in the stash. */
interface People {
  readonly selected: SelectedPeople;
  /** Keys that are still to be read; null before the videos are known. */
  engagements: string[] | null;
  profiles: string[];
  readonly engagementOf: Record<string, EngagementRow>;
  readonly profileOf: Record<string, ProfileView>;
}

/** What others see of a person. */
export interface ProfileView {
  readonly id: string;
  readonly displayName: string;
  readonly createdAt: string | null;
}

/**
 * Says, before a pipeline begins, what will be wanted of people: only what was selected is read.
 *
 * @param depth how many names lead from the field to a video; see `selectedPeople`
 * @param known profiles that need not be read
 */
export function beginPeople(ctx: Context, depth: number, known: ProfileView[] = []): void {
  const profileOf: Record<string, ProfileView> = {};
  known.forEach((profile) => {
    profileOf[profile.id] = profile;
  });
  const people: People = {
    selected: selectedPeople(ctx, depth),
    engagements: null,
    profiles: [],
    engagementOf: {},
    profileOf,
  };
  ctx.stash.people = people;
}

/** DynamoDB's own limit of one batch. */
const KEYS_PER_CALL = 100;

/** The keys of the next call, taken off the list. Both empty when there is nothing left to read. */
export function nextKeys(ctx: Context): { engagements: string[]; profiles: string[] } {
  const people = ctx.stash.people as People;
  if (people.engagements === null) {
    const videos = videosOf(ctx);
    const { sub } = caller(ctx);
    const ids = people.selected.viewer && sub ? videos.map(({ id }) => id) : [];
    people.engagements = ids.filter((id) => people.engagementOf[id] === undefined);
    const owners = people.selected.owner ? videos.map(({ ownerId }) => ownerId) : [];
    people.profiles = owners.filter(
      (id, index) => owners.indexOf(id) === index && people.profileOf[id] === undefined,
    );
  }
  const engagements = people.engagements.splice(0, KEYS_PER_CALL);
  return { engagements, profiles: people.profiles.splice(0, KEYS_PER_CALL - engagements.length) };
}

/** Keeps what a call has read. */
export function takePeople(ctx: Context, engagements: EngagementRow[], profiles: ProfileRow[]): void {
  const people = ctx.stash.people as People;
  engagements.forEach((row) => {
    people.engagementOf[row.videoId] = row;
  });
  profiles.forEach((row) => {
    people.profileOf[row.userId] = profileView(row.userId, row);
  });
}

/** What others see of a person, who has a neutral name while there is no row, or one that is broken. */
export function profileView(id: string, row: ProfileRow | null | undefined): ProfileView {
  const faults = row ? malformedProfile(row as unknown as Record<string, unknown>) : [];
  if (faults.length > 0) console.error(`The profile ${id} is malformed: ${faults.join(', ')}`);
  return row && faults.length === 0
    ? { id, displayName: row.displayName, createdAt: row.createdAt }
    : { id, displayName: displayName(id, []), createdAt: null };
}

/** The videos with their viewer and owner, where these were selected. */
export function withPeople(ctx: Context, videos: VideoView[]) {
  const { selected, engagementOf, profileOf } = ctx.stash.people as People;
  if (!selected.viewer && !selected.owner) return videos;
  const { sub } = caller(ctx);
  return videos.map((video) => ({
    ...video,
    viewer: sub ? viewerState(engagementOf[video.id], mayWatch(video, sub)) : null,
    owner: profileOf[video.ownerId] ?? profileView(video.ownerId, null),
  }));
}

/** The videos of a pipeline, as far as it has come: a page's, or the one. */
function videosOf(ctx: Context): VideoView[] {
  const { page, video } = ctx.stash as { page?: { videos: VideoView[] }; video?: VideoView | null };
  if (!page && video === undefined) util.error('A pipeline asked for people before it had videos.');
  return page ? page.videos : video ? [video] : [];
}
