import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud, type Cloud } from '../../local/main.ts';
import { systemClock } from '../../local/runtime/clock.ts';
import { silentLog } from '../../local/runtime/log.ts';
import { ASSEMBLY } from '../../scripts/local/settings.ts';
import { provision } from '../../scripts/local/provision.ts';
import { newPlace, removePlace, type Outputs } from './stack.ts';

export interface Statement {
  readonly Action: string | readonly string[];
  readonly Principal?: unknown;
}

/** What a stack is like whose template had something taken away. */
export interface AlteredStack {
  readonly outputs: Outputs;
  stop(): Promise<void>;
}

/** The synthesized template, as far as it is altered. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>
  >;
}

/**
 * Boots the synthesized template without the permissions that `isTaken` picks: by the logical id of the policy
 * that holds them, and the statement with one action left.
 */
export const startWithout = (
  isTaken: (policyId: string, statement: Statement) => boolean,
): Promise<AlteredStack> => startAltered((template) => takePermissions(template, isTaken));

/** Boots the synthesized template after `alter` has changed it; its services may go by another clock. */
export async function startAltered(
  alter: (template: Template) => void,
  clock = systemClock,
): Promise<AlteredStack> {
  const place = await newPlace();
  const assembly = await alteredAssembly(alter);
  const { web, aws } = place.ports;
  let cloud: Cloud | undefined;
  const stop = async () => {
    await cloud?.stop();
    await removePlace(place);
    await rm(assembly, { recursive: true });
  };
  try {
    cloud = await startCloud({
      ...{ dataDirectory: place.dataDirectory, stackName: 'Playhead' },
      ports: { web, aws, cdn: web + 1, payments: web + 2 },
      ...{
        ffmpeg: process.env['FFMPEG_PATH'] || 'ffmpeg',
        ffprobe: process.env['FFPROBE_PATH'] || 'ffprobe',
      },
      log: silentLog,
      clock,
    });
    const outputsPath = join(place.dataDirectory, 'outputs.json');
    process.env['PLAYHEAD_OUTPUTS'] = outputsPath;
    await provision(cloud, { stackName: 'Playhead', assembly });
    return { outputs: JSON.parse(await readFile(outputsPath, 'utf8')) as Outputs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A copy of what the build synthesized, with its template altered. Whoever asks for it removes it. */
export async function alteredAssembly(alter: (template: Template) => void): Promise<string> {
  const assembly = await mkdtemp(join(tmpdir(), 'assembly-'));
  await cp(ASSEMBLY, assembly, { recursive: true });
  const path = join(assembly, 'Playhead.template.json');
  const template = JSON.parse(await readFile(path, 'utf8')) as Template;
  alter(template);
  await writeFile(path, JSON.stringify(template));
  return assembly;
}

export function takePermissions(
  { Resources }: Template,
  isTaken: (policyId: string, statement: Statement) => boolean,
): void {
  let taken = 0;
  for (const [id, { Properties }] of Object.entries(Resources)) {
    const policy = Properties?.['PolicyDocument'] as { Statement: Statement[] } | undefined;
    if (!policy) continue;
    const single = policy.Statement.flatMap((statement) =>
      [statement.Action].flat().map((Action) => ({ ...statement, Action })),
    );
    policy.Statement = single.filter((statement) => !isTaken(id, statement));
    taken += single.length - policy.Statement.length;
  }
  if (taken === 0) throw new Error('The template has no such permission to take away.');
}
