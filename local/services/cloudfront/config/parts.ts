import type { KeyObject } from 'node:crypto';
import { TemplateError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { readCachePolicy } from '../policies/cache-policy.ts';
import { readOriginRequestPolicy } from '../policies/origin-request-policy.ts';
import { readResponseHeadersPolicy } from '../policies/response-headers-policy.ts';
import { readAccessControl } from './access-control.ts';
import type { Library } from './behavior.ts';
import { readKeyGroup, readPublicKey } from './keys.ts';

/** A resource that others name by its id. */
export interface Part {
  /** The one property of the resource. */
  readonly property: string;
  /** Where it stands in the library. */
  readonly shelf: keyof Library;
  readonly identify: (runtime: Runtime, logicalId: string) => string;
  readonly read: (logicalId: string, config: unknown, library: Library) => unknown;
  /** Throws a `TemplateError` for a change that CloudFront does not make. */
  readonly checkChange?: (logicalId: string, before: unknown, after: unknown) => void;
}

/** Fourteen characters, as CloudFront numbers distributions and keys. */
export const shortId = (runtime: Runtime, logicalId: string, prefix: string) =>
  `${prefix}${runtime.idFor(logicalId, 13).toUpperCase()}`;

/** In the form of a UUID, as CloudFront numbers policies and groups. */
const longId = (runtime: Runtime, logicalId: string) =>
  runtime.idFor(logicalId, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const PARTS: Readonly<Record<string, Part>> = {
  'AWS::CloudFront::PublicKey': {
    property: 'PublicKeyConfig',
    shelf: 'publicKeys',
    identify: (runtime, logicalId) => shortId(runtime, logicalId, 'K'),
    read: readPublicKey,
    checkChange(logicalId, before, after) {
      if (!(before as KeyObject).equals(after as KeyObject))
        throw new TemplateError(
          logicalId,
          'the EncodedKey of a public key cannot change: add another key to its group, and take this one out later.',
        );
    },
  },
  'AWS::CloudFront::KeyGroup': {
    property: 'KeyGroupConfig',
    shelf: 'keyGroups',
    identify: longId,
    read: (logicalId, config, { publicKeys }) => readKeyGroup(logicalId, config, publicKeys),
  },
  'AWS::CloudFront::OriginAccessControl': {
    property: 'OriginAccessControlConfig',
    shelf: 'accessControls',
    identify: (runtime, logicalId) => shortId(runtime, logicalId, 'E'),
    read: readAccessControl,
  },
  'AWS::CloudFront::CachePolicy': {
    property: 'CachePolicyConfig',
    shelf: 'cachePolicies',
    identify: longId,
    read: readCachePolicy,
  },
  'AWS::CloudFront::OriginRequestPolicy': {
    property: 'OriginRequestPolicyConfig',
    shelf: 'originRequestPolicies',
    identify: longId,
    read: readOriginRequestPolicy,
  },
  'AWS::CloudFront::ResponseHeadersPolicy': {
    property: 'ResponseHeadersPolicyConfig',
    shelf: 'responseHeadersPolicies',
    identify: longId,
    read: readResponseHeadersPolicy,
  },
};
