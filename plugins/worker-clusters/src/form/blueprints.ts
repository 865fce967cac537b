import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

/** The fields for templates; each is loaded when a template is opened. */
export const formFields = [
  FormFieldBlueprint.make({
    name: 'worker-cluster-name',
    params: {
      field: () => import('./ClusterNameField').then(m => m.clusterName),
    },
  }),
  FormFieldBlueprint.make({
    name: 'worker-cluster-environment',
    params: {
      field: () =>
        import('./ClusterEnvironmentField').then(m => m.clusterEnvironment),
    },
  }),
  FormFieldBlueprint.make({
    name: 'worker-cluster-picker',
    params: {
      field: () =>
        import('./picker/ClusterPickerField').then(m => m.clusterPicker),
    },
  }),
  FormFieldBlueprint.make({
    name: 'worker-cluster-spec',
    params: {
      field: () => import('./spec/ClusterSpecField').then(m => m.clusterSpec),
    },
  }),
  FormFieldBlueprint.make({
    name: 'worker-cluster-cidr',
    params: {
      field: () => import('./ClusterCidrField').then(m => m.clusterCidr),
    },
  }),
  FormFieldBlueprint.make({
    name: 'worker-cluster-review',
    params: {
      field: () =>
        import('./review/ClusterReviewField').then(m => m.clusterReview),
    },
  }),
];
