import { AwsError } from '../../runtime/errors.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Input } from './input.ts';
import type { Pool } from './pool.ts';
import type { User } from './store.ts';

/** The Lambda functions that a pool calls, with the events that Cognito sends. */
export interface Triggers {
  postConfirmation(
    pool: Pool,
    user: User,
    source: 'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
    call: TriggerCall,
  ): Promise<void>;
  /** What a function wants changed in the tokens, or nothing. */
  preTokenGeneration(
    pool: Pool,
    user: User,
    groups: readonly string[],
    source:
      | 'TokenGeneration_Authentication'
      | 'TokenGeneration_NewPasswordChallenge'
      | 'TokenGeneration_RefreshTokens',
    call: TriggerCall,
  ): Promise<ClaimsOverride>;
}

export interface TriggerCall {
  readonly clientId: string;
  readonly clientMetadata?: Input;
}

/** What becomes of the claims of one token. */
export interface ClaimsChange {
  readonly claimsToAddOrOverride?: Readonly<Record<string, unknown>>;
  readonly claimsToSuppress?: readonly string[];
}

interface GroupOverride {
  readonly groupsToOverride?: readonly string[];
  readonly iamRolesToOverride?: readonly string[];
  readonly preferredRole?: string;
}

export interface ClaimsOverride {
  readonly id: ClaimsChange;
  readonly access: ClaimsChange & {
    readonly scopesToAdd?: readonly string[];
    readonly scopesToSuppress?: readonly string[];
  };
  readonly groups: GroupOverride;
}

/** The answers of the first and of the second version of the event. */
interface Answer {
  readonly response?: {
    readonly claimsOverrideDetails?:
      (ClaimsChange & { readonly groupOverrideDetails?: GroupOverride }) | null;
    readonly claimsAndScopeOverrideDetails?: {
      readonly idTokenGeneration?: ClaimsChange | null;
      readonly accessTokenGeneration?: ClaimsOverride['access'] | null;
      readonly groupOverrideDetails?: GroupOverride | null;
    } | null;
  };
}

/** What an access token of the user pool's own API is good for. */
export const SCOPE = 'aws.cognito.signin.user.admin';

export function createTriggers(runtime: Runtime): Triggers {
  return {
    async postConfirmation(pool, user, source, { clientId, clientMetadata }) {
      const arn = pool.triggers.postConfirmation;
      if (!arn) return;
      const request = { userAttributes: userAttributes(user), ...(clientMetadata && { clientMetadata }) };
      await invoke(arn, 'PostConfirmation', pool, user, source, clientId, request);
    },

    async preTokenGeneration(pool, user, groups, source, { clientId, clientMetadata }) {
      const trigger = pool.triggers.preTokenGeneration;
      if (!trigger) return { id: {}, access: {}, groups: {} };
      const request = {
        userAttributes: userAttributes(user),
        groupConfiguration: {
          groupsToOverride: groups,
          iamRolesToOverride: groups.flatMap((name) => pool.groups.get(name)?.roleArn ?? []),
          preferredRole: groups.length > 0 ? (pool.groups.get(groups[0]!)?.roleArn ?? null) : null,
        },
        ...(trigger.version === '2' && { scopes: [SCOPE] }),
        ...(clientMetadata && { clientMetadata }),
      };
      const { response } = await invoke(
        ...([trigger.functionArn, 'PreTokenGeneration', pool, user, source, clientId, request] as const),
        trigger.version,
      );
      const second = response?.claimsAndScopeOverrideDetails;
      if (trigger.version === '2')
        return {
          id: second?.idTokenGeneration ?? {},
          access: second?.accessTokenGeneration ?? {},
          groups: second?.groupOverrideDetails ?? {},
        };
      const first = response?.claimsOverrideDetails;
      return { id: first ?? {}, access: {}, groups: first?.groupOverrideDetails ?? {} };
    },
  };

  async function invoke(
    functionArn: string,
    name: string,
    pool: Pool,
    user: User,
    triggerSource: string,
    clientId: string,
    request: unknown,
    version: '1' | '2' = '1',
  ): Promise<Answer> {
    const event = {
      version,
      region: runtime.region,
      userPoolId: pool.id,
      userName: user.username,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
      triggerSource,
      request,
      response: {},
    };
    const { payload, functionError } = await runtime.peers.lambda.invoke(
      functionArn,
      JSON.stringify(event),
      'RequestResponse',
      {
        kind: 'service',
        service: 'cognito-idp.amazonaws.com',
        sourceArn: pool.arn,
        sourceAccount: runtime.accountId,
      },
    );
    if (functionError)
      throw new AwsError(
        'UserLambdaValidationException',
        `${name} failed with error ${errorMessage(payload)}.`,
      );
    const answer: unknown = JSON.parse(payload);
    if (typeof answer !== 'object' || answer === null)
      throw new AwsError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
    return answer;
  }
}

function errorMessage(payload: string): string {
  const { errorMessage: message } = (JSON.parse(payload) ?? {}) as { errorMessage?: unknown };
  return typeof message === 'string' ? message : 'unknown error';
}

const userAttributes = (user: User) => ({
  sub: user.sub,
  ...user.attributes,
  'cognito:user_status': user.status,
});
