import type { FieldSchema } from '@backstage/plugin-scaffolder-react';
import type { ClusterField } from './clusterField';
import {
  clusterCidrSchema,
  clusterEnvironmentSchema,
  clusterNameSchema,
  clusterPickerSchema,
  clusterReviewSchema,
  clusterSpecSchema,
} from './schemas';

interface FormFieldEntry {
  /** Of the extension. */
  id: string;
  /** In templates: `ui:field`. */
  name: string;
  schema: FieldSchema<any, any>;
  /** Loads the field when a template is opened. */
  load(): Promise<ClusterField>;
}

/** The fields for templates that request clusters. */
export const FORM_FIELDS = [
  {
    id: 'worker-cluster-name',
    name: 'WorkerClusterName',
    schema: clusterNameSchema,
    load: () => import('./ClusterNameField').then(m => m.clusterName),
  },
  {
    id: 'worker-cluster-environment',
    name: 'WorkerClusterEnvironment',
    schema: clusterEnvironmentSchema,
    load: () =>
      import('./ClusterEnvironmentField').then(m => m.clusterEnvironment),
  },
  {
    id: 'worker-cluster-picker',
    name: 'WorkerClusterPicker',
    schema: clusterPickerSchema,
    load: () =>
      import('./picker/ClusterPickerField').then(m => m.clusterPicker),
  },
  {
    id: 'worker-cluster-spec',
    name: 'WorkerClusterSpec',
    schema: clusterSpecSchema,
    load: () => import('./spec/ClusterSpecField').then(m => m.clusterSpec),
  },
  {
    id: 'worker-cluster-cidr',
    name: 'WorkerClusterCidr',
    schema: clusterCidrSchema,
    load: () => import('./ClusterCidrField').then(m => m.clusterCidr),
  },
  {
    id: 'worker-cluster-review',
    name: 'WorkerClusterReview',
    schema: clusterReviewSchema,
    load: () =>
      import('./review/ClusterReviewField').then(m => m.clusterReview),
  },
] as const satisfies readonly FormFieldEntry[];
