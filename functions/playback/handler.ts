import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { required } from '../shared/environment.ts';
import { playback } from './playback.ts';
import { cachedPrivateKey } from './private-key.ts';

const keyPairId = required('KEY_PAIR_ID');
const privateKey = cachedPrivateKey(new SecretsManagerClient({}), required('SIGNING_SECRET_ID'), Date.now);

export const handler = playback({
  origin: required('DELIVERY_ORIGIN'),
  signingKey: async () => ({ keyPairId, privateKey: await privateKey() }),
  grantSeconds: Number(required('GRANT_SECONDS')),
  now: Date.now,
});
