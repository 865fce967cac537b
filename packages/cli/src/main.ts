import { Command, CommanderError, Option } from 'commander';
import { version } from '../package.json';
import { formatProblems, FORMATS } from './formats';
import { planChanges } from './plan';
import { CommonOptions, openCheckout, UsageError } from './checkout';
import { readClusterChanges, ROOT } from './clusterChanges';
import { escapeForLog, say, stringifyForLog, write } from './output';
import { deletionProblems } from './renderingProblems';
import { renderPlans } from './renderPlans';
import { Problem, validateClaims } from './validate';

/**
 * Runs the command. Exit code 0: no errors; 1: a claim breaks a rule, or a cluster is deleted that must not be; 2: the command
 * line is wrong, or something cannot be read. All that is written is safe in the log of a CI system.
 */
export async function main(argv: string[]): Promise<void> {
  try {
    await program().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    say(`worker-clusters: ${(error as Error).message}`);
    process.exitCode = 2;
  }
}

/** Collects a repeated option. */
function several(file: string, files: string[] = []): string[] {
  return [...files, file];
}

function program(): Command {
  const root = new Command('worker-clusters')
    .description(
      'Checks the claims of a GitOps repository, and says what a pull request does to worker clusters.',
    )
    .version(version)
    .exitOverride()
    .showHelpAfterError()
    // Subcommands inherit it.
    .configureOutput({
      writeErr: text => process.stderr.write(escapeForLog(text)),
    });

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
      '\nExample: worker-clusters validate\nExample: worker-clusters validate --base origin/main --policy policy.yaml --format github',
    )
    .action(
      async (options: CommonOptions & { format: string; output?: string }) => {
        const checkout = openCheckout(options);
        const changes = readClusterChanges(options, checkout.definitions);
        const { problems, claims } = await validateClaims(
          checkout,
          changes,
          options.base,
        );
        write(formatProblems(problems, options.format), options.output);
        const errors = countErrors(problems);
        say(
          `${claims} claims checked, ${errors} ${
            errors === 1 ? 'problem' : 'problems'
          }`,
        );
        process.exitCode = errors ? 1 : 0;
      },
    );

  common(root.command('guard'))
    .description(
      'Fail if the changes since --base make Argo CD delete a cluster, or if that cannot be said',
    )
    .addOption(
      new Option('--format <format>', 'how problems are written')
        .choices(Object.keys(FORMATS))
        .default('text'),
    )
    .option('--output <file>', 'write there instead of to standard output')
    .option(
      '--allow-deletion',
      'let clusters be deleted; a protected one, and what cannot be rendered after the change, fails nevertheless',
    )
    .addHelpText(
      'after',
      '\nExample: worker-clusters guard --base origin/main --format github',
    )
    .action(
      async (
        options: CommonOptions & {
          format: string;
          output?: string;
          allowDeletion?: boolean;
        },
      ) => {
        const { definitions } = openCheckout(options);
        const changes = readClusterChanges(
          { ...options, base: requireBase(options) },
          definitions,
        );
        const problems = deletionProblems(
          changes,
          options.allowDeletion ? 'warning' : 'error',
        );
        write(formatProblems(problems, options.format), options.output);
        const { removed } = changes;
        say(
          removed.length || changes.problems.length
            ? `${removed.length} deleted, ${changes.problems.length} not evaluated`
            : 'No claim is removed.',
        );
        process.exitCode = countErrors(problems) ? 1 : 0;
      },
    );

  common(root.command('plan'))
    .description('Say what the changes since --base do to worker clusters')
    .addOption(
      new Option('--format <format>', 'how it is written')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText('after', '\nExample: worker-clusters plan --base origin/main')
    .action(async (options: CommonOptions & { format: string }) => {
      const { changes, plans } = await planAll(options);
      const { added, changed, removed, problems } = changes;
      write(
        options.format === 'json'
          ? stringifyForLog({
              clusters: { added, changed, removed, problems },
              plans: plans.map(({ preview }) => preview),
            })
          : escapeForLog(renderPlans(changes, plans, 'text')),
      );
      process.exitCode =
        plans.every(p => p.preview.allowed) && !problems.length ? 0 : 1;
    });

  common(root.command('render-pr-body'))
    .description('The same as Markdown, for a comment on the pull request')
    .addHelpText(
      'after',
      '\nExample: worker-clusters render-pr-body --base origin/main > comment.md',
    )
    .action(async (options: CommonOptions) => {
      const { changes, plans } = await planAll(options);
      write(escapeForLog(renderPlans(changes, plans, 'markdown')));
    });
  return root;
}

async function planAll(options: CommonOptions) {
  const base = requireBase(options);
  const checkout = openCheckout(options);
  return {
    changes: readClusterChanges(options, checkout.definitions),
    plans: await planChanges(checkout, base),
  };
}

function countErrors(problems: Problem[]): number {
  return problems.filter(p => p.severity === 'error').length;
}

function common(command: Command): Command {
  return command
    .option('--claims <folder>', 'folder of the claims', 'crossplane/claims')
    .option(
      '--xrd <file>',
      'XRD of the claims; repeat it for claims of several API groups (default: those in crossplane/xrds)',
      several,
    )
    .option(
      '--root <file>',
      `file with the root Application, from which all others follow; repeat it for several (default: ${ROOT})`,
      several,
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
