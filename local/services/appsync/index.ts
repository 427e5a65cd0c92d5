import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { authenticate } from './auth/authenticate.ts';
import { assembleApi } from './graphql/api.ts';
import { createPipeline, type Publish } from './graphql/pipeline.ts';
import { createEndpoint } from './http/endpoint.ts';
import { createRealtimeEndpoint } from './realtime/endpoint.ts';
import { startSubscription } from './realtime/start.ts';
import { createSubscriptions } from './realtime/subscriptions.ts';
import { collectResources, type ApiResources } from './template/resources.ts';

/** AppSync: the GraphQL API of the template, over HTTP and over its real-time protocol, on the web port. */
export function createAppSync(runtime: Runtime): Service {
  const resources = collectResources(runtime);
  let stopRealtime = () => {};
  return {
    create: (resource) => resources.create(resource),
    connect() {
      const collected = resources.collected();
      if (collected) stopRealtime = serve(collected, runtime);
    },
    stop: () => stopRealtime(),
  };
}

/** Answers requests of one API; returns what ends its connections. */
function serve(resources: ApiResources, runtime: Runtime): () => void {
  const { log } = runtime;
  const api = assembleApi(resources, runtime);
  const publish: Publish = (...published) => subscriptions.publish(...published);
  const pipeline = createPipeline(api, runtime, publish);
  const subscriptions = createSubscriptions({
    publications: api.schema.publications,
    select: (options) => pipeline.select(options),
    log,
  });
  const realtime = createRealtimeEndpoint({
    subscriptions,
    authenticate: (credentials) => authenticate(credentials, api.definition, api.keys, runtime),
    start: (request) => startSubscription(request, api, pipeline, runtime),
    log,
  });
  runtime.web.route('/graphql', { http: createEndpoint(pipeline, log), upgrade: realtime.upgrade });
  return realtime.stop;
}
