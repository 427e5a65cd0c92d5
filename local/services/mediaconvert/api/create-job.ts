import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../../../runtime/errors.ts';
import type { Principal } from '../../../runtime/principal.ts';
import type { Job } from '../jobs/store.ts';
import { badRequest, ignored, integer, map, object, oneOf, text } from '../settings/checks.ts';
import { validateSettings } from '../settings/validate.ts';
import type { ApiContext } from './context.ts';

const INTERVALS = [10, 12, 15, 20, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600] as const;

const createJobRequest = object({
  role: text(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/),
  settings: ignored,
  clientRequestToken: text(/^[\x20-\x7e]*$/, 64),
  queue: text(),
  priority: integer(-50, 50),
  statusUpdateInterval: text(new RegExp(`^SECONDS_(${INTERVALS.join('|')})$`)),
  userMetadata: map(text(undefined, 256)),
  tags: map(text(undefined, 256)),
  accelerationSettings: object({ mode: oneOf('DISABLED', 'PREFERRED') }),
  billingTagsSource: oneOf('QUEUE', 'PRESET', 'JOB_TEMPLATE', 'JOB'),
  simulateReservedQueue: oneOf('DISABLED'),
});

/** The service remembers a client request token for one minute, and no longer. */
const TOKEN_LIFE = 60_000;

/** Stores a new job, or answers the one that the same token made within the last minute. */
export function createJob(
  body: unknown,
  caller: Principal,
  { runtime, store, queues, tags }: Pick<ApiContext, 'runtime' | 'store' | 'queues' | 'tags'>,
): Job {
  const request = createJobRequest(body, '');
  const queue = queues.find(request.queue ?? 'Default');
  const { iam } = runtime.peers;
  iam.authorize({
    caller,
    action: 'mediaconvert:CreateJob',
    resource: queue?.arn ?? runtime.arn('mediaconvert', `queues/${request.queue}`),
  });
  if (!queue)
    throw new AwsError('NotFoundException', `The specified queue does not exist: ${request.queue}.`, 404);
  const { role, settings } = request;
  if (!role) throw badRequest('/role: is a required property');
  if (!settings) throw badRequest('/settings: is a required property');
  iam.authorize({
    caller,
    action: 'iam:PassRole',
    resource: role,
    context: { 'iam:PassedToService': 'mediaconvert.amazonaws.com' },
  });
  validateSettings(settings);

  const now = runtime.clock.now();
  const token = request.clientRequestToken ?? null;
  const earlier = token && store.findByToken(token, now - TOKEN_LIFE);
  if (earlier) {
    if (isDeepStrictEqual(earlier.request, JSON.parse(JSON.stringify(body)))) return earlier;
    throw new AwsError('ConflictException', 'The client request token was used with other parameters.', 409);
  }
  const id = `${now}-${Array.from({ length: 6 }, () => randomInt(36).toString(36)).join('')}`;
  store.atomically(() => {
    store.insert({
      id,
      queue: queue.arn,
      priority: request.priority ?? 0,
      token,
      request: { ...request, role, settings },
      created: now,
    });
    tags.add(runtime.arn('mediaconvert', `jobs/${id}`), request.tags ?? {});
  });
  const job = store.find(id);
  if (!job) throw new Error(`The job ${id} was not stored.`);
  return job;
}
