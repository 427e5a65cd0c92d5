import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Peers } from '../../../runtime/peers.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Resource, Service } from '../../../runtime/service.ts';
import { testRuntime } from '../../../runtime/testing.ts';
import type { WebRouter } from '../../../runtime/web-routes.ts';
import { createAppSync } from '../index.ts';
import { resource } from './resources.ts';

export interface Booted {
  readonly url: string;
  readonly key: string;
  readonly apiArn: string;
  readonly runtime: ReturnType<typeof testRuntime>['runtime'];
  readonly service: Service;
  /** Creates or changes resources of the API while it runs, as an update of the stack does. */
  update(...resources: readonly Resource[]): Promise<void>;
  /** Posts to the API; the API key is sent unless other headers are given. */
  post(
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; body: Answer }>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly Readonly<Record<string, unknown>>[];
}

export interface BootOptions {
  readonly schema: string;
  readonly api?: Record<string, unknown>;
  /** Resources beside the API, its schema and its key; `ApiId` and `{'Fn::GetAtt': 'Id.Name'}` are filled in. */
  readonly resources?: readonly Resource[];
  readonly peers?: Partial<Peers>;
  readonly clock?: Clock;
  readonly keyExpires?: number;
}

/** The service on a real HTTP server of its own, as the host mounts it. */
export async function boot(options: BootOptions): Promise<Booted> {
  const { runtime, dispose } = testRuntime(options.peers, options.clock ? { clock: options.clock } : {});
  const service = createAppSync(runtime);
  const api = await service.create(
    resource('Api', 'GraphQLApi', { Name: 'test', AuthenticationType: 'API_KEY', ...options.api }),
  );
  const ApiId = api.attributes!['ApiId']!;
  const attributes = new Map<string, string>();
  const create = async ({ logicalId, type, properties }: Resource) => {
    const text = JSON.stringify({ ApiId, ...(properties as object) });
    const resolved: unknown = JSON.parse(text, (_name, value: { 'Fn::GetAtt'?: string } | null) =>
      value?.['Fn::GetAtt'] ? attributes.get(value['Fn::GetAtt']) : value,
    );
    const created = await service.create({ logicalId, type, properties: resolved });
    for (const [name, value] of Object.entries(created.attributes ?? {}))
      attributes.set(`${logicalId}.${name}`, value);
    return created;
  };
  await create(resource('Schema', 'GraphQLSchema', { Definition: options.schema }));
  const key = await create(resource('Key', 'ApiKey', { Expires: options.keyExpires }));
  for (const one of options.resources ?? []) await create(one);
  await service.connect?.();

  const web = runtime.web as typeof runtime.web & WebRouter;
  const server = createServer((request, response) => web.http(request, response));
  server.on('upgrade', (request, socket, head) => web.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}/graphql`;
  const apiKey = key.attributes!['ApiKey']!;
  return {
    url,
    key: apiKey,
    apiArn: api.ref,
    runtime,
    service,
    async update(...changed) {
      for (const one of changed) await create(one);
      await service.connect?.();
    },
    async post(body, headers = { 'x-api-key': apiKey }) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
    },
    async stop() {
      await service.stop?.();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      dispose();
    },
  };
}
