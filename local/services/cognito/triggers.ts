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

export interface ClaimsOverride {
  readonly claimsToAddOrOverride?: Readonly<Record<string, unknown>>;
  readonly claimsToSuppress?: readonly string[];
  readonly groupOverrideDetails?: { readonly groupsToOverride?: readonly string[] };
}

export function createTriggers(runtime: Runtime): Triggers {
  return {
    async postConfirmation(pool, user, source, { clientId, clientMetadata }) {
      const arn = pool.triggers.postConfirmation;
      if (!arn) return;
      const request = { userAttributes: userAttributes(user), ...(clientMetadata && { clientMetadata }) };
      await invoke(arn, 'PostConfirmation', pool, user, source, clientId, request);
    },

    async preTokenGeneration(pool, user, groups, source, { clientId, clientMetadata }) {
      const arn = pool.triggers.preTokenGeneration;
      if (!arn) return {};
      const request = {
        userAttributes: userAttributes(user),
        groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: [], preferredRole: null },
        ...(clientMetadata && { clientMetadata }),
      };
      const { response } = await invoke(arn, 'PreTokenGeneration', pool, user, source, clientId, request);
      return response?.claimsOverrideDetails ?? {};
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
  ): Promise<{ response?: { claimsOverrideDetails?: ClaimsOverride | null } }> {
    const event = {
      version: '1',
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
