import {
  readGitopsFiles,
  renderPlatformRepository,
} from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { checkedRules, findViolations } from './isolation';
import { Files } from './repository';

it.each(Object.entries(ANSWERS))(
  'each Argo CD reaches its own cluster only: with the answers of %s',
  (_, answers) => {
    expect(findViolations(renderPlatformRepository(answers))).toEqual([]);
  },
);

it('holds for the repository that the sandbox plays, with all of its applications', () => {
  expect(
    findViolations(
      readGitopsFiles({ repoUrl: 'http://git.example/a.git', claims: true }),
    ),
  ).toEqual([]);
});

const COMPOSITION = 'crossplane/compositions/workercluster-aws.yaml';
const PROJECT = 'argocd/infrastructure/project.yaml';
const CLAIMS_PROJECT = 'argocd/infrastructure/project-claims-dev.yaml';
const VALUES = 'argocd/management/values.yaml';
const APPLICATION =
  'applications/k8s-manifests/overlays/dev/applications/welcome.yaml';
const RBAC = 'crossplane/config/portal-rbac.yaml';

/** One line loosened, and the rule that notices. */
const MUTATIONS: Array<[string, string, RegExp | string, string]> = [
  [
    COMPOSITION,
    'A project names its namespaces, or how they begin',
    'namespace: app-*',
    "namespace: '*'",
  ],
  [
    COMPOSITION,
    'A project names its namespaces, or how they begin',
    'namespace: app-*',
    "namespace: '*-app'",
  ],
  [
    COMPOSITION,
    'a project stays out of the namespaces of Kubernetes itself',
    'namespace: app-*',
    'namespace: kube-system',
  ],
  [
    COMPOSITION,
    'A project names its repositories',
    /sourceRepos:\n( +)- patched/,
    "sourceRepos:\n$1- '*'",
  ],
  [
    COMPOSITION,
    'A project names its repositories',
    /sourceRepos:\n( +)- patched/,
    'sourceRepos:\n$1- https://github.com/acme/*',
  ],
  [
    COMPOSITION,
    'A project reaches only the cluster that it is in',
    /(destinations:\n +- server: )https:\/\/kubernetes.default.svc/,
    "$1'*'",
  ],
  [
    COMPOSITION,
    'A project reaches only the cluster that it is in',
    /(destinations:\n +)- server: https:\/\/kubernetes.default.svc/,
    '$1- name: other',
  ],
  [
    COMPOSITION,
    'An Application deploys into the cluster that it is in',
    /(destination:\n +server: )https:\/\/kubernetes.default.svc/,
    '$1https://10.0.0.1',
  ],
  [
    COMPOSITION,
    'A project names the cluster-wide kinds that it may make',
    /(clusterResourceWhitelist:\n +- group: )''\n( +kind: )Namespace/,
    "$1'*'\n$2'*'",
  ],
  [
    COMPOSITION,
    'a project makes namespaces of its destinations only',
    /(kind: Namespace\n) +name: app-\*\n/,
    '$1',
  ],
  [
    COMPOSITION,
    'a project makes namespaces of its destinations only',
    /(kind: Namespace\n +name: )app-\*/,
    "$1'*'",
  ],
  [
    COMPOSITION,
    'a project makes namespaces of its destinations only',
    /(kind: Namespace\n +name: )app-\*/,
    '$1argocd',
  ],
  [
    PROJECT,
    'a project makes namespaces of its destinations only',
    /(kind: Namespace\n) +name: crossplane-system\n/,
    '$1',
  ],
  [
    COMPOSITION,
    'a project deploys with a service account of its own',
    'defaultServiceAccount: argocd:sync-workloads',
    'defaultServiceAccount: default',
  ],
  [
    COMPOSITION,
    'a project deploys with a service account of its own',
    /(defaultServiceAccount: argocd:sync-)applications/,
    '$1*',
  ],
  [
    COMPOSITION,
    "Argo CD's controller deploys with the service account of the project",
    "application.sync.impersonation.enabled: 'true'",
    "application.sync.impersonation.enabled: 'false'",
  ],
  [
    COMPOSITION,
    "Argo CD's controller deploys with the service account of the project",
    /( +)(application.sync.impersonation.enabled: 'true')/,
    "$1$2\n$1application.sync.impersonation.enforced: 'false'",
  ],
  [
    COMPOSITION,
    "Argo CD's controller deploys with the service account of the project",
    /(controller:[\s\S]*?clusterRoleRules:\n +enabled: )true/,
    '$1false',
  ],
  [
    COMPOSITION,
    "Argo CD's controller deploys with the service account of the project",
    / +resourceNames:\n +- sync-applications\n +- sync-workloads\n/,
    '',
  ],
  [
    COMPOSITION,
    "Argo CD's controller deploys with the service account of the project",
    /(clusterRoleRules:[\s\S]*?verbs:\n( +)- get\n)/,
    '$1$2- patch\n',
  ],
  [
    COMPOSITION,
    'nobody gets more than to look in the whole cluster',
    "request.userInfo.username == 'system:serviceaccount:argocd:sync-workloads'",
    "request.userInfo.username == 'nobody'",
  ],
  [
    COMPOSITION,
    'nobody gets more than to look in the whole cluster',
    "expression: variables.target.startsWith('app-')",
    "expression: 'true'",
  ],
  [
    COMPOSITION,
    'nobody gets more than to look in the whole cluster',
    /(policyName: sync-workloads\n +validationActions:\n +- )Deny/,
    '$1Warn',
  ],
  [
    COMPOSITION,
    'namespaces of applications have Pod Security',
    /(policyName: app-namespaces\n +validationActions:\n +- )Deny/,
    '$1Audit',
  ],
  [
    COMPOSITION,
    'namespaces of applications have Pod Security',
    "in ['baseline', 'restricted']",
    "in ['privileged', 'baseline', 'restricted']",
  ],
  [
    COMPOSITION,
    'namespaces of applications have Pod Security',
    /(operations:\n +- CREATE\n) +- UPDATE\n( +resources:\n +- namespaces)/,
    '$1$2',
  ],
  [
    COMPOSITION,
    'namespaces of applications have Pod Security',
    /(name: app-namespaces\n +spec:\n +failurePolicy: )Fail/,
    '$1Ignore',
  ],
  [
    COMPOSITION,
    'the nodes do not have the rights of the network plugin',
    /(AmazonEKS_CNI_Policy\n[\s\S]*?role: )vpc-cni/,
    '$1node',
  ],
  [
    COMPOSITION,
    'the nodes do not have the rights of the network plugin',
    'serviceAccount: aws-node',
    'serviceAccount: default',
  ],
  [
    COMPOSITION,
    'The default project of a worker is locked',
    /(Locked: nothing may use it'\n +sourceRepos: )\[\]/,
    '$1[https://github.com/acme/platform.git]',
  ],
  [
    COMPOSITION,
    'The default project of a worker is locked',
    /(name: )default(\n +namespace: argocd\n +spec:\n +description: 'Locked)/,
    '$1other$2',
  ],
  [
    COMPOSITION,
    'The local admin account is disabled',
    "admin.enabled: 'false'",
    "admin.enabled: 'true'",
  ],
  [
    COMPOSITION,
    'The local admin account is disabled',
    /admin.enabled: 'false'\n +/,
    '',
  ],
  [
    COMPOSITION,
    'Anonymous access is disabled',
    "users.anonymous.enabled: 'false'",
    "users.anonymous.enabled: 'true'",
  ],
  [
    COMPOSITION,
    'The web terminal is disabled',
    "exec.enabled: 'false'",
    "exec.enabled: 'true'",
  ],
  [
    COMPOSITION,
    'who is not named may do nothing',
    "policy.default: ''",
    'policy.default: role:admin',
  ],
  [
    COMPOSITION,
    'people look and sync, and only the platform team administers',
    'p, role:owner, logs, get, */*, allow',
    'p, role:owner, clusters, create, *, allow',
  ],
  [
    COMPOSITION,
    'people look and sync, and only the platform team administers',
    'p, role:owner, applications, sync, workloads/*, allow',
    'p, role:owner, applications, sync, */*, allow',
  ],
  [
    COMPOSITION,
    'people look and sync, and only the platform team administers',
    'fmt: g, %s, role:owner',
    'fmt: g, %s, role:admin',
  ],
  [
    COMPOSITION,
    'people log in with a public client: there is no secret',
    'enablePKCEAuthentication: true',
    'clientSecret: $oidc.clientSecret',
  ],
  [
    VALUES,
    'people log in with a public client: there is no secret',
    'enablePKCEAuthentication: true',
    'enablePKCEAuthentication: true\n      clientSecret: s3cr3t',
  ],
  [
    COMPOSITION,
    'Argo CD speaks TLS, within itself too',
    'server.insecure: false',
    'server.insecure: true',
  ],
  [
    COMPOSITION,
    'Argo CD speaks TLS, within itself too',
    /( +)server.insecure: false/,
    '$1server.insecure: false\n$1controller.repo.server.plaintext: true',
  ],
  [
    COMPOSITION,
    "the repo-server's certificate is verified only where it is given one",
    /( +)server.insecure: false/,
    '$1server.insecure: false\n$1controller.repo.server.strict.tls: true',
  ],
  [
    VALUES,
    "the repo-server's certificate is verified only where it is given one",
    '  rbac:\n',
    "  params:\n    server.repo.server.strict.tls: 'true'\n  rbac:\n",
  ],
  [
    COMPOSITION,
    'network policies guard Argo CD',
    /networkPolicy:\n( +)create: true/,
    'networkPolicy:\n$1create: false',
  ],
  [
    COMPOSITION,
    'what is not used does not run',
    /dex:\n( +)enabled: false/,
    'dex:\n$1enabled: true',
  ],
  [
    COMPOSITION,
    "Argo CD's server reads, and no Secrets",
    '- pods/log',
    '- secrets',
  ],
  [
    COMPOSITION,
    "Argo CD's server reads, and no Secrets",
    /(poddisruptionbudgets\n +verbs:\n +- )get/,
    '$1delete',
  ],
  [
    COMPOSITION,
    'The portal reads only',
    /(name: portal-reader[\s\S]*?resources:\n +- applications[\s\S]*?verbs:\n +- )get/,
    '$1patch',
  ],
  [
    COMPOSITION,
    'the portal reads single Secrets',
    /( +)- configmaps\n +resourceNames:\n +- argocd-cm\n +- argocd-cmd-params-cm/,
    '$1- secrets',
  ],
  [
    COMPOSITION,
    'the portal reads single Secrets',
    /(kind: ClusterRole\n +metadata:\n +name: portal-reader\n[\s\S]*?resources:\n +- )applications/,
    "$1'*'",
  ],
  [
    COMPOSITION,
    'the portal reads only Applications in all namespaces of a worker',
    /(kind: ClusterRole\n +metadata:\n +name: portal-reader\n[\s\S]*?resources:\n +- )applications/,
    '$1appprojects',
  ],
  [
    COMPOSITION,
    'the portal reads only Applications in all namespaces of a worker',
    /(kind: ClusterRole\n +metadata:\n +name: portal-reader\n[\s\S]*?resources:\n( +)- applications)/,
    '$1\n$2- appprojects',
  ],
  [
    COMPOSITION,
    'the portal reads only Applications in all namespaces of a worker',
    /(kind: ClusterRole\n +metadata:\n +name: portal-reader\n[\s\S]*?apiGroups:\n +- )argoproj.io/,
    "$1'*'",
  ],
  [
    COMPOSITION,
    'nobody gets more than to look in the whole cluster',
    /(kind: ClusterRole\n +name: )view/,
    '$1cluster-admin',
  ],
  [
    COMPOSITION,
    'The portal reads only',
    /(kind: ClusterRole\n +metadata:\n +name: portal-reader\n[\s\S]*?verbs:\n +- )get/,
    '$1delete',
  ],
  [
    COMPOSITION,
    'the API server is reached from the management cluster only',
    '198.51.100.7/32',
    '0.0.0.0/0',
  ],
  [
    COMPOSITION,
    'the API server is reached from the management cluster only',
    'authenticationMode: API',
    'authenticationMode: CONFIG_MAP',
  ],
  [
    COMPOSITION,
    'every IAM role has the permissions boundary',
    /- type: PatchSet\n +patchSetName: boundary\n +/,
    '',
  ],
  [
    PROJECT,
    'A project names its repositories',
    /sourceRepos:\n( +)- .*/,
    "sourceRepos:\n$1- '*'",
  ],
  [
    PROJECT,
    'A project reaches only the cluster that it is in',
    'server: https://kubernetes.default.svc',
    'server: https://worker.example.org',
  ],
  [
    CLAIMS_PROJECT,
    'A project names its namespaces, or how they begin',
    'namespace: clusters-dev',
    "namespace: '*'",
  ],
  [
    PROJECT,
    'A project names the cluster-wide kinds that it may make',
    / {2}clusterResourceWhitelist:[\s\S]*?(?= {2}namespaceResource)/,
    '',
  ],
  [
    PROJECT,
    'the management Argo CD deploys no workload',
    /namespaceResourceWhitelist:\n/,
    'namespaceResourceWhitelist:\n    - group: apps\n      kind: Deployment\n',
  ],
  [
    PROJECT,
    'the management Argo CD deploys no workload',
    / {2}namespaceResourceWhitelist:[\s\S]*/,
    '',
  ],
  [
    PROJECT,
    'Applications are in the namespace of Argo CD',
    'sourceRepos:',
    "sourceNamespaces: ['*']\n  sourceRepos:",
  ],
  [
    VALUES,
    'The local admin account is disabled',
    "admin.enabled: 'false'",
    "admin.enabled: 'true'",
  ],
  [
    VALUES,
    'people look and sync, and only the platform team administers',
    "policy.csv: ''",
    "policy.csv: 'g, everybody, role:admin'",
  ],
  [
    APPLICATION,
    'An Application deploys into the cluster that it is in',
    'server: https://kubernetes.default.svc',
    'name: in-another-cluster',
  ],
  [
    RBAC,
    'the portal reads single Secrets',
    'resources: [applications]',
    'resources: [applications, secrets]',
  ],
  [
    RBAC,
    'The portal reads only',
    'verbs: [get, list, watch]',
    'verbs: [get, list, watch, delete]',
  ],
  [
    RBAC,
    'No other cluster is registered',
    /^/,
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: worker\n  labels: {argocd.argoproj.io/secret-type: cluster}\n---\n',
  ],
];

describe('when somebody loosens one line', () => {
  const sound: Files = renderPlatformRepository(
    ANSWERS['many accounts, samples and the v1 API'],
  );

  it.each(MUTATIONS)('of %s, the rule "%s" notices', (path, rule, from, to) => {
    const text = sound[path].replace(from, to);
    expect(text).not.toBe(sound[path]);
    const violations = findViolations({ ...sound, [path]: text });
    expect(violations.map(v => v.rule)).toContain(rule);
  });

  it('has a mutation for every rule', () => {
    const noticed = new Set(MUTATIONS.map(([, rule]) => rule));
    const rules = checkedRules(sound);
    expect(rules.length).toBeGreaterThanOrEqual(20);
    expect(rules.filter(rule => !noticed.has(rule))).toEqual([]);
  });
});
