import { readFile } from 'node:fs/promises';
import { ask, type Identity } from './graphql.ts';
import type { Outputs } from './stack.ts';

export interface UploadTicket {
  readonly videoId: string;
  readonly method: 'POST' | 'MULTIPART';
  readonly url: string | null;
  readonly fields: readonly { readonly name: string; readonly value: string }[] | null;
  readonly partSizeBytes: number | null;
  readonly partCount: number | null;
  readonly expiresAt: string;
}

export interface StatusEvent {
  readonly videoId: string;
  readonly ownerId: string;
  readonly version: number;
  readonly status: string;
  readonly progress: number | null;
  readonly failure: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
  readonly occurredAt: string;
}

export interface Video {
  readonly id: string;
  readonly status: string;
  readonly progress: number | null;
  readonly version: number;
  readonly durationSeconds: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly failure: StatusEvent['failure'];
  readonly renditions: readonly {
    readonly name: string;
    readonly width: number;
    readonly height: number;
    readonly bitrate: number;
    readonly codec: string;
    readonly container: string;
  }[];
}

export interface Playback {
  readonly hlsUrl: string;
  readonly mp4Url: string;
  readonly expiresAt: string;
  readonly cookies: readonly {
    readonly name: string;
    readonly value: string;
    readonly domain: string;
    readonly path: string;
  }[];
}

export const CREATE_UPLOAD = /* GraphQL */ `
  mutation CreateUpload($input: CreateUploadInput!) {
    createUpload(input: $input) {
      videoId
      method
      url
      fields {
        name
        value
      }
      partSizeBytes
      partCount
      expiresAt
    }
  }
`;

export const ON_VIDEO_STATUS = /* GraphQL */ `
  subscription OnVideoStatus($videoId: ID!) {
    onVideoStatus(videoId: $videoId) {
      videoId
      ownerId
      version
      status
      progress
      occurredAt
      failure {
        code
        message
        retryable
      }
    }
  }
`;

export const VIDEO = /* GraphQL */ `
  query Video($id: ID!) {
    video(id: $id) {
      id
      status
      progress
      version
      durationSeconds
      width
      height
      failure {
        code
        message
        retryable
      }
      renditions {
        name
        width
        height
        bitrate
        codec
        container
      }
    }
  }
`;

export const PLAYBACK = /* GraphQL */ `
  query Playback($id: ID!) {
    video(id: $id) {
      playback {
        hlsUrl
        mp4Url
        expiresAt
        cookies {
          name
          value
          domain
          path
        }
      }
    }
  }
`;

/** Asks for an upload of a file of this size; anything in `more` goes into the input. */
export async function createUpload(
  outputs: Outputs,
  identity: Identity,
  sizeBytes: number,
  more: Record<string, unknown> = {},
): Promise<UploadTicket> {
  const input = {
    title: 'A test',
    kind: 'SHORT',
    filename: 'clip.mp4',
    contentType: 'video/mp4',
    sizeBytes,
    ...more,
  };
  const { createUpload: ticket } = await ask<{ createUpload: UploadTicket }>(
    outputs,
    identity,
    CREATE_UPLOAD,
    { input },
  );
  return ticket;
}

/** Sends the form as a browser would; `change` may spoil it first. */
export async function postForm(
  ticket: UploadTicket,
  content: Blob,
  change: (fields: Map<string, string>) => void = () => {},
): Promise<Response> {
  const fields = new Map(ticket.fields!.map(({ name, value }) => [name, value]));
  change(fields);
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  form.append('file', content, 'upload');
  return fetch(ticket.url!, { method: 'POST', body: form });
}

/** Creates an upload for a file on disk and sends it. */
export async function uploadFile(
  outputs: Outputs,
  identity: Identity,
  path: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const bytes = await readFile(path);
  const ticket = await createUpload(outputs, identity, bytes.length, more);
  const response = await postForm(ticket, new Blob([bytes]));
  if (!response.ok) throw new Error(`The upload was refused: ${response.status} ${await response.text()}`);
  return ticket.videoId;
}

export async function readVideo(outputs: Outputs, identity: Identity, id: string): Promise<Video | null> {
  return (await ask<{ video: Video | null }>(outputs, identity, VIDEO, { id })).video;
}

/** Waits until the video is at its end, READY or FAILED. */
export async function settled(
  outputs: Outputs,
  identity: Identity,
  id: string,
  milliseconds = 120_000,
): Promise<Video> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const video = await readVideo(outputs, identity, id);
    if (video && (video.status === 'READY' || video.status === 'FAILED')) return video;
    if (Date.now() > deadline) throw new Error(`Not settled in time: ${JSON.stringify(video)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Uploads a file as two videos of one owner and waits until both are READY: one to play, one to be foreign to it. */
export async function twoReadyVideos(
  outputs: Outputs,
  owner: Identity,
  path: string,
): Promise<readonly [string, string]> {
  const ids = [await uploadFile(outputs, owner, path), await uploadFile(outputs, owner, path)] as const;
  for (const id of ids) {
    const video = await settled(outputs, owner, id);
    if (video.status !== 'READY') throw new Error(`Video ${id} ended ${video.status}.`);
  }
  return ids;
}

export async function playback(outputs: Outputs, identity: Identity, id: string): Promise<Playback> {
  return (await ask<{ video: { playback: Playback } }>(outputs, identity, PLAYBACK, { id })).video.playback;
}
