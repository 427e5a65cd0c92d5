import type { Ports } from '../runtime/runtime.ts';

const PURPOSE: Readonly<Record<keyof Ports, string>> = {
  web: 'the web page and the API',
  cdn: 'the CDN',
  payments: 'the payment sandbox',
  aws: 'the AWS APIs',
};

/** Which port could not be opened, and why. `undefined` when that is not what went wrong. */
export function portFailure(
  error: unknown,
  ports: Ports,
): { readonly name: keyof Ports; readonly taken: number; readonly sentence: string } | undefined {
  const { code, port: taken } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return undefined;
  const name = (['web', 'cdn', 'payments', 'aws'] as const).find((one) => ports[one] === taken);
  if (!name || taken === undefined) return undefined;
  const why = code === 'EADDRINUSE' ? 'in use by another program' : 'not open to this user';
  return { name, taken, sentence: `Port ${taken}, for ${PURPOSE[name]}, is ${why}.` };
}
