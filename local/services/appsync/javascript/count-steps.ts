import type { Node, Program } from 'acorn';
import { visit } from './syntax-tree.ts';

/** A change of a code's text: what stands between two places becomes another text. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Far more than a resolver may take on AWS, and over here in a few milliseconds. */
const MOST_STEPS = 1_000_000;

/** Stands before the code, and so begins anew with every call of a handler. */
export const STEP_COUNTER =
  'let $steps = 0;' +
  `const $step = () => { $steps += 1; if ($steps > ${MOST_STEPS}) throw "more than ${MOST_STEPS} steps"; };`;

/**
 * Lets every turn of a loop and every call of a function count as a step, so that code without an end ends:
 * it runs on the thread of all services. (A timeout of `node:vm` starts a thread for each call; that takes
 * longer than most requests.) No line moves.
 */
export function countSteps(program: Program): Edit[] {
  const openings: Edit[] = [];
  const closings: Edit[] = [];
  const insert = (at: number, text: string): Edit => ({ from: at, to: at, text });
  const wrap = ({ start, end }: Node, before: string, after: string) => {
    openings.push(insert(start, before));
    // Where several nodes end at one place the inner ones, seen later, close first.
    closings.unshift(insert(end, after));
  };
  visit(program, (node) => {
    const { body } = node as Node & { body?: Node };
    switch (node.type) {
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        if (body!.type === 'BlockStatement') openings.push(insert(body!.start + 1, '$step();'));
        else if (node.type === 'ArrowFunctionExpression') wrap(body!, '($step(), ', ')');
        else wrap(body!, '{$step();', '}');
    }
  });
  return [...closings, ...openings];
}
