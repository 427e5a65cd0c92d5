import type { Books } from './books.ts';
import { listOf } from './entities.ts';
import { refusal } from './errors.ts';

type Fields = Readonly<Record<string, unknown>>;
/** What a field of something stands for: a thing by its id, or a list that is shown on request alone. */
type Behind = (books: Books, fields: Fields) => object | null;

const intent: Behind = (books, { payment_intent: id }) =>
  id === null ? null : books.find('intent', String(id));
const charge: Behind = (books, { charge: id }) => books.find('charge', String(id));

const BEHIND: Readonly<Record<string, Readonly<Record<string, Behind>>>> = {
  'checkout.session': {
    payment_intent: intent,
    line_items: (books, { id }) => itemsOf(books, String(id)),
  },
  payment_intent: {
    latest_charge: (books, { latest_charge: id }) => (id === null ? null : books.find('charge', String(id))),
  },
  charge: {
    payment_intent: intent,
    refunds: (books, { id }) =>
      listOf(books.list('refund', { parent: String(id) }), `/v1/charges/${String(id)}/refunds`),
  },
  refund: { payment_intent: intent, charge },
  dispute: { payment_intent: intent, charge },
};
const DEEPEST = 4;

export const itemsOf = (books: Books, id: string) =>
  listOf(books.find('session', id).kept.items, `/v1/checkout/sessions/${id}/line_items`);

/** A thing, with what its paths lead to in place of ids. */
export function expanded(books: Books, thing: object, paths: readonly string[]): object {
  const split = paths.map((path) => path.split('.'));
  const deep = split.find(({ length }) => length > DEEPEST);
  if (deep)
    throw refusal(`You cannot expand more than ${DEEPEST} levels of a property. Property: ${deep.join('.')}`);
  return expand(books, thing as Fields, split);
}

function expand(books: Books, thing: Fields, paths: readonly (readonly string[])[]): Fields {
  const byField = Map.groupBy(paths, ([field]) => field!);
  const found = [...byField].map(([field, here]) => {
    const further = here.map(([, ...rest]) => rest).filter(({ length }) => length > 0);
    if (thing['object'] === 'list' && field === 'data')
      return [field, (thing['data'] as Fields[]).map((one) => expand(books, one, further))];
    const behind = BEHIND[String(thing['object'])]?.[field];
    if (!behind) throw refusal(`This property cannot be expanded (${field}).`);
    const value = behind(books, thing) as Fields | null;
    return [field, value && expand(books, value, further)];
  });
  return { ...thing, ...Object.fromEntries(found) };
}
