import {
  CONTINUE_WATCHING,
  DELETE_VIDEO,
  LIKED_VIDEOS,
  ME,
  PROFILE,
  UPDATE_PROFILE,
  UPDATE_VIDEO,
  VIDEO,
  VIDEOS,
  WATCH,
  type MeQuery,
  type ProfileQuery,
  type UpdateVideoMutation,
  type VideoCardFragment,
  type VideoQuery,
  type WatchQuery,
} from '../../client/index.ts';
import type { UpdateVideoInput, VideoKind } from '../../generated/schema.ts';
import type { Page } from '../pager.ts';
import { ApiError, request } from './request.ts';

export type VideoCard = VideoCardFragment;
export type Video = NonNullable<VideoQuery['video']>;
/** The right to watch a video for a while, and all that can be fetched with it. */
export type Grant = NonNullable<NonNullable<WatchQuery['video']>['playback']> &
  Pick<NonNullable<WatchQuery['video']>, 'storyboardUrl'>;
export type Person = Pick<NonNullable<ProfileQuery['profile']>, 'id' | 'displayName' | 'createdAt'>;

/** What narrows the feed down. */
export interface Filters {
  readonly kind?: VideoKind;
  readonly genre?: string;
  readonly language?: string;
}

const limit = 24;

export const feed = async (filters: Filters, nextToken: string | null): Promise<Page<VideoCard>> =>
  (await request(VIDEOS, { ...filters, limit, nextToken })).videos;

export const likedVideos = async (nextToken: string | null): Promise<Page<VideoCard>> =>
  (await request(LIKED_VIDEOS, { limit, nextToken })).likedVideos;

export const continueWatching = async (nextToken: string | null): Promise<Page<VideoCard>> =>
  (await request(CONTINUE_WATCHING, { limit, nextToken })).continueWatching;

export async function profile(
  id: string,
  nextToken: string | null,
): Promise<Person & { videos: Page<VideoCard> }> {
  const { profile: person } = await request(PROFILE, { id, limit, nextToken });
  if (!person) throw new ApiError('NotFound', 'There is no such person.');
  return person;
}

export async function video(id: string): Promise<Video> {
  const { video: found } = await request(VIDEO, { id });
  if (!found) throw notFound();
  return found;
}

/** A grant to watch, good for a while: asked for whenever something is about to be played. */
export async function playbackOf(id: string): Promise<Grant> {
  const { video: found } = await request(WATCH, { id });
  if (!found?.playback) throw notFound();
  return { ...found.playback, storyboardUrl: found.storyboardUrl };
}

export const updateVideo = async (input: UpdateVideoInput): Promise<UpdateVideoMutation['updateVideo']> =>
  (await request(UPDATE_VIDEO, { input })).updateVideo;

export async function deleteVideo(id: string): Promise<void> {
  await request(DELETE_VIDEO, { id });
}

export const me = async (): Promise<MeQuery['me']> => (await request(ME, {})).me;

export const updateProfile = async (displayName: string): Promise<Person> =>
  (await request(UPDATE_PROFILE, { input: { displayName } })).updateProfile;

const notFound = () => new ApiError('NotFound', 'There is no such video.');
