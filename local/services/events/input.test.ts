import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetInput, type InputSettings } from './input.ts';
import { ratePeriod } from './schedule.ts';

const rule = { name: 'r', arn: 'arn:r' };
const event = {
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
    expect(JSON.parse(transformed('{"all": <aws.events.event.json>}'))).toEqual({ all: event });
  });

  it('stays valid JSON whatever the values are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const InputTransformer = {
          InputTemplate: '{"a": <v>, "b": "x<v>y"}',
          InputPathsMap: { v: '$.detail' },
        };
        const parsed = JSON.parse(targetInput({ InputTransformer }, { detail: value }, rule)) as {
          a: unknown;
        };
        expect(JSON.stringify(parsed.a)).toBe(JSON.stringify(value));
      }),
    );
  });
});

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 day)', 86_400_000],
    ['rate(1 minutes)', undefined],
    ['rate(2 hour)', undefined],
    ['rate(0 minutes)', undefined],
    ['cron(0 12 * * ? *)', undefined],
  ])('%s', (expression, period) => {
    expect(ratePeriod(expression)).toBe(period);
  });
});
