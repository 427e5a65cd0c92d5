import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { contentType } from 'mime-types';
import type { WebHandler } from '../runtime/runtime.ts';

export interface StaticPagesOptions {
  /** The path under which the directory appears, without a slash at its end; default the root. */
  readonly prefix?: string;
  /** Single files from elsewhere, by their whole URL path: `{ '/settings.json': '/somewhere/settings.json' }`. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Serves the files of one directory, read-only. Nothing is cached without asking again: what is served is
 * built on this machine and changes between two loads of a page.
 */
export function createStaticPages(directory: string, options: StaticPagesOptions = {}): WebHandler {
  const { prefix = '', files = {} } = options;

  const fileFor = (path: string): string | undefined => {
    if (Object.hasOwn(files, path)) return files[path];
    return path.startsWith(`${prefix}/`) ? pathInside(directory, path.slice(prefix.length)) : undefined;
  };

  return {
    http(request, response) {
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return answer(response, 405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
      const path = (request.url ?? '/').split('?')[0]!;
      // Without the slash the page's relative addresses would point beside it.
      if (path === prefix && prefix !== '')
        return answer(response, 301, 'Moved.', { location: `${prefix}/` });
      const file = fileFor(path);
      if (file === undefined) return answer(response, 404, 'There is no such page.');
      void serveFile(request, response, file);
    },
  };
}

/**
 * The file that a URL path means, or undefined when it means none inside the directory: not decodable, hidden,
 * or on its way out of it.
 */
export function pathInside(directory: string, urlPath: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\') || path.split('/').some((part) => part.startsWith('.')))
    return undefined;
  const file = join(directory, path.endsWith('/') ? `${path}index.html` : path);
  return file.startsWith(directory.endsWith(sep) ? directory : directory + sep) ? file : undefined;
}

async function serveFile(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return answer(response, 404, 'There is no such page.');
  const etag = `W/"${Math.floor(found.mtimeMs).toString(36)}-${found.size.toString(36)}"`;
  const headers = { etag, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': typeOf(file), 'content-length': found.size });
  if (request.method === 'HEAD' || found.size === 0) response.end();
  else send(response, file, found);
}

function send(response: ServerResponse, file: string, { size }: Stats): void {
  // Never more than was announced, should the file grow while it is read.
  pipeline(createReadStream(file, { end: size - 1 }), response, (error) => {
    if (error) response.destroy();
  });
}

const typeOf = (file: string) => contentType(file.slice(file.lastIndexOf('.'))) || 'application/octet-stream';

function answer(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(`${text}\n`);
}
