import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRuntimeApi, type RuntimeApi } from './api.ts';

let api: RuntimeApi;
beforeAll(async () => {
  api = await startRuntimeApi();
});
afterAll(() => api.stop());

/** Runs the pipeline `resolver → first → second`, each step doing what the plan says. */
async function run(plan: object) {
  const { data, errors } = await api.ask('query Q($plan: AWSJSON!) { steps(plan: $plan) }', {
    plan: JSON.stringify(plan),
  });
  return {
    ...(JSON.parse((data?.steps as string | null) ?? '{}') as { result?: unknown; trace?: string[] }),
    errors,
  };
}

const ALL =
  'resolver.request first.request first.response second.request second.response resolver.response'.split(' ');
const without = (...left: string[]) => ALL.filter((one) => !left.includes(one));

describe('a pipeline', () => {
  it('hands on the result before, and keeps the stash', async () => {
    // The before-handler's own return is the first function's `prev.result`.
    expect(await run({})).toEqual({
      result: [[{ payload: [null, 'resolver'] }, 'first'], 'second'],
      trace: ALL,
      errors: undefined,
    });
  });

  it.each([
    [
      'resolver.request',
      undefined,
      'early',
      without('first.request', 'first.response', 'second.request', 'second.response'),
    ],
    [
      'resolver.request',
      'END',
      'early',
      without('first.request', 'first.response', 'second.request', 'second.response'),
    ],
    ['first.request', undefined, ['early', 'second'], without('first.response')],
    ['first.request', 'NEXT', ['early', 'second'], without('first.response')],
    ['first.request', 'END', 'early', without('first.response', 'second.request', 'second.response')],
    ['first.response', 'NEXT', ['early', 'second'], ALL],
    ['first.response', 'END', 'early', without('second.request', 'second.response')],
    ['second.request', undefined, 'early', without('second.response')],
  ])('an early return from %s to %s', async (step, skipTo, result, trace) => {
    expect(await run({ [step]: { early: 'early', ...(skipTo && { skipTo }) } })).toEqual({
      result,
      trace,
      errors: undefined,
    });
  });

  it('an early return from the last handler is the answer', async () => {
    const { data } = await api.ask('query Q($plan: AWSJSON!) { steps(plan: $plan) }', {
      plan: JSON.stringify({ 'resolver.response': { early: { a: 1 } } }),
    });
    expect(JSON.parse(data.steps as string)).toEqual({ a: 1 });
  });

  it('util.appendError leaves the data, util.error ends all', async () => {
    const appended = await run({
      'first.request': { append: 'careful' },
      'resolver.response': { append: 'really' },
    });
    expect(appended.trace).toEqual(ALL);
    const own = (message: string, from: string) => ({
      message,
      errorType: 'Appended',
      data: { from },
      errorInfo: { info: 1 },
      path: ['steps'],
    });
    expect(appended.errors).toMatchObject([own('careful', 'first'), own('really', 'resolver')]);
    const raised = await run({
      'first.request': { append: 'careful' },
      'second.response': { error: 'stop' },
    });
    expect(raised.result).toBeUndefined();
    expect(raised.errors).toMatchObject([
      own('careful', 'first'),
      {
        message: 'stop',
        errorType: 'Raised',
        data: { from: 'second' },
        errorInfo: { info: 2 },
        path: ['steps'],
      },
    ]);
  });
});

describe('the context', () => {
  const QUERY = `query Q($id: ID = "x") {
    seen: context(id: $id, list: [1, 2]) { id context first: child(n: 1) { ...C } ... on Seen { second: child { context } } }
  }
  fragment C on Seen { context  deep: child @include(if: true) { id }  no: child @skip(if: true) { id } }`;

  it('shows arguments, environment, request and what is selected', async () => {
    const { data } = await api.ask(QUERY);
    const context = JSON.parse(data.seen.context as string);
    expect(context).toMatchObject({
      arguments: { id: 'x', list: [1, 2] },
      args: { id: 'x', list: [1, 2] },
      env: { STAGE: 'test', LIMIT: '5' },
      identity: null,
      source: null,
      stash: {},
      result: null,
      request: {
        domainName: null,
        headers: { 'x-api-key': api.outputs['Key'], 'content-type': 'application/json' },
      },
      info: {
        fieldName: 'context',
        parentTypeName: 'Query',
        variables: { id: 'x' },
        selectionSetList: [
          'id',
          'context',
          'first',
          'first/context',
          'first/deep',
          'first/deep/id',
          'second',
          'second/context',
        ],
      },
    });
    const graphql = String(context.info.selectionSetGraphQL).replace(/\s+/g, ' ');
    expect(graphql).toContain('first: child(n: 1) { ... on Seen { context deep: child');
    expect(graphql).toContain('... on Seen { second: child { context } }');
    expect(JSON.parse(data.seen.first.context as string)).toMatchObject({
      args: { n: 1 },
      source: { id: '1' },
      info: { fieldName: 'child', parentTypeName: 'Seen' },
    });
  });

  it('has no prev outside of a pipeline', async () => {
    const { data } = await api.ask(QUERY);
    expect(JSON.parse(data.seen.context as string)).not.toHaveProperty('prev');
  });
});

