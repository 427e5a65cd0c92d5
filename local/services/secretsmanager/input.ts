import { AwsError } from '../../runtime/errors.ts';
import { objects, optionalText, text, type Input } from '../../runtime/protocols/members.ts';
import type { Value } from './store.ts';

/** Bytes of a secret's value. */
const LARGEST_VALUE = 65_536;
const MOST_TAGS = 50;

export const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);

export const invalidRequest = (message: string): AwsError => new AwsError('InvalidRequestException', message);

/** The value in a request, or nothing. Throws `InvalidParameterException` for two, and for one that is too long. */
export function optionalValue(input: Input): Value | undefined {
  const plain = optionalText(input, 'SecretString');
  const binary = optionalText(input, 'SecretBinary');
  if (plain !== undefined && binary !== undefined)
    throw invalidParameter("You can't specify both a binary secret value and a string secret value.");
  if (plain !== undefined) {
    assertSize('secretString', Buffer.byteLength(plain));
    return { text: plain };
  }
  if (binary === undefined) return undefined;
  assertSize('secretBinary', Buffer.from(binary, 'base64').length);
  return { binary };
}

export function value(input: Input): Value {
  const found = optionalValue(input);
  if (!found) throw invalidRequest('You must provide either SecretString or SecretBinary.');
  return found;
}

function assertSize(member: string, bytes: number): void {
  if (bytes >= 1 && bytes <= LARGEST_VALUE) return;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length ` +
      (bytes < 1 ? 'greater than or equal to 1' : `less than or equal to ${LARGEST_VALUE}`),
  );
}

export function secretName(input: Input): string {
  const name = text(input, 'Name');
  if (/^[\w/+=.@-]{1,512}$/.test(name)) return name;
  throw new AwsError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );
}

/** What makes a repeated request the same one: it becomes the id of the version. */
export function requestToken(input: Input): string | undefined {
  const token = optionalText(input, 'ClientRequestToken');
  if (token === undefined || /^[^]{32,64}$/.test(token)) return token;
  throw invalidParameter('ClientRequestToken must be 32-64 characters long.');
}

/** The tags of a request, laid over those that are there. */
export function withTags(known: Readonly<Record<string, string>>, input: Input): Record<string, string> {
  const tags = { ...known };
  for (const tag of objects(input, 'Tags')) {
    const [key, content] = [text(tag, 'Key'), optionalText(tag, 'Value') ?? ''];
    if (key.length > 128 || content.length > 256 || key.startsWith('aws:'))
      throw invalidParameter(`The tag ${key.slice(0, 128)} is not valid.`);
    tags[key] = content;
  }
  if (Object.keys(tags).length > MOST_TAGS) throw invalidParameter('There are more than 50 tags.');
  return tags;
}

/** Refuses what would make the secret another one on AWS: keys of one's own, and copies in other regions. */
export function refuseUnknown(input: Input): void {
  const key = optionalText(input, 'KmsKeyId');
  if (key !== undefined && key !== 'alias/aws/secretsmanager')
    throw invalidParameter('Only the key alias/aws/secretsmanager is supported on this machine.');
  if (objects(input, 'AddReplicaRegions').length > 0)
    throw invalidParameter('Replication is not supported on this machine.');
}
