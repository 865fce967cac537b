import type { KubernetesObject } from '../../apiserver/types';
import { groupOf, versionOf } from '../runtime/keys';
/** A kind of composite resource, and of claim if there is one, as an XRD defines them. */
export interface CompositeType {
  /** For example `platform.example.org/v1alpha1`. */
  apiVersion: string;
  kind: string;
  namespaced: boolean;
  /** Crossplane v2: its own fields are under `spec.crossplane`. */
  modern: boolean;
  /** Kind of the claim: Crossplane v1 only. */
  claimKind?: string;
  defaultComposition?: string;
}

/**
 * What an XRD defines.
 *
 * @throws Error if it has no version that is served and referenceable.
 */
export function readCompositeType(xrd: KubernetesObject): CompositeType {
  const { spec } = xrd;
  const version = spec.versions?.find((v: any) => v.served && v.referenceable);
  if (!version) {
    throw new Error(
      `XRD ${xrd.metadata.name} has no version that is served and referenceable`,
    );
  }
  return {
    apiVersion: `${spec.group}/${version.name}`,
    kind: spec.names.kind,
    namespaced: spec.scope === 'Namespaced',
    modern: isModern(xrd),
    claimKind: spec.claimNames?.kind,
    defaultComposition: spec.defaultCompositionRef?.name,
  };
}

/** Crossplane v2 names a scope; an XRD without one is of v1, whichever version it is read in. */
function isModern(xrd: KubernetesObject): boolean {
  return ['Namespaced', 'Cluster'].includes(xrd.spec.scope);
}

/** The names of the CustomResourceDefinition of a provider's kind, as the providers' packages have them. */
export function toProviderDefinition(type: {
  apiVersion: string;
  kind: string;
}): KubernetesObject {
  const group = groupOf(type.apiVersion);
  const singular = type.kind.toLowerCase();
  const plural = pluralize(singular);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: {
        kind: type.kind,
        listKind: `${type.kind}List`,
        plural,
        singular,
        categories: ['crossplane', 'managed'],
      },
      // The namespaced twins of Crossplane v2 have an `m` in their group.
      scope: /(^|\.)m\./.test(group) ? 'Namespaced' : 'Cluster',
      versions: [
        {
          name: versionOf(type.apiVersion),
          served: true,
          storage: true,
          additionalPrinterColumns: [
            column('Synced', ".status.conditions[?(@.type=='Synced')].status"),
            column('Ready', ".status.conditions[?(@.type=='Ready')].status"),
            {
              name: 'External-Name',
              type: 'string',
              jsonPath: '.metadata.annotations.crossplane\\.io/external-name',
            },
            {
              name: 'Age',
              type: 'date',
              jsonPath: '.metadata.creationTimestamp',
            },
          ],
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: freeObject(),
                status: freeObject(),
              },
            },
          },
          subresources: { status: {} },
        },
      ],
    },
  };
}

function pluralize(singular: string): string {
  if (/(s|x|ch|sh)$/.test(singular)) return `${singular}es`;
  if (/[^aeiou]y$/.test(singular)) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}

function column(name: string, jsonPath: string) {
  return { name, type: 'string', jsonPath };
}

/** An object of which the schema says nothing more. */
function freeObject() {
  return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
}