describe('errors', () => {
  it('each in its own place, the others answered', async () => {
    const { data, errors, headers } = await api.ask(
      '{ errors { raised unauthorized broken endless large notObject headers } }',
    );
    const { headers: set, ...failed } = data.errors as Record<string, unknown>;
    expect(set).toBe('set');
    expect(headers.get('x-items')).toBe('7');
    expect(Object.values(failed)).toEqual([null, null, null, null, null, null]);
    const of = (field: string) => errors!.filter(({ path }) => path?.at(-1) === field);
    expect(of('raised')).toMatchObject([
      { message: 'first', errorType: 'A', data: null, errorInfo: null },
      { message: 'second', errorType: 'B', data: { secret: 1 }, errorInfo: { hint: 2 } },
    ]);
    expect(of('unauthorized')).toMatchObject([{ errorType: 'Unauthorized' }]);
    // The engine's own words go to the log: they name what is in the code.
    expect(of('broken')).toMatchObject([{ errorType: 'Code', message: 'Runtime Error', data: null }]);
    expect(api.log()).toContain("reading 'there'");
    expect(of('endless')).toMatchObject([{ errorType: 'Code', message: 'Runtime Error' }]);
    expect(of('large')).toMatchObject([
      { errorType: 'MappingTemplate', message: 'Transformation too large' },
    ]);
    expect(of('notObject')).toMatchObject([{ errorType: 'MappingTemplate' }]);
  });
});

describe('the source None', () => {
  it('answers the payload', async () => {
    expect(await api.pass('none', { payload: { a: [1] } })).toEqual({ result: { a: [1] } });
    expect(await api.pass('none', {})).toEqual({ result: null });
  });
});

describe('a function', () => {
  it('is invoked, and its error is told in the words of AppSync', async () => {
    const invoke = (payload: object) => api.pass('function', { operation: 'Invoke', payload });
    expect(await invoke({ a: 1 })).toEqual({ result: { echo: { a: 1 } } });
    expect(await invoke({ fail: 'broken' })).toEqual({
      result: null,
      error: { type: 'Lambda:Unhandled', message: 'broken' },
    });
    const event = { operation: 'Invoke', invocationType: 'Event', payload: { fail: 'later' } };
    expect(await api.pass('function', event)).toEqual({ result: null });
  });

  it.each([
    [{ operation: 'Call' }, "Unsupported operation 'Call'."],
    [{ operation: 'Invoke', invocationType: 'DryRun' }, "Unsupported invocationType 'DryRun'."],
    [{ operation: 'Invoke', input: {} }, "Unsupported element '$[input]'."],
  ])('%j is refused', async (request, message) => {
    await expect(api.pass('function', request)).rejects.toMatchObject({
      errorType: 'MappingTemplate',
      message,
    });
  });

  it('takes siblings together: five at most, or as many as MaxBatchSize says', async () => {
    const { data } = await api.ask('{ nodes(count: 12) { batched pairs alone wide } }');
    const sizes = (field: string) => data.nodes.map((node: Record<string, number>) => node[field]);
    expect(sizes('batched')).toEqual([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 2, 2]);
    expect(sizes('pairs')).toEqual(Array(12).fill(2));
    expect(sizes('alone')).toEqual(Array(12).fill(1));
    expect(sizes('wide')).toEqual(Array(12).fill(12));
  });

  it('answers each of a batch by itself', async () => {
    const { data, errors } = await api.ask('{ nodes(count: 3) { batched(fail: 1) } }');
    expect(data.nodes).toEqual([{ batched: 3 }, { batched: null }, { batched: 3 }]);
    expect(errors).toMatchObject([{ path: ['nodes', 1, 'batched'], message: 'no 1', errorType: 'Nope' }]);
  });

  it('must answer as many as it was asked', async () => {
    const { error } = await api.pass('function', { operation: 'BatchInvoke', payload: { short: true } });
    expect(error).toMatchObject({ type: 'Lambda:IllegalArgument' });
  });
});
