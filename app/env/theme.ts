export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** How one shell sets and unsets a variable, and how the user applies the text. */
export interface Theme {
  /** Names for --shell, the first being the one in messages; also what $SHELL may end in. */
  readonly names: readonly string[];
  /** The statement, without a line end. Plain values look exactly as docker-machine prints them. */
  set(variable: Variable): string;
  unset(name: string): string;
  /** The same where the variable may not be there, in shells that complain then. */
  clear?(name: string): string;
  /**
   * The line that applies `command` (`fairlead env default`), as a comment of this shell. `cleared`: variables
   * that the text takes away beside what it sets.
   */
  hint?(command: string, cleared: readonly string[]): readonly string[];
  /** A character of a value this shell has no way to write. */
  readonly impossible?: RegExp;
}

/** What docker-machine says before the line to type; the blank at the end is its own. */
export const configure = 'Run this command to configure your shell: ';
