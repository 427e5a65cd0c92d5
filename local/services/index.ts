import type { Peers } from '../runtime/peers.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Service } from '../runtime/service.ts';
import type { Stack } from '../template/stack.ts';
import { createAppSync } from './appsync/index.ts';
import { createCloudFormation } from './cloudformation/index.ts';
import { createCloudFront } from './cloudfront/index.ts';
import { createCognito } from './cognito/index.ts';
import { createDynamoDb } from './dynamodb/index.ts';
import { createEvents } from './events/index.ts';
import { createIam } from './iam/index.ts';
import { createLambda } from './lambda/index.ts';
import { createLogs } from './logs/index.ts';
import { createMediaConvert } from './mediaconvert/index.ts';
import { createS3 } from './s3/index.ts';
import { createScheduler } from './scheduler/index.ts';
import { createSecretsManager } from './secretsmanager/index.ts';
import { createSqs } from './sqs/index.ts';
import { createSsm } from './ssm/index.ts';
import { createSts } from './sts/index.ts';

export interface ServiceOptions {
  /** Paths of the programs that transcode. */
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** Print for each denied call the statement that would allow it. */
  readonly explainDenials?: boolean;
  readonly stacks: () => readonly Stack[];
}

/**
 * Every service, by the name that stands in a request's SigV4 scope, in the order in which they start
 * and connect: first what only answers, then what acts by itself. They stop in reverse.
 */
export function createServices(runtime: Runtime, options: ServiceOptions) {
  return {
    iam: createIam(runtime, options),
    sts: createSts(runtime),
    logs: createLogs(runtime),
    secretsmanager: createSecretsManager(runtime),
    ssm: createSsm(runtime),
    dynamodb: createDynamoDb(runtime),
    'cognito-idp': createCognito(runtime),
    appsync: createAppSync(runtime),
    cloudfront: createCloudFront(runtime),
    cloudformation: createCloudFormation(runtime, options.stacks),
    // From here on, connecting sets things going that waited since the last run.
    sqs: createSqs(runtime),
    events: createEvents(runtime),
    scheduler: createScheduler(runtime),
    lambda: createLambda(runtime),
    s3: createS3(runtime),
    mediaconvert: createMediaConvert(runtime, options),
  } satisfies Record<string, Service>;
}

export type Services = ReturnType<typeof createServices>;

export const peersOf = (services: Services): Peers => ({
  iam: services.iam,
  roles: services.iam,
  s3: services.s3,
  sqs: services.sqs,
  lambda: services.lambda,
  events: services.events,
  dynamodb: services.dynamodb,
  streams: services.dynamodb.streams,
  cognito: services['cognito-idp'],
  logs: services.logs,
  secrets: services.secretsmanager,
  parameters: services.ssm,
});
