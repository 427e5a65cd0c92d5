import type { WebHandler, Runtime } from '../../runtime/runtime.ts';
import { authenticate } from './auth/authenticate.ts';
import type { Api } from './graphql/api.ts';
import { createPipeline, type Pipeline, type Publish } from './graphql/pipeline.ts';
import { createEndpoint } from './http/endpoint.ts';
import { createRealtimeEndpoint } from './realtime/endpoint.ts';
import { startSubscription } from './realtime/start.ts';
import { createSubscriptions } from './realtime/subscriptions.ts';

/** An API as it stands, and what answers its requests. */
export interface Live {
  readonly api: Api;
  readonly pipeline: Pipeline;
}

/** One API on the web port, whose parts change under open sockets. */
export interface Serving extends Required<WebHandler> {
  /** Answers by this API from the next message on. Subscriptions that its schema does not know any more end. */
  swap(api: Api): void;
  /** Ends its connections. */
  stop(): void;
}

export function startServing(first: Api, runtime: Runtime): Serving {
  const { log } = runtime;
  const publish: Publish = (...published) => subscriptions.publish(...published);
  const enliven = (api: Api): Live => ({ api, pipeline: createPipeline(api, runtime, publish) });
  let live = enliven(first);
  const current = () => live;
  const subscriptions = createSubscriptions(current, log);
  const realtime = createRealtimeEndpoint({
    path: first.definition.path,
    subscriptions,
    authenticate: (credentials) => authenticate(credentials, live.api.definition, live.api.keys, runtime),
    start: (request) => startSubscription(request, live, runtime),
    log,
  });
  return {
    http: createEndpoint(first.definition.path, current, log),
    upgrade: realtime.upgrade,
    swap(api) {
      live = enliven(api);
      subscriptions.recheck();
    },
    stop: realtime.stop,
  };
}
