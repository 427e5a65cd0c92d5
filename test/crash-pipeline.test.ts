import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { paginateListJobs, MediaConvertClient, type Job } from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { alteredAssembly } from './support/altered-stack.ts';
import { awsClientOptions } from './support/aws.ts';
import {
  BROKEN,
  canceled,
  captioned,
  failing,
  LOST,
  NEVER_SENT,
  sweepEnds,
  sweptAway,
  uploaded,
  type Begin,
  type Scene,
} from './support/crashes.ts';
import { lateEvents, videoFiles, type VideoFiles } from './support/deletion.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf, type Row } from './support/rows.ts';
import { newPlace, removePlace, startProgram, type RunningStack } from './support/stack.ts';
import { openTap, type Change, type Point, type Tap } from './support/tap.ts';

/*
 * `kill -9` of the whole runtime right after each call by which the pipeline changes anything, and before the next. Functions
 * reach the services over a tap that lets nothing of a video through from its point on; when as many videos as there are
 * environments for functions have come to theirs, everything is killed and started again.
 */

const point =
  (by: string) =>
  (at: Change, more: Partial<Point> = {}) => ({ by, at, ...more });
const submit = point('PipelineSubmitJob');
const events = point('PipelineJobEvents');
const captions = point('CaptionsProcessCaptions');
const cancel = point('InterventionCancelUpload');
const sweeper = point('SweeperSweep');
const told = (status: string) => ({ saying: `"status":"${status}"` });
const written = (status: string) => ({ saying: `#${status}"` });
const ANOTHER = failing(1999);
const CORRUPT = failing(1040);

interface Case {
  readonly name: string;
  readonly begin: Begin;
  readonly point: Point;
  readonly end: 'READY' | 'FAILED';
}
const kase = (name: string, begin: Begin, point: Point, end: Case['end'] = 'READY'): Case => ({
  ...{ name, begin, point, end },
});

/** What is killed together. */
const CRASHES: readonly (readonly Case[])[] = [
  [
    kase('the claim', uploaded, submit('write')),
    kase('the publication of the claim', uploaded, submit('publish')),
    kase('the copy of the file', uploaded, submit('copy')),
    kase('the note that it is pinned', uploaded, submit('write', { nth: 2 })),
    kase('the end of the form’s copy', uploaded, submit('delete')),
  ],
  [
    kase('the early job', uploaded, submit('create')),
    kase('the note of the early job', uploaded, submit('write', { nth: 3 })),
    kase('the full job', uploaded, submit('create', { nth: 2 })),
    kase('the note of the full job', uploaded, submit('write', { nth: 4 })),
  ],
  [
    kase('PROCESSING', uploaded, events('write', written('PROCESSING'))),
    kase('the publication of PROCESSING', uploaded, events('publish', told('PROCESSING'))),
    kase('PLAYABLE', uploaded, events('write', written('PLAYABLE'))),
    kase('the publication of PLAYABLE', uploaded, events('publish', told('PLAYABLE'))),
  ],
  [
    kase('READY', uploaded, events('write', written('READY'))),
    kase('the publication of READY', uploaded, events('publish', told('READY'))),
    kase('the file’s tag', uploaded, events('tag')),
    kase('captions: their file', captioned, captions('put')),
    kase('captions: the row', captioned, captions('write')),
  ],
  [
    kase('another attempt', ANOTHER, events('write')),
    kase('the look at another attempt', ANOTHER, events('publish', { before: true })),
    kase('the publication of another attempt', ANOTHER, events('publish')),
    kase('what the last attempt made', ANOTHER, events('delete')),
    kase('captions: their publication', captioned, captions('publish')),
    kase('captions: the end of what was sent', captioned, captions('delete')),
  ],
  [
    kase('FAILED', CORRUPT, events('write'), 'FAILED'),
    kase('the publication of FAILED', CORRUPT, events('publish'), 'FAILED'),
    kase('a failed attempt’s job', CORRUPT, events('cancel'), 'FAILED'),
    kase('a failed attempt’s outputs', CORRUPT, events('delete'), 'FAILED'),
    kase('a failed attempt’s end', CORRUPT, events('write', { nth: 2 }), 'FAILED'),
  ],
  [
    kase('a cancel', canceled, cancel('write'), 'FAILED'),
    kase('the publication of a cancel', canceled, cancel('publish'), 'FAILED'),
    kase('a canceled job', canceled, cancel('cancel'), 'FAILED'),
    kase('a canceled file', canceled, cancel('delete'), 'FAILED'),
    kase('the sweeper: a lease', LOST, sweeper('write')),
    kase('the sweeper: an end', NEVER_SENT, sweeper('write'), 'FAILED'),
    kase('the sweeper: its publication', NEVER_SENT, sweeper('publish'), 'FAILED'),
    kase('the sweeper: an upload in parts', NEVER_SENT, sweeper('abort'), 'FAILED'),
    kase('the sweeper: what failed', BROKEN, sweeper('publish'), 'FAILED'),
    kase('the sweeper: its outputs', BROKEN, sweeper('delete'), 'FAILED'),
    kase('the sweeper: nothing left', BROKEN, sweeper('write'), 'FAILED'),
  ],
];

