import type { Context } from '@aws-appsync/utils';
import type { EngagementRow } from '../../model/engagement-row.ts';
import { MEMBERSHIP, type MembershipRow } from '../../model/membership.ts';
import type { ProfileRow } from '../../model/profile-row.ts';
import { viewerState, type VideoView } from '../../model/video-view.ts';
import { isForMembers, mayWatch } from '../../model/visibility.ts';
import { malformedEngagement } from '../../model/well-formed.ts';
import { caller } from './caller.ts';
import { isMemberNow } from './membership.ts';
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
  /** Whether the viewer is a member, as far as any video asks for it. */
  isMember: boolean;
}

export interface PeopleKeys {
  /** The viewer, if it takes a membership to watch one of the videos. */
  readonly members: string[];
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
    isMember: false,
  };
  ctx.stash.people = people;
}

export function wantsPeople(ctx: Context): boolean {
  const { selected } = ctx.stash.people as People;
  return selected.viewer || selected.owner;
}

/** DynamoDB's own limit of one batch. */
const KEYS_PER_CALL = 100;

/** The keys of the next call, taken off the lists. All empty when there is nothing left to read. */
export function nextKeys(ctx: Context): PeopleKeys {
  const people = ctx.stash.people as People;
  const unread = people.unread ?? keysOf(people, videosOf(ctx), caller(ctx).sub);
  people.unread = unread;
  const members = unread.members.splice(0, 1);
  const engagements = unread.engagements.splice(0, KEYS_PER_CALL - members.length);
  const room = KEYS_PER_CALL - members.length - engagements.length;
  return { members, engagements, profiles: unread.profiles.splice(0, room) };
}

/**
 * One key for the viewer and one a video for what they did with it, and one a person for the owners, as far as they were
 * selected and are not known.
 */
function keysOf(
  { selected, engagementOf, profileOf }: People,
  videos: VideoView[],
  sub: string | undefined,
): PeopleKeys {
  const ids = selected.viewer && sub ? videos.map(({ id }) => id) : [];
  const owners = selected.owner ? videos.map(({ ownerId }) => ownerId) : [];
  const isAskedFor = selected.viewer && sub && videos.some((video) => isForMembers(video, sub));
  return {
    members: isAskedFor && sub ? [sub] : [],
    engagements: ids.filter((id, index) => ids.indexOf(id) === index && !Object.hasOwn(engagementOf, id)),
    profiles: owners.filter((id, index) => owners.indexOf(id) === index && !Object.hasOwn(profileOf, id)),
  };
}

/** Keeps what is known by now. A malformed row counts for nothing, and is told of in the log. */
export function takePeople(
  ctx: Context,
  engagements: EngagementRow[],
  accounts: (ProfileRow | MembershipRow)[],
): void {
  const people = ctx.stash.people as People;
  engagements.forEach((row) => {
    const faults = malformedEngagement(row as unknown as Record<string, unknown>);
    if (faults.length === 0) people.engagementOf[row.videoId] = row;
    else console.error(`The engagement with ${row.videoId} is malformed: ${faults.join(', ')}`);
  });
  accounts.forEach((row) => {
    if (row.record === MEMBERSHIP) people.isMember = isMemberNow(row);
    else people.profileOf[row.userId] = profileView(row.userId, row);
  });
}

/** The videos with their viewer and owner, where these were selected. */
export function withPeople(ctx: Context, videos: VideoView[]) {
  const { selected, engagementOf, profileOf, isMember } = ctx.stash.people as People;
  if (!selected.viewer && !selected.owner) return videos;
  const { sub } = caller(ctx);
  return videos.map((video) => ({
    ...video,
    viewer: sub ? viewerState(own(engagementOf, video.id), mayWatch(video, sub, isMember)) : null,
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
