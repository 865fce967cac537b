import { useId } from 'react';
import { Link, Text } from '@backstage/ui';
import {
  RiCheckboxCircleFill,
  RiErrorWarningFill,
  RiInformationLine,
  RiLoader2Line,
  type RemixiconComponentType,
} from '@remixicon/react';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type ClusterProblem,
  clusterProblems,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { useFormat } from '../../hooks/useFormat';
import { clusterTabRouteRef } from '../../routes';
import { workerClustersTranslationRef } from '../../translations';
import { messageText } from '../../translations/messageText';
import status from '../../components/status.module.css';
import styles from './overview.module.css';
import { type ClusterSummary, summarizeCluster } from './summary';
import { problemRemedy, problemTitle, summaryText } from './texts';

/** More of them hide the worst. */
const SHOWN = 3;

const ICONS: Record<ClusterSummary['tone'], RemixiconComponentType> = {
  good: RiCheckboxCircleFill,
  busy: RiLoader2Line,
  bad: RiErrorWarningFill,
  warn: RiErrorWarningFill,
  quiet: RiInformationLine,
};

interface ProblemProps {
  cluster: WorkerClusterDetails;
  problem: ClusterProblem;
}

/** What is to be said of a problem below its name. */
function ProblemText({ cluster, problem }: ProblemProps) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const tabLink = useRouteRef(clusterTabRouteRef);
  const { managementCluster, namespace, name } = cluster;
  const { tab, message, messageCode } = problem;
  const href = tab && tabLink?.({ managementCluster, namespace, name, tab });
  return (
    <>
      {message && (
        <p className={styles.message}>{messageText(t, message, messageCode)}</p>
      )}
      <p>
        {problemRemedy(t, problem)}{' '}
        {tab && href && (
          <Link href={href}>
            {t('overview.problems.more', { tab: t(`cluster.tabs.${tab}`) })}
          </Link>
        )}
      </p>
    </>
  );
}

function ProblemAge({ problem: { at } }: { problem: ClusterProblem }) {
  if (!at) return null;
  return (
    <span className={styles.quiet}>
      <Age at={at} />
    </span>
  );
}

function ProblemItem({ cluster, problem }: ProblemProps) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { tone } = problem;
  return (
    <li className={styles.problem}>
      <RiErrorWarningFill
        className={`${status.icon} ${status[tone]}`}
        role="img"
        aria-label={t(`overview.problems.${tone}`)}
      />
      <div>
        <strong>{problemTitle(t, problem)}</strong>{' '}
        <ProblemAge problem={problem} />
        <ProblemText cluster={cluster} problem={problem} />
      </div>
    </li>
  );
}

/** The state of a cluster in a sentence, and what is wrong with it, worst first. `now` is in milliseconds. */
export function Summary({
  cluster,
  now,
}: {
  cluster: WorkerClusterDetails;
  now: number;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const id = useId();
  const summary = summarizeCluster(cluster, now);
  const problems = clusterProblems(cluster, now);
  const Icon = ICONS[summary.tone];
  const list = (some: ClusterProblem[]) => (
    <ul className={styles.problems}>
      {some.map(problem => (
        <ProblemItem key={problem.id} cluster={cluster} problem={problem} />
      ))}
    </ul>
  );
  // That the cluster is ready, and applications failed, is no contradiction.
  const apart =
    cluster.phase.phase === 'ready' &&
    problems.some(p => p.id === 'applications-wrong');
  const others = problems.slice(SHOWN);
  // The sentence is its name already.
  const only =
    summary.kind === 'problem' && summary.more === 0
      ? summary.problem
      : undefined;
  return (
    <section
      aria-labelledby={id}
      className={`${styles.summary} ${
        summary.tone === 'quiet' ? '' : styles[summary.tone]
      }`}
    >
      <h2 id={id} className={styles.hidden}>
        {t('overview.summary.label')}
      </h2>
      <Text as="p" variant="title-x-small" className={styles.sentence}>
        <Icon
          className={`${status.icon} ${status[summary.tone]}`}
          aria-hidden
        />
        <span>
          <span role="status">{summaryText(summary, t, format, now)}</span>{' '}
          {only && <ProblemAge problem={only} />}
        </span>
      </Text>
      {apart && (
        <Text as="p" color="secondary">
          {t('overview.summary.readyApart')}
        </Text>
      )}
      {only && <ProblemText cluster={cluster} problem={only} />}
      {problems.length > 0 && !only && list(problems.slice(0, SHOWN))}
      {others.length > 0 && (
        <details className={styles.others}>
          <summary>
            {t('overview.problems.others', { count: others.length })}
          </summary>
          {list(others)}
        </details>
      )}
    </section>
  );
}
