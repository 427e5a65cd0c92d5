import type { Node } from 'constructs';
import { RemovalPolicy } from 'aws-cdk-lib';
import type { Plan } from '../model/plans.ts';
import { TRANSCODING_PROFILES, type TranscodingProfile } from '../model/video-types.ts';
import { readPlans } from './plans.ts';

/** What a deployment may choose at synthesis: `cdk.json`'s context, or `-c name=value` on the command line. */
export interface Settings {
  /** What becomes of tables, buckets and the user pool when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether DynamoDB and Cognito refuse to delete what they hold. */
  readonly deletionProtection: boolean;
  /** How long a playback grant lives, in seconds: so long, too, does what the edge alone guards from who is no member any more. */
  readonly grantSeconds: number;
  /** Of uploads that name none. */
  readonly profile: TranscodingProfile;
  /** Whether the lowest rungs are made by a job of their own, which is done long before the others are. */
  readonly earlyPlayable: boolean;
  /** Days that the file of a video is kept after it arrived, once the video is `READY`. */
  readonly sourceDays: number;
  /** Days that the file of a failed video is kept, so that it can be tried again. */
  readonly failedSourceDays: number;
  /** What can be bought. */
  readonly plans: readonly Plan[];
}

export function readSettings(node: Node): Settings {
  const retainData = String(node.tryGetContext('retainData') ?? true) !== 'false';
  const whole = (name: string, preset: number, least: number, most: number) => {
    const value = Number(node.tryGetContext(name) ?? preset);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Error(`The context value "${name}" must be a whole number from ${least} to ${most}.`);
    return value;
  };
  const wanted = String(node.tryGetContext('profile') ?? 'STANDARD');
  const profile = TRANSCODING_PROFILES.find((name) => name === wanted);
  if (!profile)
    throw new Error(`The context value "profile" must be one of ${TRANSCODING_PROFILES.join(', ')}.`);
  return {
    removalPolicy: retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    deletionProtection: retainData,
    grantSeconds: whole('grantSeconds', 6 * 60 * 60, 60, 6 * 60 * 60),
    profile,
    earlyPlayable: String(node.tryGetContext('earlyPlayable') ?? true) !== 'false',
    sourceDays: whole('sourceDays', 7, 1, 365),
    failedSourceDays: whole('failedSourceDays', 30, 1, 365),
    plans: readPlans(node.tryGetContext('plans')),
  };
}
