import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { openDatabase } from '../../../../runtime/database.ts';
import { AwsError } from '../../../../runtime/errors.ts';
import { testRuntime } from '../../../../runtime/testing.ts';
import type { Functions } from '../../function.ts';
import { readMapping } from '../mapping.ts';
import type { Poller } from '../poller.ts';
import { CHECKPOINTS_SCHEMA, createCheckpoints } from './checkpoints.ts';
import { startStreamPoller } from './poller.ts';
import { fakeStream, STREAM } from './testing.ts';

/** A whole number of hours, so that windows of every length here begin at it; in seconds since the epoch. */
export const START = 1_600_000_000 - (1_600_000_000 % 3600);

export interface WindowEvent {
  readonly Records: readonly { readonly eventID: string }[];
  readonly window: { readonly start: string; readonly end: string };
  readonly state: Readonly<Record<string, unknown>>;
  readonly isFinalInvokeForWindow: boolean;
  readonly isWindowTerminatedEarly: boolean;
}
type Handler = (event: WindowEvent) => unknown;

/** Counts what it sees, and keeps the count as its state. */
export const count: Handler = ({ Records, state }) => ({
  state: { count: Number(state['count'] ?? 0) + Records.length },
});

/** A stream, a function that sees it in windows, and the clock. */
export function windowScene() {
  let time = START * 1000;
  let poller: Poller | undefined;
  const stream = fakeStream();
  const told: unknown[] = [];
  const sqs = { sendMessage: async (_arn: string, body: string) => void told.push(JSON.parse(body)) };
  const { runtime, dispose } = testRuntime(
    { streams: stream.peer, sqs: sqs as never },
    { clock: { now: () => time } },
  );

  async function execute({ payload }: { readonly payload: string }) {
    const event = JSON.parse(payload) as WindowEvent;
    const base = { durationMs: 0, logTail: '' };
    scene.events.push(event);
    try {
      return { ...base, payload: JSON.stringify(scene.handler(event) ?? null) };
    } catch (error) {
      if (error instanceof AwsError) throw error;
      return { ...base, payload: '{}', functionError: 'Unhandled', failure: String(error) };
    }
  }
  const version = { definition: { roleArn: 'role', name: 'fn', version: '$LATEST' }, executor: { execute } };
  const functions = { find: () => ({ arn: 'arn', fn: { name: 'fn' }, version }) } as unknown as Functions;

  const scene = {
    stream,
    /** What the destination of failures was told. */
    told,
    /** What the function was shown. */
    events: [] as WindowEvent[],
    handler: count,

    /** Begins to read, or goes on after what the last reader had done. */
    start(properties: Readonly<Record<string, unknown>> = {}): void {
      const common = { FunctionName: 'fn', EventSourceArn: STREAM, StartingPosition: 'TRIM_HORIZON' };
      const mapping = readMapping(
        {
          ...{ logicalId: 'Source', type: 'AWS::Lambda::EventSourceMapping' },
          properties: { ...common, BatchSize: 2, TumblingWindowInSeconds: 60, ...properties },
        },
        'm',
      );
      const database = openDatabase(join(runtime.directory('lambda'), 'lambda.sqlite'), CHECKPOINTS_SCHEMA);
      const checkpoints = createCheckpoints(database);
      const reader = startStreamPoller({ mapping, runtime, functions, checkpoints });
      poller = {
        async stop() {
          await reader.stop();
          database.close();
        },
      };
    },

    async stop(): Promise<void> {
      await poller?.stop();
      poller = undefined;
    },

    async restart(properties: Readonly<Record<string, unknown>> = {}): Promise<void> {
      await scene.stop();
      scene.start(properties);
    },

    /** Records of the window that begins so many minutes after `START`. */
    put: (minute: number, ...keys: readonly string[]) =>
      stream.put(...keys.map((key) => ({ key, at: START + minute * 60 }))),

    turnTo(minute: number): void {
      time = (START + minute * 60 + 1) * 1000;
      stream.wake();
    },

    seen: () => scene.events.map(brief),
    eventually: (lines: readonly string[]) => vi.waitFor(() => expect(scene.seen()).toEqual(lines)),

    async end(): Promise<void> {
      await scene.stop();
      dispose();
    },
  };
  return scene;
}

/** `0,1 {}` for the records 0 and 1 with an empty state, `end {}` for the end of a window. */
function brief({ Records, state, isFinalInvokeForWindow, isWindowTerminatedEarly }: WindowEvent): string {
  const end = isWindowTerminatedEarly ? 'early end' : 'end';
  const text = JSON.stringify(state);
  const subject = isFinalInvokeForWindow ? end : Records.map(({ eventID }) => eventID).join();
  return `${subject} ${text.length > 99 ? 'large' : text}`;
}
