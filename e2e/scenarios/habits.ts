import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forwardAnswers } from '../stage/conditions.ts';
import type { Play } from '../stage/play.ts';
import { tellStory } from '../stage/story.ts';
import { painter, renderEvent } from '../stage/timeline.ts';

const plain = painter(false);

/** What a VPN does, by what is said of it, and how it is played on a stage whose forward is armed. */
export type Habits = Readonly<Record<string, (play: Play) => Promise<void>>>;

/** A test for each habit, on a stage of its own. */
export function testHabits(habits: Habits, timeout: number): void {
  for (const [habit, tell] of Object.entries(habits))
    test(`a VPN that ${habit}`, { timeout }, async () => {
      const lines: string[] = [];
      const story = {
        name: habit,
        title: habit,
        stage: () => ({}),
        async play(play: Play) {
          await play.step('the forward is armed', forwardAnswers());
          await tell(play);
        },
      };
      await using told = await tellStory(story, { tell: (event) => lines.push(renderEvent(event, plain)) });
      assert.ok(told.result.ok, lines.join('\n'));
    });
}
