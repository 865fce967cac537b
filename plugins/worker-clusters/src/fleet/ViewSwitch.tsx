import type { ReactElement } from 'react';
import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { RiLayoutGridLine, RiTableLine } from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import { FLEET_VIEWS, type FleetView } from './useFleetView';

const ICONS: Record<FleetView, ReactElement> = {
  table: <RiTableLine aria-hidden />,
  map: <RiLayoutGridLine aria-hidden />,
};

/** How the clusters are shown. */
export function ViewSwitch(props: {
  view: FleetView;
  onChange(view: FleetView): void;
}) {
  const { view, onChange } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <ToggleButtonGroup
      aria-label={t('fleet.view.label')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[view]}
      onSelectionChange={keys =>
        onChange(FLEET_VIEWS.find(v => keys.has(v)) ?? view)
      }
    >
      {FLEET_VIEWS.map(value => (
        <ToggleButton key={value} id={value} iconStart={ICONS[value]}>
          {t(`fleet.view.${value}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
