import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A CloudFormation template, as far as this runtime reads it. */
export interface Template {
  readonly Description?: string;
  readonly Transform?: unknown;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly MinLength?: number | string;
  readonly MaxLength?: number | string;
  readonly MinValue?: number | string;
  readonly MaxValue?: number | string;
  readonly NoEcho?: boolean;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

/** One stack of a cloud assembly: its template, and where its assets lie. */
export interface StackSource {
  readonly stackName: string;
  readonly template: Template;
  /** Absolute paths of asset files and folders by the object key under which they would be published. */
  readonly assets: ReadonlyMap<string, string>;
  /** The template's folder, from which it may name code that was never published: `Code: ./handler`. */
  readonly directory: string;
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      { readonly type: string; readonly properties?: { templateFile?: string; stackName?: string } }
    >
  >;
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      { source: { path?: string }; destinations: Readonly<Record<string, { objectKey: string }>> }
    >
  >;
}

/** Reads the only stack of an assembly, or the one named. Throws when there is no such one. */
export function readAssembly(directory: string, stackName?: string): StackSource {
  if (!existsSync(join(directory, 'manifest.json')))
    throw new Error(
      `The folder ${directory} is no synthesized assembly: it has no manifest.json. Name a file.`,
    );
  const manifest = readJson<Manifest>(join(directory, 'manifest.json'));
  const stacks = Object.entries(manifest.artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => ({
      id,
      name: artifact.properties?.stackName ?? id,
      file: artifact.properties?.templateFile,
    }));
  const found = stackName ? stacks.filter(({ name }) => name === stackName) : stacks;
  const [stack] = found;
  if (!stack?.file || found.length !== 1)
    throw new Error(
      `The assembly in ${directory} has the stacks ${stacks.map(({ name }) => name).join(', ') || '(none)'}: name one.`,
    );
  return {
    stackName: stack.name,
    directory,
    template: readJson<Template>(join(directory, stack.file)),
    assets: readAssets(directory),
  };
}

/** Where the assets of an assembly lie, by the object key under which each would be published. */
export function readAssets(directory: string): Map<string, string> {
  const manifest = readJson<Manifest>(join(directory, 'manifest.json'));
  const assets = new Map<string, string>();
  for (const artifact of Object.values(manifest.artifacts)) {
    if (artifact.type !== 'cdk:asset-manifest') continue;
    const { file } = artifact.properties as { file: string };
    for (const asset of Object.values(readJson<AssetManifest>(join(directory, file)).files ?? {}))
      for (const destination of Object.values(asset.destinations))
        if (asset.source.path) assets.set(destination.objectKey, resolve(directory, asset.source.path));
  }
  return assets;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
