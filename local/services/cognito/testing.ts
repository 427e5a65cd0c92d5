import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createAwsPort } from '../../runtime/aws-port.ts';
import type { Clock } from '../../runtime/clock.ts';
import { createRuntime } from '../../runtime/create.ts';
import { silentLog } from '../../runtime/log.ts';
import type { InvokeResult, Peers } from '../../runtime/peers.ts';
import type { Principal } from '../../runtime/principal.ts';
import { allowAll } from '../../runtime/testing.ts';
import { createCognito } from './index.ts';

export interface Invocation {
  readonly functionArn: string;
  readonly event: {
    readonly triggerSource: string;
    readonly userPoolId: string;
    readonly userName: string;
    readonly request: { readonly userAttributes: Readonly<Record<string, string>> };
  };
  readonly caller: Principal;
}

/** The service behind a real AWS port with one pool and one client, as CDK writes them. */
export async function openCognito(
  dataDirectory: string,
  options: {
    pool?: Record<string, unknown>;
    client?: Record<string, unknown>;
    clock?: Clock;
    iam?: Peers['iam'];
    invoke?: (invocation: Invocation) => InvokeResult;
  } = {},
) {
  const lines: string[] = [];
  const runtime = createRuntime({
    dataDirectory,
    stackName: 'Test',
    clock: options.clock ?? { now: () => Date.now() },
    log: { ...silentLog, step: (_service, message) => void lines.push(message) },
    ports: { aws: 0, web: 0, cdn: 0, payments: 0 },
  });
  const echo = ({ event }: Invocation): InvokeResult => ({ payload: JSON.stringify(event) });
  runtime.connectPeers({
    iam: options.iam ?? allowAll,
    lambda: {
      invoke: async (functionArn, payload, _type, caller) =>
        (options.invoke ?? echo)({ functionArn, event: JSON.parse(payload) as Invocation['event'], caller }),
    },
  });
  const service = createCognito(runtime);
  await service.start?.();
  const create = async (logicalId: string, type: string, properties: Record<string, unknown>) =>
    service.create({ logicalId, type, properties });
  const pool = await create('UserPool', 'AWS::Cognito::UserPool', {
    AutoVerifiedAttributes: ['email'],
    Policies: {
      PasswordPolicy: {
        MinimumLength: 8,
        RequireLowercase: true,
        RequireUppercase: true,
        RequireNumbers: true,
      },
    },
    ...options.pool,
  });
  const client = await create('Client', 'AWS::Cognito::UserPoolClient', {
    UserPoolId: pool.ref,
    GenerateSecret: false,
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
    ...options.client,
  });
  for (const [name, Precedence] of [
    ['creators', 2],
    ['admins', 1],
  ])
    await create(`Group${name}`, 'AWS::Cognito::UserPoolGroup', {
      GroupName: name,
      UserPoolId: pool.ref,
      Precedence,
    });

  const server = createAwsPort(runtime, { 'cognito-idp': service }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sdk = new CognitoIdentityProviderClient({
    endpoint,
    region: runtime.region,
    credentials: { ...runtime.credentials.root },
  });
  return {
    runtime,
    service,
    sdk,
    endpoint,
    create,
    UserPoolId: pool.ref,
    ClientId: client.ref,
    pool,
    /** The last code that was "mailed". */
    lastCode: () => lines.at(-1)?.match(/\d{6}$/)?.[0] ?? '',
    async close() {
      sdk.destroy();
      server.close();
      server.closeAllConnections();
      await service.stop?.();
    },
  };
}

export type Cognito = Awaited<ReturnType<typeof openCognito>>;

export const Password = 'Correct-horse1';

/** What a person does to get an account and use it, with one password for all. */
export function person(open: () => Cognito) {
  return {
    signUp: (Username = 'alice', changes: { Password?: string } = {}) =>
      open().sdk.send(
        new SignUpCommand({
          ClientId: open().ClientId,
          Username,
          Password,
          UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
          ...changes,
        }),
      ),
    confirm: (Username = 'alice', ConfirmationCode = open().lastCode()) =>
      open().sdk.send(new ConfirmSignUpCommand({ ClientId: open().ClientId, Username, ConfirmationCode })),
    async signIn(PASSWORD = Password, USERNAME = 'alice') {
      const { AuthenticationResult } = await open().sdk.send(
        new InitiateAuthCommand({
          ClientId: open().ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD },
        }),
      );
      const { AccessToken, IdToken, RefreshToken } = AuthenticationResult!;
      return { AccessToken: AccessToken!, IdToken: IdToken!, RefreshToken: RefreshToken! };
    },
  };
}

export const otherCode = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** Name and message of a refusal. */
export const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error: Error) => `${error.name}: ${error.message}`,
  );
