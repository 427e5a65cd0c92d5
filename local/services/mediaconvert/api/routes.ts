import { AwsError } from '../../../runtime/errors.ts';
import type { RestRoute } from '../../../runtime/protocols/rest.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { Scheduler } from '../jobs/scheduler.ts';
import type { Job, Store } from '../jobs/store.ts';
import type { Queues } from '../queues.ts';
import { badRequest } from '../settings/checks.ts';
import { createJob } from './create-job.ts';
import { probe } from './probe.ts';
import { jobView, queueView } from './views.ts';

export interface ApiContext {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly queues: Queues;
  readonly scheduler: Scheduler;
  readonly ffprobe: string;
  readonly workRoot: string;
}

const BASE = '/2017-08-29';
const PAGE = 20;

/** The operations of the REST API that this machine serves. */
export function routes(context: ApiContext): RestRoute[] {
  const { runtime, store, queues, scheduler } = context;
  const allow = (call: AwsCall, action: string, resource: string) =>
    runtime.peers.iam.authorize({ caller: call.caller, action: `mediaconvert:${action}`, resource });

  /** Permission is asked for first, so that nobody learns by asking which jobs there are. */
  const jobFor = (call: AwsCall, action: string, id: string): Job => {
    allow(call, action, runtime.arn('mediaconvert', `jobs/${id}`));
    const job = store.find(id);
    if (!job) throw new AwsError('NotFoundException', `Could not find Job [${id}]`, 404);
    return job;
  };

  return [
    {
      method: 'POST',
      path: `${BASE}/jobs`,
      status: 201,
      async handle(_parameters, call) {
        const job = createJob(await json(call), call.caller, context);
        scheduler.pump();
        return { job: jobView(runtime, job) };
      },
    },
    {
      method: 'GET',
      path: `${BASE}/jobs`,
      handle: (_parameters, call) => {
        const wanted = call.query.get('queue');
        const arn = wanted ? (queues.find(wanted)?.arn ?? wanted) : undefined;
        allow(call, 'ListJobs', arn ?? runtime.arn('mediaconvert', 'queues/*'));
        return listJobs(context, call.query, arn);
      },
    },
    {
      method: 'GET',
      path: `${BASE}/jobs/:id`,
      handle: ({ id = '' }, call) => ({ job: jobView(runtime, jobFor(call, 'GetJob', id)) }),
    },
    {
      method: 'DELETE',
      path: `${BASE}/jobs/:id`,
      status: 202,
      handle: ({ id = '' }, call) => {
        const job = jobFor(call, 'CancelJob', id);
        if (scheduler.cancel(job) || store.find(id)?.status === 'CANCELED') return {};
        throw new AwsError('ConflictException', `The job [${id}] is already ${store.find(id)?.status}.`, 409);
      },
    },
    {
      method: 'POST',
      path: `${BASE}/probe`,
      handle: async (_parameters, call) => probe(await json(call), call.caller, context),
    },
    {
      method: 'GET',
      path: `${BASE}/queues`,
      handle: (_parameters, call) => {
        allow(call, 'ListQueues', '*');
        return { queues: queues.all().map((queue) => queueView(queue, store)) };
      },
    },
    {
      method: 'GET',
      path: `${BASE}/queues/:name`,
      handle: ({ name = '' }, call) => {
        const queue = queues.find(name);
        allow(call, 'GetQueue', queue?.arn ?? runtime.arn('mediaconvert', `queues/${name}`));
        if (!queue)
          throw new AwsError('NotFoundException', `The specified queue does not exist: ${name}.`, 404);
        return { queue: queueView(queue, store) };
      },
    },
    {
      method: 'POST',
      path: `${BASE}/endpoints`,
      handle: (_parameters, call) => {
        allow(call, 'DescribeEndpoints', '*');
        return { endpoints: [{ url: runtime.urls.aws }] };
      },
    },
  ];
}

/** Newest first unless asked otherwise; the token of the next page is the last sequence number, hidden. */
function listJobs({ runtime, store }: ApiContext, query: URLSearchParams, queue: string | undefined) {
  const limit = Number(query.get('maxResults') ?? PAGE);
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE)
    throw badRequest(`maxResults: Should be a whole number from 1 to ${PAGE}.`);
  const token = query.get('nextToken');
  const sequence = token && Buffer.from(token, 'base64url').toString('utf8');
  if (sequence && !/^\d{1,15}$/.test(sequence)) throw badRequest('nextToken: is not valid.');
  const after = sequence ? Number(sequence) : undefined;
  const status = query.get('status');
  const found = store.list({
    ...(queue && { queue }),
    ...(status && { status }),
    ...(after !== undefined && { after }),
    ascending: query.get('order') === 'ASCENDING',
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    jobs: page.map((job) => jobView(runtime, job)),
    ...(found.length > limit &&
      last && { nextToken: Buffer.from(String(last.sequence)).toString('base64url') }),
  };
}

async function json(call: AwsCall): Promise<unknown> {
  const body = await call.body();
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
}
