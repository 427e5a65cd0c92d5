import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, type Scope } from './intrinsics.ts';
import { creationOrder } from './order.ts';
import type { Template } from './assembly.ts';
import { parameterValues } from './parameters.ts';

const scope: Scope = {
  region: 'us-east-1',
  ref: (name) => `ref(${name})`,
  getAtt: (id, attribute) => `att(${id}.${attribute})`,
  condition: (name) => name === 'Yes',
  mapping: (...keys) => keys.join('/'),
};
const value = (expression: unknown) => evaluate(expression, scope, 'Here');

describe('intrinsic functions', () => {
  it.each([
    ['Ref', { Ref: 'Bucket' }, 'ref(Bucket)'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'att(Bucket.Arn)'],
    ['GetAtt as a text with a nested attribute', { 'Fn::GetAtt': 'Bucket.A.B' }, 'att(Bucket.A.B)'],
    [
      'Sub with a name, an attribute and a literal',
      { 'Fn::Sub': '${A}-${B.Arn}-${!C}' },
      'ref(A)-att(B.Arn)-${C}',
    ],
    ['Sub with variables', { 'Fn::Sub': ['${x}${A}', { x: { Ref: 'Y' } }] }, 'ref(Y)ref(A)'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }, 3]] }, 'a-ref(B)-3'],
    ['Select of Split', { 'Fn::Select': [2, { 'Fn::Split': ['/', 'https://host/path'] }] }, 'host'],
    ['If true', { 'Fn::If': ['Yes', 1, 2] }, 1],
    ['If false', { 'Fn::If': ['No', 1, 2] }, 2],
    ['Equals', { 'Fn::Equals': [{ Ref: 'A' }, 'ref(A)'] }, true],
    [
      'Not of And of Or',
      { 'Fn::Not': [{ 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Or': [false, { Condition: 'No' }] }] }] },
      true,
    ],
    ['FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'A' }, 'z'] }, 'M/ref(A)/z'],
    ['Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
  ])('%s', (_name, expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  it('leaves out what is AWS::NoValue, in objects and lists', () => {
    const gone = { Ref: 'AWS::NoValue' };
    expect(value({ a: 1, b: gone, c: { 'Fn::If': ['No', 1, gone] }, d: [1, gone, 2] })).toEqual({
      a: 1,
      d: [1, 2],
    });
  });

  it('keeps the Condition of a policy statement as it is', () => {
    const statement = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(value(statement)).toEqual(statement);
  });

  it('cuts a network into subnets, and refuses more than fit', () => {
    expect(value({ 'Fn::Cidr': ['10.1.7.9/16', 3, 8] })).toEqual([
      '10.1.0.0/24',
      '10.1.1.0/24',
      '10.1.2.0/24',
    ]);
    expect(value({ 'Fn::Select': [1, { 'Fn::Cidr': ['192.168.0.0/24', '2', '5'] }] })).toBe(
      '192.168.0.32/27',
    );
    for (const wrong of [
      ['10.0.0.0/24', 2, 8],
      ['10.0.0.0/33', 1, 8],
      ['10.0.0.256/24', 1, 1],
      ['ten', 1, 8],
      ['10.0.0.0/16', 0, 8],
    ])
      expect(() => value({ 'Fn::Cidr': wrong })).toThrow('Here: Fn::Cidr: ');
  });

  it('refuses a function that it does not know, naming the resource', () => {
    expect(() => value({ 'Fn::Transform': { Name: 'Include' } })).toThrow(
      'Here: the intrinsic function Fn::Transform is not handled here.',
    );
  });
});

describe('creation order', () => {
  it('puts everything after what it refers to, whatever the order in the template', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 2 }), (ids) => {
        // Each resource refers to some of those with a smaller number, in each of the four ways.
        const reference = (id: number, n: number) =>
          [
            { Ref: `R${id}` },
            { 'Fn::GetAtt': [`R${id}`, 'Arn'] },
            { 'Fn::Sub': `x\${R${id}.Arn}` },
            [`R${id}`],
          ][n % 4];
        const resources = Object.fromEntries(
          ids.map((id) => {
            const smaller = ids.filter((other) => other < id);
            return [
              `R${id}`,
              {
                Type: 'T',
                DependsOn: smaller.filter((n) => n % 4 === 3).map((n) => `R${n}`),
                Properties: { p: smaller.filter((n) => n % 4 !== 3).map(reference) },
              },
            ];
          }),
        );
        const order = creationOrder(resources);
        expect([...order].sort()).toEqual(Object.keys(resources).sort());
        for (const id of ids)
          for (const other of ids)
            if (other < id && other % 4 === 3)
              expect(order.indexOf(`R${other}`)).toBeLessThan(order.indexOf(`R${id}`));
      }),
    );
  });

  it('names the members of a circle', () => {
    const refer = (id: string) => ({ Type: 'T', Properties: { x: { Ref: id } } });
    expect(() => creationOrder({ A: refer('B'), B: refer('C'), C: refer('A') })).toThrow(
      'circular dependency: A → B → C → A',
    );
  });
});

describe('parameters', () => {
  const valuesOf = (declared: Template['Parameters'], given: Record<string, string>) =>
    parameterValues(declared, given, () => undefined);

  it('take what is given, else the default, and split lists', () => {
    const declared = {
      A: { Type: 'String', Default: 'a' },
      B: { Type: 'CommaDelimitedList' },
      C: { Type: 'Number', Default: 3 },
    };
    expect([...valuesOf(declared, { B: 'x, y' })]).toEqual([
      ['A', 'a'],
      ['B', ['x', 'y']],
      ['C', '3'],
    ]);
  });

  it('refuse an unknown name, a wrong number and a value that is not allowed', () => {
    expect(() => valuesOf({}, { X: '1' })).toThrow('X: the template has no such parameter.');
    expect(() => valuesOf({ N: { Type: 'Number' } }, { N: 'no' })).toThrow('N: must be a number.');
    expect(() => valuesOf({ E: { Type: 'String', AllowedValues: ['a'] } }, { E: 'b' })).toThrow(
      'E: must be one of a.',
    );
  });

  it('refuse what is too short, too long, too small or too large', () => {
    const text = { S: { Type: 'String', MinLength: 2, MaxLength: '3' } };
    expect(() => valuesOf(text, { S: 'a' })).toThrow('S: must have from 2 to 3 characters.');
    expect(() => valuesOf(text, { S: 'abcd' })).toThrow('S: must have from 2 to 3 characters.');
    expect(valuesOf(text, { S: 'abc' }).get('S')).toBe('abc');
    const number = { N: { Type: 'Number', MinValue: 1, MaxValue: 5 } };
    expect(() => valuesOf(number, { N: '0' })).toThrow('N: must be from 1 to 5.');
    expect(() => valuesOf(number, { N: '6' })).toThrow('N: must be from 1 to 5.');
  });
});
