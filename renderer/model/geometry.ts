import type { Drawing, Lane } from './drawing.ts';

/** Where things of the drawing stand, in CSS pixels, so that text keeps its size at any width. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly mac: Box;
  readonly machine: Box;
  readonly engine: Box;
  readonly lanes: readonly PlacedLane[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLane {
  readonly lane: Lane;
  readonly from: number;
  readonly to: number;
  readonly y: number;
  /** Where a broken one is broken. */
  readonly mark: number;
  /** `through`, cut to what fits; the whole of it is in the text of the drawing. */
  readonly label: string;
}

const laneHeight = 46;
const letterWidth = 6.1;
/** Two lanes at least, so that the drawing does not grow when a forward is added. */
const fewestLanes = 2;

export function placed(drawing: Drawing, width: number): Geometry {
  const isNarrow = width < 480;
  const macWidth = isNarrow ? 52 : 84;
  const machineWidth = isNarrow ? 104 : 168;
  const rows = Math.max(fewestLanes, drawing.lanes.length);
  const height = rows * laneHeight + 12;
  const from = macWidth + 2;
  const to = width - machineWidth - 2;
  const spare = ((rows - drawing.lanes.length) * laneHeight) / 2;
  return {
    width,
    height,
    mac: { x: 0.5, y: 0.5, width: macWidth - 1, height: height - 1 },
    machine: { x: width - machineWidth + 0.5, y: 0.5, width: machineWidth - 1, height: height - 1 },
    engine: {
      x: width - machineWidth + 10,
      y: height - 40,
      width: machineWidth - 20,
      height: 30,
    },
    lanes: drawing.lanes.map((lane, index) => ({
      lane,
      from,
      to,
      y: spare + index * laneHeight + 34,
      mark: to - 18,
      label: cut(lane.through, (to - from - 12) / letterWidth),
    })),
  };
}

/** The first letters of a text, with a sign that there are more. */
export function cut(text: string, letters: number): string {
  const room = Math.max(1, Math.floor(letters));
  return text.length <= room ? text : `${text.slice(0, room - 1).trimEnd()}…`;
}
