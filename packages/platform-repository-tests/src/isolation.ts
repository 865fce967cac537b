import { isDeepStrictEqual } from 'node:util';
import {
  ISOLATION_RULES,
  type IsolationRuleId,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { parse } from 'yaml';
import {
  clusterApis,
  Files,
  inputOf,
  objects,
  resourcesOf,
} from './repository';

/** One promise of "its own cluster only" that a repository breaks. */
export interface Violation {
  rule: string;
  /** File, or resource of the Composition. */
  where: string;
  what: string;
}

const IN_CLUSTER = 'https://kubernetes.default.svc';
const READ = ['get', 'list', 'watch'];

/** The words of the rules that the portal checks while it runs. */
const titleOf = (rule: IsolationRuleId) => ISOLATION_RULES[rule].title;

/**
 * Every way in which a platform repository lets an Argo CD reach further than its own cluster, or lets somebody in who
 * should not be. None for a repository as the template makes it.
 */
export function findViolations(files: Files): Violation[] {
  return inspect(files).violations;
}

/** The rules that a repository is held against. */
export function checkedRules(files: Files): string[] {
  return [...inspect(files).rules];
}

function inspect(files: Files) {
  const violations: Violation[] = [];
  const rules = new Set<string>();
  const check = (
    holds: boolean,
    rule: string,
    where: string,
    what: unknown,
  ) => {
    rules.add(rule);
    if (!holds)
      violations.push({ rule, where, what: JSON.stringify(what) ?? '' });
  };

  const found = [
    ...objects(files, ['argocd/', 'applications/', 'crossplane/']).map(
      ({ path, object }) => ({ where: path, object: object as any }),
    ),
    ...clusterApis(files).flatMap(({ composition }) =>
      resourcesOf(composition)
        .map(r => ({
          where: `${composition.metadata.name}: ${r.name}`,
          object: r.base.spec?.forProvider?.manifest,
        }))
        .filter(r => r.object),
    ),
  ];

  for (const { where, object } of found) {
    if (object.kind === 'AppProject') checkProject(where, object, check);
    if (object.kind === 'Application') {
      const { server, name } = object.spec.destination;
      check(
        server === IN_CLUSTER && name === undefined,
        titleOf('application-destination'),
        where,
        object.spec.destination,
      );
    }
    const labels = object.metadata?.labels ?? {};
    check(
      object.kind !== 'Secret' ||
        labels['argocd.argoproj.io/secret-type'] !== 'cluster',
      titleOf('cluster-secret'),
      where,
      labels,
    );
    if (
      /^(Cluster)?Role$/.test(object.kind) &&
      /portal/.test(object.metadata.name)
    ) {
      checkPortalRole(where, object, check);
    }
    check(
      object.kind !== 'ClusterRoleBinding' ||
        [
          'view',
          // Reads Applications only: see `checkPortalRole`.
          'portal-reader',
          'worker-clusters-portal',
          'worker-clusters-portal-v1',
          // Of the project platform-addons, in which no Application from Git can be: `platformAddons.test.ts`.
          'sync-platform-addons',
        ].includes(object.roleRef.name) ||
        object.subjects.every((s: any) =>
          isConfined(
            s,
            // The same Composition's policies: another makes other clusters.
            found.filter(f => f.where.split(': ')[0] === where.split(': ')[0]),
          ),
        ),
      'nobody gets more than to look in the whole cluster',
      where,
      object.roleRef,
    );
  }

  for (const { composition } of clusterApis(files)) {
    const where = composition.metadata.name;
    const manifests = resourcesOf(composition).map(
      r => r.base.spec?.forProvider?.manifest,
    );
    const project = (name: string) =>
      manifests.find(m => m?.kind === 'AppProject' && m.metadata.name === name)
        ?.spec;
    const locked = project('default');
    check(
      locked?.sourceRepos.length === 0 &&
        locked.destinations.length === 0 &&
        locked.namespaceResourceBlacklist?.some(
          (e: any) => e.group === '*' && e.kind === '*',
        ) &&
        (locked.clusterResourceWhitelist ?? []).length === 0,
      titleOf('default-project'),
      where,
      locked,
    );
    for (const resource of resourcesOf(composition)) {
      if (resource.base.spec?.forProvider?.chart?.name === 'argo-cd') {
        const { values } = resource.base.spec.forProvider;
        checkArgoCdValues(
          `${where}: ${resource.name}`,
          withLogin(resource),
          check,
        );
        checkImpersonation(`${where}: ${resource.name}`, values, check);
      }
      const { spec } = resource.base;
      if (resource.base.kind === 'Cluster') {
        check(
          spec.forProvider.accessConfig.authenticationMode === 'API' &&
            !spec.forProvider.vpcConfig.publicAccessCidrs.includes(
              '0.0.0.0/0',
            ) &&
            spec.forProvider.vpcConfig.publicAccessCidrs.length > 0,
          'the API server is reached from the management cluster only',
          where,
          spec.forProvider.vpcConfig,
        );
      }
    }
    checkPodSecurity(where, manifests.filter(Boolean), check);
    const ofKind = (kind: string) =>
      resourcesOf(composition).filter(r => r.base.kind === kind);
    check(
      ofKind('RolePolicyAttachment').every(
        r =>
          !/CNI/.test(r.base.spec.forProvider.policyArn) ||
          r.base.spec.forProvider.roleSelector.matchLabels.role === 'vpc-cni',
      ) &&
        ofKind('PodIdentityAssociation').some(
          r =>
            r.base.spec.forProvider.serviceAccount === 'aws-node' &&
            r.base.spec.forProvider.roleArnSelector.matchLabels.role ===
              'vpc-cni',
        ),
      'the nodes do not have the rights of the network plugin',
      where,
      ofKind('RolePolicyAttachment').map(r => r.name),
    );
    const { patchSets } = inputOf(composition, 'function-patch-and-transform');
    const roles = resourcesOf(composition).filter(
      r => r.base.kind === 'Role' && r.base.apiVersion.startsWith('iam.'),
    );
    check(
      roles.every(r =>
        r.patches.some(
          (p: any) =>
            p.patchSetName === 'boundary' &&
            patchSets.some((s: any) => s.name === 'boundary'),
        ),
      ),
      'every IAM role has the permissions boundary',
      where,
      roles.map(r => r.name),
    );
  }

  checkArgoCdValues(
    'argocd/management/values.yaml',
    parse(files['argocd/management/values.yaml']),
    check,
  );
  return { violations, rules };
}

type Check = (
  holds: boolean,
  rule: string,
  where: string,
  what: unknown,
) => void;

function checkProject(where: string, { spec }: any, check: Check): void {
  check(
    spec.sourceRepos.every((r: string) => !/[*!]/.test(r)),
    titleOf('project-sources'),
    where,
    spec.sourceRepos,
  );
  check(
    spec.destinations.every(
      (d: any) => d.server === IN_CLUSTER && d.name === undefined,
    ),
    titleOf('project-clusters'),
    where,
    spec.destinations,
  );
  check(
    spec.destinations.every((d: any) => isNamespaceOrPrefix(d.namespace)),
    titleOf('project-namespaces'),
    where,
    spec.destinations,
  );
  check(
    spec.destinations.every((d: any) => !/^(kube-|default$)/.test(d.namespace)),
    'a project stays out of the namespaces of Kubernetes itself',
    where,
    spec.destinations,
  );
  check(
    Array.isArray(spec.clusterResourceWhitelist) &&
      spec.clusterResourceWhitelist.every(
        (e: any) => !/\*/.test(e.group) && !/\*/.test(e.kind),
      ),
    titleOf('project-cluster-resources'),
    where,
    spec.clusterResourceWhitelist,
  );
  // Argo CD compares a cluster-wide object with no destination: any Namespace is any team's, `argocd` included.
  check(
    (spec.clusterResourceWhitelist ?? []).every(
      (e: any) =>
        e.kind !== 'Namespace' ||
        (isNamespaceOrPrefix(e.name) &&
          spec.destinations.some((d: any) => d.namespace === e.name)),
    ),
    'a project makes namespaces of its destinations only',
    where,
    spec.clusterResourceWhitelist,
  );
  check(
    where.startsWith('argocd/') ||
      spec.destinations.every((destination: any) =>
        (spec.destinationServiceAccounts ?? []).some(
          (a: any) =>
            a.server === destination.server &&
            a.namespace === destination.namespace &&
            /^argocd:[a-z0-9-]+$/.test(a.defaultServiceAccount),
        ),
      ),
    'a project deploys with a service account of its own',
    where,
    spec.destinationServiceAccounts,
  );
  check(
    spec.sourceNamespaces === undefined,
    'Applications are in the namespace of Argo CD',
    where,
    spec.sourceNamespaces,
  );
  if (where.startsWith('argocd/')) {
    const kinds = [
      ...(spec.clusterResourceWhitelist ?? []),
      ...(spec.namespaceResourceWhitelist ?? [{ group: '*', kind: '*' }]),
    ];
    check(
      kinds.every(
        (e: any) =>
          !/^(apps|batch|\*)$/.test(e.group) &&
          e.kind !== 'Pod' &&
          e.kind !== '*',
      ),
      'the management Argo CD deploys no workload',
      where,
      kinds,
    );
  }
}

/** Policies that a binding enforces, and that refuse what they cannot evaluate. */
function enforcedPolicies(manifests: any[]): any[] {
  const enforced = manifests
    .filter(
      m =>
        m.kind === 'ValidatingAdmissionPolicyBinding' &&
        isDeepStrictEqual(m.spec.validationActions, ['Deny']) &&
        m.spec.matchResources === undefined,
    )
    .map(m => m.spec.policyName);
  return manifests.filter(
    m =>
      m.kind === 'ValidatingAdmissionPolicy' &&
      enforced.includes(m.metadata.name) &&
      m.spec.failurePolicy === 'Fail',
  );
}

/** Whether a service account with rights in the whole cluster is held to namespaces app-* by an admission policy. */
function isConfined(subject: any, found: Array<{ object: any }>): boolean {
  const user = `system:serviceaccount:${subject.namespace}:${subject.name}`;
  return enforcedPolicies(found.map(f => f.object)).some(
    ({ spec }) =>
      isDeepStrictEqual(spec.matchConditions, [
        {
          name: spec.matchConditions?.[0].name,
          expression: `request.userInfo.username == '${user}'`,
        },
      ]) &&
      isDeepStrictEqual(spec.matchConstraints.resourceRules, [
        {
          apiGroups: ['*'],
          apiVersions: ['*'],
          operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
          resources: ['*/*'],
        },
      ]) &&
      spec.validations.some(
        (v: any) => v.expression === "variables.target.startsWith('app-')",
      ),
  );
}

/** What the API server says to the policies themselves: `accepted` of packages/real-peers. */
function checkPodSecurity(where: string, manifests: any[], check: Check): void {
  check(
    enforcedPolicies(manifests).some(
      ({ spec }) =>
        spec.matchConstraints.resourceRules.some((r: any) =>
          ['CREATE', 'UPDATE'].every(
            o => r.resources.includes('namespaces') && r.operations.includes(o),
          ),
        ) &&
        isDeepStrictEqual(
          spec.matchConditions.map((c: any) => c.expression),
          ["object.metadata.name.startsWith('app-')"],
        ) &&
        spec.validations.some((v: any) =>
          v.expression.endsWith("in ['baseline', 'restricted']"),
        ),
    ),
    'namespaces of applications have Pod Security',
    where,
    manifests.filter(m => m.kind.startsWith('ValidatingAdmissionPolicy')),
  );
}

/** The controller of a worker's Argo CD deploys with the rights of the projects' service accounts, not with its own. */
function checkImpersonation(where: string, values: any, check: Check): void {
  const { clusterRoleRules = {} } = values.controller ?? {};
  check(
    values.configs.cm['application.sync.impersonation.enabled'] === 'true' &&
      values.configs.cm['application.sync.impersonation.enforced'] !==
        'false' &&
      clusterRoleRules.enabled === true &&
      clusterRoleRules.rules.every(
        (r: any) =>
          r.verbs.every((v: string) => READ.includes(v)) ||
          (isDeepStrictEqual(r.verbs, ['impersonate']) &&
            isDeepStrictEqual(r.resources, ['serviceaccounts']) &&
            r.resourceNames?.length > 0),
      ),
    "Argo CD's controller deploys with the service account of the project",
    where,
    clusterRoleRules,
  );
}

/** `team-a` or `app-*`: a bare `*`, or one that begins with it, is neither. */
function isNamespaceOrPrefix(namespace: string): boolean {
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(-\*)?$/.test(namespace ?? '');
}

/** What a line of the policy of Argo CD may be: an owner's group sees everything and syncs its own applications. */
const OWNERS =
  /^(p, role:owner, ((applications|logs|projects), get, (\*|\*\/\*)|applications, sync, (applications|workloads)\/\*), allow|g, [^,"]+, role:owner)$/;

/** One group, that of the platform team. */
const ADMINISTRATORS = /^g, [^,"]+, role:admin$/;

/** The chart's values with what the patches of the Composition write into the configuration of the login. */
function withLogin({ base, patches }: any): any {
  const values = structuredClone(base.spec.forProvider.values);
  for (const { toFieldPath = '', combine, transforms } of patches) {
    const to = /^spec\.forProvider\.values\.configs\.(cm|rbac)\[(.+)\]$/.exec(
      toFieldPath,
    );
    if (!to) continue;
    const format = combine?.string.fmt ?? transforms.at(-1).string.fmt;
    values.configs[to[1]][to[2]] = format.replaceAll('%s', 'x');
  }
  return values;
}

function checkArgoCdValues(where: string, values: any, check: Check): void {
  const { cm = {}, rbac = {}, params = {} } = values.configs ?? {};
  const off = (key: string, rule: string) =>
    check(cm[key] === 'false', rule, where, { [key]: cm[key] });
  off('admin.enabled', titleOf('local-administrator'));
  off('users.anonymous.enabled', titleOf('anonymous-access'));
  off('exec.enabled', titleOf('web-terminal'));
  check(
    rbac['policy.default'] === '',
    'who is not named may do nothing',
    where,
    rbac,
  );
  const policies = Object.entries<string>(rbac).filter(([key]) =>
    /^policy\.(.+\.)?csv$/.test(key),
  );
  check(
    policies.every(([key, text]) =>
      text
        .split('\n')
        .filter(Boolean)
        .every(line =>
          (key === 'policy.platform.csv' ? ADMINISTRATORS : OWNERS).test(line),
        ),
    ),
    'people look and sync, and only the platform team administers',
    where,
    policies,
  );
  const oidc = cm['oidc.config'] && parse(cm['oidc.config']);
  check(
    !oidc ||
      (oidc.enablePKCEAuthentication === true &&
        !Object.keys(oidc).some(key => /secret/i.test(key))),
    'people log in with a public client: there is no secret',
    where,
    oidc,
  );
  const on = (suffix: string) =>
    Object.keys(params).filter(
      key => key.endsWith(suffix) && String(params[key]) === 'true',
    );
  check(
    ['server.insecure', '.plaintext', '.disable.tls'].every(
      suffix => on(suffix).length === 0,
    ),
    'Argo CD speaks TLS, within itself too',
    where,
    params,
  );
  // Without the chart's Secret the repo-server makes a certificate for `localhost, reposerver`, at each start another:
  // who verifies it refuses every connection, and no Application is ever compared.
  check(
    on('.repo.server.strict.tls').length === 0 ||
      values.repoServer?.certificateSecret?.enabled === true,
    "the repo-server's certificate is verified only where it is given one",
    where,
    params,
  );
  check(
    values.global?.networkPolicy?.create === true,
    'network policies guard Argo CD',
    where,
    values.global,
  );
  check(
    values.dex?.enabled === false && values.notifications?.enabled === false,
    'what is not used does not run',
    where,
    { dex: values.dex, notifications: values.notifications },
  );
  const granted = values.server?.clusterRoleRules?.rules ?? [];
  check(
    granted.every(
      (r: any) =>
        r.verbs.every((v: string) => READ.includes(v)) &&
        ![...r.apiGroups, ...r.resources].some(
          (x: string) => x === '*' || x === 'secrets',
        ),
    ),
    "Argo CD's server reads, and no Secrets",
    where,
    granted,
  );
}

function checkPortalRole(where: string, role: any, check: Check): void {
  for (const rule of role.rules ?? []) {
    check(
      rule.verbs.every((v: string) => READ.includes(v)) || isComposeRole(role),
      titleOf('portal-rights'),
      where,
      rule,
    );
    check(
      !rule.resources.some((r: string) => ['*', 'secrets'].includes(r)) ||
        rule.resourceNames?.length > 0,
      'the portal reads single Secrets',
      where,
      rule,
    );
    check(
      role.kind !== 'ClusterRole' ||
        role.metadata.name !== 'portal-reader' ||
        (isDeepStrictEqual(rule.apiGroups, ['argoproj.io']) &&
          isDeepStrictEqual(rule.resources, ['applications'])),
      'the portal reads only Applications in all namespaces of a worker',
      where,
      rule,
    );
  }
}

/** What Crossplane needs to give the portal its right to a Secret: bound to Crossplane, not to the portal. */
function isComposeRole(role: any): boolean {
  return (
    role.metadata.labels?.['rbac.crossplane.io/aggregate-to-crossplane'] ===
      'true' &&
    role.rules.every((r: any) =>
      r.apiGroups.every((g: string) => g === 'rbac.authorization.k8s.io'),
    )
  );
}
