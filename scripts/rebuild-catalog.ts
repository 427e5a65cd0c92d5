import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createProgress } from './local/progress.ts';
import { dynamodbTables, type TableNames } from './rebuild-catalog/dynamodb-tables.ts';
import { summary } from './rebuild-catalog/print.ts';
import { rebuild, type Progress, type Report } from './rebuild-catalog/rebuild.ts';
import { connectStack } from './stack.ts';

/** `npm run rebuild-catalog`: makes all that is derived of the videos what their rows say. */
const USAGE = `Compares the shelves with the videos, and mends what differs. The stack may be in use meanwhile.

  npm run rebuild-catalog

  --check    mend nothing; the exit code is 1 when something differs
`;
/** How many parts of a table are read at the same time. */
const SEGMENTS = 4;

const progress = createProgress(2);
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
    process.stdout.write(`${summary(report, values.check)}\n`);
    if (values.check && report.differing > 0) process.exitCode = 1;
  }
} catch (error) {
  progress.done();
  const { code, message, stack } = error as NodeJS.ErrnoException;
  const text = code === 'ECONNREFUSED' ? 'Nothing runs here now. Start it with npm start.' : message;
  process.stderr.write(`${(process.env['DEBUG'] && stack) || text}\n`);
  process.exitCode = 1;
}

async function run(check: boolean): Promise<Report> {
  const { aws, output } = await connectStack();
  const client = new DynamoDBClient(aws);
  const names: TableNames = { videos: output('VideosTableName'), shelves: output('ShelvesTableName') };
  const report = await rebuild({
    ...{ tables: dynamodbTables(client, names), check, segments: SEGMENTS, now: Date.now, sleep },
    progress: {
      videos: await shown('Videos', client, names.videos),
      rows: await shown('Shelves', client, names.shelves),
    },
  });
  progress.done();
  return report;
}

/** A step of the progress bar. DynamoDB says from time to time how many items a table has, about. */
async function shown(label: string, client: DynamoDBClient, TableName: string): Promise<Progress> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const all = Math.max(1, Table?.ItemCount ?? 0);
  return {
    begin: () => progress.step(label),
    advance: (count) => progress.advance(Math.min(1, count / all), count.toLocaleString('en')),
  };
}
