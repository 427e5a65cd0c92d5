import { AwsError, TemplateError } from '../../runtime/errors.ts';
import type { CredentialSet } from '../../runtime/credentials.ts';
import { NAMESPACES, queryProtocol } from '../../runtime/protocols/query.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { duration, matching, refuseUnknown, ROLE_ARN, sessionPolicies } from './input.ts';

/** Seconds: what AWS takes as `DurationSeconds`. */
const LEAST = 900;
const MOST_CHAINED = 3600;
const SESSION_TOKEN = { most: 129_600, usual: 43_200, ofRoot: 3600 };

/** What a real identity provider would have to vouch for, and there is none on this machine. */
const FEDERATED = ['AssumeRoleWithWebIdentity', 'AssumeRoleWithSAML', 'GetFederationToken', 'AssumeRoot'];

/** Who am I, and sessions of roles. */
export function createSts(runtime: Runtime): Service {
  const { credentials, accountId } = runtime;

  return {
    create: ({ logicalId, type }) => {
      throw new TemplateError(logicalId, `${type} is not a resource of STS.`);
    },
    handle: queryProtocol({
      namespace: NAMESPACES.sts,
      log: runtime.log,
      operations: {
        GetCallerIdentity(_input, call) {
          const caller = signed(call.caller);
          return {
            Arn: caller.arn,
            UserId: caller.kind === 'root' ? accountId : `${roleId(caller.roleArn)}:${caller.sessionName}`,
            Account: accountId,
          };
        },

        AssumeRole(input, call) {
          const caller = signed(call.caller);
          const roleArn = matching(input, 'RoleArn', ROLE_ARN);
          const session = matching(input, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/);
          const externalId = input.has('ExternalId')
            ? matching(input, 'ExternalId', /^[\w+=,.@:/-]{2,1224}$/)
            : undefined;
          const seconds = duration(input, { least: LEAST, most: 43_200, usual: 3600 });
          refuseUnknown(input, [
            'Tags',
            'TransitiveTagKeys',
            'SourceIdentity',
            'SerialNumber',
            'ProvidedContexts',
          ]);
          const policies = sessionPolicies(input, (document) =>
            runtime.peers.roles.checkPolicy(document, 'identity'),
          );
          runtime.peers.iam.authorize({
            caller,
            action: 'sts:AssumeRole',
            resource: roleArn,
            context: {
              'sts:RoleSessionName': session,
              ...(externalId !== undefined && { 'sts:ExternalId': externalId }),
            },
          });
          assertDuration(caller, roleArn, seconds);
          const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
          return {
            Credentials: described(credentials.forRole(roleArn, session, seconds, policies)),
            AssumedRoleUser: {
              AssumedRoleId: `${roleId(roleArn)}:${session}`,
              Arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
            },
            ...(policies.length > 0 && {
              PackedPolicySize: Math.ceil((JSON.stringify(policies).length / 2048) * 100),
            }),
          };
        },

        GetSessionToken(input, call) {
          const caller = signed(call.caller);
          if (caller.kind !== 'root')
            throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
          refuseUnknown(input, ['SerialNumber', 'TokenCode']);
          const seconds = duration(input, {
            least: LEAST,
            most: SESSION_TOKEN.most,
            usual: SESSION_TOKEN.usual,
          });
          // The root's sessions last an hour, whatever was asked for.
          return { Credentials: described(credentials.forRoot(Math.min(seconds, SESSION_TOKEN.ofRoot))) };
        },

        ...Object.fromEntries(FEDERATED.map((name) => [name, () => unsupported(name)])),
      },
    }),
  };

  /** The id that STS shows instead of a role's name. */
  function roleId(roleArn: string): string {
    return runtime.peers.roles.findRole(roleArn)?.id ?? 'AROA';
  }

  function assertDuration(caller: Principal, roleArn: string, seconds: number): void {
    if (caller.kind === 'role' && seconds > MOST_CHAINED)
      throw new AwsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      );
    if (seconds > (runtime.peers.roles.findRole(roleArn)?.maxSessionSeconds ?? Infinity))
      throw new AwsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
  }
}

const described = (set: CredentialSet) => ({
  AccessKeyId: set.accessKeyId,
  SecretAccessKey: set.secretAccessKey,
  SessionToken: set.sessionToken,
  Expiration: set.expiration!.toISOString(),
});

type Signed = Extract<Principal, { kind: 'root' | 'role' }>;

function signed(caller: Principal): Signed {
  if (caller.kind === 'root' || caller.kind === 'role') return caller;
  throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
}

function unsupported(operation: string): never {
  throw new AwsError(
    'NotImplemented',
    `${operation} is not supported on this machine: it has no identity provider.`,
    501,
  );
}
