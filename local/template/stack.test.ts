import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError, TemplateError } from '../runtime/errors.ts';
import { testRuntime } from '../runtime/testing.ts';
import type { Template } from './assembly.ts';
import { fakeStack, sourceOf, type FakeResources } from './testing.ts';

let base: ReturnType<typeof testRuntime>;
let made: FakeResources;
beforeEach(() => {
  base = testRuntime();
  made = fakeStack(base.runtime);
});
afterEach(() => {
  made.host.close();
  base.dispose();
});

const create = (template: Partial<Template>, parameters: Record<string, string> = {}) =>
  made.host.deploy(sourceOf(template), parameters);
/** What was made, in order. */
const properties = () => [...made.living.values()].map((one) => [one.logicalId, one.properties as unknown]);
const thing = (properties: Record<string, unknown> = {}, more: object = {}) => ({
  Type: 'Some::Type',
  Properties: properties,
  ...more,
});

describe('a stack', () => {
  it('is made in dependency order, every reference resolved, and keeps its outputs', async () => {
    const stack = await create(
      {
        Parameters: { Name: { Type: 'String' } },
        Resources: {
          Second: thing({ Of: { 'Fn::GetAtt': ['First', 'Arn'] } }),
          First: thing({ Name: { Ref: 'Name' } }),
        },
        Outputs: { Out: { Value: { Ref: 'Second' }, Description: 'What it is.' } },
      },
      { Name: 'n' },
    );
    expect(properties()).toEqual([
      ['First', { Name: 'n' }],
      ['Second', { Of: 'arn-First' }],
    ]);
    expect(stack.outputs).toEqual([{ key: 'Out', value: 'ref-Second', description: 'What it is.' }]);
    expect(stack.resources.map(({ physicalId }) => physicalId)).toEqual(['ref-First', 'ref-Second']);
  });

  it('leaves out what a condition excludes, and what depends on that may still depend on it', async () => {
    const stack = await create({
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] }, Always: { 'Fn::Not': [{ Condition: 'Never' }] } },
      Resources: {
        Out: thing({}, { Condition: 'Never' }),
        In: thing({}, { Condition: 'Always', DependsOn: 'Out' }),
      },
      Outputs: { Gone: { Value: { Ref: 'Out' }, Condition: 'Never' } },
    });
    expect(made.calls).toEqual(['create In']);
    expect(stack.outputs).toEqual([]);
  });
});

it('reads a parameter of an SSM type under the name that it holds', async () => {
  base.runtime.connectPeers({
    parameters: {
      parameterValue(name) {
        if (name === '/zones') return 'a, b';
        throw new AwsError('ParameterNotFound', 'none');
      },
    },
  });
  const type = 'AWS::SSM::Parameter::Value<List<String>>';
  await create({
    Parameters: {
      Zones: { Type: type, Default: '/zones' },
      Unused: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/none' },
    },
    Resources: { A: thing({ Zones: { Ref: 'Zones' } }) },
  });
  expect(properties()).toEqual([['A', { Zones: ['a', 'b'] }]]);
});

describe('a template that cannot be made is refused, naming who is wrong:', () => {
  it.each<[string, Partial<Template>, string]>([
    [
      'a parameter without a value',
      { Parameters: { Key: { Type: 'String' } }, Resources: { A: thing({ x: { Ref: 'Key' } }) } },
      'A: refers to the parameter Key, which has no default and was given no value (--parameter Key=VALUE).',
    ],
    [
      'a reference to nothing',
      { Resources: { A: thing({ x: { 'Fn::Sub': '${Nobody}' } }) } },
      'A: refers to Nobody, which is neither a parameter nor a resource of this stack.',
    ],
    [
      'an attribute of nothing',
      { Resources: { A: thing({ x: { 'Fn::GetAtt': ['Nobody', 'Arn'] } }) } },
      'A: refers to Nobody, which is not a resource of this stack.',
    ],
    [
      'an attribute that is not there',
      { Resources: { A: thing({ x: { 'Fn::GetAtt': ['B', 'Url'] } }), B: thing() } },
      'A: refers to B.Url, an attribute that it does not have on this machine.',
    ],
    [
      'a dependency on nothing',
      { Resources: { A: thing({}, { DependsOn: ['Nobody'] }) } },
      'A: depends on Nobody, which is not a resource of this stack.',
    ],
    [
      'a circle',
      { Resources: { A: thing({ x: { Ref: 'B' } }), B: thing({}, { DependsOn: 'A' }) } },
      'A: circular dependency: A → B → A',
    ],
    [
      'a condition on nothing',
      { Resources: { A: thing({}, { Condition: 'Nobody' }) } },
      'Nobody: the template has no such condition.',
    ],
    [
      'a condition on itself',
      {
        Conditions: { X: { 'Fn::Not': [{ Condition: 'Y' }] }, Y: { 'Fn::Not': [{ Condition: 'X' }] } },
        Resources: { A: thing({}, { Condition: 'X' }) },
      },
      'X: the condition refers to itself.',
    ],
    [
      'an intrinsic function that is not handled',
      { Resources: { A: thing({ x: { 'Fn::Transform': { Name: 'Include' } } }) } },
      'A: the intrinsic function Fn::Transform is not handled here.',
    ],
    [
      'an import',
      { Resources: { A: thing({ x: { 'Fn::ImportValue': 'other' } }) } },
      'A: imports other, but there is no other stack here to export it.',
    ],
    [
      'a creation policy',
      { Resources: { A: thing({}, { CreationPolicy: {} }) } },
      'A: the attribute CreationPolicy is not handled on this machine.',
    ],
    [
      'a deletion policy that the type does not have',
      { Resources: { A: thing({}, { DeletionPolicy: 'Snapshot' }) } },
      'A: the deletion policy Snapshot is not one that Some::Type has.',
    ],
    [
      'a map without the entry',
      { Mappings: { M: {} }, Resources: { A: thing({ x: { 'Fn::FindInMap': ['M', 'a', 'b'] } }) } },
      'A: the mapping M has no a / b.',
    ],
    [
      'a macro',
      { Transform: 'AWS::LanguageExtensions' },
      'Transform: macros are not handled on this machine. Give what AWS made of the template: ' +
        'aws cloudformation get-template --template-stage Processed.',
    ],
  ])('%s', async (_name, template, message) => {
    const refused = create(template);
    await expect(refused).rejects.toBeInstanceOf(TemplateError);
    await expect(refused).rejects.toThrow(message);
  });

  it('a code asset that is not in the assembly', async () => {
    const Resources = {
      F: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'b', S3Key: 'k' } } },
    };
    await expect(create({ Resources })).rejects.toThrow('F: its code asset k is not part of the assembly.');
  });
});
