// Writes the Crossplane v1 variant of the platform repository's XRD and Composition from the v2 files, so that there is one
// place to change. With --check it writes nothing and fails if the files are not what it would write.
//
// The differences (Crossplane's documentation, "What's new in v2"): a claim and a cluster-scoped composite resource
// instead of one namespaced object; cluster-scoped twins of the managed resources, without `m` in the group; references
// to a ProviderConfig without a kind; a namespace in references to Secrets; Usages of the v1 API.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMap, isScalar, parseDocument, visit } from 'yaml';

const FOLDER = join(
  dirname(fileURLToPath(import.meta.url)),
  '../templates/platform-repository',
);
const GROUP = '${{ values.apiGroup }}';
const FORMAT = { lineWidth: 0, flowCollectionPadding: false };

/** Version of the cluster-scoped twin where it is not v1beta1: the one in which single objects are not lists. */
const TWINS = {
  Cluster: 'v1beta2',
  NodeGroup: 'v1beta2',
  LaunchTemplate: 'v1beta2',
  Object: 'v1alpha2',
  ProviderConfig: { helm: 'v1beta1', kubernetes: 'v1alpha1' },
};

export function toLegacyXrd(text) {
  const document = parseWithoutHeader(text);
  document.commentBefore =
    ' The same API for clusters that were made with Crossplane v1: a claim in a namespace, and a cluster-scoped composite\n resource behind it. New clusters use workercluster.yaml. Written by tools/composition-v1.mjs of the project.';
  document.set('apiVersion', 'apiextensions.crossplane.io/v1');
  document.setIn(['metadata', 'name'], `xworkerclusters.legacy.${GROUP}`);
  const spec = document.get('spec');
  spec.delete('scope');
  spec.set('group', `legacy.${GROUP}`);
  spec.set('claimNames', {
    kind: 'WorkerCluster',
    plural: 'workerclusters',
    singular: 'workercluster',
  });
  spec.set('names', {
    kind: 'XWorkerCluster',
    plural: 'xworkerclusters',
    singular: 'xworkercluster',
  });
  // Or the composed resources go all at once, and the Usages order nothing.
  spec.set('defaultCompositeDeletePolicy', 'Foreground');
  spec.setIn(
    ['defaultCompositionRef', 'name'],
    `workerclusters-v1.aws.${GROUP}`,
  );
  // Crossplane v1 has its own fields in spec itself.
  spec.setIn(
    [
      ...['versions', 0, 'schema', 'openAPIV3Schema', 'properties', 'spec'],
      ...['properties', 'environment', 'x-composition-channel', 'field'],
    ],
    'spec.compositionRevisionSelector',
  );
  // The composite resource has a name of Crossplane's own, longer than the claim's.
  spec.deleteIn([
    'versions',
    0,
    'schema',
    'openAPIV3Schema',
    'x-kubernetes-validations',
  ]);
  return document.toString(FORMAT);
}

