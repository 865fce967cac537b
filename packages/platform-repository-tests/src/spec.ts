/** `spec` of the claim with which the Composition is rendered, with the XRD's defaults. */
export const SPEC = {
  environment: 'dev',
  region: 'eu-west-1',
  owner: 'group:default/payments',
  kubernetesVersion: '1.34',
  nodes: { size: 'small', min: 2, max: 4 },
  network: { vpcCidr: '10.42.0.0/16', nat: 'single', endpoint: 'public' },
  argocd: {
    chartVersion: '10.1.1',
    replicas: 1,
    oidc: {
      issuer: 'https://login.big-corp.example/realms/staff',
      clientID: 'argocd',
    },
  },
  applications: {
    repoURL: 'https://github.com/acme/platform.git',
    targetRevision: 'main',
    basePath: 'applications/k8s-manifests/overlays',
  },
};
