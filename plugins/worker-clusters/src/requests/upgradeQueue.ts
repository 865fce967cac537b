import { useMemo, useSyncExternalStore } from 'react';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** The clusters whose upgrade is requested one after the other. */
export interface UpgradeQueue {
  clusters: Array<ClusterRef & { environment: string }>;
  /** How many of them have been opened in the template. */
  opened: number;
}

const KEY = 'worker-clusters.upgrade-queue';
const PARTS = ['managementCluster', 'namespace', 'name', 'environment'];

/** Reads what a tab has stored; undefined for what is no queue. */
export function readUpgradeQueue(
  text: string | null,
): UpgradeQueue | undefined {
  try {
    const { clusters, opened } = JSON.parse(text ?? '');
    const sound =
      Array.isArray(clusters) &&
      clusters.length > 0 &&
      clusters.every(c => PARTS.every(p => typeof c?.[p] === 'string')) &&
      Number.isInteger(opened) &&
      opened >= 0 &&
      opened <= clusters.length;
    return sound ? { clusters, opened } : undefined;
  } catch {
    return undefined;
  }
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Keeps a queue as long as the tab is open, or forgets it. */
export function storeUpgradeQueue(queue: UpgradeQueue | undefined): void {
  try {
    if (queue) sessionStorage.setItem(KEY, JSON.stringify(queue));
    else sessionStorage.removeItem(KEY);
  } catch {
    // The browser keeps nothing: the first upgrade opens all the same.
  }
  listeners.forEach(listener => listener());
}

/** The queue of this tab. */
export function useUpgradeQueue(): UpgradeQueue | undefined {
  const text = useSyncExternalStore(subscribe, read);
  return useMemo(() => readUpgradeQueue(text), [text]);
}
