import { join } from 'node:path';
import { TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource, Service } from '../../runtime/service.ts';
import { openInvalidations, type Invalidations } from './api/invalidations.ts';
import { createApi } from './api/routes.ts';
import type { CacheKey } from './cache/cache-key.ts';
import { createFlights } from './cache/flights.ts';
import { createCache } from './cache/store.ts';
import { PARTS, shortId } from './config/parts.ts';
import { createRegistry } from './config/registry.ts';
import { serve } from './edge/edge.ts';
import { createHosts } from './edge/hosts.ts';
import { listen, type EdgeServer } from './edge/server.ts';
import { createAccessLog } from './logs/access-log.ts';

/** Milliseconds for which the end waits for answers under way, so that the log has them. */
const LOG_PATIENCE = 500;
const DISTRIBUTION = 'AWS::CloudFront::Distribution';

/**
 * CloudFront on a port of its own. What a viewer may fetch is decided by grants alone; what a distribution
 * may fetch is decided by each origin, which is told who asks.
 */
export function createCloudFront(runtime: Runtime): Service {
  const directory = runtime.directory('cloudfront');
  const registry = createRegistry(runtime);
  const cache = createCache();
  const flights = createFlights();
  const accessLog = createAccessLog(runtime, directory);
  let server: EdgeServer | undefined;
  let opened: Invalidations | undefined;
  const invalidations = () =>
    (opened ??= openInvalidations(join(directory, 'invalidations.sqlite'), runtime.clock));
  const hosts = createHosts(directory, () => server?.port ?? runtime.ports.cdn);

  const purge = (names: (key: CacheKey) => boolean) => {
    cache.remove(names);
    flights.disown(names);
  };

  const distributionId = (logicalId: string) => shortId(runtime, logicalId, 'E');

  function createDistribution(resource: Resource): Created {
    allowProperties(resource, ['DistributionConfig', 'Tags']);
    const id = distributionId(resource.logicalId);
    registry.putDistribution(id, resource);
    return { ref: id, attributes: { Id: id, DomainName: hosts.domainName(id) } };
  }

  function createPart(resource: Resource): Created {
    const part = PARTS[resource.type];
    if (!part) throw new TemplateError(resource.logicalId, `${resource.type} is not supported.`);
    allowProperties(resource, [part.property]);
    const id = registry.putPart(resource);
    return { ref: id, attributes: { Id: id } };
  }

  return {
    async start() {
      const { origins, clock, log, accountId } = runtime;
      const find = (host: string) => hosts.find(registry.all(), host);
      const edge = { find, cache, flights, origins, clock, log, accountId };
      server = await listen({
        port: runtime.ports.cdn,
        serve: (request) => serve(edge, request),
        onServed: accessLog.record,
        log,
      });
    },

    create: (resource) =>
      resource.type === DISTRIBUTION ? createDistribution(resource) : createPart(resource),

    delete(resource) {
      if (resource.type !== DISTRIBUTION) return registry.removePart(resource);
      const id = distributionId(resource.logicalId);
      registry.removeDistribution(id);
      hosts.forget(id);
      invalidations().forget(id);
      purge(({ distribution }) => distribution === id);
    },

    handle: (call) =>
      createApi({
        runtime,
        invalidations: invalidations(),
        find: registry.find,
        all: registry.all,
        domainName: hosts.domainName,
        purge,
      })(call),

    async drain() {
      await server?.idle(LOG_PATIENCE);
      await accessLog.deliver();
    },

    async stop() {
      accessLog.stop();
      await server?.close();
      server = undefined;
      opened?.close();
      opened = undefined;
    },
  };
}
