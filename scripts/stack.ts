import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { readWritten } from './local-stack.ts';
import { outputsPath } from './outputs.ts';

/** The stack that clients are configured for, on AWS or on this machine, in an operator's hands. */
export interface ConnectedStack {
  /** Options of any AWS SDK client. */
  readonly aws: {
    readonly region: string;
    readonly endpoint?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** All outputs of the stack, by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** An output of the stack, which must have it. */
  output(name: string): string;
}

interface Written {
  readonly auth: { readonly aws_region: string };
  readonly custom: {
    readonly playhead: {
      readonly awsEndpoint?: string;
      readonly rootCredentials?: ConnectedStack['aws']['credentials'];
    };
  };
}

/** By what `npm start` or `npm run deploy` wrote for clients. For a stack on AWS the usual credentials are taken. */
export async function connectStack(path = outputsPath(), stackName = 'Playhead'): Promise<ConnectedStack> {
  const { auth, custom } = readWritten<Written>(path, 'npm start');
  const { awsEndpoint: endpoint, rootCredentials: credentials } = custom.playhead;
  const aws = { region: auth.aws_region, ...(endpoint && { endpoint }), ...(credentials && { credentials }) };
  const { Stacks = [] } = await new CloudFormationClient(aws).send(
    new DescribeStacksCommand({ StackName: stackName }),
  );
  const outputs = Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]),
  );
  return {
    aws,
    outputs,
    output(name) {
      const found = outputs[name];
      if (!found) throw new Error(`The stack ${stackName} has no output ${name}.`);
      return found;
    },
  };
}
