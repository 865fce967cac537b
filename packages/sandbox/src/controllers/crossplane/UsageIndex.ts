import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { groupOf } from '../runtime/keys';

/** Kinds of Usages that Crossplane v2 serves: its own two, and the one of v1. */
export const USAGE_KINDS = [
  { apiVersion: 'protection.crossplane.io/v1beta1', kind: 'Usage' },
  { apiVersion: 'protection.crossplane.io/v1beta1', kind: 'ClusterUsage' },
  { apiVersion: 'apiextensions.crossplane.io/v1beta1', kind: 'Usage' },
];

/** Where the object that a Usage is about is looked for; undefined while its name is not known. */
export function usedNamespace(usage: KubernetesObject): string {
  return (
    usage.spec.of?.resourceRef?.namespace ?? usage.metadata.namespace ?? ''
  );
}

/**
 * All Usages by what they are about. A ClusterUsage and a v1 Usage name no namespace, and are found for an object of that
 * name in any. (crossplane v2.3.4, `usage.Finder`)
 */
export class UsageIndex {
  private readonly usages = new Map<string, Map<string, KubernetesObject>>();
  private readonly stops: Array<() => void> = [];

  constructor(private readonly client: ObjectClient) {}

  start(): void {
    for (const { apiVersion, kind } of USAGE_KINDS) {
      this.stops.push(
        this.client.watch(apiVersion, kind, ({ type, object }) => {
          const name = object.spec?.of?.resourceRef?.name;
          if (!name) return;
          const key = keyFor(object.spec.of, name, usedNamespace(object));
          const found = this.usages.get(key) ?? new Map();
          if (type === 'DELETED') found.delete(object.metadata.uid);
          else found.set(object.metadata.uid!, object);
          if (found.size) this.usages.set(key, found);
          else this.usages.delete(key);
        }),
      );
    }
  }

  /** Usages of an object, in the order of their kinds. */
  find(used: KubernetesObject): KubernetesObject[] {
    const { name, namespace } = used.metadata;
    const namespaces = new Set([namespace ?? '', '']);
    const found = [...namespaces].flatMap(where => [
      ...(this.usages.get(keyFor(used, name, where))?.values() ?? []),
    ]);
    return USAGE_KINDS.flatMap(({ apiVersion, kind }) =>
      found.filter(u => u.apiVersion === apiVersion && u.kind === kind),
    );
  }

  close(): void {
    this.stops.forEach(stop => stop());
  }
}

function keyFor(
  { apiVersion, kind }: { apiVersion: string; kind: string },
  name: string,
  namespace: string,
): string {
  return `${groupOf(apiVersion)}|${kind}|${name}|${namespace}`;
}
