import { AwsError } from '../../runtime/errors.ts';
import type { Directory } from './directory.ts';
import type { Guard } from './groups.ts';
import { text } from './input.ts';
import type { Client, Pool } from './pool.ts';

/** The operations that tell what the template made. */
export function describeOperations({ onPool }: Guard, directory: Directory) {
  return {
    DescribeUserPool: onPool('DescribeUserPool', (pool) => ({ UserPool: describePool(pool) })),

    DescribeUserPoolClient: onPool('DescribeUserPoolClient', (pool, input) => {
      const client = directory.clients.get(text(input, 'ClientId'));
      if (client?.poolId !== pool.id)
        throw new AwsError(
          'ResourceNotFoundException',
          `User pool client ${text(input, 'ClientId')} does not exist.`,
        );
      return { UserPoolClient: describeClient(client) };
    }),

    ListUserPoolClients: onPool('ListUserPoolClients', (pool) => ({
      UserPoolClients: [...directory.clients.values()]
        .filter(({ poolId }) => poolId === pool.id)
        .map(({ id, name }) => ({ ClientId: id, ClientName: name, UserPoolId: pool.id })),
    })),
  };
}

const describePool = (pool: Pool) => ({
  Id: pool.id,
  Name: pool.name,
  Arn: pool.arn,
  AutoVerifiedAttributes: pool.verifiesEmail ? ['email'] : [],
  AliasAttributes: pool.emailIsAlias ? ['email'] : [],
  UsernameAttributes: pool.emailIsUsername ? ['email'] : [],
  UsernameConfiguration: { CaseSensitive: pool.caseSensitive },
  DeletionProtection: pool.deletionProtected ? 'ACTIVE' : 'INACTIVE',
  Policies: {
    PasswordPolicy: {
      MinimumLength: pool.passwordPolicy.minimumLength,
      ...Object.fromEntries(pool.passwordPolicy.requires.map((kind) => [kind, true])),
      TemporaryPasswordValidityDays: pool.passwordPolicy.temporaryValidityDays,
    },
  },
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: pool.onlyAdminsCreateUsers },
  LambdaConfig: {
    PostConfirmation: pool.triggers.postConfirmation,
    PreTokenGeneration: pool.triggers.preTokenGeneration?.functionArn,
    ...(pool.triggers.preTokenGeneration && {
      PreTokenGenerationConfig: {
        LambdaArn: pool.triggers.preTokenGeneration.functionArn,
        LambdaVersion: `V${pool.triggers.preTokenGeneration.version}_0`,
      },
    }),
  },
  MfaConfiguration: 'OFF',
});

/** Validity in seconds, which is one of the units that clients are set up in. */
const describeClient = (client: Client) => ({
  ClientId: client.id,
  ClientName: client.name,
  UserPoolId: client.poolId,
  ...(client.secret !== undefined && { ClientSecret: client.secret }),
  ExplicitAuthFlows: client.flows,
  EnableTokenRevocation: client.revokesTokens,
  PreventUserExistenceErrors: client.hidesUserExistence ? 'ENABLED' : 'LEGACY',
  AccessTokenValidity: client.validity.access,
  IdTokenValidity: client.validity.id,
  RefreshTokenValidity: client.validity.refresh,
  TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
  ...(client.rotation && {
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: client.rotation.graceSeconds },
  }),
});
