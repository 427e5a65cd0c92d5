import { FieldError } from '../../errors.ts';

/** All headers that resolvers add to one response, in bytes. */
const LARGEST = 4096;

/** `util.http`: reading headers of a request and adding to those of the response. */
export function createHttpUtil(responseHeaders: () => Map<string, string>) {
  const add = (name: string, value: unknown) => {
    const key = String(name).toLowerCase();
    const headers = responseHeaders();
    const text = String(value);
    if (/^x-amzn?-/.test(key) || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(key) || /[^\t\x20-\x7e]/.test(text))
      throw new FieldError(`The response header ${key} cannot be set.`, 'MappingTemplate');
    headers.set(key, text);
    const size = [...headers].reduce((sum, [k, v]) => sum + k.length + v.length, 0);
    if (size > LARGEST) throw new FieldError('The response headers are larger than 4 KB.', 'MappingTemplate');
  };
  return {
    copyHeaders: (headers: Record<string, unknown>) =>
      Object.fromEntries(
        Object.entries(headers).filter(([name]) => !/^(x-amzn?-|host$|content-length$)/i.test(name)),
      ),
    addResponseHeader: add,
    addResponseHeaders: (headers: Record<string, unknown>) => {
      for (const [name, value] of Object.entries(headers)) add(name, value);
    },
  };
}
