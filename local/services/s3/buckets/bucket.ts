import type { PolicyDocument } from '../../../runtime/principal.ts';

/** One bucket, as its template properties describe it. */
export interface Bucket {
  readonly name: string;
  readonly arn: string;
  /** The template's name for it, for the log: physical names are long. */
  readonly logicalId: string;
  readonly created: Date;
  /** Once there were versions, they can only be suspended: new objects then share the version `null`. */
  readonly versioning: 'Enabled' | 'Suspended' | undefined;
  /** `BucketOwnerEnforced`: ACLs are off. */
  readonly ownerEnforced: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
  readonly cors: readonly CorsRule[];
  readonly lifecycle: readonly LifecycleRule[];
  readonly notifications: Notifications;
  /** Set by `AWS::S3::BucketPolicy`, a resource of its own. */
  policy: PolicyDocument | undefined;
}

export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  /** Seconds. */
  readonly maxAge: number | undefined;
}

export interface LifecycleRule {
  readonly prefix: string;
  /** Only objects with all of these. */
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** Bytes: only objects larger than this, smaller than that. */
  readonly largerThan: number;
  readonly smallerThan: number;
  readonly expireAfterDays: number | undefined;
  /** Milliseconds since the epoch. */
  readonly expireOn: number | undefined;
  readonly expireNoncurrentAfterDays: number | undefined;
  /** So many of a key's noncurrent versions stay, whatever their age. */
  readonly keepNoncurrent: number;
  readonly expireDeleteMarkers: boolean;
  readonly abortUploadsAfterDays: number | undefined;
}

export interface Notifications {
  /** Every event also goes to the default event bus. */
  readonly eventBridge: boolean;
  readonly targets: readonly NotificationTarget[];
}

export interface NotificationTarget {
  readonly kind: 'queue' | 'function';
  readonly arn: string;
  readonly configurationId: string;
  /** For example `s3:ObjectCreated:*`. */
  readonly event: string;
  readonly prefix: string;
  readonly suffix: string;
}
