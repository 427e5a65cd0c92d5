import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startCloud, type Cloud } from '../main.ts';
import { createLog } from '../runtime/log.ts';
import { readTemplate } from '../template/read-template.ts';
import { explain, readArguments, USAGE, type Arguments } from './arguments.ts';
import { watchTemplate } from './watch-template.ts';
import { endpointsOf, ENDPOINTS_FILE, writeEndpoints, type Endpoints } from './endpoints.ts';

/** `npm run local -- --template PATH`: boots any template of the handled types, until it is told to stop. */
let cloud: Cloud | undefined;
let stopWatch: (() => Promise<void>) | undefined;
let stopping: Promise<never> | undefined;

function stop(code: number): Promise<never> {
  stopping ??= (async () => {
    await stopWatch?.();
    await cloud?.stop();
    process.exit(code);
  })();
  return stopping;
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
// Whoever started this with a channel is gone, and so is the terminal that could stop it.
process.on('disconnect', () => void stop(0));
process.channel?.unref();
if (process.connected === false) await stop(0);

let options: Arguments | undefined;
try {
  if (process.argv.includes('--help')) process.stdout.write(USAGE);
  else await main((options = readArguments(process.argv.slice(2))));
} catch (error) {
  process.stderr.write(`${(process.env['DEBUG'] && (error as Error).stack) || explain(error, options)}\n`);
  await stop(1);
}

async function main(options: Arguments): Promise<void> {
  const source = readTemplate(options.template, options.stackName);
  cloud = await startCloud({
    ...options,
    stackName: source.stackName,
    ffmpeg: process.env['FFMPEG_PATH'] || 'ffmpeg',
    ffprobe: process.env['FFPROBE_PATH'] || 'ffprobe',
    log: createLog(),
  });
  // An earlier process may have left its own: whoever finds the file finds what runs now.
  rmSync(join(options.dataDirectory, ENDPOINTS_FILE), { force: true });
  const stack = await cloud.createStack(source, options.parameters);
  const endpoints = endpointsOf(cloud.runtime, stack);
  writeEndpoints(options.dataDirectory, endpoints);
  // Who is told that it is ready may save at once, and be seen.
  if (options.watch) stopWatch = await watchTemplate(cloud, options);
  process.stdout.write(summary(endpoints, options));
}

function summary({ stackName, urls, outputs, credentials }: Endpoints, { dataDirectory }: Arguments): string {
  return [
    `The stack ${stackName} is ready.`,
    '',
    `  AWS APIs   ${urls.aws}`,
    `  API, web   ${urls.web}`,
    `  CDN        ${urls.cdn}`,
    `  Payments   ${urls.payments}`,
    '',
    ...Object.entries(outputs).map(([key, value]) => `  ${key} = ${value}`),
    '',
    `  AWS_ENDPOINT_URL=${urls.aws} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=${credentials.accessKeyId} \\`,
    `  AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
    `  (also in ${join(dataDirectory, ENDPOINTS_FILE)})`,
    '',
  ].join('\n');
}
