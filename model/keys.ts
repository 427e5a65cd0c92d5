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

/** The folder that a grant covers: everything of one video, and nothing of any other. */
export const videoFolder = (videoId: string) => `videos/${videoId}/`;

/**
 * Whether a video of this id has a folder of its own. Ids are the server's, so all have; but whoever deletes a folder
 * makes sure that it lies in no other's.
 */
export const hasOwnFolder = (videoId: string) => videoId !== '' && videoId.indexOf('/') === -1;

/** What MediaConvert names its files after. Each attempt has a folder of its own, so none mixes with another's leftovers. */
export const hlsBase = (videoId: string, attempt: number) => `${videoFolder(videoId)}${attempt}/hls/index`;

/** The master playlist. */
export const playlistKey = (videoId: string, attempt: number) => `${hlsBase(videoId, attempt)}.m3u8`;

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
