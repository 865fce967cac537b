import { ButtonLink } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { workerClustersApiRef } from '../api';
import { useLoad } from '../hooks/useLoad';
import { newClusterRouteRef } from '../routes';

/**
 * Leads to the template "New cluster", for those who may request one. The permission depends on the cluster that is
 * requested, so that the browser cannot ask the permission framework for it without one: the backend says whether there is any.
 */
export function NewClusterButton() {
  const link = useRouteRef(newClusterRouteRef);
  const api = useApi(workerClustersApiRef);
  const { data } = useLoad(
    useCallback(signal => api.getRequestRights({ signal }), [api]),
  );
  if (!link || !data?.create) return null;
  return (
    <ButtonLink
      variant="primary"
      iconStart={<RiAddLine />}
      href={link({ namespace: 'default', templateName: 'new-cluster' })}
    >
      New cluster
    </ButtonLink>
  );
}
