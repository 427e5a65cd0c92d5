import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';
import { whenChanged } from './inputs.ts';

const ROOT = join(import.meta.dirname, '..');

/** All that the assembly is made from. */
const INPUTS = [
  '{schema,resolvers,functions,model,infra}/**/*',
  'scripts/{build,bundles,inputs,merge-schema,synth}.ts',
  'cdk.json',
  'codegen.yml',
  'package-lock.json',
];

/** Stands in the assembly and says what it was made from. */
const STAMP = 'inputs.sha256';

export interface SynthOptions {
  /** Where the cloud assembly goes; `cdk.out` when left out. */
  readonly outdir?: string;
  /** Where the bundles go on the way; `dist` when left out. */
  readonly dist?: string;
  /** CDK's CloudFormation validator takes about two seconds: the laptop does without. Default: on. */
  readonly validation?: boolean;
  /** Makes the bundles in `dist`; a builder of its own when left out. */
  readonly build?: (dist: string) => Promise<unknown>;
}

/**
 * Builds the bundles and synthesizes the stack, unless the assembly there was made from the very same files.
 * Needs no network, and answers with the assembly's folder.
 */
export async function synthesize(options: SynthOptions = {}): Promise<{ outdir: string; fresh: boolean }> {
  const { outdir = join(ROOT, 'cdk.out'), dist = join(ROOT, 'dist') } = options;
  const { validation = true, build: makeBundles = build } = options;
  const context = process.env['CDK_CONTEXT_JSON'] ?? null;
  const fresh = await whenChanged(
    { stamp: join(outdir, STAMP), inputs: INPUTS, settings: { validation, context } },
    async () => {
      await makeBundles(dist);
      // CDK takes most of a second to load: only when it is needed.
      const { createApp } = await import('../infra/app.ts');
      const unfinished = join(outdir, 'unfinished');
      rmSync(unfinished, { recursive: true, force: true });
      createApp({ outdir: unfinished, dist, validation }).synth();
      publish(unfinished, outdir);
      rmSync(unfinished, { recursive: true });
    },
  );
  return { outdir, fresh };
}

/**
 * Puts a whole assembly in the place of another one, file by file, the manifest last. Assets are named after
 * their content: one that is there stays, because a running stack may hold on to it, and none is ever there by half
 * (the CDK would take half of one for the whole).
 */
function publish(made: string, outdir: string): void {
  const last = 'manifest.json';
  const names = readdirSync(made).filter((name) => name !== last);
  for (const name of [...names, last]) {
    const target = join(outdir, name);
    if (name.startsWith('asset.') && existsSync(target)) continue;
    renameSync(join(made, name), target);
  }
}

// The CDK CLI says where it wants the assembly; `CDK_VALIDATION` is CDK's own switch.
if (import.meta.main) {
  const outdir = process.env['CDK_OUTDIR'];
  const validation = process.env['CDK_VALIDATION'] !== 'false';
  const made = await synthesize({ validation, ...(outdir !== undefined && { outdir }) });
  console.log(`${made.fresh ? 'Wrote' : 'Nothing changed in'} ${made.outdir}`);
}
