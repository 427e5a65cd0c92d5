import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { Scheduler } from '../jobs/scheduler.ts';
import type { Store } from '../jobs/store.ts';
import type { Tags } from '../jobs/tags.ts';
import type { Queues } from '../queues/queues.ts';
import { badRequest } from '../settings/checks.ts';

export interface ApiContext {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly queues: Queues;
  readonly tags: Tags;
  readonly scheduler: Scheduler;
  readonly ffprobe: string;
  readonly workRoot: string;
}

export const BASE = '/2017-08-29';

export const allow = ({ runtime }: ApiContext, call: AwsCall, action: string, resource: string) =>
  runtime.peers.iam.authorize({ caller: call.caller, action: `mediaconvert:${action}`, resource });

export const notFound = (message: string) => new AwsError('NotFoundException', message, 404);

/** The request's document; an empty body is an empty one. */
export async function json(call: AwsCall): Promise<unknown> {
  const body = await call.body();
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
}

/** The entries most in one answer. */
export const MOST_ENTRIES = 20;

/** `maxResults` of a request for a list. */
export function pageSize(query: URLSearchParams): number {
  const limit = Number(query.get('maxResults') ?? MOST_ENTRIES);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ENTRIES)
    throw badRequest(`maxResults: Should be a whole number from 1 to ${MOST_ENTRIES}.`);
  return limit;
}

/** A token hides the place where the next page begins. */
export const pageToken = (place: number) => Buffer.from(String(place)).toString('base64url');

export function pagePlace(query: URLSearchParams): number | undefined {
  const token = query.get('nextToken');
  if (!token) return undefined;
  const place = Buffer.from(token, 'base64url').toString('utf8');
  if (!/^\d{1,15}$/.test(place)) throw badRequest('nextToken: is not valid.');
  return Number(place);
}
