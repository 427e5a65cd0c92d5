import { AwsError } from '../../../runtime/errors.ts';
import type { RestRoute } from '../../../runtime/protocols/rest.ts';
import type { Queue } from '../queues/queues.ts';
import { badRequest, integer, map, object, oneOf, text } from '../settings/checks.ts';
import { allow, BASE, json, notFound, pagePlace, pageSize, pageToken, type ApiContext } from './context.ts';
import { queueView } from './views.ts';

/** What an account may have run at once in one queue. */
const MOST_CONCURRENT_JOBS = 200;

const changes = {
  concurrentJobs: integer(1, MOST_CONCURRENT_JOBS),
  description: text(undefined, 1024),
  status: oneOf('ACTIVE', 'PAUSED'),
};
const createRequest = object({
  ...changes,
  name: text(/^[A-Za-z0-9_-]+$/, 80),
  pricingPlan: oneOf('ON_DEMAND'),
  tags: map(text(undefined, 256)),
});
const updateRequest = object({ ...changes, name: text() });

/** CreateQueue, GetQueue, ListQueues, UpdateQueue and DeleteQueue. */
export function queueRoutes(context: ApiContext): RestRoute[] {
  const { queues, store, tags, scheduler } = context;
  const view = (queue: Queue) => ({ queue: queueView(queue, store) });
  /** Permission is asked for first, so that nobody learns by asking which queues there are. */
  const queueFor = (call: Parameters<typeof allow>[1], action: string, name: string): Queue => {
    const queue = queues.find(name);
    allow(context, call, action, queue?.arn ?? queues.arnOf(name));
    if (!queue) throw notFound(`The specified queue does not exist: ${name}.`);
    return queue;
  };

  return [
    {
      method: 'POST',
      path: `${BASE}/queues`,
      status: 201,
      async handle(_parameters, call) {
        const { name, tags: wanted = {}, pricingPlan: _plan, ...wish } = createRequest(await json(call), '');
        allow(context, call, 'CreateQueue', '*');
        if (!name) throw badRequest('/name: is a required property');
        const queue = queues.make(name, wish);
        tags.set(queue.arn, wanted);
        return view(queue);
      },
    },
    {
      method: 'GET',
      path: `${BASE}/queues`,
      handle(_parameters, call) {
        allow(context, call, 'ListQueues', '*');
        const { query } = call;
        const first = pagePlace(query) ?? 0;
        const end = first + pageSize(query);
        const order = SORTS[query.get('listBy') ?? 'CREATION_DATE'];
        if (!order) throw badRequest(`listBy: Should be one of ${Object.keys(SORTS).join(', ')}.`);
        const all = [...queues.all()].sort(order);
        if (query.get('order') === 'DESCENDING') all.reverse();
        return {
          queues: all.slice(first, end).map((queue) => queueView(queue, store)),
          ...(all.length > end && { nextToken: pageToken(end) }),
        };
      },
    },
    {
      method: 'GET',
      path: `${BASE}/queues/:name`,
      handle: ({ name = '' }, call) => view(queueFor(call, 'GetQueue', name)),
    },
    {
      method: 'PUT',
      path: `${BASE}/queues/:name`,
      async handle({ name = '' }, call) {
        const { name: _name, ...wish } = updateRequest(await json(call), '');
        const queue = queues.change(queueFor(call, 'UpdateQueue', name), wish);
        scheduler.pump();
        return view(queue);
      },
    },
    {
      method: 'DELETE',
      path: `${BASE}/queues/:name`,
      status: 202,
      handle({ name = '' }, call) {
        const queue = queueFor(call, 'DeleteQueue', name);
        if (queue.type === 'SYSTEM') throw badRequest('You can not delete the default queue.');
        if (store.hasUnfinished(queue.arn))
          throw new AwsError('ConflictException', `The queue ${name} still has jobs in it.`, 409);
        queues.remove(name);
        tags.set(queue.arn, {});
        return {};
      },
    },
  ];
}

const byText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
const SORTS: Readonly<Record<string, (a: Queue, b: Queue) => number>> = {
  NAME: (a, b) => byText(a.name, b.name),
  CREATION_DATE: (a, b) => a.created - b.created,
};
