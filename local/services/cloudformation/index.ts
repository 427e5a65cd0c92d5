import { AwsError } from '../../runtime/errors.ts';
import { NAMESPACES, queryProtocol } from '../../runtime/protocols/query.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AwsCall, Service } from '../../runtime/service.ts';
import type { Stack, StackResource } from '../../template/stack.ts';

/** What the stacks of this machine look like to any tool that asks CloudFormation. */
export function createCloudFormation(runtime: Runtime, stacks: () => readonly Stack[]): Service {
  const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

  const describe = (stack: Stack) => ({
    StackId: stack.id,
    StackName: stack.name,
    Description: stack.source.template.Description,
    CreationTime: iso(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : iso(stack.updatedAt),
    StackStatus: stack.updatedAt === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE',
    DisableRollback: false,
    Parameters: [...stack.parameters].map(([key, value]) => ({
      ParameterKey: key,
      ParameterValue: stack.source.template.Parameters?.[key]?.NoEcho ? '****' : String(value),
    })),
    Outputs: stack.outputs.map(({ key, value, description }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
    })),
  });

  const resource = (stack: Stack, { logicalId, type, physicalId }: StackResource) => ({
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: 'CREATE_COMPLETE',
    StackId: stack.id,
    StackName: stack.name,
    LastUpdatedTimestamp: iso(stack.updatedAt ?? stack.createdAt),
    Timestamp: iso(stack.updatedAt ?? stack.createdAt),
  });

  return {
    create: ({ logicalId, type }) => {
      throw new Error(`${logicalId}: ${type} inside a stack is not handled here.`);
    },
    handle: queryProtocol({
      namespace: NAMESPACES.cloudformation,
      log: runtime.log,
      operations: {
        DescribeStacks: (input, call) => {
          const name = input.get('StackName');
          if (name) return { Stacks: [describe(find(name, call, 'DescribeStacks'))] };
          allow(call, 'DescribeStacks', '*');
          return { Stacks: stacks().map(describe) };
        },
        ListStacks: (_input, call) => {
          allow(call, 'ListStacks', '*');
          return {
            StackSummaries: stacks()
              .map(describe)
              .map(({ Parameters: _p, Outputs: _o, ...summary }) => summary),
          };
        },
        ListStackResources: (input, call) => {
          const stack = find(input.get('StackName') ?? '', call, 'ListStackResources');
          return { StackResourceSummaries: stack.resources.map((one) => resource(stack, one)) };
        },
        DescribeStackResources: (input, call) => {
          const stack = find(input.get('StackName') ?? '', call, 'DescribeStackResources');
          const wanted = input.get('LogicalResourceId');
          const some = stack.resources.filter(({ logicalId }) => !wanted || logicalId === wanted);
          if (wanted && some.length === 0)
            throw new AwsError(
              'ValidationError',
              `Resource ${wanted} does not exist for stack ${stack.name}`,
            );
          return { StackResources: some.map((one) => resource(stack, one)) };
        },
        GetTemplate: (input, call) => {
          const stack = find(input.get('StackName') ?? '', call, 'GetTemplate');
          return { TemplateBody: JSON.stringify(stack.source.template), StagesAvailable: ['Original'] };
        },
      },
    }),
  };

  function find(nameOrId: string, call: AwsCall, action: string): Stack {
    const stack = stacks().find(({ id, name }) => name === nameOrId || id === nameOrId);
    allow(call, action, stack?.id ?? runtime.arn('cloudformation', `stack/${nameOrId}/*`));
    if (!stack) throw new AwsError('ValidationError', `Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  function allow(call: AwsCall, action: string, resourceArn: string): void {
    runtime.peers.iam.authorize({
      caller: call.caller,
      action: `cloudformation:${action}`,
      resource: resourceArn,
    });
  }
}
