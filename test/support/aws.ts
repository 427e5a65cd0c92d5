import type { Outputs } from './stack.ts';

/** Options of any AWS SDK client that talks to the running stack as its account's root. */
export const awsClientOptions = ({ auth, custom }: Outputs) => ({
  endpoint: custom.playhead.awsEndpoint,
  region: auth.aws_region,
  credentials: custom.playhead.rootCredentials,
});
