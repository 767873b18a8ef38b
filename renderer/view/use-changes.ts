import { useCallback, useEffect, useState } from 'preact/hooks';
import type { JournalLine, UndoResult } from '../../shared/control/change-words.ts';
import type { Bridge } from '../../shared/panel.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { outcomeOfFailure, type Outcome } from '../model/action.ts';
import { awaiting, outcomeOfUndo, type Which } from '../model/changes.ts';

/** What a sheet asks about; `restart`: it is about what would stop containers. */
export interface Question {
  readonly which: Which;
  readonly result: UndoResult;
  readonly restart: boolean;
}

export interface ChangesInUse {
  readonly journal: readonly JournalLine[] | undefined;
  readonly busy: boolean;
  readonly outcome: Outcome | undefined;
  readonly question: Question | undefined;
  /** Says what would be done. Nothing is changed by it. */
  readonly preview: (which: Which) => Promise<void>;
  /** Yes to the question. */
  readonly agree: () => Promise<void>;
  readonly leave: () => void;
}

/** The journal, read again whenever something was done, and undoing after a look at what it would do. */
export function useChanges(bridge: Bridge, snapshot: Snapshot): ChangesInUse {
  const [journal, setJournal] = useState<readonly JournalLine[]>();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const [question, setQuestion] = useState<Question>();
  const read = useCallback(async () => {
    const answer = await bridge.journal({});
    if (answer.kind === 'ok') setJournal(answer.value);
    else setOutcome(outcomeOfFailure(answer.failure));
  }, [bridge]);
  const { revision, daemon } = snapshot;
  useEffect(() => void read(), [read, revision, daemon.startedAt]);

  const undo = async (which: Which, more: { dryRun?: boolean; restartEngine?: boolean }) => {
    setBusy(true);
    setOutcome(undefined);
    const given = typeof which === 'string' ? which : [...which];
    const answer = await bridge.undo({ which: given, ...more });
    setBusy(false);
    if (answer.kind === 'failed') setOutcome(outcomeOfFailure(answer.failure));
    return answer.kind === 'ok' ? answer.value : undefined;
  };
  const preview = async (which: Which): Promise<void> => {
    const result = await undo(which, { dryRun: true });
    if (result !== undefined) setQuestion({ which, result, restart: false });
  };
  const agree = async (): Promise<void> => {
    if (question === undefined) return;
    setQuestion(undefined);
    const result = await undo(question.which, { restartEngine: question.restart });
    if (result === undefined) return;
    const left = awaiting(result);
    setOutcome(outcomeOfUndo(result));
    if (left.length > 0 && !question.restart) setQuestion({ which: left, result, restart: true });
    await read();
  };
  return { journal, busy, outcome, question, preview, agree, leave: () => setQuestion(undefined) };
}
