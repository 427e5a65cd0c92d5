import type { Node } from 'constructs';
import { RemovalPolicy } from 'aws-cdk-lib';

/** What a deployment may choose at synthesis: `cdk.json`'s context, or `-c name=value` on the command line. */
export interface Settings {
  /** What becomes of tables, buckets and the user pool when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether DynamoDB and Cognito refuse to delete what they hold. */
  readonly deletionProtection: boolean;
  /** How long a playback grant lives, in seconds. */
  readonly grantSeconds: number;
}

export function readSettings(node: Node): Settings {
  const retainData = String(node.tryGetContext('retainData') ?? true) !== 'false';
  const grantSeconds = Number(node.tryGetContext('grantSeconds') ?? 6 * 60 * 60);
  if (!Number.isInteger(grantSeconds) || grantSeconds < 60 || grantSeconds > 24 * 60 * 60)
    throw new Error('The context value "grantSeconds" must be a whole number from 60 to 86400.');
  return {
    removalPolicy: retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    deletionProtection: retainData,
    grantSeconds,
  };
}
