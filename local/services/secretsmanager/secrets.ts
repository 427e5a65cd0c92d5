import { AwsError } from '../../runtime/errors.ts';
import type { JsonOperations } from '../../runtime/protocols/json.ts';
import {
  objects,
  optionalFlag,
  optionalText,
  optionalWhole,
  text,
  texts,
  type Input,
} from '../../runtime/protocols/members.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Access } from './access.ts';
import {
  invalidParameter,
  invalidRequest,
  optionalValue,
  refuseUnknown,
  requestToken,
  secretName,
  withTags,
} from './input.ts';
import type { Secret, Store } from './store.ts';
import { addVersion } from './versions.ts';

const DAY_MS = 24 * 3600 * 1000;
const WINDOW_DAYS = { least: 7, most: 30, usual: 30 };

/** The operations on secrets as a whole. */
export function secretOperations(runtime: Runtime, store: Store, access: Access): JsonOperations {
  const { clock } = runtime;

  return {
    CreateSecret(input: Input, { caller }) {
      const name = secretName(input);
      access.allow(caller, 'CreateSecret', access.arnFor(name), undefined, { 'secretsmanager:Name': name });
      refuseUnknown(input);
      const value = optionalValue(input);
      const token = requestToken(input);
      const known = access.find(name);
      // The same request, come again, is answered again.
      if (known && !(token && value && store.versions(known.arn).some(({ id }) => id === token)))
        throw known.deletionAt === undefined
          ? new AwsError(
              'ResourceExistsException',
              `The operation failed because the secret ${name} already exists.`,
            )
          : invalidRequest(
              `You can't create this secret because a secret with this name is already scheduled for deletion.`,
            );
      const secret =
        known ??
        newSecret(access.arnFor(name), name, clock.now(), {
          description: optionalText(input, 'Description') ?? '',
          tags: withTags({}, input),
        });
      const version = store.transaction(() => {
        if (!known) store.put(secret);
        return (
          value &&
          addVersion(store, secret, {
            id: token ?? runtime.uuid(),
            value,
            stages: ['AWSCURRENT'],
            now: clock.now(),
          })
        );
      });
      return { ARN: secret.arn, Name: name, ...(version && { VersionId: version.id }) };
    },

    UpdateSecret(input: Input, { caller }) {
      const secret = access.living(input, caller, 'UpdateSecret');
      refuseUnknown(input);
      const value = optionalValue(input);
      const token = requestToken(input);
      const description = optionalText(input, 'Description') ?? secret.description;
      const version = store.transaction(() => {
        const changed: Secret = { ...secret, description, changedAt: clock.now() };
        store.put(changed);
        return (
          value &&
          addVersion(store, changed, {
            id: token ?? runtime.uuid(),
            value,
            stages: ['AWSCURRENT'],
            now: clock.now(),
          })
        );
      });
      return { ARN: secret.arn, Name: secret.name, ...(version && { VersionId: version.id }) };
    },

    DescribeSecret(input: Input, { caller }) {
      const secret = access.secret(text(input, 'SecretId'), caller, 'DescribeSecret');
      return describe(secret);
    },

    ListSecrets(input: Input, { caller }) {
      access.allow(caller, 'ListSecrets', '*');
      const most = optionalWhole(input, 'MaxResults', { least: 1, most: 100 }) ?? 100;
      const planned = optionalFlag(input, 'IncludePlannedDeletion') ?? false;
      const fits = filterOf(input);
      const found = store
        .list(afterOf(optionalText(input, 'NextToken')))
        .filter((secret) => (planned || secret.deletionAt === undefined) && fits(secret));
      const last = found[most - 1];
      return {
        SecretList: found.slice(0, most).map(describe),
        ...(found.length > most && { NextToken: Buffer.from(last!.name).toString('base64') }),
      };
    },

    DeleteSecret(input: Input, { caller }) {
      const window = optionalWhole(input, 'RecoveryWindowInDays', { least: -Infinity, most: Infinity });
      const force = optionalFlag(input, 'ForceDeleteWithoutRecovery') ?? false;
      if (window !== undefined && force)
        throw invalidParameter(
          "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        );
      if (window !== undefined && (window < WINDOW_DAYS.least || window > WINDOW_DAYS.most))
        throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
      const secret = access.living(input, caller, 'DeleteSecret');
      const deletionAt = clock.now() + (force ? 0 : (window ?? WINDOW_DAYS.usual) * DAY_MS);
      if (force) store.delete(secret.arn);
      else store.put({ ...secret, deletionAt, changedAt: clock.now() });
      return { ARN: secret.arn, Name: secret.name, DeletionDate: deletionAt / 1000 };
    },

    RestoreSecret(input: Input, { caller }) {
      const secret = access.secret(text(input, 'SecretId'), caller, 'RestoreSecret');
      store.put({ ...secret, deletionAt: undefined, changedAt: clock.now() });
      return { ARN: secret.arn, Name: secret.name };
    },

    PutResourcePolicy(input: Input, { caller }) {
      const secret = access.living(input, caller, 'PutResourcePolicy');
      const policy = policyIn(text(input, 'ResourcePolicy'), runtime);
      store.put({ ...secret, policy });
      return { ARN: secret.arn, Name: secret.name };
    },

    GetResourcePolicy(input: Input, { caller }) {
      const secret = access.living(input, caller, 'GetResourcePolicy');
      return {
        ARN: secret.arn,
        Name: secret.name,
        ...(secret.policy && { ResourcePolicy: JSON.stringify(secret.policy) }),
      };
    },

    DeleteResourcePolicy(input: Input, { caller }) {
      const secret = access.living(input, caller, 'DeleteResourcePolicy');
      store.put({ ...secret, policy: undefined });
      return { ARN: secret.arn, Name: secret.name };
    },

    TagResource(input: Input, { caller }) {
      const secret = access.living(input, caller, 'TagResource');
      store.put({ ...secret, tags: withTags(secret.tags, input) });
      return {};
    },

    UntagResource(input: Input, { caller }) {
      const secret = access.living(input, caller, 'UntagResource');
      const gone = texts(input, 'TagKeys');
      const tags = Object.fromEntries(Object.entries(secret.tags).filter(([key]) => !gone.includes(key)));
      store.put({ ...secret, tags });
      return {};
    },
  };

  function describe(secret: Secret) {
    const staged = store.versions(secret.arn).filter(({ stages }) => stages.length > 0);
    return {
      ARN: secret.arn,
      Name: secret.name,
      Description: secret.description,
      Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
      CreatedDate: secret.createdAt / 1000,
      LastChangedDate: secret.changedAt / 1000,
      ...(secret.deletionAt !== undefined && { DeletedDate: secret.deletionAt / 1000 }),
      VersionIdsToStages: Object.fromEntries(staged.map(({ id, stages }) => [id, stages])),
    };
  }
}

export function policyIn(document: string, runtime: Runtime) {
  try {
    return runtime.peers.roles.checkPolicy(JSON.parse(document), 'resource');
  } catch (error) {
    throw new AwsError('MalformedPolicyDocumentException', (error as Error).message);
  }
}

export const newSecret = (
  arn: string,
  name: string,
  now: number,
  more: Pick<Secret, 'description' | 'tags'> & Partial<Secret>,
): Secret => ({
  ...{ arn, name, createdAt: now, changedAt: now },
  ...{ policy: undefined, deletionAt: undefined, from: undefined },
  ...more,
});

/** The filters `name`, `description`, `tag-key` and `tag-value`: prefixes, and `!` for not. */
function filterOf(input: Input): (secret: Secret) => boolean {
  const tests = objects(input, 'Filters').map((filter) => {
    const key = text(filter, 'Key');
    const values = texts(filter, 'Values');
    if (!['name', 'description', 'tag-key', 'tag-value'].includes(key))
      throw invalidParameter(`The filter ${key} is not supported on this machine.`);
    return (secret: Secret) => {
      const actual = {
        name: [secret.name],
        description: [secret.description],
        'tag-key': Object.keys(secret.tags),
        'tag-value': Object.values(secret.tags),
      }[key]!;
      return values.some((wanted) =>
        wanted.startsWith('!')
          ? !actual.some((one) => one.startsWith(wanted.slice(1)))
          : actual.some((one) => one.startsWith(wanted)),
      );
    };
  });
  return (secret) => tests.every((test) => test(secret));
}

function afterOf(token: string | undefined): string {
  if (token === undefined) return '';
  if (!/^[A-Za-z0-9+/]+=*$/.test(token))
    throw new AwsError('InvalidNextTokenException', 'The NextToken value is not valid.');
  return Buffer.from(token, 'base64').toString();
}
