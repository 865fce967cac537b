import {
  COMPOSED_STATES,
  TIMELINE_STAGES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { closed, codedMessage, listOf, ref, text, time } from './parts';

/** Schemas of what Crossplane composes. */
export const infrastructureSchemas = {
  ResourceCondition: closed(['type', 'status'], {
    type: text,
    status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
    reason: text,
    message: text,
    lastTransitionTime: time,
  } as const),
  ClusterInfrastructure: closed(['resources'], {
    claim: closed(['apiVersion', 'kind', 'conditions'], {
      apiVersion: text,
      kind: text,
      conditions: listOf(ref('ResourceCondition')),
    }),
    composition: text,
    resources: listOf(
      closed(['apiVersion', 'kind', 'name', 'state', 'conditions'], {
        apiVersion: text,
        kind: text,
        namespace: text,
        name: text,
        compositionResourceName: text,
        stage: { type: 'string', enum: TIMELINE_STAGES },
        state: { type: 'string', enum: COMPOSED_STATES },
        message: text,
        messageCode: codedMessage,
        conditions: listOf(ref('ResourceCondition')),
        externalName: text,
        consoleUrl: text,
        createdAt: time,
      } as const),
    ),
  }),
} as const;
