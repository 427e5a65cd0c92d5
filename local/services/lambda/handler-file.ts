import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

/** Where a `Handler` setting points: `index.handler` is `handler` of `index.mjs`, `.js` or `.cjs`. */
export interface HandlerFile {
  readonly path: string;
  readonly exportName: string;
}

/** The handler's file under the code folder, or `undefined` when there is none (or it lies outside). */
export function findHandler(codePath: string, handler: string): HandlerFile | undefined {
  const dot = handler.lastIndexOf('.');
  if (dot < 1) return undefined;
  const base = resolve(join(codePath, handler.slice(0, dot)));
  if (!base.startsWith(resolve(codePath) + sep)) return undefined;
  const path = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find((file) => existsSync(file));
  return path === undefined ? undefined : { path, exportName: handler.slice(dot + 1) };
}
