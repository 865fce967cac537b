import { useCallback } from 'react';
import { Alert, Button, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  ClusterRef,
  IsolationFinding,
  IsolationReport,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { Section } from '../../components/Section';
import { FindingSeverityChip } from '../../components/StatusChip';
import { formatAge, messageOf } from '../../format';
import { useLiveQuery } from '../../hooks/useLiveQuery';
import { useNow } from '../../hooks/useNow';
import styles from '../cluster.module.css';

const rules = (count: number) => `${count} ${count === 1 ? 'rule' : 'rules'}`;

/** `Kind namespace/name` of what a finding is about. */
function objectText({ kind, namespace, name }: IsolationFinding['object']) {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

function Findings({ report, now }: { report: IsolationReport; now: number }) {
  const titles = new Map(report.rules.map(r => [r.rule, r.title]));
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Severity</th>
            <th scope="col">Object</th>
            <th scope="col">First seen</th>
          </tr>
        </thead>
        {report.findings.map(finding => {
          const { rule, object, evidence, remedy, firstSeen } = finding;
          const text = objectText(object);
          return (
            <tbody key={`${rule} ${text}`} className={styles.joined}>
              <tr>
                <th scope="row" className={styles.rule}>
                  {titles.get(rule) ?? rule}
                </th>
                <td>
                  <FindingSeverityChip severity={finding.severity} />
                </td>
                <td className={styles.object}>{text}</td>
                <td>
                  <time dateTime={firstSeen} title={firstSeen}>
                    {formatAge(firstSeen, now)}
                  </time>
                </td>
              </tr>
              <tr>
                <td colSpan={4}>
                  <span className={`${styles.code} ${styles.message}`}>
                    {evidence}
                  </span>
                  {remedy}
                </td>
              </tr>
            </tbody>
          );
        })}
      </table>
    </div>
  );
}

function Report({ report, now }: { report: IsolationReport; now: number }) {
  const notChecked = report.rules.filter(r => r.state === 'notChecked');
  const checked = report.rules.length - notChecked.length;
  const total = report.rules.reduce((sum, r) => sum + (r.count ?? 0), 0);
  const hidden = total - report.findings.length;
  return (
    <>
      {report.findings.length > 0 ? (
        <Findings report={report} now={now} />
      ) : (
        <Text>
          {checked > 0
            ? `No findings. ${rules(checked)} checked.`
            : 'Nothing has been checked yet.'}
        </Text>
      )}
      {hidden > 0 && (
        <Text as="p" color="secondary">
          and {hidden} more of the same rules
        </Text>
      )}
      {notChecked.length > 0 && (
        <details className={styles.notChecked}>
          <summary>{rules(notChecked.length)} not checked</summary>
          <ul className={styles.plainList}>
            {notChecked.map(({ rule, title, reason }) => (
              <li key={rule}>
                {title}
                {reason && <span className={styles.message}>{reason}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** What the isolation rules found of a cluster, and which of them nobody could check. */
export function IsolationTab(props: { cluster: ClusterRef }) {
  const now = useNow();
  const { managementCluster, namespace, name } = props.cluster;
  const api = useApi(workerClustersApiRef);
  const { data, error, retry } = useLiveQuery(
    useCallback(
      (signal: AbortSignal) =>
        api.getIsolation({ managementCluster, namespace, name }, { signal }),
      [api, managementCluster, namespace, name],
    ),
  );
  return (
    <Section
      title="Isolation"
      note="Whether the cluster's Argo CD reaches its own cluster only, and the portal only reads."
    >
      {error && (
        <Alert
          icon
          status="danger"
          title="The findings cannot be read at the moment."
          description={messageOf(error)}
          customActions={
            <Button size="small" variant="secondary" onPress={retry}>
              Try again
            </Button>
          }
        />
      )}
      {data && <Report report={data} now={now} />}
    </Section>
  );
}
