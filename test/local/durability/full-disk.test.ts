import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { smallDisk, type SmallDisk } from '../../support/small-disk.ts';
import { newPlace, removePlace, type StackPlace } from '../../support/stack.ts';
import type { Actor } from './actor.ts';
import { dynamodbActor } from './actors/dynamodb.ts';
import { eventsActor, lambdaActor, mediaconvertActor, schedulerActor } from './actors/messages.ts';
import { s3Actor } from './actors/s3.ts';
import { sqsActor } from './actors/sqs.ts';
import { parameterActor, policyActor, ruleActor, secretActor } from './actors/registers.ts';
import { cognitoActor, logsActor } from './actors/values.ts';
import { durabilityTemplate } from './template.ts';

/** Room for the stack, and for the 16 MiB that DynamoDB waits for before it goes on. */
const DISK_MEBIBYTES = 64;
/** A service may still fill what it has already reserved: a page, or a log that is written over. */
const MOST_STEPS = 200;

const folder = mkdtempSync(join(tmpdir(), 'seen-'));
const seenPath = join(folder, 'seen');
writeFileSync(seenPath, '');

/** Each service, with what it calls a failure of its own, as its SDK knows it. */
const cases: readonly (readonly [Actor, string])[] = [
  [dynamodbActor(seenPath), 'InternalServerError'],
  [s3Actor(), 'ServiceUnavailable'],
  [sqsActor(), 'InternalFailure'],
  [eventsActor(), 'InternalException'],
  [schedulerActor(), 'InternalServerException'],
  [lambdaActor(), 'ServiceException'],
  [logsActor(), 'ServiceUnavailableException'],
  [cognitoActor(), 'InternalErrorException'],
  [secretActor(), 'InternalServiceError'],
  [parameterActor(), 'InternalServerError'],
  [mediaconvertActor(), 'InternalServerErrorException'],
  [policyActor(), 'ServiceFailureException'],
  [ruleActor(), 'InternalException'],
];
const named = cases.map(([actor, code]) => [actor.name, actor, code] as const);

describe('a disk that is full', () => {
  let disk: SmallDisk;
  let place: StackPlace;
  let aws: LocalAws;
  const start = async () => {
    aws = await startLocal({ template: durabilityTemplate(seenPath), place, disk });
    for (const [actor] of cases) actor.connect(aws);
  };
  beforeAll(async () => {
    disk = await smallDisk(DISK_MEBIBYTES);
    place = await newPlace();
    await start();
    for (const [actor] of cases) await actor.act();
    disk.fill();
  });
  afterAll(async () => {
    await aws?.stop();
    await disk?.remove();
    await removePlace(place);
    rmSync(folder, { recursive: true });
  });

  it.each(named)('is told by %s, in its own words', async (_name, actor, code) => {
    const error = await firstError(actor);
    expect(error, aws.log().slice(-2_000)).toMatchObject({ name: code, $fault: 'server' });
  });

  it.each(named)('does not keep %s from working again when there is room', async (_name, actor) => {
    if (actor === cases[0]![0]) disk.free();
    const before = actor.acknowledged();
    await actor.act();
    expect(actor.acknowledged()).toBeGreaterThan(before);
  });

  it('is named when no process can begin on it; when there is room again, one does', async () => {
    await aws.kill();
    disk.fill();
    await expect(start()).rejects.toThrow(/No space left on device|database or disk is full/);
    disk.free();
    await start();
  });

  it.each(named)('took nothing from %s that was acknowledged', async (_name, actor) => {
    await actor.verify();
  });
});

async function firstError(actor: Actor): Promise<unknown> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    try {
      await actor.act();
    } catch (error) {
      return error;
    }
  }
  return `${actor.name} took ${MOST_STEPS} more steps`;
}
