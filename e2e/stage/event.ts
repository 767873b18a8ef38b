import type { Happening } from '../../shared/snapshot.ts';

/** One line of the demo's timeline. `at` is in milliseconds since the story began. */
export type StageEvent =
  | { readonly at: number; readonly actor: 'world'; readonly text: string }
  | {
      readonly at: number;
      readonly actor: 'fairlead';
      readonly kind: 'noticed' | 'decided' | 'did';
      readonly text: string;
      readonly machine?: string;
      readonly ms?: number;
      readonly ok?: boolean;
    }
  /** What a Docker client saw that knows nothing of Fairlead but DOCKER_HOST. */
  | { readonly at: number; readonly actor: 'docker'; readonly text: string; readonly ok: boolean }
  | ({ readonly at: number; readonly actor: 'step' } & StepResult);

export interface StepResult {
  readonly name: string;
  /** Milliseconds from the change of the world until the step's condition was true. */
  readonly ms: number;
  readonly ok: boolean;
  /** What was still missing when it was given up. */
  readonly why?: string;
}

export interface StoryResult {
  readonly story: string;
  readonly ok: boolean;
  readonly steps: readonly StepResult[];
}

/** What the daemon told on its timeline, as a line of the demo's. `startedAt` is in milliseconds since 1970. */
export function toldEvent({ at, kind, text, machine, ms, ok }: Happening, startedAt: number): StageEvent {
  return {
    at: Date.parse(at) - startedAt,
    actor: 'fairlead',
    kind,
    text,
    ...(machine === undefined ? {} : { machine }),
    ...(ms === undefined ? {} : { ms }),
    ...(ok === undefined ? {} : { ok }),
  };
}
