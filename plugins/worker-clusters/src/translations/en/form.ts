/** The fields of the templates that request clusters. */
export const form = {
  load: {
    loading: '{{what}} is being loaded…',
    failed: '{{what}} could not be loaded',
    form: 'The form',
    environments: 'The list of environments',
    fleet: 'The fleet',
    preview: 'The preview',
    repository: 'The address of the GitOps repository',
  },
  name: {
    label: 'Name',
    checking: 'Checking whether the name is free…',
    free: 'The name is free.',
    unknown:
      'It could not be checked whether the name is free; it is checked again before the pull request.',
    own: 'You have already requested this cluster in pull request #{{number}}, which is open.',
    taken:
      'The name is taken: there is a cluster {{name}} ({{phase}}). Choose another name.',
    takenIn:
      'The name is taken: there is a cluster {{name}} in {{environment}} ({{phase}}). Choose another name.',
  },
  cidr: {
    label: 'Address range',
    useFree: 'Use {{cidr}}, which is free',
  },
  environment: {
    label: 'Environment',
    missing: 'Choose an environment.',
    none: 'No environment is available',
    noneWhy:
      'The policy of the portal (workerClusters.policy.environments) and the XRD have no environment in common, or neither names one: ask the platform team to add one.',
  },
  picker: {
    label: 'Cluster',
    missing: 'Choose a cluster.',
    change: 'Change',
    changeLabel: 'Change: choose a cluster other than {{name}}',
    placeholder: 'Search by name, owner, environment or region',
    searching: 'Searching…',
    found_one: '{{count, number}} cluster.',
    found_other: '{{count, number}} clusters.',
    help: {
      update: 'One of the clusters that you may change.',
      decommission: 'One of the clusters that you may decommission.',
    },
    none: {
      update:
        'There is no cluster that you may change. Ask the owner of the cluster to do it, or the platform team for the permission.',
      decommission:
        'There is no cluster that you may decommission. Ask the owner of the cluster to do it, or the platform team for the permission.',
    },
    noneMatches: {
      update:
        "No cluster that you may change matches '{{search}}'. Try another word, or ask the owner of the cluster.",
      decommission:
        "No cluster that you may decommission matches '{{search}}'. Try another word, or ask the owner of the cluster.",
    },
    gone: "There is no cluster '{{name}}' in {{environment}}. Choose another one.",
    denied: {
      update:
        'You may not change {{name}}. Choose another one, or ask the platform team for the permission.',
      decommission:
        'You may not decommission {{name}}. Choose another one, or ask the platform team for the permission.',
    },
    notOwner: {
      update:
        'You may not change {{name}}; its owner is {{owner}}. Ask the owner to do it, or choose another one.',
      decommission:
        'You may not decommission {{name}}; its owner is {{owner}}. Ask the owner to do it, or choose another one.',
    },
    chooseAnother: '{{problem}} Choose another one.',
    owner: 'owner {{owner}}',
  },
  spec: {
    label: 'The cluster',
    chooseFirst: 'Choose a cluster first.',
    goBack: 'Go back and choose a cluster.',
    unchanged: 'Nothing is changed: change something first.',
    notLoaded: 'The form could not be loaded. {{message}}',
    openRequests: 'Another change of this cluster waits for review',
    secondApprover: 'In {{environment}}, {{approver}} must approve as well.',
    empty: 'There is nothing to fill in here.',
    advanced: 'Advanced',
    wrongHere: 'something here is wrong',
    changedHere: 'something here was changed',
    yes: 'Yes',
    no: 'No',
    now: '{{value}} (now)',
    was: 'Was {{value}}.',
    ifLeftOut: 'If left out: {{value}}.',
    ifEmpty: 'Leave it empty to get a free one (now {{cidr}}).',
    between: '{{minimum}} to {{maximum}}.',
    atLeast: 'At least {{minimum}}.',
    atMost: 'At most {{maximum}}.',
    immutable: 'This cannot be changed once the cluster exists.',
    noNewerVersion: 'No newer version is offered yet.',
    yaml: 'Written as YAML or JSON.',
    notYaml: 'This is not YAML: {{message}}',
    list: {
      entry: '{{label}}, entry {{number}}',
      remove: 'Remove',
      removeLabel: 'Remove entry {{number}} of {{label}}',
      add: 'Add',
      addLabel: 'Add an entry to {{label}}',
    },
    owner: {
      help: 'The team that answers for the cluster.',
      own: 'One of your own teams.',
      noTeam:
        'Only members of a team can request clusters, and you are in none: ask the platform team.',
      noCatalog:
        'The catalog does not answer: write the reference of the group, for example group:default/payments.',
      placeholder: 'Search the teams of the catalog',
    },
  },
  /** What is wrong with a value; `label` is the title of its field. */
  check: {
    entry: 'Entry {{number}}',
    form: 'The form',
    missing: '{{label}} is missing: fill it in.',
    missingChoice: '{{label}} is missing: choose one.',
    notOffered:
      '{{label}} has a value that is not offered: choose one of {{values}}.',
    pattern: '{{label}} has a value that is not allowed.',
    mustMatch: 'It must match {{pattern}}.',
    cidr: '{{label}} must be an IPv4 address range such as 10.42.0.0/16, beginning at its first address.',
    format: '{{label}} is not a valid {{format}}.',
    type: '{{label}} must be {{types}}.',
    or: '{{one}} or {{other}}',
    minimum: '{{label}} must be at least {{limit}}.',
    maximum: '{{label}} must be at most {{limit}}.',
    exclusiveMinimum: '{{label}} must be more than {{limit}}.',
    exclusiveMaximum: '{{label}} must be less than {{limit}}.',
    multipleOf: '{{label}} must be a multiple of {{limit}}.',
    minLength: '{{label}} must have at least {{limit}} characters.',
    maxLength: '{{label}} must have at most {{limit}} characters.',
    minItems: '{{label}} must have at least {{limit}} entries.',
    maxItems: '{{label}} must have at most {{limit}} entries.',
    uniqueItems: '{{label}} names something twice: leave one out.',
    noChoice:
      '{{label}} fits none of the choices: fill in what belongs to the one you chose.',
    other: '{{label}} {{message}}.',
    notAllowed: '{{label}} is not allowed.',
    types: {
      integer: 'a whole number',
      number: 'a number',
      string: 'a text',
      boolean: 'yes or no',
      object: 'an object',
      array: 'a list',
    },
  },
  review: {
    nameMissing: '{{problem}}. Go back to do so.',
    environmentMissing: 'Go back and choose an environment.',
    unchecked: 'Wait until the request has been checked.',
    checking: 'Checking the request…',
    notAllowed: 'The request is not allowed as it is: go back and correct it.',
    ready: 'Ready to submit.',
    readyWithWarnings_one: 'Ready to submit, with {{count, number}} warning.',
    readyWithWarnings_other:
      'Ready to submit, with {{count, number}} warnings.',
    notReady_one:
      'Not ready to submit: {{count, number}} error. Go back and correct the request.',
    notReady_other:
      'Not ready to submit: {{count, number}} errors. Go back and correct the request.',
    pullRequest: 'Pull request: {{title}}',
    confirm: {
      label: 'Type the name of the cluster',
      help: 'Write {{name}} to confirm that it is to be decommissioned.',
      missing: 'Type the name of the cluster, {{name}}, to confirm.',
      wrong: 'This is not the name of the cluster: type {{name}}.',
    },
    signIn: {
      title: 'Sign in to {{host}}',
      button: 'Sign in',
      failed: 'Sign-in failed: {{message}}',
      why: 'The pull request is opened with your own account.',
    },
    finding: { error: 'Error', warning: 'Warning', info: 'Note' },
    findings: 'Check results',
    specification: 'Specification',
    changes: 'Changes',
    field: 'Field',
    default: 'Default',
    before: 'Before',
    value: 'Value',
    after: 'After',
    notSet: 'not set',
    consequences: 'Consequences',
    destroys: 'This destroys the cluster and what runs on it.',
    cost: 'Cost',
    resources: 'Created resources: {{total}}',
    file: 'The file',
    fileLabel: 'The file {{path}}',
    fileChanges: 'Changes of the file',
    fileChangesLabel: 'Changes of the file {{path}}',
    added: 'Added: ',
    removed: 'Removed: ',
  },
} as const;
