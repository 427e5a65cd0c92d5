import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/**
 * Makes sure that there is a secret `name`, and answers with its text: what is there stays as it is, whoever made it.
 *
 * @param make the text of a new one
 */
export async function ensureSecret(
  client: SecretsManagerClient,
  name: string,
  description: string,
  make: () => string,
): Promise<string> {
  const known = await read(client, name);
  if (known !== undefined) return known;
  const text = make();
  try {
    await client.send(new CreateSecretCommand({ Name: name, Description: description, SecretString: text }));
    return text;
  } catch (error) {
    // Somebody was faster: theirs it is.
    const theirs = error instanceof ResourceExistsException ? await read(client, name) : undefined;
    if (theirs === undefined) throw error;
    return theirs;
  }
}

async function read(client: SecretsManagerClient, name: string): Promise<string | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    if (!SecretString) throw new Error(`The secret ${name} holds no text.`);
    return SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
