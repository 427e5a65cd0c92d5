import { availableParallelism, cpus } from 'node:os';
import { fixture } from '../test/support/fixtures.ts';
import { newPerson, type Person } from '../test/support/people.ts';
import { newPlace, removePlace, type RunningStack } from '../test/support/stack.ts';
import { settled, uploadFile } from '../test/support/videos.ts';
import { benchDynamoDb } from './dynamodb.ts';
import { benchLadder } from './ladder.ts';
import { benchLambda } from './lambda.ts';
import { benchLatency } from './latency.ts';
import { benchLikes } from './likes.ts';
import { benchMemory, benchRest } from './memory.ts';
import { benchPage } from './page.ts';
import { benchQuery } from './query.ts';
import { keeps, table, type Figure } from './report.ts';
import { benchS3 } from './s3.ts';
import { benchSqs } from './sqs.ts';
import { benchStartup } from './startup.ts';
import { benchStreams } from './streams.ts';
import { benchWatch } from './watch.ts';

/**
 * `npm run bench`: every figure that has a budget, each beside its baseline of the same run. Ends with
 * a status of 1 when a budget was missed. Names given as arguments choose among them.
 */

/** On one running stack, in this order: at rest before anything else. */
const ON_THE_STACK: Readonly<
  Record<string, (stack: RunningStack, owner: Person) => Promise<Figure | readonly Figure[]>>
> = {
  rest: (stack) => benchRest(stack),
  async query({ outputs }, owner) {
    const videoId = await uploadFile(outputs, owner, await fixture('short'));
    await settled(outputs, owner, videoId);
    return benchQuery(outputs, owner, videoId);
  },
  page: ({ outputs }, owner) => benchPage(outputs, owner),
  latency: ({ outputs }, owner) => benchLatency(outputs, owner),
  memory: benchMemory,
  ladder: benchLadder,
  likes: ({ outputs }) => benchLikes(outputs),
};

/** Each with processes of its own. */
const ALONE: Readonly<Record<string, () => Promise<Figure | readonly Figure[]>>> = {
  watch: benchWatch,
  dynamodb: benchDynamoDb,
  s3: benchS3,
  sqs: benchSqs,
  lambda: benchLambda,
  streams: benchStreams,
};

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
const unknown = wanted.find((name) => ![...Object.keys(ON_THE_STACK), ...Object.keys(ALONE)].includes(name));
if (unknown !== undefined)
  throw new Error(
    `${unknown} is none of ${[...Object.keys(ON_THE_STACK), ...Object.keys(ALONE)].join(', ')}.`,
  );

const figures: Figure[] = [];
const onTheStack = Object.entries(ON_THE_STACK).filter(([name]) => isWanted(name));
if (onTheStack.length > 0) {
  const place = await newPlace();
  const { figure, stack } = await benchStartup(place);
  try {
    figures.push(figure);
    const owner = await newPerson(stack.outputs);
    for (const [, bench] of onTheStack) figures.push(...[await bench(stack, owner)].flat());
  } finally {
    await stack.stop();
    await removePlace(place);
  }
}
for (const [name, bench] of Object.entries(ALONE))
  if (isWanted(name)) figures.push(...[await bench()].flat());

console.log(`${availableParallelism()} cores, ${cpus()[0]?.model}, Node ${process.version}\n`);
console.log(table(figures));
process.exitCode = figures.every(keeps) ? 0 : 1;
