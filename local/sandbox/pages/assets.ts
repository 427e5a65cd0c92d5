import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Answer } from '../http/exchange.ts';
import type { Html } from './html.ts';

/** A script for the browser, from its source in TypeScript. */
export async function script(path: string): Promise<Answer> {
  // Only whoever opens a page needs the compiler.
  const { transform } = await import('esbuild');
  const { code } = await transform(await readFile(path, 'utf8'), {
    ...{ loader: 'ts', format: 'iife', target: 'es2022' },
  });
  // Pages of other origins may load it: it is made for them.
  return { text: code, headers: { 'content-type': 'text/javascript; charset=utf-8' } };
}

export const style = (path: string): Answer => ({
  text: readFileSync(path, 'utf8'),
  headers: { 'content-type': 'text/css; charset=utf-8' },
});

/**
 * @param ancestors which pages may show it in a frame of theirs
 * @param actions where its forms may lead, redirects included
 */
export function page(document: Html, ancestors: string, actions = "'none'"): Answer {
  const policy = [
    ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
    ...["base-uri 'none'", `form-action ${actions}`, `frame-ancestors ${ancestors}`],
  ];
  return {
    text: `<!doctype html>\n${document.text}`,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy.join('; ') },
  };
}
