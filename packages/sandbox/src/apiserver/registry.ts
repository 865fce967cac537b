import {
  BUILT_IN_RESOURCES,
  Resource,
  apiVersionOf,
  resourcesOf,
} from './resources';
import { now } from './objects';
import { Store } from './store';
import type { KubernetesObject } from './types';

const CRD = BUILT_IN_RESOURCES.find(
  r => r.kind === 'CustomResourceDefinition',
)!;

/** Which kinds an API server serves at this moment. */
export class Registry {
  #resources: Resource[] = BUILT_IN_RESOURCES;

  constructor(private readonly store: Store) {
    store.subscribe(CRD, event => {
      this.refresh();
      if (event.type === 'ADDED') this.#establish(event.object);
    });
  }

  get resources() {
    return this.#resources;
  }

  refresh() {
    this.#resources = [
      ...BUILT_IN_RESOURCES,
      ...this.store.list(CRD).flatMap(resourcesOf),
    ];
  }

  byPlural(group: string, version: string, plural: string) {
    return this.#resources.find(
      r => r.group === group && r.version === version && r.plural === plural,
    );
  }

  byKind(apiVersion: string, kind: string) {
    return this.#resources.find(
      r => r.kind === kind && apiVersionOf(r) === apiVersion,
    );
  }

  #establish(crd: KubernetesObject) {
    const time = now();
    const condition = (type: string, reason: string, message: string) => ({
      type,
      status: 'True',
      reason,
      message,
      lastTransitionTime: time,
    });
    this.store.update(
      CRD,
      {
        ...crd,
        status: {
          acceptedNames: crd.spec.names,
          storedVersions: crd.spec.versions
            .filter((v: any) => v.storage)
            .map((v: any) => v.name),
          conditions: [
            condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
            condition(
              'Established',
              'InitialNamesAccepted',
              'the initial names have been accepted',
            ),
          ],
        },
      },
      { subresource: 'status' },
    );
  }
}
