import { join } from 'node:path';
import { readLocalStack, readWritten } from '../local-stack.ts';

/** Options for any AWS SDK client, as the account's root. */
export interface Place {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** Where the stack runs: by the data directory of `npm run local`, or by what `npm start` wrote for its clients. */
export function readPlace(dataDirectory: string | undefined): Place {
  return dataDirectory === undefined
    ? { ...readLocalStack('read its logs with "aws logs tail" or in the console.').aws, maxAttempts: 1 }
    : ofEndpoints(join(dataDirectory, 'endpoints.json'));
}

function ofEndpoints(path: string): Place {
  const { urls, region, credentials } = readWritten<{
    urls: { aws: string };
    region: string;
    credentials: Place['credentials'];
  }>(path, 'npm run local');
  return { endpoint: urls.aws, region, credentials, maxAttempts: 1 };
}
