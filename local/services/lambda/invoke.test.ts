import * as sdk from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lambdaForTests, ROLE, type LambdaForTests } from './testing.ts';

let test: LambdaForTests;
beforeAll(async () => {
  test = await lambdaForTests();
});
afterAll(() => test.stop());

describe('a function', () => {
  it('gets the event and the context, and stays warm', async () => {
    const arn = test.create('echo', { MemorySize: 256, Timeout: 5 });
    await test.invoke(arn);
    const { result } = await test.invoke(arn, { name: 'Ann' });
    expect(result).toMatchObject({
      event: { name: 'Ann' },
      calls: 2,
      context: {
        functionName: 'echo',
        functionVersion: '$LATEST',
        invokedFunctionArn: arn,
        memoryLimitInMB: '256',
        logGroupName: '/aws/lambda/echo',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
    expect((result['context'] as { remaining: number }).remaining).toBeLessThanOrEqual(5000);
  });

  it('writes its log between START, END and REPORT', async () => {
    const arn = test.create('echo', { FunctionName: 'logs', LoggingConfig: { LogGroup: '/my/group' } });
    await test.invoke(arn, { name: 'Ann' });
    const mine = test.lines.filter((line) => line.startsWith('/my/group '));
    expect(mine[0]).toMatch(
      /^\/my\/group \d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32} START RequestId: [0-9a-f-]{36} Version: \$LATEST$/,
    );
    expect(mine[1]).toMatch(/\t[0-9a-f-]{36}\tINFO\thello Ann$/);
    expect(mine[2]).toContain(' END RequestId: ');
    expect(mine[3]).toMatch(
      /REPORT RequestId: .*\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms$/,
    );
  });

  it('sees its own variables and its role, and nothing of this process', async () => {
    process.env['HIDDEN_FROM_FUNCTIONS'] = 'x';
    const arn = test.create('environment', {
      Environment: { Variables: { TABLE: 't', NODE_OPTIONS: '--enable-source-maps' } },
    });
    const { result } = await test.invoke(arn);
    expect(Object.keys(result).sort()).toEqual(
      [
        'AWS_ACCESS_KEY_ID',
        'AWS_DEFAULT_REGION',
        'AWS_ENDPOINT_URL',
        'AWS_EXECUTION_ENV',
        'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
        'AWS_LAMBDA_FUNCTION_NAME',
        'AWS_LAMBDA_FUNCTION_VERSION',
        'AWS_LAMBDA_LOG_GROUP_NAME',
        'AWS_LAMBDA_LOG_STREAM_NAME',
        'AWS_REGION',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_SESSION_TOKEN',
        'LAMBDA_TASK_ROOT',
        'NODE_OPTIONS',
        'PATH',
        'TABLE',
        'TZ',
        '_HANDLER',
      ].sort(),
    );
    const known = test.runtime.credentials.find(
      String(result['AWS_ACCESS_KEY_ID']),
      String(result['AWS_SESSION_TOKEN']),
    );
    expect(known.principal).toMatchObject({ roleArn: ROLE, sessionName: 'environment' });
    delete process.env['HIDDEN_FROM_FUNCTIONS'];
  });

  it('answers null when it returns nothing', async () => {
    expect(await test.invoke(test.create('nothing'))).toEqual({ result: null, functionError: undefined });
  });
});

describe('a function that goes wrong', () => {
  it('by throwing is reported with type, message and trace, and stays in use', async () => {
    const { result, functionError } = await test.invoke(test.create('fails'));
    expect(functionError).toBe('Unhandled');
    expect(result).toMatchObject({ errorType: 'TypeError', errorMessage: 'not like this' });
    expect((result['trace'] as string[])[0]).toBe('TypeError: not like this');
    expect((await test.invoke(test.create('failsWithText'))).result).toEqual({
      errorType: 'string',
      errorMessage: 'just text',
      trace: [],
    });
  });

  it.each([['never'], ['spins']])(
    'by not answering (%s) is ended at its timeout, and works again after it',
    async (name) => {
      const arn = test.create(name, { FunctionName: name, Timeout: 1 });
      for (const _ of [1, 2]) {
        const { result } = await test.invoke(arn);
        expect(result).toEqual({
          errorType: 'Sandbox.Timedout',
          errorMessage: expect.stringMatching(
            /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1.00 seconds$/,
          ),
        });
      }
    },
  );

  it('by ending its process is reported, with what it wrote before', async () => {
    const { result } = await test.invoke(test.create('exits'));
    expect(result).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 7$/),
    });
    expect(
      test.lines.some((line) => line.startsWith('/aws/lambda/exits') && line.endsWith('last words')),
    ).toBe(true);
  });

  it.each([['eats'], ['eatsText']])(
    'by eating its memory (%s) is ended, and nothing else is',
    async (name) => {
      const { result } = await test.invoke(test.create(name, { Timeout: 60, MemorySize: 128 }));
      expect(result).toMatchObject({
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/signal: killed$/),
      });
    },
  );

  it('by a promise that nobody holds is reported as such', async () => {
    const { result } = await test.invoke(test.create('rejectsAside', { Timeout: 20 }));
    expect(result).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'aside' });
  });

  it('at loading is reported to the caller', async () => {
    const missing = test.create('missing', { Handler: 'broken.handler' });
    expect((await test.invoke(missing)).result['errorType']).toBe('Runtime.ImportModuleError');
    const unexported = test.create('unexported', { Handler: 'index.unexported' });
    expect((await test.invoke(unexported)).result).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
  });

  it('by answering too much is reported', async () => {
    const { result } = await test.invoke(test.create('large', { Timeout: 10 }), { size: 6_291_456 });
    expect(result).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage:
        'Response payload size (6291458 bytes) exceeded maximum allowed payload size (6291456 bytes).',
    });
  });
});

