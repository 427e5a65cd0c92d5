import type { ImportDeclaration, ModuleDeclaration, Program } from 'acorn';
import { countSteps, STEP_COUNTER, type Edit } from './count-steps.ts';

/** The parameter by which the function's body reaches what it imported. */
export const MODULES = '$modules';

/**
 * Rewrites a module to the body of a function that returns its exports, so that it runs without a module
 * loader and afresh for every call. Its import and export statements change, and its loops and functions count
 * their steps: every other character, and every line number, stays.
 */
export function asFunctionBody(code: string, program: Program): string {
  const exported = new Map<string, string>();
  const edits = countSteps(program);
  const replace = (from: number, to: number, text: string) => edits.push({ from, to, text });
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration')
      replace(node.start, node.end, importText(node) + linesOf(code, node));
    else if (node.type === 'ExportNamedDeclaration') {
      if (node.source) throw new Error('APPSYNC_JS does not allow exports from another module.');
      for (const { local, exported: name } of node.specifiers) exported.set(nameOf(name), nameOf(local));
      if (!node.declaration) replace(node.start, node.end, linesOf(code, node));
      else {
        for (const name of declaredNames(node.declaration)) exported.set(name, name);
        replace(node.start, node.declaration.start, '');
      }
    } else if (node.type === 'ExportAllDeclaration' || node.type === 'ExportDefaultDeclaration')
      throw new Error('APPSYNC_JS takes the named exports request and response only.');
  }
  for (const handler of ['request', 'response'])
    if (!exported.has(handler)) throw new Error(`the code does not export ${handler}.`);
  const result = ['request', 'response'].map((name) => `${name}: ${exported.get(name)}`).join(', ');
  // The block lets an import have the name of a parameter: `util` comes both ways.
  return `"use strict";${STEP_COUNTER}{${edited(code, edits)}\nreturn { ${result} };}`;
}

function edited(code: string, edits: readonly Edit[]): string {
  let text = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    text += code.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return text + code.slice(at);
}

function importText(node: ImportDeclaration): string {
  const source = String(node.source.value);
  const from = `${MODULES}[${JSON.stringify(source)}]`;
  return node.specifiers
    .map((specifier) => {
      if (specifier.type === 'ImportNamespaceSpecifier') return `const ${specifier.local.name} = ${from};`;
      const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported);
      return `const ${specifier.local.name} = ${from}[${JSON.stringify(name)}];`;
    })
    .join('');
}

type Declaration = NonNullable<Extract<ModuleDeclaration, { type: 'ExportNamedDeclaration' }>['declaration']>;

function declaredNames(node: Declaration): string[] {
  if (node.type !== 'VariableDeclaration') return [node.id.name];
  return node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
}

const nameOf = (node: { type: string }): string =>
  'name' in node ? String(node.name) : String((node as unknown as { value: unknown }).value);

/** As many line ends as the statement had. */
const linesOf = (code: string, node: { start: number; end: number }) =>
  '\n'.repeat(code.slice(node.start, node.end).split('\n').length - 1);
