import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { cachedSecret } from '../shared/cached-secret.ts';
import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { playback } from './playback.ts';

const keyPairId = required('KEY_PAIR_ID');
const privateKey = cachedSecret(new SecretsManagerClient({}), required('SIGNING_SECRET_ID'), Date.now);

export const handler = playback({
  accounts: { client: documentClient(), name: required('ACCOUNTS_TABLE') },
  origin: required('DELIVERY_ORIGIN'),
  signingKey: async () => ({ keyPairId, privateKey: await privateKey.read() }),
  grantSeconds: Number(required('GRANT_SECONDS')),
  now: Date.now,
});
