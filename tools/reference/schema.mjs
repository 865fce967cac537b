import { cell, table } from './markdown.mjs';

const LIMITS = {
  maxLength: n => `at most ${n} characters`,
  maxItems: n => `at most ${n} items`,
  maxProperties: n => `at most ${n} keys`,
  minimum: n => `from ${n}`,
  maximum: n => `up to ${n}`,
};

/** A JSON schema in words: `list of text, at most 50 items`. A schema with a name is a link to it. */
export function typeOf(schema = {}) {
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop();
    return `[${name}](#${name.toLowerCase()})`;
  }
  const many = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (many) return [...new Set(many.map(typeOf))].join(' or ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map(value => `\`${value}\``).join(', ');
  const limits = Object.entries(LIMITS)
    .filter(([name]) => schema[name] !== undefined)
    .map(([name, say]) => say(schema[name]));
  return [nameOf(schema), ...limits].join(', ');
}

function nameOf({ type, items, additionalProperties, format }) {
  if (Array.isArray(type)) return type.join(' or ');
  if (type === 'array') return `list of ${inner(typeOf(items))}`;
  if (type === 'object' && additionalProperties?.$ref) {
    return `map of ${typeOf(additionalProperties)}`;
  }
  return format ? `${type} (${format})` : type ?? 'any';
}

/** In brackets where a comma would seem to belong to what is around it. */
const inner = text => (text.includes(',') ? `(${text})` : text);

/** The fields of an object, those of inner objects below them. */
export function fields(schema = {}) {
  const rows = rowsOf(schema, '');
  return rows.length
    ? table(['field', 'type', 'description'], rows)
    : typeOf(schema);
}

function rowsOf(schema, path) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, of]) => {
    const at = path + name;
    const inner = of.type === 'array' ? of.items ?? {} : of;
    return [
      [
        `\`${at}\`${required.has(name) ? ' (required)' : ''}`,
        typeOf(of),
        cell(of.description ?? ''),
      ],
      ...rowsOf(inner, `${at}${of.type === 'array' ? '[]' : ''}.`),
    ];
  });
}