describe('concurrency', () => {
  it('grows with demand, and each environment runs one call at a time', async () => {
    const arn = test.create('slow', { Timeout: 20 });
    const results = await Promise.all([1, 2, 3].map(() => test.invoke(arn, { milliseconds: 50 })));
    expect(results.map(({ functionError }) => functionError)).toEqual([undefined, undefined, undefined]);
  });

  it('stops at what is reserved', async () => {
    const arn = test.create('slow', {
      FunctionName: 'reserved',
      Timeout: 20,
      ReservedConcurrentExecutions: 1,
    });
    const first = test.invoke(arn, { milliseconds: 100 });
    await expect(test.invoke(arn)).rejects.toThrow(
      expect.objectContaining({ code: 'TooManyRequestsException', status: 429 }),
    );
    await first;
    expect((await test.invoke(arn, { milliseconds: 0 })).functionError).toBeUndefined();
  });
});

describe('the API', () => {
  const client = () =>
    new sdk.LambdaClient({
      endpoint: test.endpoint,
      region: 'us-east-1',
      credentials: test.runtime.credentials.root,
      maxAttempts: 1,
    });

  it('invokes by name, partial ARN and ARN, and answers with the log tail', async () => {
    const arn = test.create('echo', { FunctionName: 'named' });
    for (const FunctionName of ['named', '000000000000:function:named', arn, `${arn}:$LATEST`]) {
      const answer = await client().send(
        new sdk.InvokeCommand({ FunctionName, Payload: '{"name":"Bo"}', LogType: 'Tail' }),
      );
      expect(JSON.parse(answer.Payload!.transformToString())).toMatchObject({ event: { name: 'Bo' } });
      expect(Buffer.from(answer.LogResult!, 'base64').toString()).toContain('hello Bo');
    }
  });

  it('tells a function error by its header', async () => {
    test.create('fails');
    const answer = await client().send(new sdk.InvokeCommand({ FunctionName: 'fails' }));
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  });

  it('answers a dry run with nothing, and refuses a payload that is no JSON', async () => {
    test.create('nothing');
    const dry = await client().send(
      new sdk.InvokeCommand({ FunctionName: 'nothing', InvocationType: 'DryRun' }),
    );
    expect(dry.StatusCode).toBe(204);
    await expect(
      client().send(new sdk.InvokeCommand({ FunctionName: 'nothing', Payload: '{' })),
    ).rejects.toThrow(expect.objectContaining({ name: 'InvalidRequestContentException' }));
    await expect(
      client().send(
        new sdk.InvokeCommand({
          FunctionName: 'nothing',
          InvocationType: 'Event',
          Payload: JSON.stringify('x'.repeat(1_048_576)),
        }),
      ),
    ).rejects.toThrow(expect.objectContaining({ name: 'RequestTooLargeException' }));
  });

  it('describes and lists functions, and knows which are not there', async () => {
    const arn = test.create('echo', { FunctionName: 'described', Timeout: 7 });
    expect(await client().send(new sdk.GetFunctionConfigurationCommand({ FunctionName: arn }))).toMatchObject(
      {
        FunctionName: 'described',
        Timeout: 7,
        Handler: 'index.echo',
      },
    );
    const { Functions } = await client().send(new sdk.ListFunctionsCommand({}));
    expect(Functions!.map(({ FunctionName }) => FunctionName)).toContain('described');
    await expect(client().send(new sdk.InvokeCommand({ FunctionName: 'absent' }))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });
});
