/** What a stand-in prints and ends with. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function printed(stdout: string): Outcome {
  return { exitCode: 0, stdout, stderr: '' };
}
