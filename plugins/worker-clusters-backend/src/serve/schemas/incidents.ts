import { INCIDENT_KINDS } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { closed, clusterRef, listOf, number, text, time } from './parts';

/** Schemas of the reasons that several clusters have. */
export const incidentSchemas = {
  IncidentList: closed(['items', 'total', 'clusters'], {
    items: listOf(
      closed(
        [
          'id',
          'kind',
          'reason',
          'count',
          'firstSeen',
          'lastJoined',
          'clusters',
        ],
        {
          id: text,
          kind: { type: 'string', enum: INCIDENT_KINDS },
          reason: text,
          subject: text,
          count: number,
          firstSeen: time,
          lastJoined: time,
          clusters: listOf(
            closed(['managementCluster', 'namespace', 'name'], clusterRef),
          ),
        } as const,
      ),
    ),
    total: number,
    clusters: number,
  }),
} as const;
