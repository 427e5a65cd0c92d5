import type { AnyNode, Identifier, Node, Program } from 'acorn';
import { childrenOf, isFunction, type FunctionNode } from '../syntax-tree.ts';

/** What a name of the code stands for. */
export interface Binding {
  readonly name: string;
  /** The function or other expression that it was declared with. */
  readonly value?: AnyNode | undefined;
  /** The function that it is a parameter of, when it is one that is not taken apart. */
  readonly parameter?: { readonly of: AnyNode; readonly index: number };
  /** Where it was imported from; `imported` is `*` for the whole module. */
  readonly source?: { readonly module: string; readonly imported: string };
}

/** One use of a name. */
export interface Reference {
  readonly node: Identifier;
  /** The nodes around it, the outermost first. */
  readonly around: readonly AnyNode[];
  /** Absent for a name that the code does not declare: a global. */
  readonly binding: Binding | undefined;
}

type Scope = ReadonlyMap<string, Binding>;

/** Every use of a name in a module, with what it stands for by JavaScript's rules of scope. */
export function findReferences(program: Program): Reference[] {
  const references: Reference[] = [];
  walk(program, [], []);
  return references;

  function walk(node: Node, scopes: readonly Scope[], around: readonly AnyNode[]): void {
    const here = node as AnyNode;
    const names = declaredIn(here);
    const inner = names.size > 0 ? [...scopes, names] : scopes;
    const within = [...around, here];
    const all = (nodes: readonly (Node | null | undefined)[]) => {
      for (const one of nodes) if (one) walk(one, inner, within);
    };
    switch (here.type) {
      case 'Identifier':
        references.push({
          node: here,
          around,
          binding: scopes.findLast((s) => s.has(here.name))?.get(here.name),
        });
        return;
      case 'MemberExpression':
        return all([here.object, here.computed ? here.property : null]);
      case 'Property':
        return all([here.computed ? here.key : null, here.value]);
      case 'VariableDeclarator':
        return all([...expressionsOf(here.id), here.init]);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return all([...here.params.flatMap(expressionsOf), here.body]);
      case 'ImportDeclaration':
        return;
      case 'ExportSpecifier':
        return all([here.local]);
      default:
        return all(childrenOf(here));
    }
  }
}

/** The names that a node declares for what is inside it. */
function declaredIn(node: AnyNode): Map<string, Binding> {
  const names = new Map<string, Binding>();
  const add = (pattern: Node, value?: AnyNode | null) => {
    for (const name of patternNames(pattern)) names.set(name, { name, ...(value && { value }) });
  };
  const addDeclaration = (statement: AnyNode | null | undefined) => {
    if (statement?.type === 'VariableDeclaration')
      for (const { id, init } of statement.declarations)
        add(id, id.type === 'Identifier' ? (init as AnyNode | null | undefined) : undefined);
    else if (statement?.type === 'FunctionDeclaration' && statement.id) add(statement.id, statement);
    else if (statement?.type === 'ExportNamedDeclaration')
      addDeclaration(statement.declaration as AnyNode | null);
    else if (statement?.type === 'ImportDeclaration')
      for (const one of statement.specifiers)
        names.set(one.local.name, {
          name: one.local.name,
          source: { module: String(statement.source.value), imported: importedName(one) },
        });
  };
  switch (node.type) {
    case 'Program':
      for (const one of hoisted(node)) addDeclaration(one);
      for (const one of node.body) addDeclaration(one as AnyNode);
      break;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      if (node.type === 'FunctionExpression' && node.id) add(node.id, node);
      for (const one of hoisted(node)) addDeclaration(one);
      node.params.forEach((one, index) => {
        if (one.type === 'Identifier')
          names.set(one.name, { name: one.name, parameter: { of: node, index } });
        else add(one);
      });
      break;
    case 'BlockStatement':
      for (const one of node.body) addDeclaration(one as AnyNode);
      break;
    case 'SwitchStatement':
      for (const one of node.cases) for (const inner of one.consequent) addDeclaration(inner as AnyNode);
      break;
    case 'ForInStatement':
    case 'ForOfStatement':
      addDeclaration(node.left as AnyNode);
      break;
  }
  return names;
}

/** The `var` statements of a function, wherever in it they stand. */
function hoisted(around: FunctionNode | Program): AnyNode[] {
  return childrenOf(around).flatMap(function find(node): AnyNode[] {
    if (isFunction(node)) return [];
    const here = node as AnyNode;
    if (here.type === 'VariableDeclaration' && here.kind === 'var') return [here];
    return childrenOf(here).flatMap(find);
  });
}

type ImportSpecifierNode = Extract<AnyNode, { type: 'ImportDeclaration' }>['specifiers'][number];

export function importedName(specifier: ImportSpecifierNode): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  return specifier.imported.type === 'Identifier'
    ? specifier.imported.name
    : String(specifier.imported.value);
}

/** The names that a declaration's pattern binds. */
export function patternNames(pattern: Node): string[] {
  const here = pattern as AnyNode;
  switch (here.type) {
    case 'Identifier':
      return [here.name];
    case 'ObjectPattern':
      return here.properties.flatMap((one) => patternNames(one.type === 'Property' ? one.value : one));
    case 'ArrayPattern':
      return here.elements.flatMap((one) => (one ? patternNames(one) : []));
    case 'AssignmentPattern':
      return patternNames(here.left);
    case 'RestElement':
      return patternNames(here.argument);
    default:
      return [];
  }
}

/** What a declaration's pattern evaluates: defaults and computed keys. */
function expressionsOf(pattern: Node): Node[] {
  const here = pattern as AnyNode;
  switch (here.type) {
    case 'ObjectPattern':
      return here.properties.flatMap((one) =>
        one.type === 'Property'
          ? [...(one.computed ? [one.key] : []), ...expressionsOf(one.value)]
          : expressionsOf(one),
      );
    case 'ArrayPattern':
      return here.elements.flatMap((one) => (one ? expressionsOf(one) : []));
    case 'AssignmentPattern':
      return [...expressionsOf(here.left), here.right];
    case 'RestElement':
      return expressionsOf(here.argument);
    default:
      return [];
  }
}
