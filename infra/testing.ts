import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from './app.ts';
import { ROOT } from './dist.ts';
import { FUNCTIONS, RESOLVERS } from './resolvers.ts';

/** Every folder of `functions/` that has a handler. */
const functionNames = () =>
  readdirSync(join(ROOT, 'functions')).filter((name) =>
    existsSync(join(ROOT, 'functions', name, 'handler.ts')),
  );

/** One resource of the template, its properties an open document. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
}

export interface SynthesizedTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
}

/** Bundles that do nothing, so that the template can be looked at without a build. */
export function writePlaceholders(): { dist: string; remove(): void } {
  const dist = mkdtempSync(join(tmpdir(), 'infra-dist-'));
  for (const name of functionNames()) {
    mkdirSync(join(dist, 'functions', name), { recursive: true });
    writeFileSync(join(dist, 'functions', name, 'index.mjs'), 'export const handler = async () => {};\n');
  }
  mkdirSync(join(dist, 'resolvers', 'functions'), { recursive: true });
  const functions = Object.keys(FUNCTIONS).map((name) => `functions/${name}`);
  for (const name of [...Object.keys(RESOLVERS), ...functions])
    writeFileSync(join(dist, 'resolvers', `${name}.js`), `export const request = () => ({}); // ${name}\n`);
  writeFileSync(join(dist, 'schema.graphql'), 'type Query { hello: String }\n');
  return { dist, remove: () => rmSync(dist, { recursive: true, force: true }) };
}

/** The template as it would be deployed. */
export function synthesizeTemplate(context: Readonly<Record<string, unknown>> = {}): SynthesizedTemplate {
  const { dist, remove } = writePlaceholders();
  const outdir = mkdtempSync(join(tmpdir(), 'infra-out-'));
  try {
    const app = createApp({ outdir, dist, context, validation: false });
    return app.synth().getStackByName('Playhead').template as SynthesizedTemplate;
  } finally {
    remove();
    rmSync(outdir, { recursive: true, force: true });
  }
}
