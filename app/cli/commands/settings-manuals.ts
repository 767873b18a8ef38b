import type { CommandShape } from '../command-line.ts';

const file =
  'The settings are one flat JSON object in settings.json in the home folder, holding only what differs from the defaults: {"route.repair": "off"}. It may be edited by hand: a daemon that runs follows it. A key that cannot be used is named, and its last good value applies.';

/** Names, arguments and manuals of the commands under `fairlead settings`. */
export const settingsManuals = {
  list: {
    usage: 'list',
    summary: 'list every setting with its value, default and meaning',
    manual: {
      about: [file],
      examples: [
        ['fairlead settings', 'the list'],
        ['fairlead settings list --json', 'for programs'],
      ],
    },
  },
  get: {
    usage: 'get <key>',
    summary: 'print the value of one setting',
    manual: {
      about: ['Prints the value alone; a list one entry on each line.'],
      examples: [['fairlead settings get route.repair', 'auto or off']],
    },
  },
  set: {
    usage: 'set <key> <value...>',
    summary: 'change one setting',
    manual: {
      about: [
        'The value is read as the setting wants it: true or false (on and off do as well), a number, one of its words, or a list: several words, one text with commas, or JSON. It applies at once, with or without a daemon, and is written into the history and the journal.',
      ],
      examples: [
        ['fairlead settings set route.repair off', 'never touch a route'],
        ['fairlead settings set stores ~/.docker/machine /Volumes/vm/machine', 'two stores'],
      ],
      exits: [3],
    },
  },
  unset: {
    usage: 'unset <key>',
    summary: 'put the default of one setting back',
    manual: {
      about: ['Takes the key out of settings.json.'],
      examples: [['fairlead settings unset tick.ms', 'the default again']],
      exits: [3],
    },
  },
  history: {
    usage: 'history [key]',
    summary: 'show what was changed, when and by whom',
    manual: {
      about: [
        'Oldest first: time, key, before and after, and who did it: cli, panel, undo, or hand for an edit of the file.',
      ],
      examples: [['fairlead settings history tick.ms', 'one setting']],
      exits: [3],
    },
  },
  revert: {
    usage: 'revert [key]',
    summary: 'put back what was set before the last change',
    manual: {
      about: [
        'Takes the last change back, of one setting or of any. The way back is a change of its own: the same command a second time brings it again.',
      ],
      examples: [['fairlead settings revert', 'the last change of all']],
      exits: [3],
    },
  },
} as const satisfies Record<string, CommandShape>;
