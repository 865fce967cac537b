import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  isUp,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Section } from '../../components/Section';
import { useNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';
import cluster from '../cluster.module.css';
import { About } from './About';
import { OpenChanges } from './OpenChanges';
import { Removal } from './Removal';
import { StageChart } from './StageChart';
import { Summary } from './Summary';

/** What is wrong and what to do, open changes, the way to healthy applications, and what the cluster is. */
export function OverviewTab(props: { cluster: WorkerClusterDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const now = useNow();
  const { timeline, usualDurations, connection, phase } = props.cluster;
  return (
    <>
      <Summary cluster={props.cluster} now={now} />
      <OpenChanges cluster={props.cluster} />
      <div className={cluster.grid}>
        <div className={cluster.column}>
          <Removal cluster={props.cluster} now={now} />
          {/* What is deleted counts as not ready in its stage: that is no progress of the build. */}
          {phase.phase !== 'deleting' && (
            <Section title={t('overview.stages.heading')}>
              {/* Before it is up there is nothing to hear, and what is done is what the management cluster has made. */}
              <StageChart
                stages={timeline}
                usualDurations={usualDurations}
                heard={!isUp(props.cluster) || !!connection.lastSeen}
                now={now}
              />
            </Section>
          )}
        </div>
        <About cluster={props.cluster} now={now} />
      </div>
    </>
  );
}
