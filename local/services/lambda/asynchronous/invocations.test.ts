import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../runtime/principal.ts';
import { root } from '../../../runtime/testing.ts';
import { lambdaForTests, ROLE, type LambdaForTests } from '../testing.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:ended';
let test: LambdaForTests;
afterEach(() => test.stop());

/** A Lambda service whose queues only remember what they are sent. */
async function start() {
  const sent: { queue: string; body: Record<string, unknown>; caller: Principal; attributes: unknown }[] = [];
  const sqs = {
    sendMessage: async (
      queue: string,
      body: string,
      caller: Principal,
      attributes?: Record<string, unknown>,
    ) => {
      sent.push({ queue, body: JSON.parse(body) as Record<string, unknown>, caller, attributes });
      return 'id';
    },
    receiveMessages: async () => [],
    deleteMessage: async () => {},
    changeVisibility: async () => {},
    queueAttributes: async () => ({}),
  };
  test = await lambdaForTests({ sqs });
  return sent;
}

function configure(functionName: string, properties: Record<string, unknown>) {
  test.lambda.create({
    logicalId: 'Config',
    type: 'AWS::Lambda::EventInvokeConfig',
    properties: { FunctionName: functionName, Qualifier: '$LATEST', ...properties },
  });
}

describe('an event that nobody waits for', () => {
  it('is answered at once, kept, and run when the service connects', async () => {
    await start();
    const arn = test.create('echo');
    const answer = await test.lambda.invoke(arn, '{"name":"Cy"}', 'Event', root);
    expect(answer).toEqual({ payload: '' });
    expect(test.lines).toEqual([]);
    await test.lambda.connect?.();
    await vi.waitFor(() => expect(test.lines.some((line) => line.endsWith('hello Cy'))).toBe(true), 10_000);
  });

  it('ends at the destination for failures when its retries are used up', async () => {
    const sent = await start();
    const arn = test.create('fails');
    configure('fails', { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: QUEUE } } });
    await test.lambda.connect?.();
    await test.lambda.invoke(arn, '{"a":1}', 'Event', root);
    await vi.waitFor(() => expect(sent).toHaveLength(1), 10_000);
    expect(sent[0]).toMatchObject({
      queue: QUEUE,
      caller: { kind: 'role', roleArn: ROLE },
      body: {
        version: '1.0',
        requestContext: {
          functionArn: `${arn}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 1,
        },
        requestPayload: { a: 1 },
        responseContext: { statusCode: 200, functionError: 'Unhandled' },
        responsePayload: { errorType: 'TypeError', errorMessage: 'not like this' },
      },
    });
  });

  it('ends in the dead-letter queue as it was, with the error beside it', async () => {
    const sent = await start();
    const arn = test.create('fails', { DeadLetterConfig: { TargetArn: QUEUE } });
    configure('fails', { MaximumRetryAttempts: 0 });
    await test.lambda.connect?.();
    await test.lambda.invoke(arn, '{"a":1}', 'Event', root);
    await vi.waitFor(() => expect(sent).toHaveLength(1), 10_000);
    expect(sent[0]).toMatchObject({
      queue: QUEUE,
      body: { a: 1 },
      attributes: { ErrorMessage: { StringValue: 'TypeError: not like this' } },
    });
  });

  it('reports success where that is asked for', async () => {
    const sent = await start();
    const arn = test.create('returns');
    configure('returns', { DestinationConfig: { OnSuccess: { Destination: QUEUE } } });
    await test.lambda.connect?.();
    await test.lambda.invoke(arn, '{"answer":7}', 'Event', root);
    await vi.waitFor(() => expect(sent).toHaveLength(1), 10_000);
    expect(sent[0]!.body).toMatchObject({ requestContext: { condition: 'Success' }, responsePayload: 7 });
  });
});
