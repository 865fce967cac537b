import { parse } from 'yaml';
import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { CloudError } from './external';

type Values = Record<string, unknown>;

/**
 * The values of a Release as provider-helm puts them together: those of `valuesFrom` one after the other, and over them
 * those that stand in the Release.
 *
 * @throws CloudError if a Secret or ConfigMap is missing that is not optional.
 */
export function composeValues(
  { metadata, spec }: KubernetesObject,
  client: Pick<ObjectClient, 'get'>,
): Values {
  const { values = {}, valuesFrom = [] } = spec.forProvider;
  const sources: Values[] = valuesFrom.map(
    ({ secretKeyRef, configMapKeyRef }: any): Values => {
      const from = secretKeyRef ?? configMapKeyRef;
      const key = from.key ?? 'values.yaml';
      const found = client.get({
        apiVersion: 'v1',
        kind: secretKeyRef ? 'Secret' : 'ConfigMap',
        namespace: from.namespace ?? metadata.namespace,
        name: from.name,
      })?.data?.[key];
      if (found === undefined && !from.optional) {
        throw new CloudError(
          `failed to get value from source: missing key "${key}" of ${from.name}`,
        );
      }
      const text = secretKeyRef
        ? Buffer.from(found ?? '', 'base64').toString()
        : found ?? '';
      return parse(text) ?? {};
    },
  );
  return [...sources, values].reduce<Values>(merge, {});
}

const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(base: Values, over: Values): Values {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = base[key];
    result[key] = isMap(value) && isMap(below) ? merge(below, value) : value;
  }
  return result;
}
