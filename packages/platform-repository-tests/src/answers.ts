import { PlatformAnswers, sandboxAnswers } from '@worker-clusters/sandbox';

/** Sets of answers to the template, each of which must give a sound repository. */
export const ANSWERS: Record<string, PlatformAnswers> = {
  'the sandbox': sandboxAnswers('http://127.0.0.1:7020/platform/gitops.git'),
  'the smallest': {
    organisation: 'acme',
    repoName: 'platform',
    gitUrl: 'https://github.com/acme/platform.git',
    domain: 'acme.io',
    apiGroup: 'platform.acme.io',
    environments: [{ name: 'all', awsAccountId: '123456789012' }],
    regions: ['eu-central-1'],
    managementRegion: 'eu-central-1',
    managementAccountId: '123456789012',
    managementCidrs: ['198.51.100.7/32'],
    ownerRef: 'group:default/ops',
    ownerTeam: 'ops',
    sampleClaims: false,
    crossplaneV1: false,
  },
  'many accounts, samples and the v1 API': {
    organisation: 'big-corp',
    repoName: 'gitops',
    gitUrl: 'https://gitlab.big-corp.example/infra/clusters/gitops.git',
    domain: 'clusters.big-corp.example',
    apiGroup: 'platform.clusters.big-corp.example',
    environments: [
      { name: 'dev', awsAccountId: '111111111111' },
      { name: 'qa', awsAccountId: '222222222222' },
      { name: 'pre-prod', awsAccountId: '333333333333' },
      { name: 'prod', awsAccountId: '444444444444', deletionProtection: true },
    ],
    regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
    managementRegion: 'us-east-1',
    managementAccountId: '000000000001',
    managementCidrs: ['198.51.100.7/32', '203.0.113.0/28'],
    ownerRef: 'group:platform/cluster-team',
    ownerTeam: 'cluster-team',
    oidc: {
      issuer: 'https://login.big-corp.example/realms/staff',
      clientId: 'argocd',
      adminGroup: 'Platform Team',
      groupPrefix: 'k8s-',
    },
    access: { ownerRolePrefix: 'k8s-', breakGlassRole: 'break-glass' },
    ingress: {
      domain: 'clusters.big-corp.example',
      email: 'platform@big-corp.example',
    },
    sampleClaims: true,
    crossplaneV1: true,
  },
};
