import { CfnCondition, Duration, Fn } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  KeyGroup,
  OriginRequestPolicy,
  PublicKey,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
  type AddBehaviorOptions,
} from 'aws-cdk-lib/aws-cloudfront';
import { FunctionUrlOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { FunctionUrlAuthType, type Function } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { POSTERS } from '../model/keys.ts';
import { allow, bundledFunction } from './functions.ts';
import type { Parameters } from './parameters.ts';
import { readSecret } from './secrets.ts';
import type { Settings } from './settings.ts';

export interface DeliveryProps {
  readonly settings: Settings;
  readonly parameters: Parameters;
  readonly videos: TableV2;
  readonly accounts: TableV2;
  readonly outputs: Bucket;
  readonly logs: Bucket;
}

/** A poster never changes: another attempt's has another name. But a refusal has these headers too, and must end. */
const POSTER_CACHING = 'public, max-age=86400';

/** How videos reach viewers: the CDN, which lets nothing through without a grant, and who signs grants. */
export class Delivery extends Construct {
  readonly distribution: Distribution;
  /** The origin that players fetch from. */
  readonly origin: string;
  readonly playback: Function;
  readonly functions: readonly Function[];

  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    const { settings, parameters, videos, accounts, outputs, logs } = props;

    const publicKey = new PublicKey(this, 'PublicKey', {
      encodedKey: parameters.deliveryPublicKey.valueAsString,
    });
    const keyGroup = new KeyGroup(this, 'KeyGroup', { items: [publicKey] });

    const playlist = bundledFunction(this, 'playlist', {
      description: 'Puts playlists together for those who may watch, with their grant on every address.',
      environment: {
        VIDEOS_TABLE: videos.tableName,
        ACCOUNTS_TABLE: accounts.tableName,
        OUTPUT_BUCKET: outputs.bucketName,
        KEY_PAIR_ID: publicKey.publicKeyId,
        DELIVERY_PUBLIC_KEY: parameters.deliveryPublicKey.valueAsString,
      },
      memorySize: 512,
      permissions: [
        allow(['dynamodb:GetItem'], [videos.tableArn, accounts.tableArn]),
        allow(['s3:GetObject'], [outputs.arnForObjects('videos/*')]),
      ],
    });

    const webOrigins = parameters.webOrigins.valueAsList;
    const segments: AddBehaviorOptions = {
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      // Preflights are the bucket's to answer: it must see who asks.
      originRequestPolicy: OriginRequestPolicy.CORS_S3_ORIGIN,
      responseHeadersPolicy: this.responseHeaders('ResponseHeaders', webOrigins),
      trustedKeyGroups: [keyGroup],
      compress: true,
    };
    const playlists: AddBehaviorOptions = {
      ...segments,
      // One viewer's playlist must never be another's.
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };
    // All that needs no grant: whoever is shown a video sees its poster, under an address that nobody can guess.
    const posters: AddBehaviorOptions = {
      ...segments,
      trustedKeyGroups: undefined,
      responseHeadersPolicy: this.responseHeaders('PosterHeaders', webOrigins, POSTER_CACHING),
    };
    const bucketOrigin = S3BucketOrigin.withOriginAccessControl(outputs);
    const playlistOrigin = FunctionUrlOrigin.withOriginAccessControl(
      playlist.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }),
    );

    this.distribution = new Distribution(this, 'Distribution', {
      comment: 'Playhead: videos by grant only, and posters.',
      httpVersion: HttpVersion.HTTP2_AND_3,
      // A grant may be bound to an IPv4 address, which an IPv6 viewer could never satisfy.
      enableIpv6: false,
      logBucket: logs,
      logFilePrefix: 'cdn/',
      // An error kept for one viewer would be the next one's too, and a file may appear at any moment.
      errorResponses: [403, 404].map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      defaultBehavior: { origin: bucketOrigin, ...segments },
    });
    this.distribution.addBehavior('*.m3u8', playlistOrigin, playlists);
    this.distribution.addBehavior('videos/*/storyboard.vtt', playlistOrigin, playlists);
    this.distribution.addBehavior('videos/*', bucketOrigin, segments);
    this.distribution.addBehavior(`${POSTERS}*`, bucketOrigin, posters);

    this.origin = this.deliveryOrigin(parameters);
    this.playback = this.playbackFunction(settings, parameters, accounts, publicKey);
    this.functions = [playlist, this.playback];
  }

  private responseHeaders(id: string, webOrigins: string[], caching?: string): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, id, {
      comment: 'Lets the web pages read what they play, with cookies; nothing is sniffed.',
      corsBehavior: {
        accessControlAllowOrigins: webOrigins,
        // Grants may travel as cookies, so no member may be a wildcard.
        accessControlAllowCredentials: true,
        accessControlAllowHeaders: ['Range'],
        accessControlAllowMethods: ['GET', 'HEAD', 'OPTIONS'],
        accessControlExposeHeaders: ['Content-Length', 'Content-Range', 'ETag'],
        accessControlMaxAge: Duration.hours(1),
        originOverride: true,
      },
      securityHeadersBehavior: { contentTypeOptions: { override: true } },
      ...(caching && {
        customHeadersBehavior: {
          customHeaders: [{ header: 'Cache-Control', value: caching, override: true }],
        },
      }),
    });
  }

  private deliveryOrigin(parameters: Parameters): string {
    const ownDomain = new CfnCondition(this, 'UsesOwnDomain', {
      expression: Fn.conditionEquals(parameters.deliveryOrigin.valueAsString, ''),
    });
    return Fn.conditionIf(
      ownDomain.logicalId,
      `https://${this.distribution.distributionDomainName}`,
      parameters.deliveryOrigin.valueAsString,
    ).toString();
  }

  private playbackFunction(
    settings: Settings,
    parameters: Parameters,
    accounts: TableV2,
    publicKey: PublicKey,
  ): Function {
    const secretName = parameters.signingKeyName.valueAsString;
    return bundledFunction(this, 'playback', {
      description: 'Signs playback grants for those who may watch.',
      environment: {
        ACCOUNTS_TABLE: accounts.tableName,
        DELIVERY_ORIGIN: this.origin,
        SIGNING_SECRET_ID: secretName,
        KEY_PAIR_ID: publicKey.publicKeyId,
        GRANT_SECONDS: String(settings.grantSeconds),
      },
      memorySize: 512,
      permissions: [allow(['dynamodb:GetItem'], [accounts.tableArn]), readSecret(this, secretName)],
    });
  }
}
