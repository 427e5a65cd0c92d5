import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** How long a secret is kept, in milliseconds: one that was replaced is out of use everywhere after that. */
const KEEP_MS = 5 * 60 * 1_000;
/** How long at least, whatever anybody makes of it: a stranger's wrong signatures must not cost a call each. */
const KEEP_AT_LEAST_MS = 60 * 1_000;

/** The text of a secret. */
export interface CachedSecret {
  /** Fetched when first asked for and then every few minutes. */
  readonly read: () => Promise<string>;
  /** For whom the known one does not serve, perhaps because it was replaced: fetched again, at most once a minute. */
  readonly readAgain: () => Promise<string>;
}

export function cachedSecret(
  client: SecretsManagerClient,
  secretId: string,
  now: () => number,
): CachedSecret {
  let cached: { readonly text: Promise<string>; readonly since: number } | undefined;
  const fetchText = async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!SecretString) throw new Error(`The secret ${secretId} holds no text.`);
    return SecretString;
  };
  const youngerThan = (age: number) => async () => {
    if (!cached || now() - cached.since >= age) cached = { text: fetchText(), since: now() };
    const mine = cached;
    try {
      return await mine.text;
    } catch (error) {
      // The next call tries again.
      if (cached === mine) cached = undefined;
      throw error;
    }
  };
  return { read: youngerThan(KEEP_MS), readAgain: youngerThan(KEEP_AT_LEAST_MS) };
}
