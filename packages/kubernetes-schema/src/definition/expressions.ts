import { environmentOf } from '../cel/typesOf';
import { checkTypes } from '../cel/program';
import { Schema } from '../Schema';
import { internalError, invalid, StatusCause } from '../StatusCause';

/**
 * Compiles the rules that stand at a schema against the types that the schema gives them, and says which an API server
 * refuses. The cost of a rule is not estimated: a server refuses one that could take long.
 */
export function checkExpressions(
  schema: Schema,
  place: { path: string; root?: boolean; uncorrelatable?: string },
): StatusCause[] {
  const at = `${place.path}.x-kubernetes-validations`;
  const root = place.root || schema['x-kubernetes-embedded-resource'] === true;
  const rules: any[] = schema['x-kubernetes-validations'];
  return rules.flatMap((rule, i): StatusCause[] => {
    const optionalOldSelf = rule.optionalOldSelf === true;
    const types = environmentOf(schema, { root, optionalOldSelf });
    if (!types) {
      return [
        internalError(
          at,
          'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations',
        ),
      ];
    }
    const wrong = (field: string, value: unknown, detail: string) =>
      invalid(`${at}[${i}].${field}`, value, detail);
    let usesOldSelf: boolean;
    try {
      const checked = checkTypes(types, rule.rule);
      if (!['bool', 'dyn'].includes(checked.type)) {
        return [wrong('rule', rule, 'cel expression must evaluate to a bool')];
      }
      usesOldSelf = checked.usesOldSelf;
    } catch (error) {
      return [wrong('rule', rule, `compilation failed: ${firstLine(error)}`)];
    }
    const causes: StatusCause[] = [];
    if (rule.messageExpression) {
      const detail = checkMessage(types, rule.messageExpression);
      if (detail) causes.push(wrong('messageExpression', rule, detail));
    }
    if (usesOldSelf && place.uncorrelatable !== undefined) {
      causes.push(
        wrong(
          'rule',
          rule.rule,
          `oldSelf cannot be used on the uncorrelatable portion of the schema within ${place.uncorrelatable}`,
        ),
      );
    }
    if (!usesOldSelf && rule.optionalOldSelf !== undefined) {
      causes.push(
        wrong(
          'optionalOldSelf',
          rule.optionalOldSelf,
          'may not be set if oldSelf is not used in rule',
        ),
      );
    }
    return causes;
  });
}

function checkMessage(
  types: NonNullable<ReturnType<typeof environmentOf>>,
  expression: string,
): string | undefined {
  try {
    const { type } = checkTypes(types, expression);
    return ['string', 'dyn'].includes(type)
      ? undefined
      : 'messageExpression must evaluate to a string';
  } catch (error) {
    return `messageExpression compilation failed: ${firstLine(error)}`;
  }
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0].replace(/k8s_/g, '');
}
