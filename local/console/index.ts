import type { ServerResponse } from 'node:http';
import type { Log } from '../runtime/log.ts';
import type { WebHandler } from '../runtime/runtime.ts';
import { bundleConsole } from './bundle.ts';
import type { ConsoleSettings } from './options.ts';
import { createStaticPages } from './static.ts';

export interface ConsoleOptions extends ConsoleSettings {
  /** Where the bundled page is kept between starts. */
  readonly cacheDirectory: string;
  readonly log: Log;
  /** The path it is served under (default `/console`). */
  readonly prefix?: string;
}

/**
 * A page to try the API with: GraphiQL, the template's example operations, and signing in. It is bundled from
 * `node_modules` when it is first asked for, so that a start does not wait for it, and uses no network.
 */
export function createConsole({
  cacheDirectory,
  log,
  prefix = '/console',
  ...settings
}: ConsoleOptions): WebHandler {
  const pages = createStaticPages(cacheDirectory, { prefix });
  let bundled: Promise<void> | undefined;

  return {
    http(request, response) {
      if (request.url?.split('?')[0] === `${prefix}/settings.json`) return sendSettings(response, settings);
      bundled ??= bundleConsole(cacheDirectory);
      bundled.then(
        () => pages.http(request, response),
        (error: unknown) => {
          log.fault('console', error);
          // Asked again it is tried again: a full disk may have been cleared meanwhile.
          bundled = undefined;
          response
            .writeHead(500, { 'content-type': 'text/plain' })
            .end('The console could not be built; see the log.\n');
        },
      );
    },
  };
}

function sendSettings(response: ServerResponse, settings: ConsoleSettings): void {
  response
    .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(settings));
}
