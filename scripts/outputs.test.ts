import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAmplifyConfig } from 'aws-amplify/utils';
import { expect, it } from 'vitest';
import { amplifyOutputs, outputsPath, writeOutputs } from './outputs.ts';

const stack = {
  Region: 'eu-central-1',
  GraphqlUrl: 'https://api.example/graphql',
  ApiKey: 'da2-key',
  UserPoolId: 'eu-central-1_pool',
  UserPoolClientId: 'client',
  CdnUrl: 'https://cdn.example',
};

it('is what Amplify configures itself from', () => {
  const config = parseAmplifyConfig(amplifyOutputs(stack));
  expect(config).toMatchObject({
    Auth: {
      Cognito: { userPoolId: 'eu-central-1_pool', userPoolClientId: 'client', loginWith: { username: true } },
    },
    API: {
      GraphQL: {
        endpoint: stack.GraphqlUrl,
        apiKey: 'da2-key',
        region: 'eu-central-1',
        defaultAuthMode: 'userPool',
      },
    },
  });
});

it('carries what clients of this project need beside that', () => {
  const document = amplifyOutputs(stack, {
    dataUrl: 'HTTP://here/graphql',
    playhead: { webUrl: 'http://web/' },
  });
  expect(document.data.url).toBe('HTTP://here/graphql');
  expect(document.custom.playhead).toEqual({ cdnUrl: 'https://cdn.example', webUrl: 'http://web/' });
});

it('says which output a stack lacks', () => {
  const { ApiKey: _key, ...incomplete } = stack;
  expect(() => amplifyOutputs(incomplete)).toThrow('The stack has no output ApiKey.');
});

it('is written whole, where the environment says, in a new folder if need be', () => {
  const directory = mkdtempSync(join(tmpdir(), 'outputs-'));
  try {
    const path = join(directory, 'new', 'amplify_outputs.json');
    expect(outputsPath({ PLAYHEAD_OUTPUTS: path })).toBe(path);
    expect(outputsPath({})).toMatch(/amplify_outputs\.json$/);
    writeOutputs({ version: '1' }, path);
    writeOutputs({ version: '2' }, path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ version: '2' });
    expect(readdirSync(join(directory, 'new'))).toEqual(['amplify_outputs.json']);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
