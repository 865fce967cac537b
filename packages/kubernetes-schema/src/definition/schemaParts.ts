import { isObject, Schema } from '../Schema';

/** The fields that a schema names, with their schemas. */
export function eachProperty(schema: Schema): Array<[string, Schema]> {
  return isObject(schema.properties)
    ? Object.entries(schema.properties).filter(
        (entry): entry is [string, Schema] => isObject(entry[1]),
      )
    : [];
}

/** Whether a keyword says anything: a server reads an absent one, `false`, an empty text and an empty list alike. */
export function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return true;
  return (
    value !== undefined && value !== null && value !== false && value !== ''
  );
}
