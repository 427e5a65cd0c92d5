import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { createLru } from './lru.ts';
import { planOperations, type OperationPlan } from './plan.ts';
import { countSelectedFields } from './selected-fields.ts';
import { syntaxErrorItem, validationErrorItem, type ErrorItem } from './error-items.ts';

/** A query text that was parsed, validated and planned, or what is wrong with it. */
export type CheckedDocument =
  | {
      readonly document: DocumentNode;
      /** The operation that a request means. */
      readonly plan: (operationName: string | undefined) => OperationPlan | undefined;
      readonly errors?: undefined;
    }
  | { readonly document?: undefined; readonly errors: readonly ErrorItem[] };

export interface Documents {
  /** Parses, validates and plans, or remembers that it did. */
  check(query: string): CheckedDocument;
}

/** Characters of all texts that are remembered. Parsed, one can take 250 bytes of memory. */
const MOST_REMEMBERED = 256 * 1024;
const MOST_TEXTS = 1000;
/** Longer texts are checked anew each time: one of them would push out many. */
const LONGEST_REMEMBERED = 16 * 1024;
/** Bounds what a hostile query can make the parser, the rules and the execution do. */
const MOST_TOKENS = 15_000;
const MOST_ERRORS = 20;
const MOST_FIELDS = 10_000;

const tooMuch = (problem: string): CheckedDocument => ({
  errors: [
    { path: null, locations: null, message: `Validation error of type InvalidSyntax: the query ${problem}` },
  ],
});

export function createDocuments(schema: GraphQLSchema, introspection: boolean): Documents {
  const known = createLru<CheckedDocument>({ characters: MOST_REMEMBERED, entries: MOST_TEXTS });
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];

  function read(query: string): CheckedDocument {
    try {
      const document = parse(query, { maxTokens: MOST_TOKENS });
      const errors = validate(schema, document, rules, { maxErrors: MOST_ERRORS });
      if (errors.length > 0) return { errors: errors.map((error) => validationErrorItem(error, document)) };
      if (countSelectedFields(document) > MOST_FIELDS)
        return tooMuch(`selects more than ${MOST_FIELDS} fields`);
      return { document, plan: planOperations(document) };
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [syntaxErrorItem(error)] };
      // Parser and rules descend by calling themselves: the stack's end is the end of what they take.
      if (error instanceof RangeError) return tooMuch('is nested too deeply');
      throw error;
    }
  }

  return {
    check(query) {
      const remembered = known.get(query);
      if (remembered) return remembered;
      const checked = read(query);
      if (query.length <= LONGEST_REMEMBERED) known.set(query, checked);
      return checked;
    },
  };
}
