import type {
  ClaimForm,
  ClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { FormSchema, toFormSchema } from './claimSchema';
import type { Json } from './json';
import { isObject } from './json';

/** `ui:options` of the field. */
export interface SpecOptions {
  mode?: 'create' | 'update';
  only?: string[];
  hide?: string[];
}

/** Value of the picker: the cluster that is changed or removed. */
export interface ChosenCluster extends ClusterRef {
  environment: string;
}

/** The cluster that the form's other pages chose; undefined if none is. */
export function chosenCluster(formData: unknown): ChosenCluster | undefined {
  const cluster = isObject(formData) ? formData.cluster : undefined;
  if (!isObject(cluster)) return undefined;
  const text = (key: string) =>
    typeof cluster[key] === 'string' ? (cluster[key] as string) : '';
  const chosen = {
    managementCluster: text('managementCluster'),
    namespace: text('namespace'),
    environment: text('environment'),
    name: text('name'),
  };
  return Object.values(chosen).every(Boolean) ? chosen : undefined;
}

/** The environment that the claim is or will be in. */
export function environmentOf(
  formData: unknown,
  mode: 'create' | 'update',
): string | undefined {
  if (mode === 'update') return chosenCluster(formData)?.environment;
  const environment = isObject(formData) ? formData.environment : undefined;
  return typeof environment === 'string' ? environment : undefined;
}

/** The form that a field of the template shows. */
export function formFor(
  claimForm: ClaimForm,
  options: SpecOptions,
  about: { environment?: string; current?: Json },
): FormSchema {
  const { mode = 'create', only, hide } = options;
  return toFormSchema(claimForm.schema, {
    mode,
    only,
    hide,
    immutable: claimForm.immutable,
    policy: claimForm.environments.find(e => e.name === about.environment),
    allowed: claimForm.allowed,
    current: about.current,
  });
}
