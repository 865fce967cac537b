import { ButtonLink } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { workerClusterCreatePermission } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { newClusterRouteRef } from '../routes';

/** Leads to the template "New cluster", for those who may ask for one. */
export function NewClusterButton() {
  const link = useRouteRef(newClusterRouteRef);
  const { allowed } = usePermission({
    permission: workerClusterCreatePermission,
  });
  if (!link || !allowed) return null;
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
