import { randomBytes } from 'node:crypto';
import { sameJson } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import {
  findCondition,
  notReady,
  ready,
  syncedOk,
  withConditions,
} from '../conditions';
import { EventRecorder } from '../runtime/events';
import { keyOf } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';
import type { CompositeType } from './definitions';

const FINALIZER = 'finalizer.apiextensions.crossplane.io';

/** Fields of a claim's `spec` that are about the claim itself. */
const CLAIM_ONLY = ['resourceRef', 'compositeDeletePolicy'];
/** Fields of a composite resource's `spec` that Crossplane keeps there. */
const COMPOSITE_ONLY = ['resourceRefs', 'claimRef'];

/**
 * Plays Crossplane v1's claim controller: makes a cluster-scoped composite resource for each claim, hands changes down
 * and status up.
 */
export class ClaimController {
  private readonly queue: WorkQueue;
  private readonly events: EventRecorder;
  private readonly stops: Array<() => void> = [];

  constructor(
    private readonly options: {
      client: ObjectClient;
      pace: Pace;
      log: Logger;
      type: CompositeType;
    },
  ) {
    this.events = new EventRecorder(
      options.client,
      'offered/compositeresourcedefinition.apiextensions.crossplane.io',
    );
    this.queue = new WorkQueue({
      name: `claim ${options.type.claimKind}`,
      reconcile: key => this.reconcile(key),
      log: options.log,
      debounceMs: () => options.pace.work(0.1),
    });
  }

  start(): void {
    const { client, type } = this.options;
    this.stops.push(
      client.watch(type.apiVersion, type.claimKind!, event => {
        const { namespace, name } = event.object.metadata;
        if (event.type !== 'DELETED') this.queue.add(`${namespace}|${name}`);
      }),
      client.watch(type.apiVersion, type.kind, ({ object }) => {
        const claim = object.spec?.claimRef;
        if (claim) this.queue.add(`${claim.namespace}|${claim.name}`);
      }),
    );
  }

  async close(): Promise<void> {
    this.stops.forEach(stop => stop());
    await this.queue.close();
  }

  private reconcile(key: string): void {
    const { client, type } = this.options;
    const [namespace, name] = key.split('|');
    const claimKey: ObjectKey = {
      apiVersion: type.apiVersion,
      kind: type.claimKind!,
      namespace,
      name,
    };
    const claim = client.get(claimKey);
    if (!claim) return;
    const xr = this.compositeOf(claim);
    if (claim.metadata.deletionTimestamp) {
      this.takeDown(claim, xr);
      return;
    }
    if (!claim.metadata.finalizers?.includes(FINALIZER)) {
      client.patch(claimKey, {
        metadata: {
          finalizers: [...(claim.metadata.finalizers ?? []), FINALIZER],
        },
      });
      return;
    }
    if (!claim.spec.resourceRef) {
      client.patch(claimKey, {
        spec: {
          resourceRef: {
            apiVersion: type.apiVersion,
            kind: type.kind,
            name: `${name}-${randomBytes(4).toString('hex').slice(0, 5)}`,
          },
        },
      });
      return;
    }
    if (!xr) {
      client.create(this.newComposite(claim));
      this.events.record(
        claim,
        'Normal',
        'BindCompositeResource',
        'Successfully bound composite resource',
      );
      return;
    }
    this.handDown(claim, xr);
    this.handUp(claim, xr);
  }

  private compositeOf(claim: KubernetesObject): KubernetesObject | undefined {
    const ref = claim.spec?.resourceRef;
    return (
      ref &&
      this.options.client.get({
        apiVersion: ref.apiVersion,
        kind: ref.kind,
        name: ref.name,
      })
    );
  }

  private newComposite(claim: KubernetesObject): KubernetesObject {
    const { name, namespace } = claim.metadata;
    return {
      apiVersion: claim.spec.resourceRef.apiVersion,
      kind: claim.spec.resourceRef.kind,
      metadata: {
        name: claim.spec.resourceRef.name,
        generateName: `${name}-`,
        labels: {
          'crossplane.io/claim-name': name,
          'crossplane.io/claim-namespace': namespace!,
        },
      },
      spec: {
        ...without(claim.spec, CLAIM_ONLY),
        claimRef: {
          apiVersion: claim.apiVersion,
          kind: claim.kind,
          namespace,
          name,
        },
      },
    };
  }

  private handDown(claim: KubernetesObject, xr: KubernetesObject): void {
    const wanted = without(claim.spec, CLAIM_ONLY);
    const current = without(xr.spec, COMPOSITE_ONLY);
    const changed = Object.fromEntries(
      Object.entries(wanted).filter(
        ([field, value]) => !sameJson(current[field], value),
      ),
    );
    if (Object.keys(changed).length) {
      this.options.client.patch(keyOf(xr), { spec: changed });
    }
  }

  private handUp(claim: KubernetesObject, xr: KubernetesObject): void {
    const available = findCondition(xr, 'Ready')?.status === 'True';
    if (
      xr.spec.compositionRef &&
      !sameJson(xr.spec.compositionRef, claim.spec.compositionRef)
    ) {
      this.options.client.patch(keyOf(claim), {
        spec: { compositionRef: xr.spec.compositionRef },
      });
    }
    this.options.client.patchStatus(keyOf(claim), {
      ...without(xr.status ?? {}, ['conditions']),
      conditions: withConditions(
        claim,
        [
          syncedOk,
          available
            ? ready()
            : notReady(
                'Waiting',
                'Claim is waiting for composite resource to become Ready',
              ),
        ],
        new Date(),
      ),
    });
  }

  private takeDown(claim: KubernetesObject, xr?: KubernetesObject): void {
    const { client } = this.options;
    if (!claim.metadata.finalizers?.includes(FINALIZER)) return;
    client.patchStatus(keyOf(claim), {
      conditions: withConditions(claim, [notReady('Deleting')], new Date()),
    });
    if (xr) {
      if (!xr.metadata.deletionTimestamp) {
        client.delete(keyOf(xr), {
          propagationPolicy:
            claim.spec.compositeDeletePolicy === 'Background'
              ? 'Background'
              : 'Foreground',
        });
      }
      return;
    }
    this.events.forget(claim);
    client.patch(keyOf(claim), {
      metadata: {
        finalizers: claim.metadata.finalizers.filter(f => f !== FINALIZER),
      },
    });
  }
}

function without(object: any, fields: string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object ?? {}).filter(([field]) => !fields.includes(field)),
  );
}
