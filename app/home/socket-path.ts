/** Bytes of `sun_path` on macOS, with its closing zero; Linux has 108. The smaller one rules everywhere. */
export const socketPathLimit = 104;
