import type { ReactElement, ReactNode } from 'react';
import { Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { RiLayoutGridLine, RiTableLine } from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';
import { GROUPINGS } from './groups';
import {
  FLEET_VIEWS,
  type FleetView,
  type FleetViewState,
} from './useFleetView';

const ICONS: Record<FleetView, ReactElement> = {
  table: <RiTableLine aria-hidden />,
  map: <RiLayoutGridLine aria-hidden />,
};

const NO_GROUP = 'none';

/** How the clusters are shown, beside what `children` say of them. */
export function ViewBar(
  props: FleetViewState & {
    update(changes: Partial<FleetViewState>): void;
    children: ReactNode;
  },
) {
  const { view, group, update, children } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <div className={styles.viewBar}>
      {children}
      {view === 'map' && (
        <Select
          aria-label={t('fleet.view.group')}
          options={[
            ...GROUPINGS.map(value => ({
              value: value as string,
              label: t(`fleet.filter.${value}`),
            })),
            { value: NO_GROUP, label: t('fleet.view.noGroup') },
          ]}
          value={group ?? NO_GROUP}
          onChange={value =>
            update({ group: GROUPINGS.find(g => g === value) })
          }
        />
      )}
      <ToggleButtonGroup
        aria-label={t('fleet.view.label')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view]}
        onSelectionChange={keys =>
          update({ view: FLEET_VIEWS.find(v => keys.has(v)) })
        }
      >
        {FLEET_VIEWS.map(value => (
          <ToggleButton key={value} id={value} iconStart={ICONS[value]}>
            {t(`fleet.view.${value}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
