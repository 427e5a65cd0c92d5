import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hrefOf, readRoute, type Route } from './routes.ts';

const id = fc.string({ minLength: 1 });
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.record({ view: fc.constantFrom('video', 'person'), id }),
  fc.record({ view: fc.constantFrom('liked', 'watching', 'studio', 'membership', 'sign-in') }),
  fc.record({
    view: fc.constant('home'),
    filters: fc.record(
      { kind: fc.constantFrom('SHORT', 'LONG'), genre: id, language: id },
      { requiredKeys: [] },
    ),
  }),
) as fc.Arbitrary<Route>;

describe('addresses', () => {
  it('mean what they were made from, whatever an id or a genre is', () => {
    fc.assert(
      fc.property(route, (made) => {
        expect(readRoute(hrefOf(made))).toEqual(made);
      }),
    );
  });

  it('never fail, whatever somebody typed', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(readRoute(`#${hash}`)).toHaveProperty('view');
      }),
    );
    expect(readRoute('#/video/%E0%A4')).toEqual({ view: 'video', id: '%E0%A4' });
  });

  it.each(['', '#', '#/', '#/nowhere', '#/video/', '#/?kind=MEDIUM'])('%j is the home page', (hash) =>
    expect(readRoute(hash)).toEqual({ view: 'home', filters: {} }),
  );
});
