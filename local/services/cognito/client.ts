import { createHmac } from 'node:crypto';
import { TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Resource } from '../../runtime/service.ts';
import type { Client } from './pool.ts';

const UNIT_SECONDS = { seconds: 1, minutes: 60, hours: 3600, days: 86400 } as const;
type Unit = keyof typeof UNIT_SECONDS;

interface ClientProperties {
  readonly AccessTokenValidity?: number;
  readonly AllowedOAuthFlowsUserPoolClient?: boolean;
  readonly ClientName?: string;
  readonly EnableTokenRevocation?: boolean;
  readonly ExplicitAuthFlows?: readonly string[];
  readonly GenerateSecret?: boolean;
  readonly IdTokenValidity?: number;
  readonly PreventUserExistenceErrors?: string;
  readonly RefreshTokenRotation?: { readonly Feature?: string; readonly RetryGracePeriodSeconds?: number };
  readonly RefreshTokenValidity?: number;
  readonly SupportedIdentityProviders?: readonly string[];
  readonly TokenValidityUnits?: {
    readonly AccessToken?: Unit;
    readonly IdToken?: Unit;
    readonly RefreshToken?: Unit;
  };
  readonly UserPoolId?: string;
}

const PROPERTIES = [
  'AccessTokenValidity',
  'AllowedOAuthFlowsUserPoolClient',
  'ClientName',
  'EnableTokenRevocation',
  'ExplicitAuthFlows',
  'GenerateSecret',
  'IdTokenValidity',
  'PreventUserExistenceErrors',
  'RefreshTokenRotation',
  'RefreshTokenValidity',
  'SupportedIdentityProviders',
  'TokenValidityUnits',
  'UserPoolId',
];

/** What a client may do when its template does not say. */
const DEFAULT_FLOWS = ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
const FLOWS = [
  ...DEFAULT_FLOWS,
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  // Named by CDK's defaults; a sign-in by such a flow is refused.
  'ALLOW_CUSTOM_AUTH',
];

export function readClient(resource: Resource, runtime: Runtime): Client {
  allowProperties(resource, PROPERTIES);
  const { logicalId } = resource;
  const properties = (resource.properties ?? {}) as ClientProperties;
  if (properties.AllowedOAuthFlowsUserPoolClient)
    throw new TemplateError(logicalId, 'OAuth is not supported.');
  const provider = properties.SupportedIdentityProviders?.find((name) => name !== 'COGNITO');
  if (provider) throw new TemplateError(logicalId, `the identity provider ${provider} is not supported.`);
  const flows = properties.ExplicitAuthFlows ?? DEFAULT_FLOWS;
  const unknown = flows.find((flow) => !FLOWS.includes(flow));
  if (unknown) throw new TemplateError(logicalId, `the flow ${unknown} is not supported.`);

  const rotates = properties.RefreshTokenRotation?.Feature === 'ENABLED';
  if (rotates && flows.includes('ALLOW_REFRESH_TOKEN_AUTH'))
    throw new TemplateError(
      logicalId,
      'a client that rotates refresh tokens cannot have the flow ALLOW_REFRESH_TOKEN_AUTH.',
    );

  const id = runtime.idFor(logicalId, 26);
  const units = properties.TokenValidityUnits ?? {};
  const seconds = (value: number, unit: Unit) => value * UNIT_SECONDS[unit];
  return {
    id,
    // Made of the installation's own secret, so that it is the same at every start.
    secret: properties.GenerateSecret
      ? createHmac('sha384', runtime.credentials.secret('cognito clients'))
          .update(id)
          .digest('hex')
          .slice(0, 51)
      : undefined,
    revokesTokens: properties.EnableTokenRevocation ?? true,
    rotation: rotates
      ? { graceSeconds: properties.RefreshTokenRotation?.RetryGracePeriodSeconds ?? 0 }
      : undefined,
    name: properties.ClientName ?? runtime.nameFor(logicalId),
    poolId: properties.UserPoolId ?? '',
    flows,
    hidesUserExistence: properties.PreventUserExistenceErrors === 'ENABLED',
    validity: {
      access: seconds(properties.AccessTokenValidity ?? 1, units.AccessToken ?? 'hours'),
      id: seconds(properties.IdTokenValidity ?? 1, units.IdToken ?? 'hours'),
      refresh: seconds(properties.RefreshTokenValidity ?? 30, units.RefreshToken ?? 'days'),
    },
  };
}
