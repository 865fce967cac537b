import type { Environment } from '@marcbachmann/cel-js';
import { isObject, Schema } from '../Schema';
import { escapeName } from './names';
import { newEnvironment } from './program';
import { withHead } from './values';

/** Types of objects, each with a name of its own. */
class ObjectTypes {
  readonly environment = newEnvironment();
  #count = 0;

  /** @returns the name of the new type */
  add(fields: Record<string, string>): string {
    this.#count += 1;
    const name = `Object${this.#count}`;
    this.environment
      .registerType(name, { fields })
      // Only its type is of interest here.
      .registerOperator(`${name} == ${name}`, () => true);
    return name;
  }
}

/**
 * The types of `self` and `oldSelf` in the rules of a schema, as apiserver's `SchemaDeclType` has them: only what the
 * schema describes is there, and a field that no rule can call is not.
 *
 * @param options - `root`: the schema is of a whole object; `optionalOldSelf`: the rule says so
 * @returns undefined for a schema that rules see nothing of
 */
export function environmentOf(
  schema: Schema,
  options: { root?: boolean; optionalOldSelf?: boolean },
): Environment | undefined {
  const types = new ObjectTypes();
  const self = typeOf(options.root ? withHead(schema) : schema, types);
  if (!self) return undefined;
  return types.environment
    .registerVariable('self', self)
    .registerVariable(
      'oldSelf',
      options.optionalOldSelf ? `optional<${self}>` : self,
    );
}

function typeOf(schema: unknown, types: ObjectTypes): string | undefined {
  if (!isObject(schema)) return undefined;
  if (schema['x-kubernetes-int-or-string'] === true) return 'dyn';
  switch (schema.type) {
    case 'array': {
      const item = partType(schema.items, types);
      return item && `list<${item}>`;
    }
    case 'object': {
      if (isObject(schema.additionalProperties)) {
        const value = partType(schema.additionalProperties, types);
        return value && `map<string, ${value}>`;
      }
      const fields: Record<string, string> = {};
      for (const [key, property] of Object.entries(schema.properties ?? {})) {
        const name = escapeName(key);
        const type = partType(property, types);
        if (name && type) fields[name] = type;
      }
      return types.add(fields);
    }
    case 'string':
      return textType(schema.format);
    case 'boolean':
      return 'bool';
    case 'number':
      return 'double';
    case 'integer':
      return 'int';
    default:
      return undefined;
  }
}

function partType(schema: unknown, types: ObjectTypes): string | undefined {
  const whole =
    isObject(schema) && schema['x-kubernetes-embedded-resource'] === true;
  return typeOf(whole ? withHead(schema) : schema, types);
}

function textType(format: unknown): string {
  switch (format) {
    case 'byte':
      return 'bytes';
    case 'duration':
      return 'google.protobuf.Duration';
    case 'date':
    case 'date-time':
      return 'google.protobuf.Timestamp';
    default:
      return 'string';
  }
}
