/** Bytes of `sun_path` on macOS, with its closing zero; Linux has 108. The smaller one rules everywhere. */
export const socketPathLimit = 104;

/** What to do about a longer one. No folder is named: ~/.fairlead itself is too long under a long home folder. */
export const chooseShorterFolder =
  'choose a shorter folder, for the daemon and every shell: export FAIRLEAD_HOME=<folder>';
