/** Who makes a call. Every call on every service has one, and IAM decides by it. */
export type Principal =
  /** The account itself: the credentials that the set-up prints. Everything is allowed to it. */
  | { readonly kind: 'root'; readonly arn: string; readonly accountId: string }
  /** A session of an IAM role, as a Lambda function or a service that assumed it holds. */
  | {
      readonly kind: 'role';
      /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
      readonly arn: string;
      readonly roleArn: string;
      readonly sessionName: string;
      readonly accountId: string;
      /** Policies given with `AssumeRole`: the session may do only what these allow too. */
      readonly sessionPolicies?: readonly PolicyDocument[];
    }
  /** An AWS service acting for a resource: judged by resource policies only. */
  | {
      readonly kind: 'service';
      /** For example `s3.amazonaws.com`. */
      readonly service: string;
      /** `aws:SourceArn` of the call. */
      readonly sourceArn: string;
      /** `aws:SourceAccount` of the call. */
      readonly sourceAccount: string;
    }
  /** An unsigned request. */
  | { readonly kind: 'anonymous' };

/** One question to IAM: may this caller do this action to this resource? */
export interface AccessRequest {
  readonly caller: Principal;
  /** For example `s3:GetObject`. */
  readonly action: string;
  /** The resource's ARN, or `*` for actions without one. */
  readonly resource: string;
  /** The policy attached to the resource itself (bucket, queue, function), if it has one. */
  readonly resourcePolicy?: PolicyDocument | undefined;
  /** Condition keys beyond the global ones, for example `s3:prefix`. Keys are matched without case. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** One more resource of a call that was asked about already: the call is counted once. */
  readonly isFurther?: boolean;
}

/** An IAM policy document, as CloudFormation and the IAM API write it. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
