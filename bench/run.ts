import { availableParallelism, cpus } from 'node:os';
import { fixture } from '../test/support/fixtures.ts';
import { newPerson } from '../test/support/people.ts';
import { newPlace, removePlace } from '../test/support/stack.ts';
import { settled, uploadFile } from '../test/support/videos.ts';
import { benchLadder } from './ladder.ts';
import { benchLatency } from './latency.ts';
import { benchMemory, benchRest } from './memory.ts';
import { benchQuery } from './query.ts';
import { keeps, table, type Figure } from './report.ts';
import { benchStartup } from './startup.ts';
import { benchWatch } from './watch.ts';

/**
 * `npm run bench`: every figure that has a budget, each beside its baseline of the same run. Ends with
 * a status of 1 when a budget was missed. Names given as arguments choose among them.
 */
const wanted = process.argv.slice(2);
const chosen = (name: string) => wanted.length === 0 || wanted.includes(name);

const place = await newPlace();
const figures: Figure[] = [];
const { figure, stack } = await benchStartup(place);
try {
  figures.push(figure);
  if (chosen('rest')) figures.push(await benchRest(stack));
  const { outputs } = stack;
  const owner = await newPerson(outputs);
  if (chosen('query')) {
    const videoId = await uploadFile(outputs, owner, await fixture('short'));
    await settled(outputs, owner, videoId);
    figures.push(await benchQuery(outputs, owner, videoId));
  }
  if (chosen('latency')) figures.push(await benchLatency(outputs, owner));
  if (chosen('memory')) figures.push(await benchMemory(stack, owner));
  if (chosen('ladder')) figures.push(await benchLadder(outputs, owner));
} finally {
  await stack.stop();
  await removePlace(place);
}
if (chosen('watch')) figures.push(await benchWatch());

console.log(`${availableParallelism()} cores, ${cpus()[0]?.model}, Node ${process.version}\n`);
console.log(table(figures));
process.exitCode = figures.every(keeps) ? 0 : 1;
