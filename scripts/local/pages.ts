import { join } from 'node:path';
import { createConsole } from '../../local/console/index.ts';
import { createStaticPages } from '../../local/console/static.ts';
import type { Cloud } from '../../local/main.ts';
import { writeOutputs } from '../outputs.ts';
import { DEMO_USERS } from './demo-users.ts';
import { readOperations } from './operations.ts';
import type { Provisioned } from './provision.ts';
import { root, WEB_PAGES } from './settings.ts';

/** Mounts the API console and the web page on the web port. */
export function servePages(
  { runtime }: Cloud,
  { document }: Provisioned,
): { web: string; console: string; api: string } {
  const api = `${runtime.urls.web}/graphql`;
  runtime.web.route(
    '/console',
    createConsole({
      graphqlUrl: api,
      realtimeUrl: `${api.replace(/^http/, 'ws')}/realtime`,
      apiKey: document.data.api_key,
      userPool: { clientId: document.auth.user_pool_client_id, endpoint: `${runtime.urls.aws}/` },
      users: DEMO_USERS,
      operations: readOperations(join(root, 'schema')),
      first: 'videos',
      cacheDirectory: join(root, 'node_modules', '.cache', 'console'),
      log: runtime.log,
    }),
  );
  const outputs = writeOutputs(withoutRoot(document), join(runtime.directory('web'), 'amplify_outputs.json'));
  runtime.web.route('/', createStaticPages(WEB_PAGES, { files: { '/amplify_outputs.json': outputs } }));
  return { web: `${runtime.urls.web}/`, console: `${runtime.urls.web}/console`, api };
}

/** What a page may know. The account's own keys are for tools on this machine, which read the file on disk. */
function withoutRoot({ custom, ...document }: Provisioned['document']): object {
  const { rootCredentials: _kept, ...playhead }: Record<string, unknown> = custom.playhead;
  return { ...document, custom: { playhead } };
}
