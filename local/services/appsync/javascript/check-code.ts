import { parse, type AnyNode, type Program } from 'acorn';
import { findBuiltIns } from './checks/built-ins.ts';
import { findContextWrites } from './checks/context.ts';
import type { Finding } from './checks/finding.ts';
import { findFunctions } from './checks/functions.ts';
import { findReferences, type Reference } from './checks/names.ts';
import { findSyntax } from './checks/syntax.ts';
import { findUnknownNames } from './checks/utilities.ts';

/** Longest code of one resolver or function, in characters. */
const LONGEST_CODE = 32_768;

/** Parses a resolver's code, of AppSync's size. Throws an `Error` that says what is wrong with it. */
export function parseCode(code: string): Program {
  if (code.length === 0 || code.length > LONGEST_CODE)
    throw new Error(`the code has ${code.length} characters; AppSync takes 1 to ${LONGEST_CODE}.`);
  return parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
}

/** Parses a resolver's code and refuses what AppSync refuses. Throws an `Error` that names rule and line. */
export function checkCode(code: string): Program {
  const program = parseCode(code);
  refuse(findSyntax(program));
  const references = findReferences(program);
  const [unknown] = findUnknownNames(program, references);
  if (unknown) throw new Error(`at line ${lineOf(unknown.node)}: ${unknown.message}`);
  refuse(findContextWrites(references, handlersOf(program, references)));
  refuse(findBuiltIns(program, references));
  refuse(findFunctions(program, references));
  return program;
}

function refuse([first]: readonly Finding[]): void {
  if (!first) return;
  const { rule, node, what } = first;
  throw new Error(
    `APPSYNC_JS does not allow this: ${rule}, at line ${lineOf(node as AnyNode)}${what ? ` (${what})` : ''}.`,
  );
}

const lineOf = (node: AnyNode) => node.loc?.start.line ?? '?';

/** The functions that the code exports, in whichever form. */
function handlersOf(program: Program, references: readonly Reference[]): Set<AnyNode | undefined> {
  const listed = references.flatMap(({ around, binding }) =>
    around.at(-1)?.type === 'ExportSpecifier' ? [binding?.value] : [],
  );
  const declared = program.body.flatMap((node) => {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : undefined;
    if (declaration?.type === 'VariableDeclaration')
      return declaration.declarations.map(({ init }) => init as AnyNode | undefined);
    return declaration ? [declaration as AnyNode] : [];
  });
  return new Set([...listed, ...declared]);
}
