import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

function example(
  description: string,
  action: string,
  input: object,
): TemplateExample {
  return {
    description,
    example: stringify({
      steps: [{ id: 'request', name: 'Open the pull request', action, input }],
    }),
  };
}

const payments = { name: 'payments-dev', environment: 'dev' };

export const createExamples = [
  example(
    'Ask for a worker cluster, in the GitOps repository of the portal',
    'worker-cluster:create',
    {
      ...payments,
      spec: {
        region: 'eu-west-1',
        owner: 'group:default/payments',
        kubernetesVersion: '1.34',
        nodes: { size: 'medium', min: 2, max: 4 },
      },
      reason: 'A place for the new checkout',
    },
  ),
  example(
    'Ask for it in another repository, with the token of the user',
    'worker-cluster:create',
    {
      name: 'search-prod',
      environment: 'prod',
      spec: {
        region: 'us-east-1',
        owner: 'group:default/search',
        kubernetesVersion: '1.34',
        nodes: { size: 'large', min: 3, max: 9 },
      },
      repoUrl: 'gitea.example.com?owner=platform&repo=gitops-us',
      token: '${{ secrets.USER_OAUTH_TOKEN }}',
    },
  ),
];

export const updateExamples = [
  example('Resize a worker cluster', 'worker-cluster:update', {
    ...payments,
    spec: { nodes: { min: 3, max: 9 } },
    reason: 'The sale begins on Friday',
  }),
  example('Upgrade Kubernetes', 'worker-cluster:update', {
    ...payments,
    spec: { kubernetesVersion: '1.35' },
  }),
];

export const decommissionExamples = [
  example(
    'Have a worker cluster removed, with everything in it',
    'worker-cluster:decommission',
    { ...payments, confirmedName: 'payments-dev' },
  ),
];

export const pullRequestExamples = [
  example(
    'Open a pull request for files of one cluster',
    'worker-cluster:pull-request',
    {
      ...payments,
      verb: 'update',
      title: 'worker-cluster: label payments-dev',
      body: 'Adds a label.',
      changes: [
        {
          path: 'crossplane/claims/dev/payments-dev.md',
          content: '# Notes\n',
        },
      ],
    },
  ),
];
