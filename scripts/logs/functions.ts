import {
  paginateListStackResources,
  paginateListStacks,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';
import { paginateListFunctions, type LambdaClient } from '@aws-sdk/client-lambda';

/** A function as a person may call it. */
export interface NamedFunction {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly logGroup: string;
}

/** The functions of all stacks that run. */
export async function listFunctions(
  cloudFormation: CloudFormationClient,
  lambda: LambdaClient,
): Promise<readonly NamedFunction[]> {
  const logicalIds = new Map<string, string>();
  for await (const { StackSummaries = [] } of paginateListStacks({ client: cloudFormation }, {}))
    for (const { StackName } of StackSummaries)
      for await (const { StackResourceSummaries = [] } of paginateListStackResources(
        { client: cloudFormation },
        { StackName },
      ))
        for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of StackResourceSummaries)
          if (ResourceType === 'AWS::Lambda::Function')
            logicalIds.set(PhysicalResourceId ?? '', LogicalResourceId ?? '');
  const functions: NamedFunction[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    for (const { FunctionName = '', LoggingConfig } of Functions)
      functions.push({
        logicalId: logicalIds.get(FunctionName) ?? FunctionName,
        physicalId: FunctionName,
        logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
      });
  return functions;
}

/** What the CDK puts behind a logical id. */
const CDK_HASH = /[0-9A-F]{8}$/;
export const shortName = ({ logicalId }: NamedFunction) => logicalId.replace(CDK_HASH, '') || logicalId;
/** How people write names: in any case, with or without dashes. */
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * The one function that a name means: exactly if there is such a name, otherwise by a part of it.
 * @throws Error that lists the functions when there is none, or more than one
 */
export function chooseFunction(functions: readonly NamedFunction[], name: string): NamedFunction {
  if (functions.length === 0) throw new Error('The stack has no functions.');
  const list = (some: readonly NamedFunction[]) =>
    some.map((fn) => `  ${shortName(fn).padEnd(32)} ${fn.physicalId}`).join('\n');
  if (name === '') throw new Error(`Name a function:\n${list(functions)}`);
  const namesOf = (fn: NamedFunction) => [fn.physicalId, fn.logicalId, shortName(fn)];
  const exact = functions.filter((fn) => namesOf(fn).includes(name));
  const found = exact.length > 0 ? exact : functions.filter((fn) => isPart(name, namesOf(fn)));
  if (found.length === 1) return found[0]!;
  throw new Error(
    found.length === 0
      ? `No function is called ${name}. There are:\n${list(functions)}`
      : `${name} may mean any of these:\n${list(found)}`,
  );
}

const isPart = (name: string, names: readonly string[]) =>
  plain(name) !== '' && names.some((each) => plain(each).includes(plain(name)));
