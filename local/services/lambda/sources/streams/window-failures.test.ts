import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../../runtime/errors.ts';
import { count, windowScene } from './window-scene.ts';

let scene: ReturnType<typeof windowScene>;
beforeEach(() => {
  scene = windowScene();
});
afterEach(() => scene.end());

describe('what fails within a window', () => {
  it.each([
    ['nothing', undefined],
    ['a text', 'state'],
    ['a list', [{ state: {} }]],
    ['no state', { batchItemFailures: [] }],
    ['a state that is none', { state: null }],
    ['a state that is a list', { state: [] }],
  ])('%s as an answer, and is shown again with the state as it was', async (_name, answer) => {
    scene.start({ MaximumRetryAttempts: 5 });
    scene.handler = () =>
      scene.events.length < 3 ? (scene.events.length === 1 ? { state: { n: 1 } } : answer) : { state: {} };
    scene.put(0, 'a', 'b', 'c');
    await scene.eventually(['0,1 {}', '2 {"n":1}', '2 {"n":1}']);
  });

  it('is halved, and the halves hand the state on', async () => {
    scene.start({ BatchSize: 4, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 });
    scene.handler = (event) => {
      if (event.Records.some(({ eventID }) => eventID === '2')) throw new Error('poison');
      return count(event);
    };
    scene.put(0, 'a', 'b', 'c', 'd');
    await scene.eventually(['0,1,2,3 {}', '0,1 {}', '2,3 {"count":2}', '2 {"count":2}', '3 {"count":2}']);
    scene.turnTo(1);
    await vi.waitFor(() => expect(scene.seen().at(-1)).toBe('end {"count":3}'));
  });

  it('begins again at the first that the function names, with the state that came with the others', async () => {
    scene.start({ BatchSize: 4, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    scene.handler = ({ Records }) => ({
      state: { first: Records[0]?.eventID },
      batchItemFailures: scene.events.length === 1 ? [{ itemIdentifier: '102' }] : [],
    });
    scene.put(0, 'a', 'b', 'c', 'd');
    await scene.eventually(['0,1,2,3 {}', '2,3 {"first":"0"}']);
  });

  it('does not change the state when the first record failed', async () => {
    scene.start({ BatchSize: 2, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    scene.handler = () => ({
      state: { tried: scene.events.length },
      batchItemFailures: scene.events.length === 1 ? [{ itemIdentifier: '100' }] : [],
    });
    scene.put(0, 'a', 'b');
    await scene.eventually(['0,1 {}', '0,1 {}']);
  });

  it('is given up after its retries or its age, told of, and does not end the window', async () => {
    const Destination = 'arn:aws:sqs:us-east-1:000000000000:failures';
    scene.start({ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination } } });
    scene.handler = (event) => {
      if (event.Records.length === 1) throw new Error('one alone');
      return count(event);
    };
    scene.put(0, 'a', 'b', 'c');
    scene.turnTo(1);
    await scene.eventually(['0,1 {}', '2 {"count":2}', 'end {"count":2}']);
    expect(scene.told).toMatchObject([
      { DDBStreamBatchInfo: { shardId: 'shard-1', startSequenceNumber: '102', batchSize: 1 } },
    ]);
    await scene.restart({ MaximumRecordAgeInSeconds: 60 });
    scene.put(-9, 'old', 'older');
    await vi.waitFor(() => expect(scene.seen().at(-1)).toBe('end {}'));
  });

  it('waits while it is throttled, at its end too, and loses no state', async () => {
    scene.start();
    scene.put(0, 'a');
    await scene.eventually(['0 {}']);
    scene.handler = () => {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    };
    scene.turnTo(1);
    await vi.waitFor(() => expect(scene.events.length).toBeGreaterThan(2));
    scene.handler = count;
    scene.put(1, 'b');
    await vi.waitFor(() => expect(scene.seen().at(-1)).toBe('1 {}'));
    expect(new Set(scene.seen().slice(1, -1))).toEqual(new Set(['end {"count":1}']));
  });
});
