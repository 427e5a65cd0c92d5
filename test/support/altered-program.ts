import { startCloud } from '../../local/main.ts';
import { createLog } from '../../local/runtime/log.ts';
import { provision } from '../../scripts/local/provision.ts';

/*
 * `node altered-program.ts <data directory> <web port> <aws port> <assembly>`: the stack of a template that was altered, in
 * a process that can be killed.
 */

const [dataDirectory, web, aws, assembly] = process.argv.slice(2) as [string, string, string, string];
const cloud = await startCloud({
  ...{ dataDirectory, stackName: 'Playhead' },
  ports: { web: Number(web), aws: Number(aws), cdn: Number(web) + 1, payments: Number(web) + 2 },
  ffmpeg: process.env['FFMPEG_PATH'] || 'ffmpeg',
  ffprobe: process.env['FFPROBE_PATH'] || 'ffprobe',
  log: createLog(),
});
await provision(cloud, { stackName: 'Playhead', assembly });
process.stdout.write('The stack is ready.\n');
