import type { Answer, Exchange } from './exchange.ts';

/** @param parameters what stands in the place of the path's `:name` parts, in their order */
export type Handler = (exchange: Exchange, ...parameters: string[]) => Promise<Answer> | Answer;

/** Answers a request, or says by `undefined` that it is none of its own. */
export type Router = (exchange: Exchange) => Promise<Answer | undefined> | Answer | undefined;

/** @param table handlers by `METHOD /path/:parameter` */
export function createRouter(table: Readonly<Record<string, Handler>>): Router {
  const routes = Object.entries(table).map(([route, handler]) => {
    const [method, path] = route.split(' ') as [string, string];
    return {
      method,
      pattern: new RegExp(`^${path.replace(/:\w+/g, '([^/]+)').replace(/\./g, '\\.')}$`),
      handler,
    };
  });
  return (exchange) => {
    for (const { method, pattern, handler } of routes) {
      const found = method === exchange.method ? pattern.exec(exchange.path) : null;
      if (found) return handler(exchange, ...found.slice(1));
    }
    return undefined;
  };
}
