import {
  admitObject,
  invalidMessage,
  readCustomResourceDefinition,
  StatusCause,
  validateCustomResourceDefinition,
} from '@worker-clusters/kubernetes-schema';
import { Resource, apiVersionOf } from './resources';
import { StatusError } from './status';
import type { KubernetesObject } from './types';

/** How an object is admitted. */
export interface AdmissionOptions {
  /** The object as it is stored; absent for a new one. */
  current?: KubernetesObject;
  subresource?: 'status';
  /** `Strict`: unknown fields are an error. `Warn`, as if nothing is said: they are dropped with a warning. */
  fieldValidation?: string;
}

/** An object as it is stored, and what the client is warned of. */
export interface Admitted {
  object: KubernetesObject;
  warnings: string[];
}

/**
 * Makes of an object what is stored: an API server's defaults, pruning and validation, of custom resources and of
 * CustomResourceDefinitions themselves. Kubernetes' own kinds are taken as they are.
 *
 * @throws StatusError for an object that a server refuses
 */
export function admit(
  resource: Resource,
  input: KubernetesObject,
  options: AdmissionOptions,
): Admitted {
  const object = {
    ...input,
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
  };
  if (resource.kind === 'Secret' && resource.group === '') {
    return { object: withSecretData(object), warnings: [] };
  }
  if (resource.kind === 'CustomResourceDefinition') {
    if (options.subresource === 'status') return { object, warnings: [] };
    const { definition, unknown } = readCustomResourceDefinition(object);
    const warnings = checkUnknown(resource, unknown, options);
    refuse(
      resource,
      object,
      validateCustomResourceDefinition(definition, options.current),
    );
    return { object: definition, warnings };
  }
  if (!resource.schema) return { object, warnings: [] };
  const admission = admitObject(resource.schema, object, {
    oldObject: options.current,
  });
  const warnings = checkUnknown(resource, admission.unknown, options);
  refuse(resource, object, admission.causes);
  return { object: admission.object as KubernetesObject, warnings };
}

function withSecretData({
  stringData,
  ...secret
}: KubernetesObject): KubernetesObject {
  const data = Object.entries(stringData ?? {}).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ]);
  return {
    ...secret,
    ...(data.length
      ? { data: { ...secret.data, ...Object.fromEntries(data) } }
      : {}),
    type: secret.type ?? 'Opaque',
  };
}

/** The warnings of unknown fields; an error where the client wants it strictly. */
function checkUnknown(
  resource: Resource,
  unknown: string[],
  { fieldValidation = 'Warn' }: AdmissionOptions,
): string[] {
  const texts = unknown.map(field => `unknown field "${field}"`);
  if (texts.length && fieldValidation === 'Strict') {
    const { kind, version } = resource;
    throw new StatusError(
      400,
      'BadRequest',
      `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${texts.join(
        ', ',
      )}`,
    );
  }
  return fieldValidation === 'Warn' ? texts : [];
}

function refuse(
  { kind, group }: Resource,
  { metadata: { name } }: KubernetesObject,
  causes: StatusCause[],
): void {
  if (!causes.length) return;
  throw new StatusError(
    422,
    'Invalid',
    invalidMessage(`${kind}.${group}`, name, causes),
    { name, group, kind, causes },
  );
}
