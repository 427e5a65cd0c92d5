import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** How long a key is kept, in milliseconds: a key that was replaced is out of use everywhere after that. */
const KEEP_MS = 5 * 60 * 1_000;

/** The private key (PEM) out of its secret, fetched when first asked for and then every few minutes. */
export function cachedPrivateKey(
  client: SecretsManagerClient,
  secretId: string,
  now: () => number,
): () => Promise<string> {
  let cached: { readonly pem: Promise<string>; readonly until: number } | undefined;
  const fetchKey = async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!SecretString) throw new Error(`The secret ${secretId} holds no text.`);
    return SecretString;
  };
  return async () => {
    if (!cached || now() >= cached.until) cached = { pem: fetchKey(), until: now() + KEEP_MS };
    const { pem } = cached;
    try {
      return await pem;
    } catch (error) {
      // The next call tries again.
      cached = undefined;
      throw error;
    }
  };
}
