import { ask } from './graphql.ts';
import type { Person } from './people.ts';
import type { Outputs } from './stack.ts';
import { createUpload } from './videos.ts';

/** Bytes of an upload that goes in parts. */
export const LARGE = 101 * 1024 * 1024;

const COMPLETE =
  'mutation($id: ID!, $parts: [CompletedPartInput!]!) { completeUpload(videoId: $id, parts: $parts) { id } }';
const SIGN =
  'mutation($id: ID!, $n: [Int!]!) { signUploadParts(videoId: $id, partNumbers: $n) { partNumber url } }';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** A large upload, in parts, of nothing: what the pipeline then makes of it is not looked at. */
export async function uploadParts(outputs: Outputs, owner: Person): Promise<void> {
  const { videoId, partCount, partSizeBytes } = await createUpload(outputs, owner, LARGE);
  const parts = [];
  for (const { partNumber, url } of await sign(outputs, owner, videoId, numbers(partCount!))) {
    const size = Math.min(partSizeBytes!, LARGE - (partNumber - 1) * partSizeBytes!);
    parts.push({ partNumber, etag: await sendPart(url, size) });
  }
  await ask(outputs, owner, COMPLETE, { id: videoId, parts });
}

/** The first part of a large upload. */
export async function sendFirstPart(outputs: Outputs, owner: Person): Promise<void> {
  const { videoId } = await createUpload(outputs, owner, LARGE);
  const [part] = await sign(outputs, owner, videoId, [1]);
  await sendPart(part!.url, 1000);
}

/** Completes a large upload of which no part was sent: always in vain. */
export async function completeNothing(outputs: Outputs, owner: Person): Promise<void> {
  const { videoId, partCount } = await createUpload(outputs, owner, LARGE);
  const parts = numbers(partCount!).map((partNumber) => ({ partNumber, etag: '"none"' }));
  await ask(outputs, owner, COMPLETE, { id: videoId, parts });
}

async function sign(outputs: Outputs, owner: Person, id: string, n: readonly number[]) {
  const { signUploadParts } = await ask<{ signUploadParts: { partNumber: number; url: string }[] }>(
    outputs,
    owner,
    SIGN,
    { id, n },
  );
  return signUploadParts;
}

/** @returns its ETag */
async function sendPart(url: string, bytes: number): Promise<string> {
  const answer = await fetch(url, { method: 'PUT', body: Buffer.alloc(bytes) });
  if (!answer.ok) throw new Error(`A part was refused: ${await answer.text()}`);
  return answer.headers.get('etag')!;
}
