import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputsPath } from '../outputs.ts';

/** Options for any AWS SDK client, as the account's root. */
export interface Place {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** Where the stack runs: by the data directory of `npm run local`, or by what `npm start` wrote for its clients. */
export function readPlace(dataDirectory: string | undefined): Place {
  return dataDirectory === undefined ? ofOutputs() : ofEndpoints(join(dataDirectory, 'endpoints.json'));
}

function ofEndpoints(path: string): Place {
  const { urls, region, credentials } = read<{
    urls: { aws: string };
    region: string;
    credentials: Place['credentials'];
  }>(path, 'npm run local');
  return { endpoint: urls.aws, region, credentials, maxAttempts: 1 };
}

function ofOutputs(): Place {
  const path = outputsPath();
  const { auth, custom } = read<{
    auth: { aws_region: string };
    custom: { playhead: { awsEndpoint?: string; rootCredentials?: Place['credentials'] } };
  }>(path, 'npm start');
  const { awsEndpoint, rootCredentials } = custom.playhead;
  if (!awsEndpoint || !rootCredentials)
    throw new Error(`${path} is of a stack on AWS: read its logs with "aws logs tail" or in the console.`);
  return { endpoint: awsEndpoint, region: auth.aws_region, credentials: rootCredentials, maxAttempts: 1 };
}

function read<T>(path: string, command: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`Nothing runs here yet: there is no ${path}. Start it with ${command}.`, {
      cause: error,
    });
  }
}
