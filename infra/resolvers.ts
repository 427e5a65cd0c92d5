import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type DataSourceName =
  | 'Videos'
  | 'Shelves'
  | 'Engagements'
  | 'People'
  | 'Accounts'
  | 'None'
  | 'CreateUpload'
  | 'SignUploadParts'
  | 'CompleteUpload'
  | 'UpdateVideo'
  | 'CancelUpload'
  | 'RetryProcessing'
  | 'DeleteVideo'
  | 'AddCaptions'
  | 'RemoveCaptions'
  | 'PaymentOrder'
  | 'ConfirmPayment'
  | 'Playback';

/** AppSync's functions, of which pipelines are made, and the data source that each works on. */
export const FUNCTIONS = {
  getVideo: 'Videos',
  getVideos: 'Videos',
  listOwned: 'Videos',
  listShelf: 'Shelves',
  listEngagements: 'Engagements',
  readPeople: 'People',
  createUpload: 'CreateUpload',
  completeUpload: 'CompleteUpload',
  updateVideo: 'UpdateVideo',
  removeCaptions: 'RemoveCaptions',
  cancelUpload: 'CancelUpload',
  retryProcessing: 'RetryProcessing',
  deleteVideo: 'DeleteVideo',
  requireVideo: 'Videos',
  likeVideo: 'Engagements',
  unlikeVideo: 'Engagements',
  rateVideo: 'Engagements',
  unrateVideo: 'Engagements',
  noteProgress: 'Engagements',
  checkWatching: 'Videos',
  checkMembership: 'Accounts',
  beginWatching: 'Engagements',
} as const satisfies Readonly<Record<string, DataSourceName>>;

export type FunctionName = keyof typeof FUNCTIONS;

/** One request to one data source, or a pipeline of functions. */
export type ResolverWiring =
  | {
      readonly dataSource: DataSourceName;
      /** Sends up to this many of one list's items to the function in one call. */
      readonly maxBatchSize?: number;
    }
  | { readonly pipeline: readonly FunctionName[] };

/** Viewers and owners of a page: 100 keys a call, of which each video may need two, and the viewer's membership is one. */
const PEOPLE = ['readPeople', 'readPeople', 'readPeople'] as const;
/**
 * A page is full after the first round, unless its list names videos that are not to be shown: then two more follow, and
 * a last query that finds the page's end. See `resolvers/steps/page.ts`. Functions that have nothing to do call nothing.
 */
const page = (list: FunctionName, ...round: FunctionName[]): ResolverWiring => ({
  pipeline: [list, ...round, list, ...round, list, ...round, list, ...PEOPLE],
});

/** What the caller does with a video that they may see, and the video as the answer. */
const engagement = (write: FunctionName): ResolverWiring => ({
  pipeline: ['requireVideo', write, 'readPeople'],
});

/** What each resolver of `resolvers/` works on. */
export const RESOLVERS: Readonly<Record<string, ResolverWiring>> = {
  'Query.video': { pipeline: ['getVideo', 'readPeople'] },
  'Query.videos': page('listShelf', 'getVideos'),
  'Query.myVideos': page('listOwned'),
  'Query.likedVideos': page('listEngagements', 'getVideos'),
  'Query.continueWatching': page('listEngagements', 'getVideos'),
  'Query.me': { dataSource: 'Accounts' },
  'Query.plans': { dataSource: 'None' },
  'Query.myPayments': { dataSource: 'Accounts' },
  'Query.profile': { dataSource: 'Accounts' },
  'Profile.videos': page('listOwned'),
  'Mutation.createUpload': { pipeline: ['createUpload', 'readPeople'] },
  'Mutation.signUploadParts': { dataSource: 'SignUploadParts' },
  'Mutation.completeUpload': { pipeline: ['completeUpload', 'readPeople'] },
  'Mutation.likeVideo': engagement('likeVideo'),
  'Mutation.unlikeVideo': engagement('unlikeVideo'),
  'Mutation.rateVideo': engagement('rateVideo'),
  'Mutation.unrateVideo': engagement('unrateVideo'),
  'Mutation.recordProgress': {
    pipeline: ['noteProgress', 'checkWatching', 'checkMembership', 'beginWatching'],
  },
  'Mutation.updateProfile': { dataSource: 'Accounts' },
  'Mutation.updateVideo': { pipeline: ['updateVideo', 'readPeople'] },
  'Mutation.cancelUpload': { pipeline: ['cancelUpload', 'readPeople'] },
  'Mutation.retryProcessing': { pipeline: ['retryProcessing', 'readPeople'] },
  'Mutation.addCaptions': { dataSource: 'AddCaptions' },
  'Mutation.removeCaptions': { pipeline: ['removeCaptions', 'readPeople'] },
  'Mutation.createPaymentOrder': { dataSource: 'PaymentOrder' },
  'Mutation.confirmPayment': { dataSource: 'ConfirmPayment' },
  'Mutation.deleteVideo': { pipeline: ['deleteVideo', 'readPeople'] },
  'Mutation.publishVideoStatus': { dataSource: 'None' },
  'Mutation.publishReactions': { dataSource: 'None' },
  'Subscription.onVideoStatus': { dataSource: 'Videos' },
  'Subscription.onReactions': { dataSource: 'Videos' },
  'Subscription.onMyVideoStatus': { dataSource: 'None' },
  'Video.playback': { dataSource: 'Playback', maxBatchSize: 100 },
  'Video.storyboardUrl': { dataSource: 'Playback', maxBatchSize: 100 },
};

export interface ResolverSource {
  readonly typeName: string;
  readonly fieldName: string;
  readonly code: string;
  readonly wiring: ResolverWiring;
}

export interface FunctionSource {
  readonly name: FunctionName;
  readonly dataSource: DataSourceName;
  readonly code: string;
}

/** Every resolver with its bundle. The table above and the built files must name the same set. */
export function readResolvers(
  directory: string,
  wiring: Readonly<Record<string, ResolverWiring>> = RESOLVERS,
): ResolverSource[] {
  return readBundles(directory, wiring).map(([name, line, code]) => {
    const [typeName = '', fieldName = ''] = name.split('.');
    return { typeName, fieldName, code, wiring: line };
  });
}

/** Every function with its bundle, by the same rule. */
export const readFunctions = (directory: string): FunctionSource[] =>
  readBundles(directory, FUNCTIONS).map(([name, dataSource, code]) => ({
    name: name as FunctionName,
    dataSource,
    code,
  }));

function readBundles<Line>(
  directory: string,
  lines: Readonly<Record<string, Line>>,
): [string, Line, string][] {
  const built = readdirSync(directory)
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -'.js'.length));
  const missing = Object.keys(lines).filter((name) => !built.includes(name));
  const unknown = built.filter((name) => !Object.hasOwn(lines, name));
  if (missing.length + unknown.length > 0)
    throw new Error(
      [
        'infra/resolvers.ts and the built resolvers differ.',
        ...missing.map((name) => `No bundle for ${name}.`),
        ...unknown.map((name) => `No line for ${name}.`),
      ].join(' '),
    );
  return Object.entries(lines).map(([name, line]) => [
    name,
    line,
    readFileSync(join(directory, `${name}.js`), 'utf8'),
  ]);
}
