import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ensureSecret } from './ensure-secret.ts';

/**
 * Makes sure that the secret `name` holds the private key that signs playback grants, and answers with its
 * public half. The key is made once: a new one would end every grant that is out. CloudFormation cannot
 * do this (Secrets Manager generates passwords, not RSA keys), and a key made at synthesis would end up in the template.
 */
export async function ensureSigningKey(
  client: SecretsManagerClient,
  name: string,
): Promise<{ publicKeyPem: string }> {
  const description = 'Private key that signs Playhead’s playback grants.';
  const privateKeyPem = await ensureSecret(client, name, description, () => {
    // 2048 bits is what CloudFront takes.
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  });
  const publicKeyPem = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString();
  return { publicKeyPem };
}
