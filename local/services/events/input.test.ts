import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from './envelope.ts';
import { targetInput, type InputSettings } from './input.ts';

const rule = { name: 'r', arn: 'arn:r', ingestionTime: '2026-01-02T00:00:00Z' };
const event: EventEnvelope = {
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  account: '123456789012',
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  source: 'app',
  'detail-type': 'T',
  resources: ['x'],
  detail: { id: 'v"1', size: 5, tags: ['a'] },
};
const input = (settings: InputSettings) => targetInput(settings, event, rule);
const transformed = (InputTemplate: string, InputPathsMap: Record<string, string> = {}) =>
  input({ InputTransformer: { InputTemplate, InputPathsMap } });

describe('what a target receives', () => {
  it('is the event, a constant, or a part', () => {
    expect(JSON.parse(input({}))).toEqual(event);
    expect(input({ Input: '{"a":1}' })).toBe('{"a":1}');
    expect(input({ InputPath: '$.detail' })).toBe(JSON.stringify(event.detail));
    expect(input({ InputPath: "$['detail-type']" })).toBe('"T"');
    expect(input({ InputPath: '$.resources[0]' })).toBe('"x"');
    expect(input({ InputPath: '$.absent.deep' })).toBe('null');
    expect(input({ InputPath: '$.detail.tags[*]' })).toBe('["a"]');
  });

  it('is a template filled as JSON outside of quotes and as text inside', () => {
    const paths = {
      id: '$.detail.id',
      size: '$.detail.size',
      tags: '$.detail.tags',
      absent: '$.detail.none',
    };
    const text = transformed(
      '{"id": <id>, "say": "<id> of <size>, <tags>, <absent>", "none": <absent>, "tags": <tags>}',
      paths,
    );
    expect(JSON.parse(text)).toEqual({
      id: 'v"1',
      say: 'v"1 of 5, ["a"], ',
      none: null,
      tags: ['a'],
    });
  });

  it('knows the names that EventBridge reserves, and leaves unknown ones alone', () => {
    expect(transformed('"<aws.events.rule-name> <aws.events.rule-arn> <unknown>"')).toBe(
      '"r arn:r <unknown>"',
    );
    const { detail: _, ...head } = event;
    const both = transformed('{"all": <aws.events.event.json>, "head": <aws.events.event>}');
    expect(JSON.parse(both)).toEqual({ all: event, head });
    expect(transformed('<aws.events.event.ingestion-time>')).toBe('"2026-01-02T00:00:00Z"');
  });

  it('stays valid JSON whatever the values are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const InputTransformer = {
          InputTemplate: '{"a": <v>, "b": "x<v>y"}',
          InputPathsMap: { v: '$.detail' },
        };
        const parsed = JSON.parse(targetInput({ InputTransformer }, { ...event, detail: value }, rule)) as {
          a: unknown;
        };
        expect(JSON.stringify(parsed.a)).toBe(JSON.stringify(value));
      }),
    );
  });
});
