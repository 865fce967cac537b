import { useId, useState } from 'react';
import type { ApplicationProblem } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { SeverityIcon } from '../../components/StatusChip';
import { formatAge } from '../../format';
import styles from '../cluster.module.css';

/** Characters above which only two lines of a message are shown at first. */
const LONG = 160;

const isLong = ({ message = '' }: ApplicationProblem) => message.length > LONG;

const moreLabel = (more: number) =>
  more > 0 ? `Show all (${more} more)` : 'Show all';

/** What Argo CD reports of an Application: the most telling in two lines, everything on demand. */
export function ApplicationProblems(props: {
  problems: ApplicationProblem[];
  now: number;
}) {
  const { problems, now } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  const [first] = problems;
  const more = problems.length - 1;
  return (
    <div className={styles.problems}>
      <div id={id}>
        {(open ? problems : [first]).map((problem, i) => (
          // Nothing else tells two of them apart, and they have no state.
          // eslint-disable-next-line react/no-array-index-key
          <Problem
            key={i}
            problem={problem}
            now={now}
            clamped={!open && isLong(problem)}
          />
        ))}
      </div>
      {(more > 0 || isLong(first)) && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Show less' : moreLabel(more)}
        </button>
      )}
    </div>
  );
}

function Problem(props: {
  problem: ApplicationProblem;
  now: number;
  clamped: boolean;
}) {
  const { problem, now, clamped } = props;
  return (
    <p className={styles.problem}>
      <SeverityIcon severity={problem.severity} />
      <span className={clamped ? styles.clamped : undefined}>
        <strong>{problem.title}</strong>
        {problem.time && (
          <span title={problem.time}>, {formatAge(problem.time, now)}</span>
        )}
        {problem.message && <>: {problem.message}</>}
      </span>
    </p>
  );
}
