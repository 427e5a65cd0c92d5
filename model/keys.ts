import type { JobPart } from './pipeline.ts';

/**
 * Where a video's file is sent. The server makes the whole key: no file name, however strange, can collide
 * with another or break what reads it.
 */
export const sourceKey = (videoId: string) => `uploads/${videoId}/source`;

/** The video that an uploaded object belongs to; undefined for any other key. */
export function videoIdOfSource(key: string): string | undefined {
  const parts = key.split('/');
  const [folder, videoId, name] = parts;
  return parts.length === 3 && folder === 'uploads' && name === 'source' && videoId ? videoId : undefined;
}

/**
 * Where a claimed file is kept when a form brought it: forms can be sent again, but none leads here. What came in parts
 * stays where it is, for an upload in parts cannot be completed twice.
 */
export const pinnedKey = (videoId: string) => `sources/${videoId}/source`;

/** The tag of a file whose video is `READY`: the bucket's lifecycle keeps it for fewer days than others. */
export const READY_TAG = { key: 'state', value: 'ready' } as const;

/** All files of captions that were sent for a video. */
export const captionsUploadFolder = (videoId: string) => `captions/${videoId}/`;

/** Where a file of captions is sent; each has a key of its own. */
export const captionsUploadKey = (videoId: string, language: string, revision: string) =>
  `${captionsUploadFolder(videoId)}${language}/${revision}`;

/** What an uploaded file of captions is for. */
export interface CaptionsUploadName {
  readonly videoId: string;
  readonly language: string;
  readonly revision: string;
}

/** The captions that an uploaded object belongs to; undefined for any other key. */
export function captionsOfUpload(key: string): CaptionsUploadName | undefined {
  const parts = key.split('/');
  const [folder, videoId, language, revision] = parts;
  return parts.length === 4 && folder === 'captions' && videoId && language && revision
    ? { videoId, language, revision }
    : undefined;
}

/** The folder that a grant covers: everything of one video, and nothing of any other. */
export const videoFolder = (videoId: string) => `videos/${videoId}/`;

/**
 * Whether a video of this id has a folder of its own. Ids are the server's, so all have; but whoever deletes a folder
 * makes sure that it lies in no other's.
 */
export const hasOwnFolder = (videoId: string) => videoId !== '' && videoId.indexOf('/') === -1;

/** All that one attempt makes. Each has a folder of its own, so none mixes with another's leftovers. */
export const attemptFolder = (videoId: string, attempt: number) => `${videoFolder(videoId)}${attempt}/`;

export const hlsFolder = (videoId: string, attempt: number) => `${attemptFolder(videoId, attempt)}hls/`;

/** What MediaConvert names the HLS files of one job after. */
export const hlsBase = (videoId: string, attempt: number, part: JobPart) =>
  `${hlsFolder(videoId, attempt)}${part === 'EARLY' ? 'early' : 'index'}`;

/** What MediaConvert names the MP4 files after. */
export const mp4Base = (videoId: string, attempt: number) => `${attemptFolder(videoId, attempt)}mp4/video`;

/** The master playlist that viewers ask for. No such object exists: `playlist` puts it together from those of the jobs. */
export const playlistKey = (videoId: string, attempt: number) => `${hlsFolder(videoId, attempt)}master.m3u8`;

/** The storyboard; put together likewise, from the jobs' image playlist. */
export const storyboardKey = (videoId: string, attempt: number) =>
  `${hlsFolder(videoId, attempt)}storyboard.vtt`;

/** The folder of converted captions: the file `captions.vtt`, and a playlist `index.m3u8` that exists as little as the master. */
export const captionsFolder = (videoId: string, language: string, revision: string) =>
  `${videoFolder(videoId)}captions/${language}-${revision}/`;

/** The one file that is kept of captions. */
export const captionsKey = (videoId: string, language: string, revision: string) =>
  `${captionsFolder(videoId, language, revision)}captions.vtt`;

/** What is in here needs no grant, and nothing else is like that. */
export const POSTERS = 'posters/';

/** The folder of a video's posters. */
export const postersFolder = (posterToken: string) => `${POSTERS}${posterToken}/`;

/** What the captured pictures of one attempt are named after. */
export const posterBase = (posterToken: string, attempt: number) =>
  `${postersFolder(posterToken)}${attempt}/poster`;

/** The partitions of the index `byLease`: one would be too hot for a busy installation. */
export const OPEN_SHARDS: readonly string[] = ['OPEN#0', 'OPEN#1', 'OPEN#2', 'OPEN#3'];

/** The partition of the index `byLease` that a video's row is in while somebody must come back to it. */
export const openShard = (videoId: string) => shardOf(OPEN_SHARDS, videoId);

/** The one of an index's partitions that an id falls to: about as many ids to each. */
export const shardOf = <Shard extends string>(shards: readonly Shard[], id: string): Shard =>
  shards[Math.max(0, DIGITS.indexOf(id.slice(-1))) % shards.length]!;

/** The digits of ids: first those of the ids that the server makes (ULIDs). The last ones are random. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZILOUabcdefghijklmnopqrstuvwxyz';

/** The partition of the index `byOwnerStatus`: one person's videos in one state. */
export const ownerStatus = (ownerId: string, status: string) => `${ownerId}#${status}`;

/**
 * The partition of the index `byOwnerVisibility`: one person's videos of one visibility. Its sort key `publishedAt`
 * comes with `READY`, so the index holds nothing that was not published.
 */
export const ownerVisibility = (ownerId: string, visibility: string) => `${ownerId}#${visibility}`;

const ID_MAX = 100;

/** Whether something can be the id of a video or a person at all. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= ID_MAX;

/** An id to look up: DynamoDB refuses one that is empty or too large with an error, where nothing simply has it. */
export const idKey = (id: string) => (isId(id) ? id : '-');
