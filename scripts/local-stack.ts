import { readFileSync } from 'node:fs';
import { outputsPath } from './outputs.ts';

/** The running local stack, as far as programs of this machine need it. */
export interface LocalStack {
  /** Options of any AWS SDK client, as the account's root. */
  readonly aws: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly graphqlUrl: string;
  readonly clientId: string;
  readonly demoUsers: readonly { readonly username: string; readonly password: string }[];
}

interface Outputs {
  readonly auth: { readonly aws_region: string; readonly user_pool_client_id: string };
  readonly data: { readonly url: string };
  readonly custom: {
    readonly playhead: {
      readonly awsEndpoint?: string;
      readonly rootCredentials?: LocalStack['aws']['credentials'];
      readonly demoUsers?: LocalStack['demoUsers'];
    };
  };
}

/**
 * By what `npm start` wrote for its clients.
 *
 * @param onAws what to do when it is of a stack on AWS
 * @throws Error that says what to do
 */
export function readLocalStack(onAws: string, path = outputsPath()): LocalStack {
  const { auth, data, custom } = readWritten<Outputs>(path, 'npm start');
  const { awsEndpoint: endpoint, rootCredentials: credentials, demoUsers = [] } = custom.playhead;
  if (!endpoint || !credentials) throw new Error(`${path} is of a stack on AWS: ${onAws}`);
  return {
    aws: { endpoint, region: auth.aws_region, credentials },
    graphqlUrl: data.url,
    clientId: auth.user_pool_client_id,
    demoUsers,
  };
}

/** Reads what a command wrote about the stack that it runs. */
export function readWritten<T>(path: string, command: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`Nothing runs here yet: there is no ${path}. Start it with ${command}.`, {
      cause: error,
    });
  }
}