export function toLegacyComposition(text) {
  const document = parseWithoutHeader(withoutClusterProfile(text));
  document.commentBefore =
    ' The same worker cluster for the Crossplane v1 API (cluster-scoped managed resources), see ../xrds/workercluster-v1.yaml.\n Written by tools/composition-v1.mjs of the project from workercluster-aws.yaml.';
  document.setIn(['metadata', 'name'], `workerclusters-v1.aws.${GROUP}`);
  document.setIn(['spec', 'compositeTypeRef'], {
    apiVersion: `legacy.${GROUP}/v1alpha1`,
    kind: 'XWorkerCluster',
  });
  const [resources, , sequence] = document.getIn(['spec', 'pipeline']).items;
  sequence.setIn(['input', 'usageVersion'], 'v1');

  // Crossplane v1 composes nothing but managed resources: the right to read the portal's Secret is given by hand there.
  const composed = resources.getIn(['input', 'resources']);
  const lost = composed.items.filter(r =>
    r.getIn(['base', 'apiVersion']).startsWith('rbac.'),
  );
  composed.items = composed.items.filter(r => !lost.includes(r));
  const rules = sequence.getIn(['input', 'rules']);
  rules.items = rules.items.filter(
    r =>
      !r
        .get('sequence')
        .items.some(step => lost.some(l => l.get('name') === step.value)),
  );

  // What lies in the worker cluster is reached by configs with the composite resource's own, unique name.
  const own = new Set();
  for (const set of resources.getIn(['input', 'patchSets']).items) {
    if (set.get('name').startsWith('incluster'))
      own.add(set.getIn(['patches', 0]));
  }
  for (const resource of resources.getIn(['input', 'resources']).items) {
    const patches = resource.get('patches');
    if (!patches) continue;
    for (const patch of [...patches.items]) {
      const to = patch.get('toFieldPath');
      if (to === 'metadata.name') own.add(patch);
      if (to === 'spec.writeConnectionSecretToRef.name') {
        patches.items.splice(
          patches.items.indexOf(patch) + 1,
          0,
          document.createNode({
            type: 'FromCompositeFieldPath',
            fromFieldPath: 'spec.claimRef.namespace',
            toFieldPath: 'spec.writeConnectionSecretToRef.namespace',
            policy: { fromFieldPath: 'Required' },
          }),
        );
      }
    }
  }
  // A cluster-scoped Release has no namespace of its own in which to look for Secrets.
  const release = resources
    .getIn(['input', 'resources'])
    .items.find(r => r.get('name') === 'argocd-release');
  release.get('patches').add(
    document.createNode({
      type: 'FromCompositeFieldPath',
      fromFieldPath: 'spec.claimRef.namespace',
      toFieldPath: 'spec.forProvider.valuesFrom[0].secretKeyRef.namespace',
      policy: { fromFieldPath: 'Required' },
    }),
  );
  visit(resources, {
    Map(_, node) {
      if (own.has(node)) return visit.SKIP;
      legacyGroup(node);
      legacyReferences(document, node);
      return undefined;
    },
    Pair(_, pair) {
      if (pair.key.value !== 'fromFieldPath' || !isScalar(pair.value)) return;
      if (pair.value.value === 'metadata.name')
        pair.value.value = 'spec.claimRef.name';
      if (pair.value.value === 'metadata.namespace')
        pair.value.value = 'spec.claimRef.namespace';
    },
  });
  return document.toString(FORMAT);
}

/** What the v2 file says of itself is not true of the other. */
function parseWithoutHeader(text) {
  return parseDocument(text.replace(/^(#.*\n)+/, ''));
}

/** Without the ClusterProfile: Crossplane v1 composes managed resources only. */
const withoutClusterProfile = text =>
  text.replace(
    /^ *# \{%- if values\.clusterProfiles %\}\n(?:.*\n)*? *# \{%- endif %\}\n/gm,
    '',
  );

function legacyGroup(node) {
  const match = /^(?:([\w-]+)\.)?([\w-]+)\.m\.(.*)\/(\w+)$/.exec(
    node.get('apiVersion') ?? '',
  );
  if (!match) return;
  const [, service, provider, rest, version] = match;
  const twin = TWINS[node.get('kind')];
  const named = typeof twin === 'object' ? twin[provider] : twin;
  node.set(
    'apiVersion',
    `${service ? `${service}.` : ''}${provider}.${rest}/${named ?? version}`,
  );
}

function legacyReferences(document, node) {
  const config = node.get('providerConfigRef');
  if (isMap(config)) config.delete('kind');
  const key = node.get('secretKeyRef');
  if (isMap(key)) key.set('namespace', 'patched');
  const secret = node.get('writeConnectionSecretToRef');
  if (isMap(secret)) {
    node.set(
      'writeConnectionSecretToRef',
      document.createNode({ namespace: 'patched', name: 'patched' }),
    );
  }
}

const FILES = [
  [
    'skeleton/crossplane/xrds/workercluster.yaml',
    'crossplane-v1/crossplane/xrds/workercluster-v1.yaml',
    toLegacyXrd,
  ],
  [
    'skeleton/crossplane/compositions/workercluster-aws.yaml',
    'crossplane-v1/crossplane/compositions/workercluster-aws-v1.yaml',
    toLegacyComposition,
  ],
];

/** Paths of the files that are not what the v2 files make of them. */
export function staleFiles() {
  return FILES.filter(
    ([from, to, make]) =>
      readFileSync(join(FOLDER, to), 'utf8') !==
      make(readFileSync(join(FOLDER, from), 'utf8')),
  ).map(([, to]) => to);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    const stale = staleFiles();
    if (stale.length) {
      console.error(
        `Run node tools/composition-v1.mjs: ${stale.join(
          ', ',
        )} is not what the v2 file says`,
      );
      process.exitCode = 1;
    }
  } else {
    for (const [from, to, make] of FILES) {
      writeFileSync(
        join(FOLDER, to),
        make(readFileSync(join(FOLDER, from), 'utf8')),
      );
    }
  }
}
