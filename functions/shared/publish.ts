import { setTimeout as sleep } from 'node:timers/promises';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4';
import type { VideoRow } from '../../model/video-row.ts';
import type { Publication } from './publications.ts';

/** Tells a video's subscribers what its row says. Throws when they could not be told. */
export type Publish = (row: VideoRow) => Promise<void>;

/** How long one try may take, in milliseconds. */
const ANSWER_MS = 3_000;

export interface PublisherOptions {
  readonly url: string;
  readonly region: string;
  readonly credentials: SignatureV4Init['credentials'];
  readonly fetch?: typeof fetch;
  /** Waits before each further try, in milliseconds. */
  readonly delays?: readonly number[];
}

/** Publishes through the API itself, as a mutation signed with the function's own credentials. */
export function createPublisher(
  { mutation, input }: Publication,
  { url, region, credentials, fetch: send = fetch, delays = [100, 400, 1_600] }: PublisherOptions,
): Publish {
  const endpoint = new URL(url);
  const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256 });

  const post = async (body: string) => {
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      path: endpoint.pathname,
      headers: { host: endpoint.host, 'content-type': 'application/json' },
      body,
    });
    return send(endpoint, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_MS) });
  };

  return async (row) => {
    const body = JSON.stringify({ query: mutation, variables: { input: input(row) } });
    for (const delay of [...delays, undefined]) {
      try {
        return await assertPublished(await post(body));
      } catch (error) {
        if (delay === undefined || (error instanceof PublishError && !error.transient)) throw error;
        await sleep(delay);
      }
    }
  };
}

/** The API answered, but not with a published event. */
export class PublishError extends Error {
  readonly transient: boolean;

  constructor(message: string, transient: boolean) {
    super(message);
    this.name = 'PublishError';
    this.transient = transient;
  }
}

/** AppSync reports what a field refused with status 200, so the status alone says nothing. */
async function assertPublished(response: Response): Promise<void> {
  const text = await response.text();
  if (!response.ok)
    throw new PublishError(
      `AppSync answered ${response.status}: ${text}`,
      response.status >= 500 || response.status === 429,
    );
  const { errors } = JSON.parse(text) as { errors?: unknown };
  if (errors) throw new PublishError(`AppSync refused to publish: ${JSON.stringify(errors)}`, false);
}
