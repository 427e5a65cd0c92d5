import { AwsError } from '../../runtime/errors.ts';
import type { JsonOperations } from '../../runtime/protocols/json.ts';
import {
  optionalFlag,
  optionalText,
  optionalWhole,
  text,
  texts,
  type Input,
} from '../../runtime/protocols/members.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Access } from './access.ts';
import { randomPassword } from './generate.ts';
import { invalidParameter, requestToken, value } from './input.ts';
import type { Store, Version } from './store.ts';
import { addVersion, findVersion } from './versions.ts';

/** The operations on values: versions and their stages. */
export function valueOperations(runtime: Runtime, store: Store, access: Access): JsonOperations {
  return {
    GetSecretValue(input: Input, { caller }) {
      const id = optionalText(input, 'VersionId');
      const stage = optionalText(input, 'VersionStage');
      const secret = access.living(input, caller, 'GetSecretValue', {
        ...(id !== undefined && { 'secretsmanager:VersionId': id }),
        'secretsmanager:VersionStage': stage ?? 'AWSCURRENT',
      });
      const version = findVersion(store, secret, { id, stage });
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        ...valueMembers(version),
        VersionStages: version.stages,
        CreatedDate: version.createdAt / 1000,
      };
    },

    PutSecretValue(input: Input, { caller }) {
      const secret = access.living(input, caller, 'PutSecretValue');
      const stages = input['VersionStages'] === undefined ? ['AWSCURRENT'] : texts(input, 'VersionStages');
      if (stages.length < 1 || stages.length > 20) throw invalidParameter('There must be 1 to 20 stages.');
      const version = addVersion(store, secret, {
        id: requestToken(input) ?? runtime.uuid(),
        value: value(input),
        stages,
        now: runtime.clock.now(),
      });
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        VersionStages: version.stages,
      };
    },

    UpdateSecretVersionStage(input: Input, { caller }) {
      const secret = access.living(input, caller, 'UpdateSecretVersionStage');
      const stage = text(input, 'VersionStage');
      const to = optionalText(input, 'MoveToVersionId');
      const from = optionalText(input, 'RemoveFromVersionId');
      const versions = store.versions(secret.arn);
      for (const id of [to, from])
        if (id !== undefined && !versions.some((one) => one.id === id))
          throw new AwsError(
            'ResourceNotFoundException',
            `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
          );
      const bearer = versions.find(({ stages }) => stages.includes(stage));
      if (to === undefined && stage === 'AWSCURRENT')
        throw invalidParameter(
          'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
        );
      if (from !== undefined && bearer?.id !== from)
        throw invalidParameter(
          `The parameter RemoveFromVersionId can't be ${from}. Staging label ${stage} isn't attached to it.`,
        );
      if (bearer && from === undefined && bearer.id !== to)
        throw invalidParameter(
          `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${bearer.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
        );
      store.transaction(() => {
        store.moveStage(secret.arn, stage, to);
        store.put({ ...secret, changedAt: runtime.clock.now() });
      });
      return { ARN: secret.arn, Name: secret.name };
    },

    ListSecretVersionIds(input: Input, { caller }) {
      const secret = access.secret(text(input, 'SecretId'), caller, 'ListSecretVersionIds');
      const all = optionalFlag(input, 'IncludeDeprecated') ?? false;
      return {
        ARN: secret.arn,
        Name: secret.name,
        Versions: store
          .versions(secret.arn)
          .filter(({ stages }) => all || stages.length > 0)
          .map(({ id, stages, createdAt }) => ({
            VersionId: id,
            VersionStages: stages,
            CreatedDate: createdAt / 1000,
          })),
      };
    },

    GetRandomPassword(input: Input, { caller }) {
      access.allow(caller, 'GetRandomPassword', '*');
      const length = optionalWhole(input, 'PasswordLength', { least: 1, most: 4096 });
      try {
        return {
          RandomPassword: randomPassword({
            ...input,
            ...(length !== undefined && { PasswordLength: length }),
          }),
        };
      } catch (error) {
        throw invalidParameter((error as Error).message);
      }
    },
  };
}

export const valueMembers = ({ value: held }: Version) =>
  'text' in held ? { SecretString: held.text } : { SecretBinary: held.binary };
