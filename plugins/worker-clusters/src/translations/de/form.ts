import type { form as english } from '../en/form';
import type { Translated } from '../types';

export const form: Translated<typeof english> = {
  load: {
    loading: '{{what}} wird geladen…',
    failed: '{{what}} konnte nicht geladen werden',
    form: 'Das Formular',
    environments: 'Die Liste der Umgebungen',
    fleet: 'Die Flotte',
    preview: 'Die Vorschau',
    repository: 'Die Adresse des GitOps-Repositorys',
  },
  name: {
    label: 'Name',
    checking: 'Es wird geprüft, ob der Name frei ist…',
    free: 'Der Name ist frei.',
    unknown:
      'Ob der Name frei ist, konnte nicht geprüft werden; vor dem Pull Request wird es noch einmal geprüft.',
    own: 'Sie haben diesen Cluster schon im Pull Request #{{number}} beantragt, der noch offen ist.',
    taken:
      'Der Name ist vergeben: Es gibt einen Cluster {{name}} ({{phase}}). Wählen Sie einen anderen Namen.',
    takenIn:
      'Der Name ist vergeben: Es gibt einen Cluster {{name}} in {{environment}} ({{phase}}). Wählen Sie einen anderen Namen.',
  },
  cidr: {
    label: 'Adressbereich',
    useFree: '{{cidr}} nehmen, der frei ist',
  },
  environment: {
    label: 'Umgebung',
    missing: 'Wählen Sie eine Umgebung.',
    none: 'Es gibt keine Umgebung zur Auswahl',
    noneWhy:
      'Die Policy des Portals (workerClusters.policy.environments) und die XRD haben keine Umgebung gemeinsam, oder keine von beiden nennt eine: Bitten Sie das Plattform-Team, eine hinzuzufügen.',
  },
  picker: {
    label: 'Cluster',
    missing: 'Wählen Sie einen Cluster.',
    change: 'Ändern',
    changeLabel: 'Ändern: einen anderen Cluster als {{name}} wählen',
    placeholder: 'Nach Name, Eigentümer, Umgebung oder Region suchen',
    searching: 'Suche…',
    found_one: '{{count, number}} Cluster.',
    found_other: '{{count, number}} Cluster.',
    help: {
      update: 'Einer der Cluster, die Sie ändern dürfen.',
      decommission: 'Einer der Cluster, die Sie stilllegen dürfen.',
    },
    none: {
      update:
        'Es gibt keinen Cluster, den Sie ändern dürfen. Bitten Sie den Eigentümer des Clusters darum, oder das Plattform-Team um die Berechtigung.',
      decommission:
        'Es gibt keinen Cluster, den Sie stilllegen dürfen. Bitten Sie den Eigentümer des Clusters darum, oder das Plattform-Team um die Berechtigung.',
    },
    noneMatches: {
      update:
        "Kein Cluster, den Sie ändern dürfen, passt zu '{{search}}'. Versuchen Sie ein anderes Wort, oder fragen Sie den Eigentümer des Clusters.",
      decommission:
        "Kein Cluster, den Sie stilllegen dürfen, passt zu '{{search}}'. Versuchen Sie ein anderes Wort, oder fragen Sie den Eigentümer des Clusters.",
    },
    gone: "Es gibt keinen Cluster '{{name}}' in {{environment}}. Wählen Sie einen anderen.",
    denied: {
      update:
        'Sie dürfen {{name}} nicht ändern. Wählen Sie einen anderen, oder bitten Sie das Plattform-Team um die Berechtigung.',
      decommission:
        'Sie dürfen {{name}} nicht stilllegen. Wählen Sie einen anderen, oder bitten Sie das Plattform-Team um die Berechtigung.',
    },
    notOwner: {
      update:
        'Sie dürfen {{name}} nicht ändern; der Eigentümer ist {{owner}}. Bitten Sie den Eigentümer darum, oder wählen Sie einen anderen.',
      decommission:
        'Sie dürfen {{name}} nicht stilllegen; der Eigentümer ist {{owner}}. Bitten Sie den Eigentümer darum, oder wählen Sie einen anderen.',
    },
    chooseAnother: '{{problem}} Wählen Sie einen anderen.',
    owner: 'Eigentümer {{owner}}',
  },
  spec: {
    label: 'Der Cluster',
    chooseFirst: 'Wählen Sie zuerst einen Cluster.',
    goBack: 'Gehen Sie zurück, und wählen Sie einen Cluster.',
    unchanged: 'Nichts ist geändert: Ändern Sie zuerst etwas.',
    notLoaded: 'Das Formular konnte nicht geladen werden. {{message}}',
    openRequests: 'Eine andere Änderung dieses Clusters wartet auf ein Review',
    secondApprover: 'In {{environment}} muss auch {{approver}} zustimmen.',
    empty: 'Hier gibt es nichts auszufüllen.',
    advanced: 'Erweitert',
    wrongHere: 'hier stimmt etwas nicht',
    changedHere: 'hier wurde etwas geändert',
    yes: 'Ja',
    no: 'Nein',
    now: '{{value}} (jetzt)',
    was: 'War {{value}}.',
    ifLeftOut: 'Ohne Angabe: {{value}}.',
    ifEmpty: 'Leer bekommen Sie einen freien (jetzt {{cidr}}).',
    between: '{{minimum}} bis {{maximum}}.',
    atLeast: 'Mindestens {{minimum}}.',
    atMost: 'Höchstens {{maximum}}.',
    immutable:
      'Das lässt sich nicht mehr ändern, wenn es den Cluster einmal gibt.',
    noNewerVersion: 'Noch wird keine neuere Version angeboten.',
    yaml: 'Als YAML oder JSON geschrieben.',
    notYaml: 'Das ist kein YAML: {{message}}',
    list: {
      entry: '{{label}}, Eintrag {{number}}',
      remove: 'Entfernen',
      removeLabel: 'Eintrag {{number}} von {{label}} entfernen',
      add: 'Hinzufügen',
      addLabel: 'Einen Eintrag zu {{label}} hinzufügen',
    },
    owner: {
      help: 'Das Team, das für den Cluster verantwortlich ist.',
      own: 'Eines Ihrer eigenen Teams.',
      noTeam:
        'Nur Mitglieder eines Teams können Cluster beantragen, und Sie sind in keinem: Fragen Sie das Plattform-Team.',
      noCatalog:
        'Der Katalog antwortet nicht: Schreiben Sie die Referenz der Gruppe, zum Beispiel group:default/payments.',
      placeholder: 'Teams des Katalogs suchen',
    },
  },
  check: {
    entry: 'Eintrag {{number}}',
    form: 'Das Formular',
    missing: '{{label}} fehlt: Füllen Sie es aus.',
    missingChoice: '{{label}} fehlt: Wählen Sie etwas aus.',
    notOffered:
      '{{label}} hat einen Wert, der nicht angeboten wird: Wählen Sie aus {{values}}.',
    pattern: '{{label}} hat einen Wert, der nicht erlaubt ist.',
    mustMatch: 'Er muss zu {{pattern}} passen.',
    cidr: '{{label}} muss ein IPv4-Adressbereich wie 10.42.0.0/16 sein, der mit seiner ersten Adresse beginnt.',
    format: '{{label}} hat nicht das Format {{format}}.',
    type: '{{label}} muss {{types}} sein.',
    or: '{{one}} oder {{other}}',
    minimum: '{{label}} muss mindestens {{limit}} sein.',
    maximum: '{{label}} darf höchstens {{limit}} sein.',
    exclusiveMinimum: '{{label}} muss mehr als {{limit}} sein.',
    exclusiveMaximum: '{{label}} muss weniger als {{limit}} sein.',
    multipleOf: '{{label}} muss ein Vielfaches von {{limit}} sein.',
    minLength: '{{label}} muss mindestens {{limit}} Zeichen haben.',
    maxLength: '{{label}} darf höchstens {{limit}} Zeichen haben.',
    minItems: '{{label}} muss mindestens {{limit}} Einträge haben.',
    maxItems: '{{label}} darf höchstens {{limit}} Einträge haben.',
    uniqueItems: '{{label}} nennt etwas doppelt: Lassen Sie eines weg.',
    noChoice:
      '{{label}} passt zu keiner der Möglichkeiten: Füllen Sie aus, was zu der gewählten gehört.',
    other: '{{label}} {{message}}.',
    notAllowed: '{{label}} ist nicht erlaubt.',
    types: {
      integer: 'eine ganze Zahl',
      number: 'eine Zahl',
      string: 'ein Text',
      boolean: 'ja oder nein',
      object: 'ein Objekt',
      array: 'eine Liste',
    },
  },
  review: {
    nameMissing: '{{problem}}. Gehen Sie dafür zurück.',
    environmentMissing: 'Gehen Sie zurück, und wählen Sie eine Umgebung.',
    unchecked: 'Warten Sie, bis der Antrag geprüft ist.',
    checking: 'Der Antrag wird geprüft…',
    notAllowed:
      'So ist der Antrag nicht erlaubt: Gehen Sie zurück, und berichtigen Sie ihn.',
    ready: 'Bereit zum Absenden.',
    readyWithWarnings_one:
      'Bereit zum Absenden, mit {{count, number}} Warnung.',
    readyWithWarnings_other:
      'Bereit zum Absenden, mit {{count, number}} Warnungen.',
    notReady_one:
      'Noch nicht bereit: {{count, number}} Fehler. Gehen Sie zurück, und berichtigen Sie den Antrag.',
    notReady_other:
      'Noch nicht bereit: {{count, number}} Fehler. Gehen Sie zurück, und berichtigen Sie den Antrag.',
    pullRequest: 'Pull Request: {{title}}',
    confirm: {
      label: 'Geben Sie den Namen des Clusters ein',
      help: 'Schreiben Sie {{name}}, um zu bestätigen, dass er stillgelegt werden soll.',
      missing:
        'Geben Sie zur Bestätigung den Namen des Clusters ein: {{name}}.',
      wrong: 'Das ist nicht der Name des Clusters: Geben Sie {{name}} ein.',
    },
    signIn: {
      title: 'Bei {{host}} anmelden',
      button: 'Anmelden',
      failed: 'Die Anmeldung ist gescheitert: {{message}}',
      why: 'Der Pull Request wird unter Ihrem eigenen Konto geöffnet.',
    },
    finding: { error: 'Fehler', warning: 'Warnung', info: 'Hinweis' },
    findings: 'Ergebnisse der Prüfung',
    specification: 'Spezifikation',
    changes: 'Änderungen',
    field: 'Feld',
    default: 'Vorgabe',
    before: 'Vorher',
    value: 'Wert',
    after: 'Nachher',
    notSet: 'nicht gesetzt',
    consequences: 'Folgen',
    destroys: 'Das zerstört den Cluster und alles, was darauf läuft.',
    cost: 'Kosten',
    resources: 'Ressourcen, die entstehen: {{total}}',
    file: 'Die Datei',
    fileLabel: 'Die Datei {{path}}',
    fileChanges: 'Änderungen der Datei',
    fileChangesLabel: 'Änderungen der Datei {{path}}',
    added: 'Hinzugefügt: ',
    removed: 'Entfernt: ',
  },
};
