import { Amplify } from 'aws-amplify';
import { parseAmplifyConfig } from 'aws-amplify/utils';

export interface DemoUser {
  readonly username: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** Amplify's document, and what this project adds to it. */
type Outputs = Parameters<typeof parseAmplifyConfig>[0] & {
  readonly custom?: {
    readonly playhead?: {
      readonly awsEndpoint?: string;
      readonly demoUsers?: readonly DemoUser[];
      readonly consoleUrl?: string;
    };
  };
};

export interface Settings {
  /** Only where the system runs on one machine. */
  readonly demoUsers: readonly DemoUser[];
  readonly consoleUrl?: string;
}

/** Reads the deployment's document and configures Amplify with it. */
export async function configure(): Promise<Settings> {
  const response = await fetch('amplify_outputs.json');
  if (!response.ok) throw new Error('The server has not written amplify_outputs.json yet.');
  const outputs = (await response.json()) as Outputs;
  const config = parseAmplifyConfig(outputs);
  const custom = outputs.custom?.playhead;
  // Amplify's format has no member for the user pool's address; Amplify's configuration has.
  const cognito = config.Auth?.Cognito;
  if (custom?.awsEndpoint && cognito) Object.assign(cognito, { userPoolEndpoint: custom.awsEndpoint });
  Amplify.configure(config);
  return {
    demoUsers: custom?.demoUsers ?? [],
    ...(custom?.consoleUrl === undefined ? {} : { consoleUrl: custom.consoleUrl }),
  };
}
