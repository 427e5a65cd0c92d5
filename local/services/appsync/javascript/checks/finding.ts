import type { Node } from 'acorn';

/** Something in the code that APPSYNC_JS does not allow. */
export interface Finding {
  /** The name of the lint rule that finds it too. */
  readonly rule: string;
  readonly node: Node;
  /** What was used, where the rule alone does not say it. */
  readonly what?: string;
}
