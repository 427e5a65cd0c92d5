import { AwsError } from '../../runtime/errors.ts';
import { invalidRequest } from './input.ts';
import type { Secret, Store, Value, Version } from './store.ts';

/** The version that a request names by id, by stage, or by neither: then the current one. */
export function findVersion(
  store: Store,
  secret: Secret,
  { id, stage }: { readonly id?: string | undefined; readonly stage?: string | undefined },
): Version {
  const versions = store.versions(secret.arn);
  const wanted = stage ?? (id === undefined ? 'AWSCURRENT' : undefined);
  const found = versions.find((one) => (id === undefined ? one.stages.includes(wanted!) : one.id === id));
  if (!found)
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${
        id === undefined ? `staging label: ${wanted}` : `VersionId: ${id}`
      }`,
    );
  if (wanted !== undefined && !found.stages.includes(wanted))
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  return found;
}

/**
 * Adds a version, or finds that the very same request was answered before.
 *
 * @throws AwsError `ResourceExistsException` when its id is that of another value
 */
export function addVersion(
  store: Store,
  secret: Secret,
  version: {
    readonly id: string;
    readonly value: Value;
    readonly stages: readonly string[];
    readonly now: number;
  },
): Version {
  const { id, value, stages, now } = version;
  const known = store.versions(secret.arn).find((one) => one.id === id);
  if (known) {
    if (JSON.stringify(known.value) === JSON.stringify(value)) return known;
    throw new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  // The first version of a secret is the current one, whatever stages it has beside.
  const first = store.versions(secret.arn).length === 0 && !stages.includes('AWSCURRENT');
  const added: Version = {
    arn: secret.arn,
    id,
    createdAt: now,
    stages: first ? [...stages, 'AWSCURRENT'] : stages,
    value,
  };
  store.transaction(() => {
    store.addVersion(added);
    store.put({ ...secret, changedAt: now });
  });
  return added;
}
