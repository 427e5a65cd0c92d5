import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The stack's outputs by name, as CloudFormation answers them. */
export type StackOutputs = Readonly<Record<string, string>>;

export interface OutputsOptions {
  /** What Amplify connects to, when it is not the stack's own `GraphqlUrl`. */
  readonly dataUrl?: string;
  /** Members of `custom.playhead` beside `cdnUrl`. */
  readonly playhead?: Readonly<Record<string, unknown>>;
}

/** The document that clients configure themselves from, in Amplify's own format. */
export function amplifyOutputs(stack: StackOutputs, { dataUrl, playhead = {} }: OutputsOptions = {}) {
  const output = (name: string) => {
    const value = stack[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}.`);
    return value;
  };
  const region = output('Region');
  return {
    version: '1.4',
    auth: {
      aws_region: region,
      user_pool_id: output('UserPoolId'),
      user_pool_client_id: output('UserPoolClientId'),
      username_attributes: ['username'],
      standard_required_attributes: [],
      user_verification_types: ['email'],
      mfa_configuration: 'NONE',
      password_policy: {
        min_length: 8,
        require_lowercase: true,
        require_uppercase: true,
        require_numbers: true,
        require_symbols: false,
      },
      unauthenticated_identities_enabled: false,
    },
    data: {
      aws_region: region,
      url: dataUrl ?? output('GraphqlUrl'),
      api_key: output('ApiKey'),
      default_authorization_type: 'AMAZON_COGNITO_USER_POOLS',
      authorization_types: ['AWS_IAM', 'API_KEY'],
    },
    custom: { playhead: { cdnUrl: output('CdnUrl'), ...playhead } },
  };
}

/** Where the document goes: `PLAYHEAD_OUTPUTS`, or the project's root. */
export function outputsPath(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['PLAYHEAD_OUTPUTS'] || join(import.meta.dirname, '..', 'amplify_outputs.json');
}

/** Writes the document whole or not at all, so that no client ever reads half of it. */
export function writeOutputs(document: object, path = outputsPath()): string {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.tmp`;
  writeFileSync(unfinished, `${JSON.stringify(document, null, 2)}\n`);
  renameSync(unfinished, path);
  return path;
}
