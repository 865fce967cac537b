import { Button, Menu, MenuItem, MenuTrigger, Text } from '@backstage/ui';
import {
  RiArrowDownSLine,
  RiArrowUpCircleLine,
  RiDeleteBinLine,
  RiEditLine,
  RiExpandUpDownLine,
  RiTimerLine,
} from '@remixicon/react';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  stringifyClusterRef,
  workerClusterDecommissionPermission,
  WorkerClusterDetails,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { isImpossible } from '../form/picker/clusterOptions';
import { newClusterRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import styles from './ClusterRequestActions.module.css';
import { REQUEST_TEMPLATES, requestLink } from './requestLinks';

/** Menu of the requests that the user may make for a cluster. */
export function ClusterRequestActions({
  cluster,
}: {
  cluster: WorkerClusterDetails;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
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

  const { phase } = cluster.phase;
  const missing = cluster.environment ? undefined : t('requests.noEnvironment');
  const reason = isImpossible(phase)
    ? t(`requests.impossible.${phase}`)
    : missing;
  if (reason) {
    // A disabled button cannot be focused, so nobody could hear why: this one only says it.
    return (
      <div className={styles.impossible}>
        <Button
          variant="secondary"
          iconEnd={<RiArrowDownSLine />}
          aria-disabled="true"
          aria-label={t('requests.notNow', { reason })}
        >
          {t('requests.change')}
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
        {t('requests.change')}
      </Button>
      <Menu aria-label={t('requests.menu', { name: cluster.name })}>
        {update.allowed && (
          <MenuItem iconStart={<RiExpandUpDownLine />} href={link('resize')}>
            {t('requests.verb.resize')}
          </MenuItem>
        )}
        {update.allowed && (
          <MenuItem iconStart={<RiArrowUpCircleLine />} href={link('upgrade')}>
            {t('requests.verb.upgrade')}
          </MenuItem>
        )}
        {update.allowed && (
          <MenuItem iconStart={<RiEditLine />} href={link('change')}>
            {t('requests.verb.change')}
          </MenuItem>
        )}
        {update.allowed && cluster.expiresAt && (
          <MenuItem iconStart={<RiTimerLine />} href={link('extend')}>
            {t('requests.verb.extend')}
          </MenuItem>
        )}
        {decommission.allowed && (
          <MenuItem
            color="danger"
            iconStart={<RiDeleteBinLine />}
            href={link('decommission')}
          >
            {t('requests.verb.decommission')}
          </MenuItem>
        )}
      </Menu>
    </MenuTrigger>
  );
}
