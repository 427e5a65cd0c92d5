import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, AssetStaging } from 'aws-cdk-lib';
import { ROOT } from './dist.ts';
import { PlayheadStack } from './stack.ts';

export interface AppOptions {
  /** Where the cloud assembly goes. */
  readonly outdir: string;
  /** Where the bundles and the schema are; `dist/` when left out. */
  readonly dist?: string;
  /** Values before those of `cdk.json`, as `-c` gives them. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Runs CDK's CloudFormation validator, which takes about two seconds. */
  readonly validation: boolean;
}

/** The CDK app with its one stack. Feature flags come from `cdk.json`, so tests and the CLI see the same template. */
export function createApp({ outdir, dist, context = {}, validation }: AppOptions): App {
  const { context: defaults } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  // The CDK remembers what a path held for as long as the process lives; here it may hold something newer.
  AssetStaging.clearAssetHashCache();
  const app = new App({
    outdir,
    // Stack traces hold this machine's paths: the assembly is to be the same everywhere.
    context: {
      'aws:cdk:disable-creation-stack-traces': true,
      ...defaults,
      ...context,
      ...(dist !== undefined && { dist }),
    },
    analyticsReporting: false,
    builtinCloudFormationValidation: validation,
  });
  new PlayheadStack(app, 'Playhead');
  return app;
}

if (import.meta.main)
  createApp({ outdir: process.env['CDK_OUTDIR'] ?? join(ROOT, 'cdk.out'), validation: true }).synth();
