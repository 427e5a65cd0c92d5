import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/**
 * Makes sure that the secret `name` holds the private key that signs playback grants, and answers with its
 * public half. The key is made once: a new one would end every grant that is out. CloudFormation cannot
 * do this (Secrets Manager generates passwords, not RSA keys), and a key made at synthesis would end up in the template.
 */
export async function ensureSigningKey(
  client: SecretsManagerClient,
  name: string,
): Promise<{ publicKeyPem: string }> {
  const privateKeyPem = (await read(client, name)) ?? (await create(client, name));
  const publicKeyPem = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString();
  return { publicKeyPem };
}

async function read(client: SecretsManagerClient, name: string): Promise<string | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    if (!SecretString)
      throw new Error(`The secret ${name} holds no text; it should hold a private key as PEM.`);
    return SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(client: SecretsManagerClient, name: string): Promise<string> {
  // 2048 bits is what CloudFront takes.
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  try {
    await client.send(
      new CreateSecretCommand({
        Name: name,
        Description: 'Private key that signs Playhead’s playback grants.',
        SecretString: privateKeyPem,
      }),
    );
    return privateKeyPem;
  } catch (error) {
    // Somebody was faster: theirs is the key.
    const theirs = error instanceof ResourceExistsException ? await read(client, name) : undefined;
    if (theirs === undefined) throw error;
    return theirs;
  }
}
