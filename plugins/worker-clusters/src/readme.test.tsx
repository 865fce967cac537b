import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { screen } from '@testing-library/react';
import { appTreeApiRef, useApi } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import plugin from './plugin';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

/** What is below a heading, up to the next one. */
const section = (title: string) =>
  readme.split(`### ${title}\n`)[1].split(/^## |^### /m)[0];

function Extensions() {
  const { nodes } = useApi(appTreeApiRef).getTree().tree;
  return (
    <ul>
      {[...nodes.values()]
        .filter(({ spec }) => spec.plugin.pluginId === 'worker-clusters')
        .map(({ spec }) => (
          <li key={spec.id}>{spec.id}</li>
        ))}
    </ul>
  );
}

it('lists every extension of the plugin', async () => {
  renderInTestApp(<Extensions />, { features: [plugin] });
  await screen.findByText('page:worker-clusters');
  const ids = screen.getAllByRole('listitem').map(item => item.textContent);
  const listed = [...section('Extensions').matchAll(/^\| `([^`]+)`/gm)];
  expect(listed.map(([, id]) => id).sort()).toEqual(ids.sort());
});

it('has at most fifteen lines for a legacy app in the guide, which the one in dev has, too', () => {
  const guide = readFileSync(
    join(__dirname, '../../../docs/install.md'),
    'utf8',
  );
  const blocks = [...guide.matchAll(/```diff legacy [^\n]*\n(.*?)```/gs)];
  const lines = blocks
    .flatMap(([, block]) => block.match(/^\+.*$/gm) ?? [])
    .map(line => line.slice(1))
    .filter(line => !line.startsWith('import '));
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.length).toBeLessThanOrEqual(15);
  // Whatever formats either of them: what counts is what is written.
  const bare = (text: string) => text.replace(/\s/g, '');
  const app = bare(
    readFileSync(join(__dirname, '../dev/LegacyApp.tsx'), 'utf8'),
  );
  for (const line of lines) expect(app).toContain(bare(line));
});
