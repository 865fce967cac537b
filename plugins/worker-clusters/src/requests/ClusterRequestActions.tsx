import { Button, Menu, MenuItem, MenuTrigger, Text } from '@backstage/ui';
import {
  RiArrowDownSLine,
  RiArrowUpCircleLine,
  RiDeleteBinLine,
  RiEditLine,
  RiExpandUpDownLine,
  RiTimerLine,
} from '@remixicon/react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  stringifyClusterRef,
  workerClusterDecommissionPermission,
  WorkerClusterDetails,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { phaseProblem } from '../form/picker/clusterOptions';
import { newClusterRouteRef } from '../routes';
import styles from './ClusterRequestActions.module.css';
import { REQUEST_TEMPLATES, requestLink } from './requestLinks';

/** Menu of the requests that the user may make for a cluster. */
export function ClusterRequestActions({
  cluster,
}: {
  cluster: WorkerClusterDetails;
}) {
  const template = useRouteRef(newClusterRouteRef);
  const resourceRef = stringifyClusterRef(cluster);
  const update = usePermission({
    permission: workerClusterUpdatePermission,
    resourceRef,
  });
  const decommission = usePermission({
    permission: workerClusterDecommissionPermission,
    resourceRef,
  });
  if (!template || (!update.allowed && !decommission.allowed)) return null;

  const reason =
    phaseProblem(cluster.phase.phase) ??
    (cluster.environment
      ? undefined
      : 'The environment of the cluster is not known, so its claim cannot be found.');
  if (reason) {
    // A disabled button cannot be focused, so nobody could hear why: this one only says it.
    return (
      <div className={styles.impossible}>
        <Button
          variant="secondary"
          iconEnd={<RiArrowDownSLine />}
          aria-disabled="true"
          aria-label={`Change cluster, not possible now. ${reason}`}
        >
          Change cluster
        </Button>
        <Text as="p" variant="body-small" color="secondary">
          {reason}
        </Text>
      </div>
    );
  }
  const link = (name: keyof typeof REQUEST_TEMPLATES) =>
    requestLink(
      template({
        namespace: 'default',
        templateName: REQUEST_TEMPLATES[name],
      }),
      cluster,
    );
  return (
    <MenuTrigger>
      <Button variant="secondary" iconEnd={<RiArrowDownSLine />}>
        Change cluster
      </Button>
      <Menu aria-label={`Change ${cluster.name}`}>
        {update.allowed && (
          <MenuItem iconStart={<RiExpandUpDownLine />} href={link('resize')}>
            Resize
          </MenuItem>
        )}
        {update.allowed && (
          <MenuItem iconStart={<RiArrowUpCircleLine />} href={link('upgrade')}>
            Upgrade
          </MenuItem>
        )}
        {update.allowed && (
          <MenuItem iconStart={<RiEditLine />} href={link('change')}>
            Edit specification
          </MenuItem>
        )}
        {update.allowed && cluster.expiresAt && (
          <MenuItem iconStart={<RiTimerLine />} href={link('extend')}>
            Extend lifetime
          </MenuItem>
        )}
        {decommission.allowed && (
          <MenuItem
            color="danger"
            iconStart={<RiDeleteBinLine />}
            href={link('decommission')}
          >
            Decommission
          </MenuItem>
        )}
      </Menu>
    </MenuTrigger>
  );
}
