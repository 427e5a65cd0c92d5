import { createHash } from 'node:crypto';
import type { Principal } from '../../../runtime/principal.ts';

export type AuthMode = 'AMAZON_COGNITO_USER_POOLS' | 'AWS_IAM' | 'API_KEY';

/** Who asks, as one of the API's authorization modes found out. */
export interface Caller {
  readonly mode: AuthMode;
  /** `ctx.identity`: its shape differs by mode, and an API key has none. */
  readonly identity: Readonly<Record<string, unknown>> | null;
  /** Cognito groups; empty for the other modes. */
  readonly groups: readonly string[];
  /** What the user pool allows on fields without a directive; `ALLOW` for the other modes. */
  readonly defaultAction: 'ALLOW' | 'DENY';
  /** The signer of an IAM request. */
  readonly principal?: Principal;
}

/** What `util.authType()` answers. */
export const AUTH_TYPES: Readonly<Record<AuthMode, string>> = {
  AMAZON_COGNITO_USER_POOLS: 'User Pool Authorization',
  AWS_IAM: 'IAM Authorization',
  API_KEY: 'API Key Authorization',
};

export const apiKeyCaller: Caller = { mode: 'API_KEY', identity: null, groups: [], defaultAction: 'ALLOW' };

export function cognitoCaller(
  claims: Readonly<Record<string, unknown>>,
  defaultAction: 'ALLOW' | 'DENY',
  sourceIp: readonly string[],
): Caller {
  const groups = claims['cognito:groups'];
  const names = Array.isArray(groups) ? groups.map(String) : null;
  return {
    mode: 'AMAZON_COGNITO_USER_POOLS',
    groups: names ?? [],
    defaultAction,
    identity: {
      claims,
      defaultAuthStrategy: defaultAction,
      groups: names,
      issuer: claims['iss'] ?? null,
      sourceIp,
      sub: claims['sub'] ?? null,
      // An access token spells it `username`, an id token `cognito:username`.
      username: claims['username'] ?? claims['cognito:username'] ?? null,
    },
  };
}

export function iamCaller(principal: Principal, sourceIp: readonly string[]): Caller {
  const arn = 'arn' in principal ? principal.arn : null;
  return {
    mode: 'AWS_IAM',
    groups: [],
    defaultAction: 'ALLOW',
    principal,
    identity: {
      accountId: 'accountId' in principal ? principal.accountId : null,
      cognitoIdentityPoolId: null,
      cognitoIdentityId: null,
      sourceIp,
      username: principal.kind === 'role' ? `${roleId(principal.roleArn)}:${principal.sessionName}` : arn,
      userArn: arn,
      cognitoIdentityAuthType: null,
      cognitoIdentityAuthProvider: null,
    },
  };
}

/** The unique id that IAM gives a role; the name of a session's user begins with it. */
function roleId(roleArn: string): string {
  const digest = createHash('sha256').update(roleArn).digest('hex').toUpperCase();
  return `AROA${digest.slice(0, 17)}`;
}
