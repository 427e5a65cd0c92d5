import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { connectStack } from './stack.ts';
import { recount, type Report } from './recount/recount.ts';
import { countTables } from './recount/tables.ts';

/** `npm run recount`: makes up for changes that were given up on before they were counted. */
const USAGE = `Compares the likes and ratings of every video with the rows that they are counts of, and adds what was lost.
Views are not among them: their rows do not say them. The stack may be in use meanwhile.

  npm run recount

  --check    add nothing; the exit code is 1 when something was lost
`;
/** Longer than a change takes to the stream. */
const SETTLE_MS = 10_000;

try {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) process.stdout.write(USAGE);
  else {
    const report = await run(values.check);
    process.stdout.write(describe(report));
    if (values.check && report.lost.length + report.uncountable.length > 0) process.exitCode = 1;
  }
} catch (error) {
  const { code, message, stack } = error as NodeJS.ErrnoException;
  const text = code === 'ECONNREFUSED' ? 'Nothing runs here now. Start it with npm start.' : message;
  process.stderr.write(`${(process.env['DEBUG'] && stack) || text}\n`);
  process.exitCode = 1;
}

async function run(check: boolean): Promise<Report> {
  const { aws, output } = await connectStack();
  const tables = countTables({
    client: DynamoDBDocumentClient.from(new DynamoDBClient(aws)),
    streams: new DynamoDBStreamsClient(aws),
    videos: output('VideosTableName'),
    engagements: output('EngagementsTableName'),
  });
  return recount({ tables, check, settle: () => delay(SETTLE_MS), now: Date.now });
}

function describe({ videos, lost, uncountable }: Report): string {
  const lines = lost.map(({ videoId, lost: { likes, ratings, ratingSum }, mended }) =>
    [
      `${videoId}: ${signed(likes)} likes, ${signed(ratings)} ratings with ${signed(ratingSum)} stars`,
      mended ? 'added' : 'not added',
    ].join(', '),
  );
  const broken = uncountable.map((videoId) => `${videoId}: left alone, a count of it is no number`);
  const end = lost.length === 0 ? 'nothing was lost' : `${lost.length} had lost something`;
  return [...lines, ...broken, `${videos} videos were recounted: ${end}.`, ''].join('\n');
}

function signed(number: number): string {
  return number < 0 ? `${number}` : `+${number}`;
}
