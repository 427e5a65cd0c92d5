import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * What the APPSYNC_JS runtime does not have and `@aws-appsync/eslint-plugin` does not report: everything that
 * is not on AWS's list of supported features counts as missing.
 */
export const beyondThePlugin = {
  'no-restricted-syntax': [
    'error',
    refuse('ThrowStatement', '`throw`: call `util.error` or `util.unauthorized`'),
    refuse('NewExpression', '`new`'),
    refuse('ImportExpression', '`import()`'),
    refuse(
      'TaggedTemplateExpression:not([tag.name="sql"]):not([tag.object.name="String"])',
      'tagged templates, but for `sql`',
    ),
    refuse('CallExpression[callee.property.name="sort"][arguments.length>0]', '`sort` with a function'),
    refuse('CallExpression[callee.property.name=/^(apply|bind|call)$/]', '`apply`, `bind` and `call`'),
    refuse(
      'CallExpression[callee.property.name=/^(includes|padStart|padEnd|repeat|match|matchAll|search|at|charCodeAt|codePointAt|localeCompare|toLocaleString|toSorted|toReversed|toSpliced|with|copyWithin|entries|toString)$/]:not([callee.object.name="Object"])',
      'this method (in place of `includes` use `indexOf` or `some`)',
    ),
    refuse(
      'CallExpression[callee.name=/^(Number|String|Boolean|Array|Object)$/]',
      'conversion by calling a constructor',
    ),
    ...Object.entries({
      Object: ['assign', 'entries', 'hasOwn', 'keys', 'values'],
      String: ['raw'],
      Number: ['isFinite', 'isNaN'],
      Math: ['random', 'min', 'max', 'round', 'floor', 'ceil'],
      JSON: ['parse', 'stringify'],
      console: ['log', 'error'],
      Array: [],
      Boolean: [],
    }).map(([name, members]) =>
      refuse(
        `MemberExpression[object.name="${name}"]${members.map((member) => `:not([property.name="${member}"])`).join('')}`,
        `members of \`${name}\`${members.length > 0 ? ` other than ${members.join(', ')}` : ''}`,
      ),
    ),
  ],
  'no-restricted-globals': [
    'error',
    ...[
      'Date',
      'Promise',
      'RegExp',
      'Map',
      'Set',
      'WeakMap',
      'WeakSet',
      'Symbol',
      'Proxy',
      'Reflect',
      'Intl',
      'BigInt',
    ],
    ...[
      'parseInt',
      'parseFloat',
      'isNaN',
      'isFinite',
      'eval',
      'Function',
      'Error',
      'TypeError',
      'ArrayBuffer',
      'Uint8Array',
    ],
    ...[
      'encodeURIComponent',
      'decodeURIComponent',
      'encodeURI',
      'decodeURI',
      'escape',
      'unescape',
      'structuredClone',
    ],
    ...[
      'setTimeout',
      'setInterval',
      'setImmediate',
      'queueMicrotask',
      'fetch',
      'crypto',
      'URL',
      'TextEncoder',
      'TextDecoder',
    ],
    ...[
      'process',
      'Buffer',
      'require',
      'module',
      'global',
      'globalThis',
      'window',
      'atob',
      'btoa',
      'performance',
    ],
  ],
};

/**
 * @param {string} selector
 * @param {string} what
 */
function refuse(selector, what) {
  return { selector, message: `APPSYNC_JS does not have ${what}.` };
}

/**
 * The files under `model/` that reach a resolver's bundle, through whatever imports: they are APPSYNC_JS too.
 *
 * @param {string} root
 * @returns {string[]} paths relative to `root`
 */
export function modelFilesOfResolvers(root) {
  const folder = join(root, 'resolvers');
  const waiting = readdirSync(folder, { encoding: 'utf8', recursive: true })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => join(folder, path));
  const seen = new Set(waiting);
  for (const file of waiting)
    for (const target of valueImports(file))
      if (!seen.has(target) && existsSync(target)) {
        seen.add(target);
        waiting.push(target);
      }
  return waiting.map((path) => relative(root, path)).filter((path) => path.startsWith('model'));
}

/** What a file imports from beside it, types apart: those do not reach the bundle. @param {string} file */
function valueImports(file) {
  const statements = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gm,
  );
  return [...statements].map(([, path = '']) => join(dirname(file), path));
}
