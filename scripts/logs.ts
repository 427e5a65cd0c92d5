import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { readLogsArguments, USAGE } from './logs/arguments.ts';
import { chooseFunction, listFunctions } from './logs/functions.ts';
import { readPlace } from './logs/place.ts';
import { printLog } from './logs/print-log.ts';

/** `npm run logs -- FUNCTION`: what a function of the running stack has written, and writes. */
const ending = new AbortController();
const end = () => ending.abort();
process.on('SIGINT', end);
process.on('SIGTERM', end);
// Whoever read the lines has seen enough.
process.stdout.on('error', end);

try {
  const options = readLogsArguments(process.argv.slice(2));
  if (options === 'help') process.stdout.write(USAGE);
  else {
    const place = readPlace(options.dataDirectory);
    const functions = await listFunctions(new CloudFormationClient(place), new LambdaClient(place));
    const { logGroup } = chooseFunction(functions, options.name);
    const write = (line: string) => void process.stdout.write(`${line}\n`);
    await printLog(new CloudWatchLogsClient(place), logGroup, { ...options, write, signal: ending.signal });
  }
} catch (error) {
  const { code, message, stack } = error as NodeJS.ErrnoException;
  const text =
    code === 'ECONNREFUSED' ? 'Nothing runs here now. Start it with npm start, or npm run local.' : message;
  process.stderr.write(`${(process.env['DEBUG'] && stack) || text}\n`);
  process.exitCode = 1;
}
