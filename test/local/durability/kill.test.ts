import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { startLocal } from '../../support/local.ts';
import { newPlace, removePlace } from '../../support/stack.ts';
import type { Actor } from './actor.ts';
import { dynamodbActor } from './actors/dynamodb.ts';
import { eventsActor, lambdaActor, mediaconvertActor, schedulerActor } from './actors/messages.ts';
import { s3Actor } from './actors/s3.ts';
import { sqsActor } from './actors/sqs.ts';
import { parameterActor, policyActor, ruleActor, secretActor } from './actors/registers.ts';
import { appsyncActor, cognitoActor, logsActor } from './actors/values.ts';
import { durabilityTemplate } from './template.ts';

/** How often everything is killed. */
const KILLS = Number(process.env['KILLS'] ?? 50);
/** The most steps, of all actors together, that a process does before it is killed. */
const LONGEST_LIFE_STEPS = 150;

const folder = mkdtempSync(join(tmpdir(), 'seen-'));
const seenPath = join(folder, 'seen');
writeFileSync(seenPath, '');
const place = await newPlace();
afterAll(async () => {
  await removePlace(place);
  rmSync(folder, { recursive: true });
});

const actors: readonly Actor[] = [
  dynamodbActor(seenPath),
  s3Actor(),
  sqsActor(),
  eventsActor(),
  lambdaActor(),
  schedulerActor(),
  mediaconvertActor(),
  secretActor(),
  parameterActor(),
  policyActor(),
  ruleActor(),
  cognitoActor(),
  logsActor(),
  appsyncActor(),
];

const steps = () => actors.reduce((sum, actor) => sum + actor.acknowledged(), 0);

/** Without its cause: an error of the SDK holds the whole connection. */
const told = ({ name }: Actor, error: unknown) => {
  const { name: code, message } = error as Error;
  return new Error(`${name}: ${code}: ${message}`);
};

/** Runs an actor until the process is killed; an error before that is a fault of the process. */
async function work(actor: Actor, isKilled: () => boolean): Promise<void> {
  while (!isKilled()) {
    try {
      await actor.act();
    } catch (error) {
      if (!isKilled()) throw told(actor, error);
    }
  }
}

it(
  `loses nothing that was acknowledged, tears nothing and doubles nothing over ${KILLS} random kill -9 under load`,
  { timeout: 600_000 },
  async () => {
    const template = durabilityTemplate(seenPath);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const aws = await startLocal({ template, place });
      let isKilled = false;
      for (const actor of actors) actor.connect(aws);
      const working = Promise.all(actors.map((actor) => work(actor, () => isKilled)));
      const life = steps() + Math.random() * LONGEST_LIFE_STEPS;
      try {
        // Counted in steps, not in time, so that a slow machine does as much between two kills as a fast one.
        while (steps() < life) await Promise.race([delay(5), working]);
      } finally {
        isKilled = true;
        await aws.kill();
      }
      await working;
    }
    const aws = await startLocal({ template, place });
    try {
      for (const actor of actors) actor.connect(aws);
      for (const actor of actors) {
        await actor.verify().catch((error: unknown) => {
          throw new Error(`${told(actor, error).message}\n${aws.log().slice(-2_000)}`);
        });
        expect(actor.acknowledged(), actor.name).toBeGreaterThan(0);
      }
    } finally {
      await aws.stop();
    }
  },
);
