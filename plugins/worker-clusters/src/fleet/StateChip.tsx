import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { phaseLook } from '../components/clusterState';
import { Chip, type Look, LOOKS } from '../components/StatusChip';
import { type Translate, workerClustersTranslationRef } from '../translations';
import type { StateFilter } from './fleetStates';

const REQUEST: Look = ['busy', 'pullRequest'];
const ATTENTION: Look = ['warn', 'exclamation'];
const STALE: Look = ['quiet', 'question'];

/** A state in words, as the rows have it. */
export function stateWord(t: Translate, state: StateFilter): string {
  switch (state.name) {
    case 'phase':
      return t(`common.phase.${state.value}`);
    case 'findings':
      return t(`common.severity.${state.value}`);
    case 'connection':
      return t(`common.connection.${state.value}`);
    case 'attention':
      return t('fleet.summary.attention');
    case 'pending':
      return t(`fleet.request.${state.value}`);
    case 'verdict':
      return t('fleet.stale');
    default:
      return state.value;
  }
}

/** Colour and shape of a state, as the rows have it. */
export function stateLook(state: StateFilter): Look {
  switch (state.name) {
    case 'phase':
      return phaseLook(state.value);
    case 'health':
      return LOOKS.health[state.value];
    case 'sync':
      return LOOKS.sync[state.value];
    case 'findings':
      return LOOKS.findings[state.value];
    case 'connection':
      return LOOKS.connection[state.value];
    case 'attention':
      return ATTENTION;
    case 'pending':
      return REQUEST;
    default:
      return STALE;
  }
}

/** A state as it looks in the rows. */
export function StateChip({ state }: { state: StateFilter }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return <Chip look={stateLook(state)} text={stateWord(t, state)} />;
}
