import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse, type ScalarTag, type CollectionTag } from 'yaml';
import { readAssembly, readAssets, type StackSource, type Template } from './assembly.ts';

/** YAML's short forms: `!Sub x` is `{"Fn::Sub": x}`. `!GetAtt a.b` is split at its first dot. */
const FUNCTIONS = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
] as const;

const wrap = (name: string, value: unknown) => {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name !== 'GetAtt' || typeof value !== 'string') return { [`Fn::${name}`]: value };
  const dot = value.indexOf('.');
  return { 'Fn::GetAtt': [value.slice(0, dot), value.slice(dot + 1)] };
};

const tags = ['Ref', 'Condition', ...FUNCTIONS].flatMap((name): (ScalarTag | CollectionTag)[] => [
  { tag: `!${name}`, resolve: (value: string) => wrap(name, value) },
  {
    tag: `!${name}`,
    collection: 'seq',
    resolve: (node) => wrap(name, (node as { toJSON(): unknown }).toJSON()),
  },
  {
    tag: `!${name}`,
    collection: 'map',
    resolve: (node) => wrap(name, (node as { toJSON(): unknown }).toJSON()),
  },
]);

/**
 * Reads a template to boot: a file in JSON or YAML, or the folder of a cloud assembly (`cdk.out`). A file that
 * lies in an assembly brings the assets of its stack along.
 *
 * @param stackName which stack of an assembly; otherwise what a plain file's stack is called
 * @throws Error that says what is wrong with which file
 */
export function readTemplate(path: string, stackName?: string): StackSource {
  if (!existsSync(path)) throw new Error(`There is no template at ${path}.`);
  if (statSync(path).isDirectory()) return readAssembly(path, stackName);
  const directory = resolve(dirname(path));
  const isAssembly = existsSync(join(directory, 'manifest.json'));
  return {
    stackName: stackName ?? nameOf(path),
    directory,
    template: parseTemplate(path),
    assets: isAssembly ? readAssets(directory) : new Map(),
  };
}

function parseTemplate(path: string): Template {
  let document: unknown;
  try {
    // JSON is YAML, but the errors of a JSON parser point at what is wrong with JSON.
    const text = readFileSync(path, 'utf8');
    document = /^\s*\{/.test(text) ? JSON.parse(text) : parse(text, { customTags: tags, merge: true });
  } catch (error) {
    const reason = (error as Error).message.trim().replace(/\n{2,}/g, '\n');
    throw new Error(`${path} can not be read as a template: ${reason}`, { cause: error });
  }
  const { Resources } = (document ?? {}) as Partial<Template>;
  if (typeof Resources !== 'object' || Resources === null || Object.keys(Resources).length === 0)
    throw new Error(`${path} is not a CloudFormation template: it has no Resources.`);
  return document as Template;
}

/** `my chat.template.json` gives `my-chat`: what CloudFormation takes as the name of a stack. */
function nameOf(path: string): string {
  const name = basename(path)
    .replace(/(\.template)?\.(json|ya?ml|template)$/i, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^[^A-Za-z]+|-+$/g, '');
  return name || 'Stack';
}
