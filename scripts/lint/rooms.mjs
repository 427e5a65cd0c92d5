import { dirname, join, relative, sep } from 'node:path';

/**
 * Who may import whom: the table of docs/architecture.md, as a lint rule. The most specific room that holds a
 * file decides; a file may always import from its own room. `packages` says which packages and Node modules
 * code may use (tests may use any).
 *
 * @type {readonly { room: RegExp, rooms: readonly string[], packages?: RegExp, why: string }[]}
 */
const ROOMS = [
  {
    room: /^local\/services\/[^/]+(?=\/)/,
    rooms: ['local/runtime', 'local/template'],
    why: 'a service reaches another one through `runtime.peers`',
  },
  { room: /^local(?=\/)/, rooms: [], why: '`local/` knows CloudFormation and nothing of the product' },
  {
    room: /^resolvers(?=\/)/,
    rooms: ['model', 'generated'],
    packages: /^@aws-appsync\/utils(\/|$)/,
    why: 'a resolver runs inside AppSync',
  },
  {
    room: /^functions\/[^/]+(?=\/)/,
    rooms: ['functions/shared', 'model', 'generated'],
    why: 'a function stands alone; what several need is in functions/shared/',
  },
  { room: /^model(?=\/)/, rooms: [], packages: /^$/, why: 'the model is pure' },
  { room: /^generated(?=\/)/, rooms: [], why: 'generated types stand alone' },
  {
    room: /^client(?=\/)/,
    rooms: ['generated'],
    packages: /^$/,
    why: 'documents and types, for any client and any package',
  },
  { room: /^infra(?=\/)/, rooms: ['model', 'generated'], why: 'the stack describes; it runs nothing' },
  { room: /^web(?=\/)/, rooms: ['client', 'generated'], why: 'the page is a client like any other' },
];

/** @type {import('eslint').Rule.RuleModule} */
export const importRooms = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { outside: '{{from}} may not import {{target}}: {{why}}.' },
  },
  create(context) {
    const file = posix(relative(context.cwd, context.filename));
    const rule = ROOMS.find(({ room }) => room.test(file));
    if (!rule) return {};
    const [from = ''] = rule.room.exec(file) ?? [];
    const isTest = /\.test\.tsx?$/.test(file);

    /** @param {string} specifier */
    const isAllowed = (specifier) => {
      if (!specifier.startsWith('.')) return isTest || !rule.packages || rule.packages.test(specifier);
      const target = posix(join(dirname(file), specifier));
      if (isTest && from.startsWith('local/') && target.startsWith('local/')) return true;
      return [from, ...rule.rooms].some((room) => target.startsWith(`${room}/`));
    };
    /** @param {{ source?: { type: string, value?: unknown } | null }} node */
    const check = (node) => {
      const target = node.source?.value;
      if (typeof target === 'string' && !isAllowed(target))
        context.report({
          node: /** @type {never} */ (node),
          messageId: 'outside',
          data: { from, target, why: rule.why },
        });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

/** @param {string} path */
const posix = (path) => path.split(sep).join('/');
