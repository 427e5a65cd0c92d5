import type { Runtime, WebHandler } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { createControlPlane } from './api/index.ts';
import { assembleApi } from './graphql/api.ts';
import { refuseHttp, refuseUpgrade } from './http/refusals.ts';
import { startServing, type Serving } from './serve.ts';
import { collectResources } from './template/resources.ts';

/** AppSync: the GraphQL APIs of a template, over HTTP and over the real-time protocol, on the web port. */
export function createAppSync(runtime: Runtime): Service {
  const resources = collectResources(runtime);
  /** What answers, by the path of its API. */
  const serving = new Map<string, Serving>();
  const routes = new Set<string>();

  /** A route of the web port is for ever; the API behind it may go, and another come. */
  function route(path: string): void {
    if (routes.has(path)) return;
    routes.add(path);
    const handler = (): Required<WebHandler> =>
      serving.get(path) ?? { http: refuseHttp, upgrade: refuseUpgrade };
    runtime.web.route(path, {
      http: (request, response) => handler().http(request, response),
      upgrade: (request, socket, head) => handler().upgrade(request, socket, head),
    });
  }

  /**
   * Answers by what there is now, all at once: requests under way end as they began, sockets stay open.
   * Throws `TemplateError` for parts that do not fit together; everything answers as before then.
   */
  function serve(): void {
    const assembled = resources.apis().map((parts) => assembleApi(parts, runtime));
    const paths = new Set(assembled.map(({ definition }) => definition.path));
    for (const [path, gone] of serving)
      if (!paths.has(path)) {
        serving.delete(path);
        gone.stop();
      }
    for (const api of assembled) {
      const { path } = api.definition;
      const known = serving.get(path);
      if (known) known.swap(api);
      else serving.set(path, startServing(api, runtime));
      route(path);
    }
    resources.settle();
  }

  return {
    create: (resource) => resources.create(resource),
    delete(resource) {
      resources.delete(resource);
      // Before the first connection nothing answers yet.
      if (routes.size > 0) serve();
    },
    connect: serve,
    handle: createControlPlane(resources.apis, runtime),
    stop() {
      for (const one of serving.values()) one.stop();
    },
  };
}
