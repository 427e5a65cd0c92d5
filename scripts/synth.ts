import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';

const ROOT = join(import.meta.dirname, '..');

/** All that the assembly is made from. */
const INPUTS = [
  '{schema,resolvers,functions,model,infra}/**/*',
  'scripts/{build,merge-schema,synth}.ts',
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
}

/**
 * Builds the bundles and synthesizes the stack, unless the assembly there was made from the very same files.
 * Needs no network, and answers with the assembly's folder.
 */
export async function synthesize(options: SynthOptions = {}): Promise<{ outdir: string; fresh: boolean }> {
  const { outdir = join(ROOT, 'cdk.out'), dist = join(ROOT, 'dist'), validation = true } = options;
  const stamp = join(outdir, STAMP);
  const inputs = hashInputs(validation);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return { outdir, fresh: false };

  rmSync(stamp, { force: true });
  await build(dist);
  // CDK takes most of a second to load: only when it is needed.
  const { createApp } = await import('../infra/app.ts');
  createApp({ outdir, dist, validation }).synth();
  writeFileSync(stamp, inputs);
  return { outdir, fresh: true };
}

function hashInputs(validation: boolean): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ validation, context: process.env['CDK_CONTEXT_JSON'] ?? null }));
  const files = INPUTS.flatMap((pattern) => globSync(pattern, { cwd: ROOT, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

// The CDK CLI says where it wants the assembly; `CDK_VALIDATION` is CDK's own switch.
if (import.meta.main) {
  const outdir = process.env['CDK_OUTDIR'];
  const validation = process.env['CDK_VALIDATION'] !== 'false';
  await synthesize({ validation, ...(outdir !== undefined && { outdir }) });
}