const place = await newPlace();
let tap: Tap;
let assembly: string;
let stack: RunningStack;
let owner: Person;
let jobs: Job[];
let files: VideoFiles;
const ids = new Map<Case, string>();
const rows = new Map<Case, Row>();

const start = () =>
  startProgram(place, [
    join(import.meta.dirname, 'support', 'altered-program.ts'),
    ...[place.dataDirectory, String(place.ports.web), String(place.ports.aws), assembly],
  ]);

async function crash(cases: readonly Case[]): Promise<void> {
  const scene: Scene = { outputs: stack.outputs, owner, tap };
  await Promise.all(cases.map(async (one) => void ids.set(one, await one.begin(scene, one.point))));
  if (cases.some(({ point: { by } }) => by === 'SweeperSweep')) await sweptAway(scene);
  await tap.reached();
  await stack.kill();
  tap.goOn();
  stack = await start();
}

/** Every video is at its end, and nobody need come back to it. */
async function ended(): Promise<void> {
  const table = await rowsOf(stack.outputs);
  const late = await lateEvents(stack.outputs);
  await vi.waitUntil(
    async () => {
      await sweepEnds(stack, [...ids.values()]);
      for (const [one, id] of ids) rows.set(one, (await table.get('Videos', { id }))!);
      const isOver = [...rows].every(([{ end }, row]) => row['status'] === end && row['open'] === undefined);
      return isOver && (await late.held()) === 0;
    },
    { timeout: 90_000, interval: 250 },
  );
  table.close();
}

beforeAll(async () => {
  tap = await openTap(place, [
    ...['PipelineSubmitJob', 'PipelineJobEvents', 'CaptionsProcessCaptions', 'InterventionCancelUpload'],
    'SweeperSweep',
  ]);
  assembly = await alteredAssembly((template) => {
    tap.lead(template);
    // A message that is stopped holds up no other.
    for (const { Type, Properties = {} } of Object.values(template.Resources))
      if (Type === 'AWS::Lambda::EventSourceMapping' && Properties['BatchSize'] === 10)
        Properties['BatchSize'] = 1;
  });
  stack = await start();
  owner = await newPerson(stack.outputs);
  for (const cases of CRASHES) await crash(cases);
  await ended();
  files = await videoFiles(stack.outputs);
  jobs = [];
  const client = new MediaConvertClient(awsClientOptions(stack.outputs));
  for await (const { Jobs = [] } of paginateListJobs({ client }, {})) jobs.push(...Jobs);
}, 180_000);
afterAll(async () => {
  await stack?.stop();
  await tap?.close();
  await removePlace(place);
  await rm(assembly, { recursive: true, force: true });
});

describe('the whole system killed right after', () => {
  it.each(CRASHES.flat())('$name: the video comes to its end, once, and leaves nothing', async (one) => {
    const id = ids.get(one)!;
    const row = rows.get(one)!;
    expect(row).toMatchObject({ status: one.end });

    const made = jobs.filter(({ UserMetadata }) => UserMetadata?.['videoId'] === id);
    const parts = made.map(({ UserMetadata }) => `${UserMetadata!['attempt']} ${UserMetadata!['part']}`);
    const isSplit = one.begin === uploaded;
    const isMade = one.end === 'READY' && one.begin !== captioned;
    expect(parts.sort()).toEqual(isSplit ? ['1 EARLY', '1 FULL'] : isMade ? ['2 FULL'] : []);

    const left = [...(await files.list(id)), ...(await files.made(`posters/${id}/`))];
    const kept = [`sources/${id}/`, `videos/${id}/${String(row['attempt'])}/`, `posters/${id}/2/`];
    if (one.begin === canceled) expect(left).toEqual([]);
    else if (one.end === 'FAILED') expect(left).toEqual([`sources/${id}/source`]);
    else if (one.begin === captioned) expect(left.filter((key) => key.endsWith('.vtt'))).toHaveLength(1);
    else expect(left.filter((key) => !kept.some((folder) => key.startsWith(folder)))).toEqual([]);
    expect(await files.uploaded(`captions/${id}/`)).toEqual([]);
  });
});

it('no version is told of in two ways, and the last one is told of', () => {
  for (const [one, id] of ids) {
    const told = tap.calls
      .filter(({ at, text }) => at === 'publish' && text.includes(id))
      .map(({ text }) => (JSON.parse(text.slice(text.indexOf('{'))) as { variables: object }).variables)
      .map(
        (variables) =>
          [/"version":(\d+)/.exec(JSON.stringify(variables))![1], JSON.stringify(variables)] as const,
      );
    const versions = new Set(told.map(([version]) => version));
    expect(new Set(told.map(([, said]) => said)).size, one.name).toBe(versions.size);
    expect(versions, one.name).toContain(String(rows.get(one)!['version']));
  }
});

it('no work of an encoder is left', async () => {
  expect(await readdir(join(place.dataDirectory, 'mediaconvert', 'work'))).toEqual([]);
});
