import { Fragment, ReactNode } from 'react';
import styles from './facts.module.css';

/** Names and values; what has no value is left out. */
export function Facts({ facts }: { facts: Array<[string, ReactNode]> }) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(
          ([, value]) => value !== undefined && value !== false && value !== '',
        )
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
