import { Play, StepFailed } from './play.ts';
import type { StageEvent, StoryResult } from './event.ts';
import { type Stage, type StageOptions, startStage } from './stage.ts';

/** One thing that happens to people, told on the stage. */
export interface Story {
  readonly name: string;
  readonly title: string;
  /** What it stands on, as of now. */
  stage(): StageOptions;
  /** What is the case before the daemon starts. */
  before?(stage: Stage): Promise<void>;
  play(play: Play): Promise<void>;
}

export interface StoryOptions {
  readonly tell: (event: StageEvent) => void;
  /** Told once the stage stands, so that the caller can take it down at any moment. */
  readonly stands?: (stage: Stage) => void;
  /** Wanted port for the first forward. */
  readonly firstPort?: number;
}

export interface Told extends AsyncDisposable {
  readonly result: StoryResult;
  readonly stage: Stage;
}

/** Tells a story from its beginning to its end; the stage still stands afterwards. */
export async function tellStory(story: Story, options: StoryOptions): Promise<Told> {
  const { tell, stands, firstPort } = options;
  const stage = await startStage({ ...(firstPort === undefined ? {} : { firstPort }), ...story.stage() });
  stands?.(stage);
  const play = new Play(stage, tell);
  let ok = true;
  try {
    await story.before?.(stage);
    await play.startDaemon();
    await story.play(play);
  } catch (error) {
    if (!(error instanceof StepFailed)) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
    ok = false;
  }
  return {
    result: { story: story.name, ok, steps: play.steps },
    stage,
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}
