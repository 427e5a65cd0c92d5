import { expect, it } from 'vitest';
import { testRuntime } from '../../../../runtime/testing.ts';
import { targetOf } from './endpoint.ts';

const target = (endpoint: string) => {
  const { runtime, dispose } = testRuntime();
  const found = targetOf(new URL(endpoint), runtime);
  const aws = new URL(runtime.urls.aws);
  dispose();
  return { ...found, isAws: found.port === aws.port && found.hostname === aws.hostname };
};

it.each([
  ['http://localhost:8080', '127.0.0.1', '8080', 'localhost:8080'],
  [
    'http://abc.lambda-url.us-east-1.localhost:4566/',
    '127.0.0.1',
    '4566',
    'abc.lambda-url.us-east-1.localhost:4566',
  ],
  ['http://[::1]:8080', '::1', '8080', '[::1]:8080'],
  ['https://notlocalhost', 'notlocalhost', '', 'notlocalhost'],
  ['https://localhost.example.com', 'localhost.example.com', '', 'localhost.example.com'],
])('%s is reached at %s', (endpoint, hostname, port, host) => {
  expect(target(endpoint)).toMatchObject({ hostname, port, host });
});

it.each(['https://dynamodb.us-east-1.amazonaws.com', 'https://abc.lambda-url.us-east-1.on.aws/'])(
  '%s is this machine’s AWS port, under its own name',
  (endpoint) => {
    expect(target(endpoint)).toMatchObject({ isAws: true, protocol: 'http:', host: new URL(endpoint).host });
  },
);
