import { memo } from 'react';
import {
  Button,
  MenuListBox,
  MenuListBoxItem,
  MenuTrigger,
  ToggleButton,
  VisuallyHidden,
} from '@backstage/ui';
import { RiArrowDownSLine } from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FleetCounts } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Chip } from '../components/StatusChip';
import { useFormat } from '../hooks/useFormat';
import { workerClustersTranslationRef } from '../translations';
import {
  countLooks,
  type StateFilter,
  type StateFilterName,
  stateFilters,
} from './fleetStates';
import { StateChip, stateLook, stateWord } from './StateChip';
import styles from './strip.module.css';
import type { FleetFilter } from './useFleetFilter';

/** Looks of one kind of state that are told in the strip; the menu has all of them. */
const MAX_LOOKS = 4;

/** Kinds that have one state: it is pressed at once. */
const SINGLE: ReadonlySet<StateFilterName> = new Set(['attention', 'verdict']);

/** One kind of state: its counts by look, and all of its states in a menu, where some are chosen. */
function Segment(props: {
  name: StateFilterName;
  states: StateFilter[];
  onChange(values: string[]): void;
}) {
  const { name, states, onChange } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const label =
    name === 'verdict' ? t('fleet.stale') : t(`fleet.summary.${name}`);
  const single = SINGLE.has(name);
  const chosen = states.filter(s => s.chosen);
  const shown = chosen.length > 0 ? chosen : states;
  const words = shown
    .map(state => `${format.number(state.count)} ${stateWord(t, state)}`)
    .join(', ');
  const text = t(
    chosen.length > 0 ? 'fleet.strip.filtered' : 'fleet.strip.counts',
    { name: label, states: words },
  );
  const className = `${styles.segment} ${chosen.length ? styles.chosen : ''}`;
  const content = (
    <span
      className={styles.looks}
      title={text}
      // The numbers are told with their states.
      aria-hidden={!single || undefined}
    >
      <span className={styles.label}>{label}</span>{' '}
      {countLooks(shown, stateLook)
        .slice(0, MAX_LOOKS)
        .map(({ look, count }) => (
          <Chip key={look.join()} look={look} text={format.number(count)} />
        ))}
    </span>
  );
  if (single) {
    return (
      <ToggleButton
        size="small"
        className={className}
        isSelected={chosen.length > 0}
        onChange={selected =>
          onChange(selected ? states.map(s => s.value) : [])
        }
      >
        {content}
      </ToggleButton>
    );
  }
  return (
    <MenuTrigger>
      <Button size="small" variant="tertiary" className={className}>
        {content}
        <VisuallyHidden>{text}</VisuallyHidden>
        <RiArrowDownSLine className={styles.opens} aria-hidden />
      </Button>
      <MenuListBox
        aria-label={label}
        selectionMode="multiple"
        selectedKeys={chosen.map(s => s.value)}
        onSelectionChange={keys =>
          onChange(
            states
              .map(s => s.value)
              .filter(value => keys === 'all' || keys.has(value)),
          )
        }
      >
        {states.map(state => (
          <MenuListBoxItem
            key={state.value}
            id={state.value}
            textValue={stateWord(t, state)}
          >
            <span className={styles.option}>
              <StateChip state={state} />
              <span className={styles.count}>{format.number(state.count)}</span>
            </span>
          </MenuListBoxItem>
        ))}
      </MenuListBox>
    </MenuTrigger>
  );
}

interface FleetStripProps {
  summary: FleetCounts;
  filter: FleetFilter;
  update(changes: Partial<FleetFilter>): void;
}

/** How many clusters are in which state, in one line; each kind of state is a filter. */
export const FleetStrip = memo((props: FleetStripProps) => {
  const { summary, filter, update } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <section className={styles.strip} aria-label={t('fleet.summary.label')}>
      {stateFilters(summary, filter).map(({ name, states }) => (
        <Segment
          key={name}
          name={name}
          states={states}
          onChange={values => update({ [name]: values })}
        />
      ))}
    </section>
  );
});
