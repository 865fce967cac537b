import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../kubernetes';
import { sharedFolder } from '../../shared';

type Values = Record<string, any>;

/** ConfigMaps into which the chart argo-cd copies a map of its values, key by key. */
const COPIED: Record<string, [section: string, key: string]> = {
  'argocd-cm': ['configs', 'cm'],
  'argocd-cmd-params-cm': ['configs', 'params'],
  'argocd-rbac-cm': ['configs', 'rbac'],
};

/** Components of the chart, by the key of their values; the scheduler alone reads their replicas and resources. */
const COMPONENTS = ['controller', 'redis', 'repoServer', 'server'];
const CONTROLLER = 'argocd-application-controller';

/**
 * The values without what is followed below, without the domain, which each cluster has for itself, and without what only
 * the scheduler reads.
 */
function withoutFollowed(values: Values): Values {
  const { configs = {}, global = {}, ...rest } = values;
  const { cm, params, rbac, ...otherConfigs } = configs;
  const { domain, ...otherGlobals } = global;
  for (const key of COMPONENTS) {
    const { replicas, resources, ...others } = rest[key] ?? {};
    if (key === 'controller') delete others.clusterRoleRules;
    // What leads to the server from outside is not among the objects that are used.
    if (key === 'server') {
      delete others.ingress;
      const { annotations, ...service } = others.service ?? {};
      others.service = service;
    }
    rest[key] = others;
  }
  return { ...rest, configs: otherConfigs, global: otherGlobals };
}

/**
 * Brings a chart that Helm rendered with former values to today's values. Helm's own work is not repeated: it can follow
 * what the chart copies into a ConfigMap key by key and the rules of the controller's ClusterRole, and nothing else.
 *
 * @throws Error if the values differ in anything else: then Helm has to render the chart again.
 */
export function withValues(
  rendered: Manifest[],
  former: Values,
  today: Values,
): Manifest[] {
  if (!isDeepStrictEqual(withoutFollowed(former), withoutFollowed(today))) {
    throw new Error(
      'The values of the chart argo-cd differ from those that Helm rendered in more than configs.cm, configs.params, configs.rbac, controller.clusterRoleRules, replicas and resources. Render the chart again: helm template argocd argo-cd --version 10.1.1 -f <values>.',
    );
  }
  const { enabled, rules } = today.controller?.clusterRoleRules ?? {};
  return rendered.map(object => {
    if (object.kind === 'ClusterRole' && object.metadata.name === CONTROLLER) {
      return enabled ? { ...object, rules } : object;
    }
    const copied = object.kind === 'ConfigMap' && COPIED[object.metadata.name];
    if (!copied) return object;
    const [section, key] = copied;
    const data: Record<string, string> = { ...object.data };
    const before = former[section]?.[key] ?? {};
    const now = today[section]?.[key] ?? {};
    for (const name of Object.keys(before))
      if (!(name in now)) delete data[name];
    for (const [name, value] of Object.entries(now)) {
      if (value !== before[name]) data[name] = String(value);
    }
    return { ...object, data };
  });
}

/** The worker's chart as Helm rendered it, brought to these values. @throws Error as {@link withValues} */
export function renderedWorkerChart(today: Values): Manifest[] {
  const folder = sharedFolder('real/charts')!;
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const rendered = parseAllDocuments(read('argo-cd-10.1.1-worker.yaml'))
    .map(document => document.toJSON())
    .filter(Boolean)
    // Helm gives what a hook makes to the release's namespace; cluster-wide kinds have none.
    .map(object => ({ ...object, metadata: { ...object.metadata } }));
  return withValues(
    rendered,
    JSON.parse(read('argo-cd-worker-values.json')),
    today,
  );
}
