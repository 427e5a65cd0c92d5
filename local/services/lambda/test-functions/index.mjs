/** Functions that do one thing each, for the tests of the Lambda service. */
let calls = 0;

export const echo = async (event, context) => {
  console.log('hello %s', event.name ?? 'nobody');
  return {
    event,
    context: { ...context, remaining: context.getRemainingTimeInMillis() },
    calls: (calls += 1),
  };
};

export const environment = async () => process.env;

export const fails = async () => {
  throw new TypeError('not like this');
};

export const failsWithText = async () => {
  throw 'just text';
};

export const never = () => new Promise(() => {});

export const spins = async () => {
  for (;;);
};

export const exits = async () => {
  console.log('last words');
  process.exit(7);
};

export const eats = async () => {
  const eaten = [];
  for (;;) eaten.push(new Array(100_000).fill({ eaten: eaten.length }));
};

export const rejectsAside = async () => {
  void Promise.reject(new Error('aside'));
  await new Promise((resolve) => setTimeout(resolve, 10_000));
};

export const large = async ({ size }) => 'x'.repeat(size);

export const nothing = async () => {};

export const returns = async (event) => event.answer;

export const slow = async ({ milliseconds }) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return calls;
};

export const url = async (event) => {
  const wanted = event.queryStringParameters?.answer;
  return wanted ? JSON.parse(wanted) : { statusCode: 200, body: JSON.stringify(event) };
};

/** Fails the messages whose body says so; throws for a body `throw`. */
export const batch = async ({ Records }) => {
  if (Records.some(({ body }) => body === 'throw')) throw new Error('thrown');
  const failed = Records.filter(({ body }) => body === 'fail');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};

export const eatsText = async () => {
  const eaten = [];
  for (;;) eaten.push('abc'.repeat(100_000) + eaten.length, JSON.stringify(eaten.slice(-3)));
};
