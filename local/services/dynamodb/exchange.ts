import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';

type AnyFunction = (...args: never[]) => unknown;

/**
 * Loads a module of dynalite with some of its functions exchanged: for its own calls as well as for everybody else's,
 * which replacing an export would not do.
 *
 * @param replace given the originals by name, answers what takes their place
 */
export function loadExchanged<T extends Readonly<Record<string, AnyFunction>>>(
  require: NodeJS.Require,
  name: string,
  names: readonly (keyof T & string)[],
  replace: (originals: T) => T,
): void {
  const path = require.resolve(name);
  const list = names.join(', ');
  const source = `${readFileSync(path, 'utf8')}
;({ ${list} } = $replace({ ${list} }));
for (const [name, own] of Object.entries({ ${list} })) if (name in exports) exports[name] = own;`;
  const module = new Module(path);
  const load = compileFunction(
    source,
    ['module', 'exports', 'require', '__filename', '__dirname', '$replace'],
    {
      filename: path,
    },
  ) as (...parts: unknown[]) => void;
  load(module, module.exports, createRequire(path), path, dirname(path), replace);
  module.loaded = true;
  require.cache[path] = module;
}
