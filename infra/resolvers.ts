import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type DataSourceName =
  'Videos' | 'Accounts' | 'None' | 'CreateUpload' | 'SignUploadParts' | 'CompleteUpload' | 'Playback';

export interface ResolverWiring {
  readonly dataSource: DataSourceName;
  /** Sends up to this many of one list's items to the function in one call. */
  readonly maxBatchSize?: number;
}

/** Which data source each resolver of `resolvers/` works on. */
export const RESOLVERS: Readonly<Record<string, ResolverWiring>> = {
  'Query.video': { dataSource: 'Videos' },
  'Query.myVideos': { dataSource: 'Videos' },
  'Query.me': { dataSource: 'Accounts' },
  'Mutation.createUpload': { dataSource: 'CreateUpload' },
  'Mutation.signUploadParts': { dataSource: 'SignUploadParts' },
  'Mutation.completeUpload': { dataSource: 'CompleteUpload' },
  'Mutation.publishVideoStatus': { dataSource: 'None' },
  'Subscription.onVideoStatus': { dataSource: 'Videos' },
  'Subscription.onMyVideoStatus': { dataSource: 'None' },
  'Video.playback': { dataSource: 'Playback', maxBatchSize: 100 },
};

export interface ResolverSource extends ResolverWiring {
  readonly typeName: string;
  readonly fieldName: string;
  readonly code: string;
}

/** Every resolver with its bundle. The table above and the built files must name the same set. */
export function readResolvers(
  directory: string,
  wiring: Readonly<Record<string, ResolverWiring>> = RESOLVERS,
): ResolverSource[] {
  const built = readdirSync(directory)
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -'.js'.length));
  const missing = Object.keys(wiring).filter((name) => !built.includes(name));
  const unknown = built.filter((name) => !Object.hasOwn(wiring, name));
  if (missing.length + unknown.length > 0)
    throw new Error(
      [
        'infra/resolvers.ts and the built resolvers differ.',
        ...missing.map((name) => `No bundle for ${name}.`),
        ...unknown.map((name) => `No line for ${name}.`),
      ].join(' '),
    );

  return Object.entries(wiring).map(([name, line]) => {
    const code = readFileSync(join(directory, `${name}.js`), 'utf8');
    const [typeName = '', fieldName = ''] = name.split('.');
    return { typeName, fieldName, code, ...line };
  });
}
