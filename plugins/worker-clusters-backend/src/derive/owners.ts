import type { ApplicationOwner } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoApplication } from '../observe/types';
import { boundedWord } from './text';

/** Owner of each Application that has one, by `<namespace>/<name>`. */
export type ApplicationOwners = Map<string, ApplicationOwner>;

interface Named {
  namespace: string;
  name: string;
}

const idOf = ({ namespace, name }: Named) => `${namespace}/${name}`;

function nameOf({ metadata }: ArgoApplication): Named {
  return { namespace: metadata.namespace ?? '', name: metadata.name };
}

/**
 * Reads the name of an Application as Argo CD tracks by it: `<name>`, or `<namespace>_<name>` outside of Argo CD's own
 * namespace (argo-cd, `util/argo/argo.go`, `AppInstanceName`).
 */
function parseInstance(value: string, argocdNamespace: string): Named {
  const [namespace, name] = value.includes('_')
    ? value.split('_', 2)
    : [argocdNamespace, value];
  return { namespace, name };
}

/**
 * The Application in a tracking id, `<application>:<group>/<kind>:<namespace>/<name>`. Argo CD takes no notice of one that
 * names another object, as a copy has it.
 */
function trackedBy(application: ArgoApplication): Named | undefined {
  const own = nameOf(application);
  const [instance, kind, object] = (application.trackingId ?? '').split(':', 3);
  return instance && kind === 'argoproj.io/Application' && object === idOf(own)
    ? parseInstance(instance, own.namespace)
    : undefined;
}

/** Whether the owner of an Application, and of those that it owns, is the same as before a change of it. */
export function haveSameOwners(
  application: ArgoApplication,
  before: ArgoApplication,
): boolean {
  return (
    application.applicationSet === before.applicationSet &&
    application.trackingId === before.trackingId &&
    application.instanceLabel === before.instanceLabel &&
    application.childApplications.length === before.childApplications.length &&
    application.childApplications.every(
      (child, i) => child === before.childApplications[i],
    )
  );
}

/**
 * What made each Application: the ApplicationSet that owns it, else the Application that has it among its resources, else
 * the one in its tracking id, else the one in its instance label. Charts set that label as well, to anything: it counts
 * only if there is such an Application.
 */
export function applicationOwners(
  applications: ArgoApplication[],
): ApplicationOwners {
  const known = new Set(applications.map(a => idOf(nameOf(a))));
  const parents = new Map<string, Named>();
  for (const parent of applications) {
    for (const child of parent.childApplications) {
      if (!parents.has(child) && child !== idOf(nameOf(parent))) {
        parents.set(child, nameOf(parent));
      }
    }
  }
  const owners: ApplicationOwners = new Map();
  const set = (id: string, kind: ApplicationOwner['kind'], owner: Named) =>
    owners.set(id, {
      kind,
      namespace: boundedWord(owner.namespace) ?? '',
      name: boundedWord(owner.name) ?? '?',
    });
  for (const application of applications) {
    const own = nameOf(application);
    const id = idOf(own);
    const label =
      application.instanceLabel &&
      parseInstance(application.instanceLabel, own.namespace);
    const parent =
      parents.get(id) ??
      trackedBy(application) ??
      (label && known.has(idOf(label)) ? label : undefined);
    if (application.applicationSet) {
      set(id, 'ApplicationSet', {
        namespace: own.namespace,
        name: application.applicationSet,
      });
    } else if (parent && idOf(parent) !== id) {
      set(id, 'Application', parent);
    }
  }
  return owners;
}
