import { list, object } from './fields';

/** The keys with which a Composition publishes the portal's credentials. */
const KEYS = ['token', 'ca.crt', 'kubeconfig'];
const MAX_MANAGERS = 100;

/**
 * Projects a Secret to what the portal reads of one with its credentials: the keys that hold them, base64 as they are, and
 * when its data was written.
 */
export function transformSecret(raw: unknown) {
  const data = object(object(raw).data);
  const { name, namespace, creationTimestamp, managedFields } = object(
    object(raw).metadata,
  );
  return {
    metadata: {
      name,
      namespace,
      creationTimestamp,
      managedFields: list(managedFields)
        .slice(0, MAX_MANAGERS)
        .map(object)
        .filter(m => object(m.fieldsV1)['f:data'] !== undefined)
        .map(m => ({ time: m.time, fieldsV1: { 'f:data': {} } })),
    },
    data: Object.fromEntries(
      KEYS.filter(key => Object.hasOwn(data, key)).map(key => [key, data[key]]),
    ),
  };
}
