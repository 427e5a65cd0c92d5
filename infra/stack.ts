import { CfnOutput, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Api } from './api.ts';
import { announceArrivals } from './arrivals.ts';
import { Captions } from './captions.ts';
import { Catalogue } from './catalogue.ts';
import { Delivery } from './delivery.ts';
import { Editing } from './editing.ts';
import { Engagement } from './engagement.ts';
import { Erasure } from './erasure.ts';
import { Identity } from './identity.ts';
import { Intervention } from './intervention.ts';
import { Membership } from './membership.ts';
import { Observability } from './observability.ts';
import { Parameters } from './parameters.ts';
import { Pipeline } from './pipeline.ts';
import { readSettings } from './settings.ts';
import { Storage } from './storage.ts';
import { Sweeper } from './sweeper.ts';
import { Uploads } from './uploads.ts';

/** The whole of Playhead: one construct a capability, in the order in which they need each other. */
export class PlayheadStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'Playhead: a video backend on AppSync.',
      // The CLI checks the bootstrap version by itself; the rule would add a parameter that only AWS can resolve.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    const settings = readSettings(this.node);
    const parameters = new Parameters(this, 'Parameters');
    const storage = new Storage(this, 'Storage', { settings, webOrigins: parameters.webOrigins.valueAsList });
    const catalogue = new Catalogue(this, 'Catalogue', { videos: storage.videos, shelves: storage.shelves });
    const identity = new Identity(this, 'Identity', { settings, accounts: storage.accounts });
    const uploads = new Uploads(this, 'Upload', {
      videos: storage.videos,
      bucket: storage.uploads,
      profile: settings.profile,
    });
    const editing = new Editing(this, 'Editing', { videos: storage.videos });
    const delivery = new Delivery(this, 'Delivery', {
      settings,
      parameters,
      videos: storage.videos,
      accounts: storage.accounts,
      outputs: storage.outputs,
      logs: storage.logs,
    });
    const api = new Api(this, 'Api', {
      parameters,
      userPool: identity.userPool,
      client: identity.client,
      tables: storage,
      deliveryOrigin: delivery.origin,
      plans: settings.plans,
    });
    const pipeline = new Pipeline(this, 'Pipeline', {
      settings,
      videos: storage.videos,
      uploads: storage.uploads,
      outputs: storage.outputs,
      api,
    });
    const making = { ...storage, api, pipeline };
    const intervention = new Intervention(this, 'Intervention', making);
    const sweeper = new Sweeper(this, 'Sweeper', making);
    const captions = new Captions(this, 'Captions', {
      videos: storage.videos,
      uploads: storage.uploads,
      outputs: storage.outputs,
      api,
    });
    announceArrivals(storage.uploads, {
      'uploads/': pipeline.uploadQueue,
      'captions/': captions.uploadQueue,
    });
    const engagement = new Engagement(this, 'Engagement', {
      engagements: storage.engagements,
      videos: storage.videos,
      api,
    });
    const erasure = new Erasure(this, 'Erasure', { ...storage, distribution: delivery.distribution });
    const membership = new Membership(this, 'Membership', {
      settings,
      parameters,
      accounts: storage.accounts,
    });
    api.resolveWith({
      videos: storage.videos,
      shelves: storage.shelves,
      engagements: storage.engagements,
      accounts: storage.accounts,
      createUpload: uploads.createUpload,
      signUploadParts: uploads.signUploadParts,
      completeUpload: uploads.completeUpload,
      updateVideo: editing.updateVideo,
      addCaptions: captions.addCaptions,
      removeCaptions: captions.removeCaptions,
      cancelUpload: intervention.cancelUpload,
      retryProcessing: intervention.retryProcessing,
      createPaymentOrder: membership.createPaymentOrder,
      confirmPayment: membership.confirmPayment,
      playback: delivery.playback,
    });
    const queues = [pipeline.uploadQueue, pipeline.eventQueue, captions.uploadQueue];
    new Observability(this, 'Observability', {
      functions: [
        ...catalogue.functions,
        ...identity.functions,
        ...uploads.functions,
        ...editing.functions,
        ...delivery.functions,
        ...pipeline.functions,
        ...captions.functions,
        ...intervention.functions,
        sweeper.sweep,
        ...engagement.functions,
        ...erasure.functions,
        ...membership.functions,
      ],
      answering: membership.functions,
      queues,
      streams: [...catalogue.streams, ...engagement.streams, ...erasure.streams],
    });

    for (const [name, value] of Object.entries({
      Region: this.region,
      GraphqlUrl: api.graphql.graphqlUrl,
      ApiKey: api.apiKey,
      UserPoolId: identity.userPool.userPoolId,
      UserPoolClientId: identity.client.userPoolClientId,
      CdnUrl: delivery.origin,
      UploadBucketName: storage.uploads.bucketName,
      OutputBucketName: storage.outputs.bucketName,
      VideosTableName: storage.videos.tableName,
      ShelvesTableName: storage.shelves.tableName,
      EngagementsTableName: storage.engagements.tableName,
      AccountsTableName: storage.accounts.tableName,
      EraseAccountFunctionName: erasure.eraseAccount.functionName,
      SweepFunctionName: sweeper.sweep.functionName,
      ReconcilePaymentsFunctionName: membership.reconcilePayments.functionName,
      PaymentWebhookUrl: membership.webhookUrl,
      ...Object.fromEntries(queues.flatMap((queue) => queue.addresses())),
    }))
      new CfnOutput(this, name, { value });
  }
}
