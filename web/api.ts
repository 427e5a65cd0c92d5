import { generateClient } from 'aws-amplify/api';
import type {
  CreateUploadInput,
  Playback,
  Upload,
  UploadPart,
  Video,
  VideoStatusEvent,
} from '../generated/schema.ts';

/** What this page shows of a video. */
export type VideoCard = Pick<
  Video,
  'id' | 'title' | 'status' | 'progress' | 'failure' | 'version' | 'durationSeconds' | 'createdAt'
>;
/** An upload as its sender needs it. */
export type UploadPlan = Pick<
  Upload,
  'videoId' | 'method' | 'url' | 'fields' | 'partSizeBytes' | 'partCount'
> & {
  readonly video: VideoCard;
};

/** An error as the API tells it: `type` for programs, the message for people. */
export class ApiError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.type = type;
  }
}

const CARD = 'id title status progress failure { code message retryable } version durationSeconds createdAt';

// Amplify looks for its configuration when this is called, not when the module is loaded.
const client = () => generateClient();

export async function createUpload(input: CreateUploadInput): Promise<UploadPlan> {
  const { createUpload } = await request<{ createUpload: UploadPlan }>(
    `mutation CreateUpload($input: CreateUploadInput!) {
      createUpload(input: $input) {
        videoId method url fields { name value } partSizeBytes partCount video { ${CARD} }
      }
    }`,
    { input },
  );
  return createUpload;
}

export async function signUploadPart(videoId: string, partNumber: number): Promise<UploadPart> {
  const { signUploadParts } = await request<{ signUploadParts: UploadPart[] }>(
    `mutation SignUploadParts($videoId: ID!, $partNumbers: [Int!]!) {
      signUploadParts(videoId: $videoId, partNumbers: $partNumbers) { partNumber url }
    }`,
    { videoId, partNumbers: [partNumber] },
  );
  return signUploadParts[0]!;
}

export async function completeUpload(
  videoId: string,
  parts: { partNumber: number; etag: string }[],
): Promise<void> {
  await request(
    `mutation CompleteUpload($videoId: ID!, $parts: [CompletedPartInput!]!) {
      completeUpload(videoId: $videoId, parts: $parts) { id }
    }`,
    { videoId, parts },
  );
}

export async function myVideos(): Promise<VideoCard[]> {
  const { myVideos } = await request<{ myVideos: { items: VideoCard[] } }>(
    `query MyVideos { myVideos(limit: 50) { items { ${CARD} } } }`,
  );
  return myVideos.items;
}

/** A grant to watch, good for a while: asked for whenever something is about to be played. */
export async function playbackOf(id: string): Promise<Pick<Playback, 'hlsUrl' | 'expiresAt'>> {
  const { video } = await request<{
    video: { playback: Pick<Playback, 'hlsUrl' | 'expiresAt'> | null } | null;
  }>(`query Playback($id: ID!) { video(id: $id) { playback { hlsUrl expiresAt } } }`, { id });
  if (!video?.playback) throw new ApiError('NotFound', 'There is no such video.');
  return video.playback;
}

/** Every change of the caller's videos from now on. Answers with the way to stop. */
export function onMyVideoStatus(
  next: (event: VideoStatusEvent) => void,
  failed: (error: unknown) => void,
): () => void {
  const events = client().graphql({
    query: `subscription OnMyVideoStatus {
      onMyVideoStatus { videoId ownerId version status progress failure { code message retryable } occurredAt }
    }`,
  }) as unknown as {
    subscribe(observer: {
      next: (message: { data: { onMyVideoStatus: VideoStatusEvent } }) => void;
      error: (error: unknown) => void;
    }): { unsubscribe(): void };
  };
  const subscription = events.subscribe({
    next: ({ data }) => next(data.onMyVideoStatus),
    error: (error) => failed(asApiError(error)),
  });
  return () => subscription.unsubscribe();
}

async function request<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
  try {
    const { data } = (await client().graphql({ query, variables: variables as never })) as { data: Data };
    return data;
  } catch (error) {
    throw asApiError(error);
  }
}

/** Amplify throws the response's `errors`; the first one says what is wrong. */
function asApiError(error: unknown): unknown {
  const [first] = (error as { errors?: { errorType?: string; message?: string }[] }).errors ?? [];
  return first ? new ApiError(first.errorType ?? 'Error', first.message ?? 'The request failed.') : error;
}
