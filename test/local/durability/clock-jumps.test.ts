import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpointsOf, type Endpoints } from '../../../local/command/endpoints.ts';
import { startCloud, type Cloud } from '../../../local/main.ts';
import { createLog } from '../../../local/runtime/log.ts';
import { newPlace, removePlace, type StackPlace } from '../../support/stack.ts';
import type { Actor } from './actor.ts';
import { dynamodbActor } from './actors/dynamodb.ts';
import { eventsActor, lambdaActor, mediaconvertActor, schedulerActor } from './actors/messages.ts';
import { s3Actor } from './actors/s3.ts';
import { sqsActor } from './actors/sqs.ts';
import { parameterActor, policyActor, ruleActor, secretActor } from './actors/registers.ts';
import { cognitoActor, logsActor } from './actors/values.ts';
import { durabilityTemplate } from './template.ts';

const DAY = 24 * 3_600_000;
const YEAR = 365 * DAY;

/** By how much the clock is wrong, one after the other, in milliseconds. */
const JUMPS: readonly (readonly [name: string, offset: number])[] = [
  ['back by a day', -DAY],
  ['ahead to where it was', 0],
  ['ahead by a year', YEAR],
  ['back by a year', 0],
];

const folder = mkdtempSync(join(tmpdir(), 'seen-'));
const seenPath = join(folder, 'seen');
writeFileSync(seenPath, '');

const scheduler = schedulerActor();
const actors: readonly Actor[] = [
  ...[dynamodbActor(seenPath), s3Actor(), sqsActor(), eventsActor(), lambdaActor(), scheduler, logsActor()],
  ...[cognitoActor(), secretActor(), parameterActor(), mediaconvertActor()],
  ...[policyActor(), ruleActor()],
];

/** Node's servers tell the true time, whatever ours believe, and the SDK would sign by that. */
const REQUESTS = 'http.server.request.start';
const withoutDate = (message: unknown) => {
  (message as { readonly response: ServerResponse }).response.sendDate = false;
};

/** Of Node: a timer that would have to wait for less than nothing, or for longer than timers can. */
const warnings: string[] = [];
const onWarning = ({ name }: Error) => {
  if (name.startsWith('Timeout')) warnings.push(name);
};

describe('a clock that jumps', () => {
  let place: StackPlace;
  let cloud: Cloud;
  let endpoints: Endpoints;
  let offset = 0;
  let printed = '';

  async function start(): Promise<void> {
    const { web, aws } = place.ports;
    cloud = await startCloud({
      ...{ dataDirectory: place.dataDirectory, stackName: 'Test' },
      ports: { aws, web, cdn: web + 1, payments: web + 2 },
      ...{ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', log: createLog((line) => (printed += line)) },
      clock: { now: () => Date.now() + offset },
    });
    const template = durabilityTemplate(seenPath);
    const source = { stackName: 'Test', template, assets: new Map<string, string>(), directory: folder };
    endpoints = endpointsOf(cloud.runtime, await cloud.createStack(source, {}));
    turnTo(offset);
  }

  /** Callers are on the same machine: their clocks jump too. */
  function turnTo(systemClockOffset: number): void {
    offset = systemClockOffset;
    const { outputs, urls, region, credentials } = endpoints;
    const client = { endpoint: urls.aws, region, credentials, systemClockOffset };
    for (const actor of actors) actor.connect({ outputs, client });
  }

  async function act(): Promise<void> {
    for (let step = 0; step < 2; step += 1) await Promise.all(actors.map((actor) => actor.act()));
  }

  async function verify(those = actors): Promise<void> {
    for (const actor of those)
      await actor.verify().catch((error: Error) => {
        throw new Error(`${actor.name}: ${error.message}\n${printed.slice(-2_000)}`);
      });
  }

  beforeAll(async () => {
    subscribe(REQUESTS, withoutDate);
    process.on('warning', onWarning);
    place = await newPlace();
    await start();
  });
  afterAll(async () => {
    await cloud?.stop();
    unsubscribe(REQUESTS, withoutDate);
    process.off('warning', onWarning);
    await removePlace(place);
    rmSync(folder, { recursive: true });
  });

  it.each(JUMPS)('%s loses nothing, and all goes on', async (_name, to) => {
    await act();
    // A schedule names a time, and the queues of the template keep a message for a day.
    await verify(to - offset >= DAY ? actors : [scheduler]);
    turnTo(to);
    await verify(actors.filter((actor) => actor !== scheduler));
    await act();
    await verify();
    expect(printed).not.toContain('✗');
    expect(warnings).toEqual([]);
  });

  it('back by a day while nothing runs loses nothing, and all goes on', async () => {
    await act();
    await verify([scheduler]);
    await cloud.stop();
    offset = -DAY;
    await start();
    await act();
    await verify();
    expect(printed).not.toContain('✗');
    expect(warnings).toEqual([]);
  });
});
