import assert from 'node:assert/strict';
import { test } from 'node:test';
import { painter, renderEvent } from '../stage/timeline.ts';
import { stories } from '../stage/stories/index.ts';
import { tellStory } from '../stage/story.ts';

const plain = painter(false);

/** Every story of the demo, with the shipped daemon. What it told is shown when a step does not come true. */
for (const story of stories) {
  test(`${story.name}: ${story.title}`, { timeout: 60_000 }, async () => {
    const lines: string[] = [];
    await using told = await tellStory(story, { tell: (event) => lines.push(renderEvent(event, plain)) });
    assert.ok(told.result.ok, lines.join('\n'));
    assert.ok(told.result.steps.length > 1);
  });
}
