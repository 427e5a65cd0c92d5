import { expect, it } from 'vitest';
import { AwsError } from '../runtime/errors.ts';
import { root } from '../runtime/testing.ts';
import { withReferences, type ReferenceSource } from './dynamic-references.ts';

const asked: unknown[] = [];
const source: ReferenceSource = {
  caller: root,
  peers: {
    parameters: {
      parameterValue(reference) {
        if (reference === '/none') throw new AwsError('ParameterNotFound', 'no such parameter');
        return `<${reference}>`;
      },
    },
    secrets: {
      secretString(id, _caller, version) {
        asked.push([id, version]);
        return id.endsWith('plain') ? 'a text' : '{"user":"me","port":5432}';
      },
    },
  },
};
const resolved = (properties: object) =>
  withReferences({ logicalId: 'It', type: 'Some::Type', properties }, source).properties as unknown;

it('puts parameters and secrets in their places, wherever they stand in a text', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-a1b2c3';
  expect(
    resolved({
      Plain: 'no {{ reference',
      List: [{ Url: 'http://{{resolve:ssm:/host:3}}/{{resolve:ssm:/path}}' }],
      Whole: '{{resolve:secretsmanager:plain}}',
      Key: `{{resolve:secretsmanager:${arn}:SecretString:user::}}`,
      Port: '{{resolve:secretsmanager:db:SecretString:port:AWSPREVIOUS}}',
      Number: 5,
    }),
  ).toEqual({
    Plain: 'no {{ reference',
    List: [{ Url: 'http://</host:3>/</path>' }],
    Whole: 'a text',
    Key: 'me',
    Port: '5432',
    Number: 5,
  });
  expect(asked).toEqual([
    ['plain', { versionStage: undefined, versionId: undefined }],
    [arn, { versionStage: undefined, versionId: undefined }],
    ['db', { versionStage: 'AWSPREVIOUS', versionId: undefined }],
  ]);
});

it.each([
  ['{{resolve:ssm:/none}}', 'It: the dynamic reference ssm:/none leads nowhere: no such parameter'],
  ['{{resolve:ssm-secure:/a:1}}', 'It: the dynamic reference ssm-secure is not one that is handled here.'],
  ['{{resolve:secretsmanager:db:SecretString:none}}', 'the secret has no key none.'],
  ['{{resolve:secretsmanager:plain:SecretString:key}}', 'leads nowhere'],
  ['{{resolve:secretsmanager:a:b:c}}', 'expected secret-id:SecretString:json-key'],
])('refuses %s', (text, message) => {
  expect(() => resolved({ x: text })).toThrow(message);
});
