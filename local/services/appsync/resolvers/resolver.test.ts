import { afterEach, expect, test } from 'vitest';
import type { Booted, BootOptions } from '../testing/boot.ts';
import { resource } from '../testing/resources.ts';
import { bootThings } from '../testing/things.ts';

let api: Booted;
afterEach(() => api.stop());

async function start(options?: Partial<BootOptions>) {
  const booted = await bootThings(options);
  api = booted.api;
  return booted;
}

const RUNTIME = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };

const step = (name: string, code: string) =>
  resource(name, 'FunctionConfiguration', {
    Name: name,
    DataSourceName: 'None',
    Runtime: RUNTIME,
    Code: code,
  });

const handlers = (request: string, response: string) =>
  `import { runtime } from '@aws-appsync/utils';
export function request(ctx) { ${request} }
export function response(ctx) { ${response} }`;

async function runPipeline(inSecond: string): Promise<unknown> {
  const get = (name: string) => ({ 'Fn::GetAtt': `${name}.FunctionId` });
  await start({
    resources: [
      step(
        'First',
        handlers(
          'ctx.stash.first = 1; return { payload: { got: ctx.prev.result } };',
          'return { one: ctx.result };',
        ),
      ),
      step(
        'Second',
        handlers(
          `${inSecond} return { payload: ctx.prev.result };`,
          'ctx.stash.second = 2; return ctx.result;',
        ),
      ),
      step('Third', handlers('return { payload: [ctx.prev.result] };', 'return ctx.result;')),
      resource('Pipe', 'Resolver', {
        TypeName: 'Query',
        FieldName: 'who',
        Kind: 'PIPELINE',
        PipelineConfig: { Functions: [get('First'), get('Second'), get('Third')] },
        Runtime: RUNTIME,
        Code: handlers('return { before: true };', 'return { result: ctx.prev.result, stash: ctx.stash };'),
      }),
    ],
  });
  const { body } = await api.post({ query: '{ who }' });
  return JSON.parse(String(body.data!['who']));
}

test('a pipeline hands on its results and its stash', async () => {
  const one = { one: { got: { before: true } } };
  expect(await runPipeline('')).toEqual({ result: [one], stash: { first: 1, second: 2 } });
});

test('an early return skips the function, with END the rest of the pipeline', async () => {
  const plain = await runPipeline('runtime.earlyReturn("early");');
  expect(plain).toEqual({ result: ['early'], stash: { first: 1 } });
  await api.stop();
  const next = await runPipeline('runtime.earlyReturn("early", { skipTo: "NEXT" });');
  expect(next).toEqual({ result: ['early'], stash: { first: 1 } });
  await api.stop();
  const end = await runPipeline('runtime.earlyReturn("early", { skipTo: "END" });');
  expect(end).toEqual({ result: 'early', stash: { first: 1 } });
});
