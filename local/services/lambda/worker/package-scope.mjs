import { existsSync, readFileSync } from 'node:fs';
import Module, { registerHooks } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';

/** What Node hands to the text of a CommonJS module. */
const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'];

/**
 * On Lambda no `package.json` lies above a function's code. Here one may, and Node would go by its `type`: so a
 * `.js` file of the function that has no `package.json` of its own is what its text says.
 *
 * @param {string} codePath
 */
export function endPackageScope(codePath) {
  if (typeAbove(codePath) === undefined) return;
  const folder = codePath.endsWith(sep) ? codePath : codePath + sep;
  /** @param {string} path */
  const isBare = (path) => path.startsWith(folder) && path.endsWith('.js') && !hasPackage(path, codePath);

  registerHooks({
    load(url, context, nextLoad) {
      const path = url.startsWith('file:') ? fileURLToPath(url) : '';
      return nextLoad(url, isBare(path) ? { ...context, format: formatOf(path) } : context);
    },
  });
  // The loader of CommonJS reads the file again, and asks no hook what it is.
  const { _extensions: extensions } = /** @type {{ _extensions: Record<string, Extension> }} */ (
    /** @type {unknown} */ (Module)
  );
  const ordinary = /** @type {Extension} */ (extensions['.js']);
  extensions['.js'] = (module, path) =>
    isBare(path) ? module._compile(readFileSync(path, 'utf8'), path, formatOf(path)) : ordinary(module, path);
}

/** @typedef {{ _compile(text: string, path: string, format: string): void }} Compiling */
/** @typedef {(module: Compiling, path: string) => void} Extension */

/**
 * The `type` that Node would go by in a folder without a `package.json`.
 *
 * @param {string} folder
 * @returns {string | undefined}
 */
function typeAbove(folder) {
  const parent = dirname(folder);
  if (parent === folder) return undefined;
  const path = join(parent, 'package.json');
  if (!existsSync(path)) return typeAbove(parent);
  return /** @type {{ type?: string }} */ (JSON.parse(readFileSync(path, 'utf8'))).type;
}

/**
 * Whether a `package.json` of the function itself holds for the file.
 *
 * @param {string} path @param {string} codePath
 */
function hasPackage(path, codePath) {
  for (let folder = dirname(path); folder.length >= codePath.length; folder = dirname(folder))
    if (existsSync(join(folder, 'package.json'))) return true;
  return false;
}

/**
 * What does not compile as CommonJS is a module, or broken and told so as one.
 *
 * @param {string} path
 */
function formatOf(path) {
  try {
    compileFunction(readFileSync(path, 'utf8'), WRAPPER);
    return 'commonjs';
  } catch (error) {
    if (error instanceof SyntaxError) return 'module';
    throw error;
  }
}
