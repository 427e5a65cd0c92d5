import { AwsError } from '../../../runtime/errors.ts';
import type { RestRoute } from '../../../runtime/protocols/rest.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { Job } from '../jobs/store.ts';
import { badRequest } from '../settings/checks.ts';
import { allow, BASE, json, notFound, pagePlace, pageSize, pageToken, type ApiContext } from './context.ts';
import { createJob } from './create-job.ts';
import { probe } from './probe.ts';
import { queueRoutes } from './queue-routes.ts';
import { tagRoutes } from './tag-routes.ts';
import { jobView } from './views.ts';

/** The operations of the REST API that this machine serves. */
export const routes = (context: ApiContext): RestRoute[] => [
  ...jobRoutes(context),
  ...queueRoutes(context),
  ...tagRoutes(context),
  {
    method: 'POST',
    path: `${BASE}/probe`,
    handle: async (_parameters, call) => probe(await json(call), call.caller, context),
  },
  {
    method: 'POST',
    path: `${BASE}/endpoints`,
    handle: (_parameters, call) => {
      allow(context, call, 'DescribeEndpoints', '*');
      return { endpoints: [{ url: context.runtime.urls.aws }] };
    },
  },
];

function jobRoutes(context: ApiContext): RestRoute[] {
  const { runtime, store, scheduler } = context;
  /** Permission is asked for first, so that nobody learns by asking which jobs there are. */
  const jobFor = (call: AwsCall, action: string, id: string): Job => {
    allow(context, call, action, runtime.arn('mediaconvert', `jobs/${id}`));
    const job = store.find(id);
    if (!job) throw notFound(`Could not find Job [${id}]`);
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
      handle: (_parameters, call) => listJobs(context, call, 'ListJobs'),
    },
    {
      method: 'GET',
      path: `${BASE}/search`,
      handle: (_parameters, call) => listJobs(context, call, 'SearchJobs'),
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
  ];
}

const STATUSES = ['SUBMITTED', 'PROGRESSING', 'COMPLETE', 'CANCELED', 'ERROR'];
const ORDERS = ['ASCENDING', 'DESCENDING'];

/** Newest first unless asked otherwise. */
function listJobs(context: ApiContext, call: AwsCall, action: 'ListJobs' | 'SearchJobs') {
  const { runtime, store, queues } = context;
  const { query } = call;
  const wanted = query.get('queue');
  const queue = wanted ? (queues.find(wanted)?.arn ?? wanted) : undefined;
  allow(context, call, action, queue ?? runtime.arn('mediaconvert', 'queues/*'));
  const oneOf = (name: string, values: readonly string[]) => {
    const value = query.get(name) ?? undefined;
    if (value !== undefined && !values.includes(value))
      throw badRequest(`${name}: Should be one of ${values.join(', ')}.`);
    return value;
  };
  const status = oneOf('status', STATUSES);
  const inputFile = query.get('inputFile');
  const limit = pageSize(query);
  const after = pagePlace(query);
  const found = store.list({
    ...(queue && { queue }),
    ...(status && { status }),
    ...(inputFile && action === 'SearchJobs' && { inputFile }),
    ...(after !== undefined && { after }),
    ascending: oneOf('order', ORDERS) === 'ASCENDING',
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    jobs: page.map((job) => jobView(runtime, job)),
    ...(found.length > limit && last && { nextToken: pageToken(last.sequence) }),
  };
}
