import { AwsError } from '../../runtime/errors.ts';
import type { JsonOperations } from '../../runtime/protocols/json.ts';
import { objects, optionalFlag, optionalText, text, type Input } from '../../runtime/protocols/members.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Access } from './access.ts';
import { assertName, assertPattern, names, notOneOf, reference, tierOf, validation } from './input.ts';
import { notFound } from './read.ts';
import { TYPES, type Parameter, type ParameterType, type Store } from './store.ts';

/** The operations that change something. */
export function writeOperations(runtime: Runtime, store: Store, access: Access): JsonOperations {
  return {
    PutParameter(input: Input, { caller }) {
      const { name } = reference(text(input, 'Name'));
      access.allow(caller, 'PutParameter', name, {
        'ssm:Overwrite': String(optionalFlag(input, 'Overwrite') ?? false),
      });
      assertName(name);
      refuseUnknown(input);
      const before = store.find(name);
      if (before && optionalFlag(input, 'Overwrite') !== true)
        throw new AwsError(
          'ParameterAlreadyExists',
          'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
        );
      const wanted = optionalText(input, 'Type') ?? before?.type;
      if (wanted === undefined) throw validation('A parameter type is required when you create a parameter.');
      const type = parameterType(wanted);
      if (before && before.type !== type)
        throw new AwsError(
          'HierarchyTypeMismatchException',
          "Parameter Store does not support changing a parameter type in a hierarchy. For example, you can't change " +
            'a parameter from a String type to a SecureString type. You must create a new, unique parameter.',
        );
      const value = optionalText(input, 'Value');
      if (value === undefined)
        throw validation(
          "1 validation error detected: Value null at 'value' failed to satisfy constraint: Member must not be null",
        );
      const tier = tierOf(value, optionalText(input, 'Tier') ?? before?.tier ?? 'Standard');
      if (before?.tier === 'Advanced' && tier === 'Standard')
        throw validation(
          "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.",
        );
      const allowedPattern = optionalText(input, 'AllowedPattern') ?? before?.allowedPattern;
      assertPattern(allowedPattern, value);
      const parameter: Parameter = {
        ...{ name, type, value, tier, allowedPattern },
        version: (before?.version ?? 0) + 1,
        description: optionalText(input, 'Description') ?? before?.description,
        changedAt: runtime.clock.now(),
        changedBy: 'arn' in caller ? caller.arn : '',
        from: before?.from,
      };
      store.add(parameter);
      return { Version: parameter.version, Tier: tier };
    },

    DeleteParameter(input: Input, { caller }) {
      const name = text(input, 'Name');
      access.allow(caller, 'DeleteParameter', name);
      if (!store.delete(name)) throw notFound();
      return {};
    },

    DeleteParameters(input: Input, { caller }) {
      const wanted = names(input);
      for (const name of wanted) access.allow(caller, 'DeleteParameters', name);
      const gone = wanted.filter((name) => store.delete(name));
      return {
        DeletedParameters: gone,
        InvalidParameters: wanted.filter((name) => !gone.includes(name)),
      };
    },
  };
}

function parameterType(text: string): ParameterType {
  const type = TYPES.find((one) => one === text);
  if (!type) throw notOneOf('type', text);
  return type;
}

/** Refuses what would make the parameter another one on AWS. */
function refuseUnknown(input: Input): void {
  const key = optionalText(input, 'KeyId');
  if (key !== undefined && key !== 'alias/aws/ssm')
    throw new AwsError('InvalidKeyId', 'Only the key alias/aws/ssm is supported on this machine.');
  if (optionalText(input, 'Policies') !== undefined)
    throw new AwsError('InvalidPolicyTypeException', 'Parameter policies are not supported on this machine.');
  if ((optionalText(input, 'DataType') ?? 'text') !== 'text')
    throw validation('Only the data type text is supported on this machine.');
  if (objects(input, 'Tags').length > 0)
    throw validation('Tags of parameters are not supported on this machine.');
}
