import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createProgress } from './local/progress.ts';
import { readLocalStack } from './local-stack.ts';
import { signIn } from './seed/api.ts';
import { readSeedArguments, USAGE, type SeedArguments } from './seed/arguments.ts';
import { addClips } from './seed/clips.ts';
import { documentsOf } from './seed/documents.ts';
import { counter, fillTables, seededVideos } from './seed/fill.ts';
import { settle, uploaded } from './seed/settle.ts';
import { findTables } from './seed/tables.ts';

/** `npm run seed`: fills the running local stack through its tables, and with a few clips through its API. */
const progress = createProgress(5);
try {
  const wanted = readSeedArguments(process.argv.slice(2));
  if (wanted === 'help') process.stdout.write(USAGE);
  else await seed(wanted);
} catch (error) {
  progress.done();
  const { code, message, stack } = error as NodeJS.ErrnoException;
  const text = code === 'ECONNREFUSED' ? 'Nothing runs here now. Start it with npm start.' : message;
  process.stderr.write(`${(process.env['DEBUG'] && stack) || text}\n`);
  process.exitCode = 1;
}

async function seed(wanted: SeedArguments): Promise<void> {
  const begun = performance.now();
  const stack = readLocalStack('only one on this machine is filled. Start it with npm start.');
  const tables = await findTables(new CloudFormationClient(stack.aws));
  const client = documentsOf(new DynamoDBClient(stack.aws));
  const added = await fillTables(client, tables, wanted, progress);

  progress.step('Clips to play');
  const clips = await addClips(await signIn(stack, 'creator'), {
    seed: wanted.seed,
    count: wanted.playable,
    onDone: counter(progress, wanted.playable),
  });
  progress.step('Shelves and counts');
  const onDone = counter(progress, wanted.videos);
  const settled =
    (await settle({ client, tables, seeded: await uploaded(client, tables, clips) })) &&
    (await settle({ client, tables, seeded: seededVideos(wanted), onDone }));
  progress.done();
  client.destroy();

  const count = (number: number, what: string) => `${number.toLocaleString('en')} ${what}`;
  process.stdout.write(
    [
      `Added ${count(added.people, 'people')}, ${count(added.videos, 'videos')}, ${count(added.engagements, 'engagements')}`,
      ` and ${count(clips.length, 'clips that play')} in ${((performance.now() - begun) / 1_000).toFixed(1)} s.`,
      ' What was there already was left alone.\n',
      settled
        ? 'Shelves and counts have settled.\n'
        : 'Shelves and counts stand still although some are missing: see npm run logs.\n',
    ].join(''),
  );
  if (!settled) process.exitCode = 1;
}
