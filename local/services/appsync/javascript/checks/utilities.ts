import type { AnyNode, ImportDeclaration, Program } from 'acorn';
import { missingName, modulesOfAws, namesOfModule, type Names } from '../surface.ts';
import { memberName } from './built-ins.ts';
import { importedName, type Binding, type Reference } from './names.ts';

const AMBIENT: readonly string[] = ['util', 'extensions', 'runtime'];
const UTILS = '@aws-appsync/utils';

/** What is wrong with an import or with the use of `util`, `ddb` and their like; `undefined`: nothing. */
export interface UnknownName {
  readonly node: AnyNode;
  readonly message: string;
}

/** Names that AppSync's modules do not have, in imports and in `util.a.b`. */
export function findUnknownNames(program: Program, references: readonly Reference[]): UnknownName[] {
  const imports = program.body.filter((node): node is ImportDeclaration => node.type === 'ImportDeclaration');
  return [...imports.flatMap(inImport), ...references.flatMap(inUse)];
}

function inImport(node: ImportDeclaration): UnknownName[] {
  const module = String(node.source.value);
  const names = namesOfModule(module);
  return node.specifiers
    .map(importedName)
    .filter((name) => name !== '*' && !Object.hasOwn(names, name))
    .map((name) => ({ node, message: `${module} has no export named ${name}.` }));
}

function inUse({ node, around, binding }: Reference): UnknownName[] {
  const start = rootOf(node.name, binding);
  if (!start) return [];
  let { names } = start;
  const path = [...start.path];
  let inner: AnyNode = node;
  for (const outer of around.toReversed()) {
    if (outer.type !== 'MemberExpression' || outer.object !== inner || names === true) return [];
    const name = memberName(outer);
    if (name === undefined) return [];
    path.push(name);
    const found = Object.hasOwn(names, name) ? names[name] : undefined;
    if (!found) return [{ node: outer, message: missingName(path) }];
    names = found;
    inner = outer;
  }
  return [];
}

/** The names below an imported or ambient name. */
function rootOf(
  name: string,
  binding: Binding | undefined,
): { readonly names: Names | true; readonly path: readonly string[] } | undefined {
  if (!binding)
    return AMBIENT.includes(name) ? { names: modulesOfAws()[UTILS]![name]!, path: [name] } : undefined;
  if (!binding.source) return undefined;
  const { module, imported } = binding.source;
  const names = namesOfModule(module);
  if (imported === '*') return { names, path: [] };
  return Object.hasOwn(names, imported) ? { names: names[imported]!, path: [imported] } : undefined;
}
