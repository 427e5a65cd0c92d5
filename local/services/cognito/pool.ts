import { TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Resource } from '../../runtime/service.ts';
import { passwordPolicy, type PasswordPolicy } from './passwords.ts';

/** A user pool as the template describes it. Users are in the store, pools are made anew at every boot. */
export interface Pool {
  readonly id: string;
  /** The id without its region. */
  readonly shortName: string;
  readonly name: string;
  readonly arn: string;
  readonly issuer: string;
  readonly passwordPolicy: PasswordPolicy;
  /** Sign-in is by e-mail address, and the user name is an id that Cognito makes. */
  readonly emailIsUsername: boolean;
  /** Sign-in is by user name or by verified e-mail address. */
  readonly emailIsAlias: boolean;
  readonly verifiesEmail: boolean;
  readonly onlyAdminsCreateUsers: boolean;
  readonly caseSensitive: boolean;
  /** Attributes beside the standard ones, and which ones a user must have. */
  readonly customAttributes: readonly string[];
  readonly requiredAttributes: readonly string[];
  readonly triggers: { readonly postConfirmation?: string; readonly preTokenGeneration?: PreTokenTrigger };
  readonly deletionProtected: boolean;
  /** By name. */
  readonly groups: Map<string, Group>;
}

export interface PreTokenTrigger {
  readonly functionArn: string;
  /** The version of its event: the second one may change access tokens too. */
  readonly version: '1' | '2';
}

export interface Group {
  readonly logicalId: string;
  readonly precedence: number;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
}

export interface Client {
  readonly id: string;
  /** What `SECRET_HASH` is made with; absent for a client that can keep none. */
  readonly secret: string | undefined;
  readonly revokesTokens: boolean;
  /** Each use of a refresh token gives another one. Seconds for which the one before still counts. */
  readonly rotation: { readonly graceSeconds: number } | undefined;
  readonly name: string;
  readonly poolId: string;
  readonly flows: readonly string[];
  readonly hidesUserExistence: boolean;
  /** Seconds. */
  readonly validity: { readonly access: number; readonly id: number; readonly refresh: number };
}

/** Texts of messages, and settings of what is not there (mail, SMS, devices): nothing acts on them. */
const POOL_WITHOUT_EFFECT = [
  'AccountRecoverySetting',
  'EmailConfiguration',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'SmsVerificationMessage',
  'SmsAuthenticationMessage',
  'SmsConfiguration',
  'UserAttributeUpdateSettings',
  'UserPoolTags',
  'UserPoolTier',
  'VerificationMessageTemplate',
];
const POOL_PROPERTIES = [
  'AdminCreateUserConfig',
  'AliasAttributes',
  'AutoVerifiedAttributes',
  'DeletionProtection',
  'LambdaConfig',
  'MfaConfiguration',
  'Policies',
  'Schema',
  'UsernameAttributes',
  'UsernameConfiguration',
  'UserPoolName',
];

interface PoolProperties {
  readonly AdminCreateUserConfig?: { readonly AllowAdminCreateUserOnly?: boolean };
  readonly AliasAttributes?: readonly string[];
  readonly AutoVerifiedAttributes?: readonly string[];
  readonly DeletionProtection?: string;
  readonly LambdaConfig?: Readonly<Record<string, unknown>>;
  readonly MfaConfiguration?: string;
  readonly Policies?: { readonly PasswordPolicy?: Readonly<Record<string, unknown>> };
  readonly Schema?: readonly { readonly Name?: string; readonly Required?: boolean }[];
  readonly UsernameAttributes?: readonly string[];
  readonly UsernameConfiguration?: { readonly CaseSensitive?: boolean };
  readonly UserPoolName?: string;
}

export function readPool(resource: Resource, runtime: Runtime): Pool {
  allowProperties(resource, [...POOL_PROPERTIES, ...POOL_WITHOUT_EFFECT]);
  const { logicalId } = resource;
  const properties = (resource.properties ?? {}) as PoolProperties;
  if (properties.MfaConfiguration && properties.MfaConfiguration !== 'OFF')
    throw new TemplateError(logicalId, 'multi-factor authentication is not supported.');
  const emailOnly = (name: 'AliasAttributes' | 'UsernameAttributes' | 'AutoVerifiedAttributes') => {
    const attributes = properties[name] ?? [];
    const other = attributes.find((attribute) => attribute !== 'email');
    if (other) throw new TemplateError(logicalId, `${name}: only email is supported, not ${other}.`);
    return attributes.length > 0;
  };
  const lambdas = properties.LambdaConfig ?? {};
  for (const name of Object.keys(lambdas))
    if (!['PostConfirmation', 'PreTokenGeneration', 'PreTokenGenerationConfig'].includes(name))
      throw new TemplateError(logicalId, `the trigger ${name} is not supported.`);
  const postConfirmation = lambdas.PostConfirmation as string | undefined;
  const preTokenGeneration = preTokenTrigger(logicalId, lambdas);
  const schema = properties.Schema ?? [];
  const shortName = shortPoolName(runtime, logicalId);
  const id = `${runtime.region}_${shortName}`;
  return {
    id,
    shortName,
    name: properties.UserPoolName ?? runtime.nameFor(logicalId),
    arn: runtime.arn('cognito-idp', `userpool/${id}`),
    issuer: `https://cognito-idp.${runtime.region}.amazonaws.com/${id}`,
    passwordPolicy: passwordPolicy(properties.Policies?.PasswordPolicy),
    emailIsUsername: emailOnly('UsernameAttributes'),
    emailIsAlias: emailOnly('AliasAttributes'),
    verifiesEmail: emailOnly('AutoVerifiedAttributes'),
    onlyAdminsCreateUsers: properties.AdminCreateUserConfig?.AllowAdminCreateUserOnly ?? false,
    caseSensitive: properties.UsernameConfiguration?.CaseSensitive ?? true,
    customAttributes: schema.flatMap(({ Name }) =>
      Name && !STANDARD_ATTRIBUTES.includes(Name) ? [`custom:${Name}`] : [],
    ),
    requiredAttributes: schema.flatMap(({ Name, Required }) => (Name && Required ? [Name] : [])),
    triggers: {
      ...(postConfirmation && { postConfirmation }),
      ...(preTokenGeneration && { preTokenGeneration }),
    },
    deletionProtected: properties.DeletionProtection === 'ACTIVE',
    groups: new Map(),
  };
}

/** Nine characters, as Cognito's: letters and digits. */
const shortPoolName = (runtime: Runtime, logicalId: string) => runtime.idFor(logicalId, 9);

function preTokenTrigger(
  logicalId: string,
  lambdas: Readonly<Record<string, unknown>>,
): PreTokenTrigger | undefined {
  const config = lambdas.PreTokenGenerationConfig as
    { LambdaArn?: string; LambdaVersion?: string } | undefined;
  const version = config?.LambdaVersion ?? 'V1_0';
  if (version !== 'V1_0' && version !== 'V2_0')
    throw new TemplateError(logicalId, `the version ${version} of PreTokenGeneration is not supported.`);
  const functionArn = config?.LambdaArn ?? (lambdas.PreTokenGeneration as string | undefined);
  return functionArn === undefined ? undefined : { functionArn, version: version === 'V1_0' ? '1' : '2' };
}

export const STANDARD_ATTRIBUTES: readonly string[] = [
  'address',
  'birthdate',
  'email',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'picture',
  'preferred_username',
  'profile',
  'updated_at',
  'website',
  'zoneinfo',
];
