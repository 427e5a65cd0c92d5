import * as sdk from '@aws-sdk/client-lambda';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { TEMPLATE } from './invoke-template.ts';

let local: LocalAws;
let lambda: sdk.LambdaClient;
beforeAll(async () => {
  local = await startLocal({ template: TEMPLATE });
  lambda = new sdk.LambdaClient({ ...local.client, maxAttempts: 1 });
});
afterAll(async () => {
  lambda.destroy();
  await local.stop();
});

const refused = (name: string, more: object = {}) => expect.objectContaining({ name, ...more });

async function invoke(
  FunctionName: string,
  event: unknown = {},
  input: Partial<sdk.InvokeCommandInput> = {},
) {
  const answer = await lambda.send(
    new sdk.InvokeCommand({ FunctionName, Payload: JSON.stringify(event), ...input }),
  );
  const text = answer.Payload?.transformToString() ?? '';
  return { ...answer, result: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) };
}

describe('Invoke', () => {
  it('answers with the result, and the tail of the log when it is asked for', async () => {
    const answer = await invoke('my-function', { name: 'Ann' }, { LogType: 'Tail' });
    expect(answer).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      result: {
        event: { name: 'Ann' },
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:my-function',
      },
    });
    const tail = Buffer.from(answer.LogResult!, 'base64').toString();
    expect(tail).toMatch(/^START RequestId: .*\n.*\tINFO\thello Ann\nEND RequestId: .*\nREPORT RequestId: /);
  });

  it('runs a published version and an alias under their own ARNs', async () => {
    for (const [FunctionName, Qualifier] of [
      ['my-function', 'live'],
      ['my-function:live', undefined],
      ['arn:aws:lambda:us-east-1:000000000000:function:my-function:live', undefined],
    ] as const) {
      const { result, ExecutedVersion } = await invoke(FunctionName, {}, { Qualifier });
      expect(ExecutedVersion).toBe('1');
      expect(result).toMatchObject({
        version: '1',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:my-function:live',
      });
    }
    await expect(invoke('my-function', {}, { Qualifier: 'absent' })).rejects.toThrow(
      refused('ResourceNotFoundException', {
        message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:my-function:absent',
      }),
    );
    await expect(invoke('my-function:live', {}, { Qualifier: '1' })).rejects.toThrow(
      refused('InvalidParameterValueException'),
    );
  });

  it('answers a dry run with 204 and an event with 202', async () => {
    expect((await invoke('my-function', {}, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect((await invoke('my-function', {}, { InvocationType: 'Event' })).StatusCode).toBe(202);
  });

  it('loads modules and CommonJS, and callbacks up to Node.js 22', async () => {
    expect((await invoke(local.outputs['Module']!)).result).toBe(true);
    expect((await invoke(local.outputs['Callback']!, { a: 1 })).result).toEqual({ a: 1 });
    expect((await invoke(local.outputs['CallbackOf24']!)).result).toMatchObject({
      errorType: 'Runtime.CallbackHandlerDeprecated',
    });
  });

  it('gives inline code the SDK, with the credentials of the role', async () => {
    expect((await invoke(local.outputs['Sdk']!)).result).toMatch(
      new RegExp(`^arn:aws:sts::000000000000:assumed-role/.*/${local.outputs['Sdk']}$`),
    );
  });

  it('ends a busy loop at the timeout', async () => {
    const { FunctionError, result } = await invoke(local.outputs['Spins']!);
    expect(FunctionError).toBe('Unhandled');
    expect(result).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/),
    });
  });

  it.each([['Leaps'], ['Buffers']])(
    'ends an environment that eats its memory (%s), and nothing else',
    async (name) => {
      const [{ result }, other] = await Promise.all([
        invoke(local.outputs[name]!, { gigabytes: 1 }),
        invoke(local.outputs['One']!, { ms: 500 }),
      ]);
      expect(result).toMatchObject({
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(
          /^RequestId: \S+ Error: Runtime exited with error: signal: killed$/,
        ),
      });
      expect(other.FunctionError).toBeUndefined();
      expect((await invoke('my-function')).StatusCode).toBe(200);
    },
  );

  it('throttles at the reserved concurrency; none turns the function off', async () => {
    const throttled = refused('TooManyRequestsException', {
      $metadata: expect.objectContaining({ httpStatusCode: 429 }),
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    const first = invoke(local.outputs['One']!, { ms: 600 });
    await expect(
      (async () => {
        for (;;) await invoke(local.outputs['One']!, { ms: 0 });
      })(),
    ).rejects.toThrow(throttled);
    expect((await first).FunctionError).toBeUndefined();
    await expect(invoke(local.outputs['Off']!)).rejects.toThrow(throttled);
  });

  it('goes on without a log when the role may not write one, and says why once', async () => {
    for (const _ of [1, 2]) expect((await invoke(local.outputs['Silent']!)).StatusCode).toBe(200);
    const warnings = local.log().match(/has no log: .*/g);
    expect(warnings).toHaveLength(1);
    expect(warnings![0]).toMatch(
      /is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:us-east-1:000000000000:log-group:\/aws\/lambda\/.* because no identity-based policy allows the logs:CreateLogGroup action/,
    );
  });

  it('writes its lines to the log group of the function', async () => {
    await invoke('my-function', { name: 'in the log' });
    const logs = new CloudWatchLogsClient(local.client);
    const find = () =>
      logs.send(
        new FilterLogEventsCommand({
          logGroupName: '/aws/lambda/my-function',
          filterPattern: '"hello in the log"',
        }),
      );
    await vi.waitFor(async () => expect((await find()).events).toHaveLength(1), 5000);
    logs.destroy();
  });
});

