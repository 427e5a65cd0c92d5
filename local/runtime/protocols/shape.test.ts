import { describe, expect, it } from 'vitest';
import { list, map, object, readShape, type Shape } from './shape.ts';

const REQUEST = object({
  Name: 'text',
  Count: 'integer',
  Tags: map('text'),
  Entries: list(object({ Id: 'text' })),
});

describe('a request', () => {
  it('keeps the members it knows, and takes null for absent', () => {
    const input = {
      Name: 'a',
      Count: 1,
      Tags: { x: 'y' },
      Entries: [{ Id: 'i', More: 1 }],
      Other: {},
      Gone: null,
    };
    expect(readShape(REQUEST, { ...input, Count: null })).toEqual({
      Name: 'a',
      Tags: { x: 'y' },
      Entries: [{ Id: 'i' }],
    });
  });

  it('cannot reach a prototype', () => {
    const read = readShape(map('text'), JSON.parse('{"__proto__": "x"}')) as object;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.keys(read)).toEqual(['__proto__']);
  });

  it.each<[Shape, unknown, string]>([
    [REQUEST, [], 'START_ARRAY can not be converted to an object'],
    [REQUEST, { Name: 5 }, 'NUMBER_VALUE can not be converted to a String'],
    [REQUEST, { Count: '5' }, 'STRING_VALUE can not be converted to an Integer'],
    [REQUEST, { Count: 1.5 }, 'NUMBER_VALUE can not be converted to an Integer'],
    [REQUEST, { Entries: {} }, 'START_OBJECT can not be converted to a list'],
    [REQUEST, { Entries: [null] }, 'NULL can not be converted to an object'],
    ['boolean', 'true', 'STRING_VALUE can not be converted to a Boolean'],
  ])('of shape %j refuses %j', (shape, value, message) => {
    expect(() => readShape(shape, value)).toThrow(
      expect.objectContaining({ code: 'SerializationException', message }),
    );
  });
});
