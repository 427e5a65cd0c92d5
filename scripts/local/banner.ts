import type { DemoUser } from './demo-users.ts';

/** What `npm start` prints when everything answers. */
export function banner(options: {
  readonly urls: {
    readonly web: string;
    readonly console: string;
    readonly api: string;
    readonly cdn: string;
    readonly payments: string;
    readonly aws: string;
  };
  readonly users: readonly DemoUser[];
  readonly outputs: string;
  readonly seconds: number;
}): string {
  const { urls, users, outputs, seconds } = options;
  const people = users.map(({ username, password }) => `    ${username.padEnd(9)} ${password}`);
  return [
    '',
    `  Playhead is ready (${seconds.toFixed(1)} s)`,
    '',
    `    Web page     ${urls.web}`,
    `    API console  ${urls.console}`,
    `    GraphQL      ${urls.api}`,
    `    CDN          ${urls.cdn}`,
    `    Payments     ${urls.payments}`,
    `    AWS APIs     ${urls.aws}`,
    '',
    '  Sign in as',
    ...people,
    '',
    `  Clients read ${outputs}. Stop with Ctrl-C; begin anew with: npm start -- --reset`,
    '',
    '',
  ].join('\n');
}
