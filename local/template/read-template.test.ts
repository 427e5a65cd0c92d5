import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeHash, withLocalCode } from './code-assets.ts';
import { readTemplate } from './read-template.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-template-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const one = { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } };

describe('a template', () => {
  it('is read from YAML with the short forms of the intrinsic functions, one inside another', () => {
    const path = file(
      'my chat.template.yaml',
      `
Conditions:
  Large: !Not [!Equals [!Ref Size, small]]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "\${AWS::StackName}-jobs"
      Policy: !Join [":", [!Ref A, !GetAtt B.Arn, !GetAtt C.Outputs.Url, !Sub ["\${x}", { x: !Ref D }]]]
      Size: !If [Large, !FindInMap [M, a, b], !Ref "AWS::NoValue"]
      Picked: !Select [0, !Split [",", !Ref E]]
`,
    );
    const { stackName, template, directory } = readTemplate(path);
    expect([stackName, directory]).toEqual(['my-chat', folder]);
    expect(template).toEqual({
      Conditions: { Large: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Size' }, 'small'] }] } },
      Resources: {
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            QueueName: { 'Fn::Sub': '${AWS::StackName}-jobs' },
            Policy: {
              'Fn::Join': [
                ':',
                [
                  { Ref: 'A' },
                  { 'Fn::GetAtt': ['B', 'Arn'] },
                  { 'Fn::GetAtt': ['C', 'Outputs.Url'] },
                  { 'Fn::Sub': ['${x}', { x: { Ref: 'D' } }] },
                ],
              ],
            },
            Size: {
              'Fn::If': ['Large', { 'Fn::FindInMap': ['M', 'a', 'b'] }, { Ref: 'AWS::NoValue' }],
            },
            Picked: { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'E' }] }] },
          },
        },
      },
    });
  });

  it('keeps a policy’s version a text, as CloudFormation does, when it is quoted', () => {
    const path = file('p.yml', 'Resources: {P: {Type: T, Properties: {Version: "2012-10-17"}}}');
    expect(readTemplate(path).template.Resources['P']!.Properties).toEqual({ Version: '2012-10-17' });
  });

  it('is read from JSON, under the name that was asked for', () => {
    expect(readTemplate(file('Any.json', JSON.stringify(one)), 'Other')).toMatchObject({
      stackName: 'Other',
      template: one,
    });
  });

  it.each([
    ['{ "Resources": ', 'can not be read as a template'],
    ['Resources: [', 'can not be read as a template'],
    ['{}', 'it has no Resources'],
    ['just a text', 'it has no Resources'],
  ])('is refused when it is none: %s', (content, message) => {
    expect(() => readTemplate(file('x.yaml', content))).toThrow(message);
  });

  it('is refused when there is no such file', () => {
    expect(() => readTemplate(join(folder, 'none.yaml'))).toThrow('There is no template at');
    expect(() => readTemplate(tmpdir())).toThrow('is no synthesized assembly: it has no manifest.json');
  });
});

describe('code beside a template', () => {
  const lambda = (Code: unknown) => ({
    logicalId: 'F',
    type: 'AWS::Lambda::Function',
    properties: { Code },
  });
  const source = () => ({ assets: new Map<string, string>(), directory: folder });

  it('is found by its path, and another hash tells that it changed', () => {
    mkdirSync(join(folder, 'handler'));
    file('handler/index.js', 'one');
    const found = withLocalCode(lambda('./handler'), source());
    expect(found.properties).toEqual({ Code: { LocalPath: join(folder, 'handler') } });
    const before = codeHash(found, source());
    expect(codeHash(found, source())).toBe(before);
    file('handler/index.js', 'two');
    expect(codeHash(found, source())).not.toBe(before);
  });

  it('is found for resolvers and schemas too', () => {
    file('schema.graphql', 'type Query { a: Int }');
    const schema = { DefinitionS3Location: './schema.graphql' };
    const resource = { logicalId: 'S', type: 'AWS::AppSync::GraphQLSchema', properties: schema };
    expect(withLocalCode(resource, source()).properties).toMatchObject({
      DefinitionLocalPath: join(folder, 'schema.graphql'),
    });
  });

  it('is refused when it is not there, and has no hash when it is inline or an asset', () => {
    expect(() => withLocalCode(lambda('./none'), source())).toThrow('F: names ./none');
    const inline = lambda({ ZipFile: 'exports.handler = 1' });
    expect(withLocalCode(inline, source())).toBe(inline);
    expect(codeHash(inline, source())).toBe('');
    const asset = file('abc.zip', 'x');
    const published = { assets: new Map([['abc.zip', asset]]), directory: folder };
    const found = withLocalCode(lambda({ S3Bucket: 'b', S3Key: 'abc.zip' }), published);
    expect([found.properties, codeHash(found, published)]).toEqual([{ Code: { LocalPath: asset } }, '']);
  });
});
