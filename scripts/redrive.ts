import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { redrive, type Letter, type RedriveQueue } from './redrive/redrive.ts';
import { connectStack, type ConnectedStack } from './stack.ts';

/** `npm run redrive`: what was given up is tried again. */
const USAGE = `Lists the dead letters of the pipeline's queues with their reasons, and sends them back to their queues.

  npm run redrive

  --queue <name>   of this queue alone
  --dry-run        only list them
`;
/** So much of a message is shown. */
const BODY_MAX = 200;
const OUTCOMES = {
  SENT: 'sent back',
  KEPT: 'kept',
  DEAD_AGAIN: 'sent back, and given up once more',
} as const;

try {
  const { values } = parseArgs({
    options: {
      queue: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) process.stdout.write(USAGE);
  else await run(values.queue, values['dry-run']);
} catch (error) {
  const { code, message, stack } = error as NodeJS.ErrnoException;
  const text = code === 'ECONNREFUSED' ? 'Nothing runs here now. Start it with npm start.' : message;
  process.stderr.write(`${(process.env['DEBUG'] && stack) || text}\n`);
  process.exitCode = 1;
}

async function run(wanted: string | undefined, dryRun: boolean): Promise<void> {
  const stack = await connectStack();
  const queues = queuesOf(stack);
  const chosen = queues.filter(({ name }) => wanted === undefined || name === wanted);
  if (chosen.length === 0)
    throw new Error(`There is no queue "${wanted}": ${queues.map(({ name }) => name).join(', ')}.`);
  const client = new SQSClient({ ...stack.aws, useQueueUrlAsEndpoint: stack.aws.endpoint === undefined });
  let [found, sent] = [0, 0];
  for (const queue of chosen)
    for await (const letter of redrive(client, queue, dryRun)) {
      found += 1;
      if (letter.outcome === 'SENT') sent += 1;
      process.stdout.write(describe(queue, letter));
    }
  process.stdout.write(
    `${found} dead ${found === 1 ? 'letter' : 'letters'}, of which ${sent} ${sent === 1 ? 'was' : 'were'} sent back.\n`,
  );
}

/** By the stack's outputs. */
function queuesOf({ outputs }: ConnectedStack): RedriveQueue[] {
  return Object.entries(outputs).flatMap(([output, deadLettersUrl]) => {
    const [, name] = /^(\w+)DeadLettersUrl$/.exec(output) ?? [];
    const queueUrl = name && outputs[`${name}QueueUrl`];
    return name && queueUrl ? [{ name, queueUrl, deadLettersUrl }] : [];
  });
}

function describe({ name }: RedriveQueue, { reason, body, outcome }: Letter): string {
  const shown = body.length > BODY_MAX ? `${body.slice(0, BODY_MAX)}…` : body;
  return `${name}, ${OUTCOMES[outcome]}\n  reason   ${reason}\n  message  ${shown}\n`;
}