describe('Invoke refuses', () => {
  it.each<[string, Partial<sdk.InvokeCommandInput>, string, number]>([
    ['an unknown function', { FunctionName: 'absent' }, 'ResourceNotFoundException', 404],
    ['a name that is none', { FunctionName: 'not a name' }, 'ValidationException', 400],
    ['a payload that is not JSON', { Payload: '{' }, 'InvalidRequestContentException', 400],
    ['more than 6 MB', { Payload: JSON.stringify('x'.repeat(6_291_455)) }, 'RequestTooLargeException', 413],
    [
      'far more than 6 MB',
      { Payload: JSON.stringify('x'.repeat(9_000_000)) },
      'RequestTooLargeException',
      413,
    ],
    [
      'an event of more than 1 MB',
      { InvocationType: 'Event', Payload: JSON.stringify('x'.repeat(1_048_576)) },
      'RequestTooLargeException',
      413,
    ],
    [
      'an unknown invocation type',
      { InvocationType: 'Sometimes' as sdk.InvocationType },
      'ValidationException',
      400,
    ],
  ])('%s', async (_, input, name, httpStatusCode) => {
    await expect(
      lambda.send(new sdk.InvokeCommand({ FunctionName: 'my-function', ...input })),
    ).rejects.toThrow(refused(name, { $metadata: expect.objectContaining({ httpStatusCode }) }));
  });

  it('whoever is not signed, or not rightly', async () => {
    const path = `${local.urls.aws}/2015-03-31/functions/my-function/invocations`;
    const unsigned = await fetch(path, { method: 'POST', body: '{}' });
    expect(unsigned.status).toBeGreaterThanOrEqual(400);
    expect(await unsigned.text()).not.toMatch(/\n\s+at /);
    const forger = new sdk.LambdaClient({
      ...local.client,
      credentials: { ...local.client.credentials, secretAccessKey: 'x' },
    });
    await expect(forger.send(new sdk.InvokeCommand({ FunctionName: 'my-function' }))).rejects.toThrow(
      refused('InvalidSignatureException'),
    );
  });

  it('operations that are for the template alone', async () => {
    const create = new sdk.CreateFunctionCommand({
      FunctionName: 'x',
      Role: 'arn:aws:iam::000000000000:role/x',
      Code: { ZipFile: new Uint8Array(1) },
    });
    await expect(lambda.send(create)).rejects.toThrow(refused('UnknownOperationException'));
  });
});

describe('what the template made', () => {
  it('GetFunction and GetFunctionConfiguration', async () => {
    const { Configuration, Concurrency } = await lambda.send(
      new sdk.GetFunctionCommand({ FunctionName: local.outputs['One']! }),
    );
    expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 1 });
    expect(Configuration).toMatchObject({ Handler: 'index.handler', Version: '$LATEST', State: 'Active' });
    expect(
      await lambda.send(
        new sdk.GetFunctionConfigurationCommand({ FunctionName: 'my-function', Qualifier: '1' }),
      ),
    ).toMatchObject({
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:my-function:1',
      Version: '1',
      Runtime: 'nodejs24.x',
      MemorySize: 128,
      Timeout: 3,
      Environment: { Variables: { STAGE: 'test' } },
    });
  });

  it('ListFunctions, page by page', async () => {
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await lambda.send(new sdk.ListFunctionsCommand({ MaxItems: 4, Marker }));
      names.push(...page.Functions!.map(({ FunctionName }) => FunctionName));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(names).toHaveLength(11);
    expect(names).toContain('my-function');
  });

  it('ListVersionsByFunction, GetAlias, ListAliases', async () => {
    const FunctionName = 'my-function';
    const { Versions } = await lambda.send(new sdk.ListVersionsByFunctionCommand({ FunctionName }));
    expect(Versions!.map(({ Version }) => Version)).toEqual(['$LATEST', '1']);
    const alias = { Name: 'live', FunctionVersion: '1' };
    expect(await lambda.send(new sdk.GetAliasCommand({ FunctionName, Name: 'live' }))).toMatchObject(alias);
    expect(await lambda.send(new sdk.ListAliasesCommand({ FunctionName }))).toMatchObject({
      Aliases: [alias],
    });
  });

  it('GetPolicy', async () => {
    const { Policy } = await lambda.send(new sdk.GetPolicyCommand({ FunctionName: 'my-function' }));
    expect(JSON.parse(Policy!)).toMatchObject({
      Statement: [{ Principal: { Service: 'events.amazonaws.com' }, Action: 'lambda:InvokeFunction' }],
    });
    await expect(
      lambda.send(new sdk.GetPolicyCommand({ FunctionName: local.outputs['One']! })),
    ).rejects.toThrow(refused('ResourceNotFoundException'));
  });
});
