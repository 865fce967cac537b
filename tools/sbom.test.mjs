import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readPublishable } from './packages.mjs';
import { validateSbom, writeSbom } from './sbom.mjs';

test('lists what a package needs where it is installed, and is valid', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'worker-clusters-sbom-'));
  try {
    const kubernetesSchema = readPublishable().find(
      ({ path }) => path === 'packages/kubernetes-schema',
    );
    const text = readFileSync(
      await writeSbom(kubernetesSchema, folder),
      'utf8',
    );
    const { metadata, components } = JSON.parse(text);
    assert.equal(
      `${metadata.component.group}/${metadata.component.name}@${metadata.component.version}`,
      `@worker-clusters/kubernetes-schema@${kubernetesSchema.manifest.version}`,
    );
    const names = components.map(c =>
      [c.group, c.name].filter(Boolean).join('/'),
    );
    assert.ok(names.includes('@marcbachmann/cel-js'), names.join());
    assert.ok(!names.includes('fast-check'), 'a devDependency is not shipped');
    for (const { purl, name } of components)
      assert.match(purl, /^pkg:npm\//, name);

    const broken = JSON.parse(text);
    delete broken.components[0].name;
    await assert.rejects(
      () => validateSbom(JSON.stringify(broken)),
      /no valid CycloneDX document.*name/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
