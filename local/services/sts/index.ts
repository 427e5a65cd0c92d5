import { AwsError } from '../../runtime/errors.ts';
import { queryProtocol } from '../../runtime/protocols/query.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';

/** Who am I, and sessions of roles for the account's own credentials. */
export function createSts(runtime: Runtime): Service {
  return {
    create: ({ logicalId, type }) => {
      throw new Error(`${logicalId}: ${type} is not a resource of STS.`);
    },
    handle: queryProtocol({
      namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
      log: runtime.log,
      operations: {
        GetCallerIdentity: (_input, { caller }) => ({
          Arn: arnOf(caller),
          UserId: caller.kind === 'root' ? caller.accountId : arnOf(caller).split('/').slice(-2).join(':'),
          Account: runtime.accountId,
        }),
        AssumeRole: (input, { caller }) => {
          const roleArn = matching(input, 'RoleArn', /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/);
          const session = matching(input, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/);
          const seconds = Number(input.get('DurationSeconds') ?? 3600);
          if (!Number.isInteger(seconds) || seconds < 900 || seconds > 43_200)
            throw new AwsError('ValidationError', 'DurationSeconds must be between 900 and 43200.');
          runtime.peers.iam.authorize({ caller, action: 'sts:AssumeRole', resource: roleArn });
          const set = runtime.credentials.forRole(roleArn, session, seconds);
          const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
          return {
            Credentials: {
              AccessKeyId: set.accessKeyId,
              SecretAccessKey: set.secretAccessKey,
              SessionToken: set.sessionToken,
              Expiration: set.expiration!.toISOString(),
            },
            AssumedRoleUser: {
              AssumedRoleId: `AROA:${session}`,
              Arn: `arn:aws:sts::${runtime.accountId}:assumed-role/${role}/${session}`,
            },
          };
        },
      },
    }),
  };
}

function arnOf(caller: Principal): string {
  if (caller.kind === 'root' || caller.kind === 'role') return caller.arn;
  throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
}

/** A parameter of a form that its value must have: a session's name becomes a part of its ARN. */
function matching(input: URLSearchParams, name: string, pattern: RegExp): string {
  const value = input.get(name);
  if (value !== null && pattern.test(value)) return value;
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ` +
      `Member must satisfy regular expression pattern: ${pattern.source}`,
  );
}
