/* eslint-disable no-console */
import { writeFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { version } from '../package.json';
import { formatProblems, FORMATS } from './formats';
import { planChanges } from './plan';
import { CommonOptions, openCheckout, UsageError } from './checkout';
import { renderPlans } from './renderPlans';
import { validateClaims } from './validate';

/**
 * Runs the command. Exit code 0: all is well; 1: a claim breaks a rule; 2: it was called wrongly, or something cannot be
 * read.
 */
export async function main(argv: string[]): Promise<void> {
  try {
    await program().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    console.error(`worker-clusters: ${(error as Error).message}`);
    process.exitCode = 2;
  }
}

function program(): Command {
  const root = new Command('worker-clusters')
    .description(
      'Checks the claims of a GitOps repository, and says what a pull request does to worker clusters.',
    )
    .version(version)
    .exitOverride()
    .showHelpAfterError();

  common(root.command('validate'))
    .description(
      'Check claims against the XRD and the policy; with --base those that changed since then, and against what they were',
    )
    .addOption(
      new Option('--format <format>', 'how problems are written')
        .choices(Object.keys(FORMATS))
        .default('text'),
    )
    .option('--output <file>', 'write there instead of to standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  worker-clusters validate\n  worker-clusters validate --base origin/main --policy policy.yaml --format github',
    )
    .action(
      async (options: CommonOptions & { format: string; output?: string }) => {
        const platform = openCheckout(options);
        const result = await validateClaims(platform, options.base);
        write(formatProblems(result, options.format), options.output);
        const errors = result.problems.filter(
          p => p.severity === 'error',
        ).length;
        console.error(
          `${result.claims} claims checked, ${errors} ${
            errors === 1 ? 'problem' : 'problems'
          }`,
        );
        process.exitCode = errors ? 1 : 0;
      },
    );

  common(root.command('plan'))
    .description('Say what the changes since --base do to worker clusters')
    .addOption(
      new Option('--format <format>', 'how it is written')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  worker-clusters plan --base origin/main',
    )
    .action(async (options: CommonOptions & { format: string }) => {
      const plans = await planChanges(
        openCheckout(options),
        requireBase(options),
      );
      write(
        options.format === 'json'
          ? `${JSON.stringify(
              plans.map(({ preview }) => preview),
              null,
              2,
            )}\n`
          : renderPlans(plans, 'text'),
      );
      process.exitCode = plans.every(p => p.preview.allowed) ? 0 : 1;
    });

  common(root.command('render-pr-body'))
    .description('The same as Markdown, for a comment on the pull request')
    .addHelpText(
      'after',
      '\nExample:\n  worker-clusters render-pr-body --base origin/main > comment.md',
    )
    .action(async (options: CommonOptions) => {
      const plans = await planChanges(
        openCheckout(options),
        requireBase(options),
      );
      write(renderPlans(plans, 'markdown'));
    });
  return root;
}

function common(command: Command): Command {
  return command
    .option('--claims <folder>', 'folder of the claims', 'crossplane/claims')
    .option(
      '--xrd <file>',
      'XRD of the claims; repeat it for claims of several API groups (default: crossplane/xrds/workercluster.yaml)',
      (file: string, files: string[] = []) => [...files, file],
    )
    .option(
      '--composition <file>',
      'Composition, to say what will be created',
      'crossplane/compositions/workercluster-aws.yaml',
    )
    .option('--policy <file>', "the portal's workerClusters.policy, as YAML")
    .option('--base <ref>', 'Git ref that the pull request goes to');
}

function requireBase({ base }: CommonOptions): string {
  if (!base) {
    throw new UsageError(
      'it needs --base, the branch that the pull request goes to, for example --base origin/main',
    );
  }
  return base;
}

function write(text: string, file?: string) {
  if (file) writeFileSync(file, text);
  else process.stdout.write(text);
}
