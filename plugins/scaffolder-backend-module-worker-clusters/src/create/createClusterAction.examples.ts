import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Ask for a worker cluster, in the GitOps repository of the portal',
    example: stringify({
      steps: [
        {
          id: 'request',
          name: 'Open the pull request',
          action: 'worker-cluster:create',
          input: {
            name: 'payments-dev',
            environment: 'dev',
            region: 'eu-west-1',
            owner: 'group:default/payments',
            kubernetesVersion: '1.34',
            nodes: { size: 'medium', min: 2, max: 4 },
          },
        },
      ],
    }),
  },
  {
    description: 'Ask for it in another repository, with the token of the user',
    example: stringify({
      steps: [
        {
          id: 'request',
          name: 'Open the pull request',
          action: 'worker-cluster:create',
          input: {
            name: 'search-prod',
            environment: 'prod',
            region: 'us-east-1',
            owner: 'group:default/search',
            kubernetesVersion: '1.34',
            nodes: { size: 'large', min: 3, max: 9 },
            repoUrl: 'gitea.example.com?owner=platform&repo=gitops-us',
            token: '${{ secrets.USER_OAUTH_TOKEN }}',
          },
        },
      ],
    }),
  },
];
