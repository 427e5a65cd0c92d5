import { afterEach, expect, test } from 'vitest';
import type { Booted, BootOptions } from '../testing/boot.ts';
import { functionPeer } from '../testing/peers.ts';
import { functionSource, unit } from '../testing/resources.ts';
import { bootThings, THINGS } from '../testing/things.ts';

let api: Booted;
afterEach(() => api.stop());

async function start(options?: Partial<BootOptions>) {
  const booted = await bootThings(options);
  api = booted.api;
  return booted;
}

const INVOKE = `export const request = (ctx) => ({ operation: 'Invoke', payload: { id: ctx.args.id } });
import { util } from '@aws-appsync/utils';
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}`;

const BATCH = `import { util } from '@aws-appsync/utils';
export const request = (ctx) => ({ operation: 'BatchInvoke', payload: { id: ctx.source.id } });
export function response(ctx) {
  const { data, errorMessage, errorType } = ctx.result;
  if (errorMessage) util.error(errorMessage, errorType, data);
  return data;
}`;

test('a Lambda resolver invokes, and a thrown error is Lambda:Unhandled', async () => {
  const lambda = functionPeer(({ id }: { id: string }) => {
    if (id === 'bad') throw new Error('it broke');
    return { id, title: 'from lambda' };
  });
  await start({
    schema: THINGS.replace('type Query {', 'type Query { made(id: ID!): Thing '),
    peers: { lambda: lambda.peer },
    resources: [functionSource, unit('Query.made', 'Function', INVOKE)],
  });
  const { body } = await api.post({ query: '{ a: made(id: "1") { title } b: made(id: "bad") { title } }' });
  expect(body.data).toEqual({ a: { title: 'from lambda' }, b: null });
  expect(body.errors).toMatchObject([
    { errorType: 'Lambda:Unhandled', message: 'it broke', path: ['b'], data: null },
  ]);
});

test('siblings share one call, each with its own result or error', async () => {
  const lambda = functionPeer((asked: { id: string }[]) =>
    asked.map(({ id }) =>
      id === 'b' ? { data: null, errorMessage: 'no', errorType: 'Nope' } : { data: { id: `owner-${id}` } },
    ),
  );
  await start({
    peers: { lambda: lambda.peer },
    resources: [functionSource, unit('Thing.owner', 'Function', BATCH, { MaxBatchSize: 2 })],
  });
  for (const id of ['a', 'b', 'c']) await api.post({ query: `mutation { putThing(id: "${id}") { id } }` });
  const { body } = await api.post({ query: '{ things { items { id owner { id } } } }' });
  expect(body.data).toEqual({
    things: {
      items: [
        { id: 'a', owner: { id: 'owner-a' } },
        { id: 'b', owner: null },
        { id: 'c', owner: { id: 'owner-c' } },
      ],
    },
  });
  expect(body.errors).toMatchObject([
    { path: ['things', 'items', 1, 'owner'], message: 'no', errorType: 'Nope' },
  ]);
  expect(lambda.payloads).toEqual([[{ id: 'a' }, { id: 'b' }], [{ id: 'c' }]]);
});
