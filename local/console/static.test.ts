import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStaticPages, pathInside } from './static.ts';

let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'static-'));
  const pages = join(folder, 'pages');
  mkdirSync(join(pages, 'sub dir'), { recursive: true });
  writeFileSync(join(pages, 'index.html'), '<p>home');
  writeFileSync(join(pages, 'app.js'), 'let x;');
  writeFileSync(join(pages, '.secret'), 'no');
  writeFileSync(join(pages, 'sub dir', 'a+b.txt'), 'é');
  writeFileSync(join(pages, 'empty.css'), '');
  writeFileSync(join(folder, 'outside.json'), '{}');
  const handler = createStaticPages(pages, {
    prefix: '/site',
    files: { '/outside.json': join(folder, 'outside.json') },
  });
  server = createServer(handler.http);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

/** The path as it is: `fetch` would tidy it up. */
function rawStatus(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}`, { path }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}

describe('static pages', () => {
  it('answer with the file, its type, and without letting it be kept unasked', async () => {
    const response = await fetch(`${url}/site/app.js`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toBe('let x;');
  });

  it('answer a folder with its index, and lead to it from the address without the slash', async () => {
    expect(await (await fetch(`${url}/site/`)).text()).toBe('<p>home');
    const moved = await fetch(`${url}/site`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/site/']);
  });

  it('answer with nothing when the caller has the file already', async () => {
    const etag = (await fetch(`${url}/site/app.js`)).headers.get('etag')!;
    const again = await fetch(`${url}/site/app.js`, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('serve names with spaces and plus signs, empty files, and single files from elsewhere', async () => {
    expect(await (await fetch(`${url}/site/sub%20dir/a+b.txt`)).text()).toBe('é');
    expect(await (await fetch(`${url}/site/empty.css`)).text()).toBe('');
    expect(await (await fetch(`${url}/outside.json`)).json()).toEqual({});
  });

  it('answer HEAD with the headers only, and refuse to be written to', async () => {
    const head = await fetch(`${url}/site/app.js`, { method: 'HEAD' });
    expect([head.headers.get('content-length'), await head.text()]).toEqual(['6', '']);
    expect((await fetch(`${url}/site/app.js`, { method: 'PUT', body: 'x' })).status).toBe(405);
  });

  it.each([
    '/site/../outside.json',
    '/site/%2e%2e/outside.json',
    '/site/..%2foutside.json',
    '/site/.secret',
    '/site/%zz',
    '/site/a%00b',
    '/site/sub%20dir',
    '/site/none',
    '/other',
  ])('know no %s', async (path) => expect(await rawStatus(path)).toBe(404));
});

describe('the path of a file', () => {
  it('never leaves the directory', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '%2e%2e', '%2f', '\\', '%5c', '', '%00'),
      fc.webSegment(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const file = pathInside('/srv/pages', `/${parts.join('/')}`);
        expect(file === undefined || file.startsWith(`/srv/pages${sep}`)).toBe(true);
      }),
    );
  });
});
