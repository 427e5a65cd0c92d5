import { open } from 'node:fs/promises';
import { Amplify } from 'aws-amplify';
import { signIn, signOut } from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/api';
import { parseAmplifyConfig } from 'aws-amplify/utils';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bigFixture, fixture } from './support/fixtures.ts';
import { newPerson } from './support/people.ts';
import {
  CREATE_UPLOAD,
  ON_VIDEO_STATUS,
  postForm,
  VIDEO,
  type StatusEvent,
  type UploadTicket,
  type Video,
} from './support/videos.ts';
import { openAsBlob } from 'node:fs';

/** The unmodified library, configured by the file that the stack writes and nothing else. */
const outputs = inject('outputs');

beforeAll(async () => {
  const { username, password } = await newPerson(outputs);
  const config = parseAmplifyConfig(outputs as unknown as Parameters<typeof parseAmplifyConfig>[0]);
  config.Auth!.Cognito.userPoolEndpoint = outputs.custom.playhead.awsEndpoint;
  Amplify.configure(config);
  // Its default flow: SRP.
  const { isSignedIn } = await signIn({ username, password });
  expect(isSignedIn).toBe(true);
});
afterAll(() => signOut());

const client = generateClient();

async function run<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const answer = await client.graphql({ query, variables: variables as never });
  if (!('data' in answer)) throw new Error('not a query or mutation');
  return answer.data as T;
}

/** Subscribes through the library; `ready` resolves with the first READY event. */
function watch(videoId: string): { events: StatusEvent[]; ready: Promise<StatusEvent>; end(): void } {
  const events: StatusEvent[] = [];
  let end = () => {};
  const ready = new Promise<StatusEvent>((resolve, reject) => {
    const answer = client.graphql({ query: ON_VIDEO_STATUS, variables: { videoId } });
    if (!('subscribe' in answer)) throw new Error('not a subscription');
    const subscription = answer.subscribe({
      next: ({ data }) => {
        const event = (data as unknown as { onVideoStatus: StatusEvent }).onVideoStatus;
        events.push(event);
        if (event.status === 'READY' || event.status === 'FAILED') resolve(event);
      },
      error: reject,
    });
    end = () => subscription.unsubscribe();
  });
  // Awaited only after the upload: an earlier failure is not unheard, it waits.
  ready.catch(() => {});
  return { events, ready, end: () => end() };
}

const input = (sizeBytes: number) => ({
  title: 'By Amplify',
  kind: 'LONG',
  filename: 'a.mp4',
  contentType: 'video/mp4',
  sizeBytes,
});

describe('aws-amplify 6 alone', () => {
  it('uploads by a form and hears the video become READY', async () => {
    const file = await openAsBlob(await fixture('clip'));
    const { createUpload: ticket } = await run<{ createUpload: UploadTicket }>(CREATE_UPLOAD, {
      input: input(file.size),
    });
    const { events, ready, end } = watch(ticket.videoId);
    expect((await postForm(ticket, file)).ok).toBe(true);
    expect(await ready).toMatchObject({ status: 'READY', videoId: ticket.videoId });
    end();
    expect(events.some(({ status, progress }) => status === 'PROCESSING' && (progress ?? 0) > 0)).toBe(true);
    const { video } = await run<{ video: Video }>(VIDEO, { id: ticket.videoId });
    expect(video).toMatchObject({ status: 'READY', progress: 100 });
  });

  it('uploads 300 MB in parts, with a pause in the middle', async () => {
    const file = await open(await bigFixture(300));
    const { size } = await file.stat();
    const { createUpload: ticket } = await run<{ createUpload: UploadTicket }>(CREATE_UPLOAD, {
      input: input(size),
    });
    expect(ticket).toMatchObject({ method: 'MULTIPART', url: null, fields: null });
    const { ready, end } = watch(ticket.videoId);
    const partSize = ticket.partSizeBytes!;
    expect(ticket.partCount).toBe(Math.ceil(size / partSize));

    const parts: { partNumber: number; etag: string }[] = [];
    const send = async (partNumbers: number[]) => {
      const sign =
        'mutation($id: ID!, $partNumbers: [Int!]!) { signUploadParts(videoId: $id, partNumbers: $partNumbers) { partNumber url } }';
      const { signUploadParts } = await run<{ signUploadParts: { partNumber: number; url: string }[] }>(
        sign,
        { id: ticket.videoId, partNumbers },
      );
      for (const { partNumber, url } of signUploadParts) {
        const from = (partNumber - 1) * partSize;
        const body = Buffer.alloc(Math.min(partSize, size - from));
        await file.read(body, 0, body.length, from);
        const response = await fetch(url, { method: 'PUT', body });
        expect(response.status).toBe(200);
        parts.push({ partNumber, etag: response.headers.get('etag')! });
      }
    };
    const all = Array.from({ length: ticket.partCount! }, (_, index) => index + 1);
    const middle = Math.floor(all.length / 2);
    await send(all.slice(0, middle));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await send(all.slice(middle));
    await file.close();

    const complete =
      'mutation($id: ID!, $parts: [CompletedPartInput!]!) { completeUpload(videoId: $id, parts: $parts) { id status } }';
    const { completeUpload } = await run<{ completeUpload: { id: string } }>(complete, {
      id: ticket.videoId,
      parts,
    });
    expect(completeUpload.id).toBe(ticket.videoId);
    expect(await ready).toMatchObject({ status: 'READY' });
    end();
    // Asked again, the answer is the same: nothing is completed twice.
    expect(
      (await run<{ completeUpload: { id: string } }>(complete, { id: ticket.videoId, parts })).completeUpload
        .id,
    ).toBe(ticket.videoId);
  });
});
