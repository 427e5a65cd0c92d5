import { TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource, Service } from '../../runtime/service.ts';
import { createCache } from './cache/store.ts';
import type { SigningBehavior } from './config/behavior.ts';
import { readDistribution, type Distribution } from './config/distribution.ts';
import { readDocument, text } from './config/document.ts';
import { readKeyGroup, readPublicKey } from './config/keys.ts';
import { serve } from './edge/edge.ts';
import { disabled } from './edge/refusals.ts';
import { listen, type EdgeServer } from './edge/server.ts';
import { readCachePolicy } from './policies/cache-policy.ts';
import { readOriginRequestPolicy } from './policies/origin-request-policy.ts';
import { readResponseHeadersPolicy } from './policies/response-headers-policy.ts';

/**
 * CloudFront with one distribution, on a port of its own. What a viewer may fetch is decided by grants
 * alone; what the distribution may fetch is decided by each origin, which is told who asks.
 */
export function createCloudFront(runtime: Runtime): Service {
  const library = {
    publicKeys: new Map<string, ReturnType<typeof readPublicKey>>(),
    keyGroups: new Map<string, readonly string[]>(),
    accessControls: new Map<string, SigningBehavior>(),
    cachePolicies: new Map<string, ReturnType<typeof readCachePolicy>>(),
    originRequestPolicies: new Map<string, ReturnType<typeof readOriginRequestPolicy>>(),
    responseHeadersPolicies: new Map<string, ReturnType<typeof readResponseHeadersPolicy>>(),
  };
  const cache = createCache();
  let server: EdgeServer | undefined;
  let distribution: Distribution | undefined;

  const port = () => server?.port ?? runtime.ports.cdn;

  function createDistribution({ logicalId, properties }: Resource): Created {
    if (distribution)
      throw new TemplateError(logicalId, 'a second distribution is not supported on one machine.');
    const id = shortId(runtime, logicalId, 'E');
    const arn = `arn:aws:cloudfront::${runtime.accountId}:distribution/${id}`;
    distribution = readDistribution(logicalId, { id, arn }, properties.DistributionConfig, library);
    return { ref: id, attributes: { Id: id, DomainName: `localhost:${port()}` } };
  }

  /** Makes a part that others name by its id. */
  const part =
    <T>(
      name: string,
      made: Map<string, T>,
      read: (logicalId: string, config: unknown) => T,
      identify: (runtime: Runtime, logicalId: string) => string,
    ) =>
    (resource: Resource): Created => {
      allowProperties(resource, [name]);
      const id = identify(runtime, resource.logicalId);
      made.set(id, read(resource.logicalId, resource.properties[name]));
      return { ref: id, attributes: { Id: id } };
    };

  const makers: Readonly<Record<string, (resource: Resource) => Created>> = {
    'AWS::CloudFront::Distribution': (resource) => {
      allowProperties(resource, ['DistributionConfig', 'Tags']);
      return createDistribution(resource);
    },
    'AWS::CloudFront::PublicKey': part('PublicKeyConfig', library.publicKeys, readPublicKey, (...of) =>
      shortId(...of, 'K'),
    ),
    'AWS::CloudFront::KeyGroup': part(
      'KeyGroupConfig',
      library.keyGroups,
      (logicalId, config) => readKeyGroup(logicalId, config, library.publicKeys),
      longId,
    ),
    'AWS::CloudFront::OriginAccessControl': part(
      'OriginAccessControlConfig',
      library.accessControls,
      readAccessControl,
      (...of) => shortId(...of, 'E'),
    ),
    'AWS::CloudFront::CachePolicy': part('CachePolicyConfig', library.cachePolicies, readCachePolicy, longId),
    'AWS::CloudFront::OriginRequestPolicy': part(
      'OriginRequestPolicyConfig',
      library.originRequestPolicies,
      readOriginRequestPolicy,
      longId,
    ),
    'AWS::CloudFront::ResponseHeadersPolicy': part(
      'ResponseHeadersPolicyConfig',
      library.responseHeadersPolicies,
      readResponseHeadersPolicy,
      longId,
    ),
  };

  return {
    async start() {
      const { origins, clock, log, accountId } = runtime;
      server = await listen(
        runtime.ports.cdn,
        async (request) => {
          if (!distribution) throw disabled();
          const hosts = [`localhost:${port()}`, `127.0.0.1:${port()}`];
          return serve({ distribution, cache, origins, clock, log, accountId, hosts }, request);
        },
        log,
      );
    },

    create(resource) {
      const make = makers[resource.type];
      if (!make) throw new TemplateError(resource.logicalId, `${resource.type} is not supported.`);
      return make(resource);
    },

    async stop() {
      await server?.close();
      server = undefined;
    },
  };
}

function readAccessControl(logicalId: string, config: unknown): SigningBehavior {
  const document = readDocument(logicalId, 'OriginAccessControlConfig', config, [
    'Description',
    'Name',
    'OriginAccessControlOriginType',
    'SigningBehavior',
    'SigningProtocol',
  ]);
  const signing = text(document['SigningBehavior']);
  if (signing !== 'always' && signing !== 'never' && signing !== 'no-override')
    throw new TemplateError(logicalId, `SigningBehavior "${signing}" is not supported.`);
  return signing;
}

/** Fourteen characters, as CloudFront numbers distributions and keys. */
const shortId = (runtime: Runtime, logicalId: string, prefix: string) =>
  `${prefix}${runtime.idFor(logicalId, 13).toUpperCase()}`;

/** In the form of a UUID, as CloudFront numbers policies and groups. */
const longId = (runtime: Runtime, logicalId: string) =>
  runtime.idFor(logicalId, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
