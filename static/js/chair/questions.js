/* Which steps are asked about first: those that cannot be taken back, or take the phones of others along. */

import { leaveOutQuestion } from "./keypad_words.js";
import { clearQuestion, rehearseQuestion } from "./rehearsal_words.js";
import { unaskedQuestions } from "./steps.js";
import { codeQuestion, endQuestion, meaningQuestion, sealQuestion, startQuestion, voidQuestion } from "./words.js";

/** What to ask before `step` is taken in a `room` as it is read, or null. */
export function questionBefore(room, step) {
  if (step.do === "start") return startQuestion(room);
  if (step.do === "void") return voidQuestion(room);
  if (step.do === "correct" && step.fields.void) return meaningQuestion(room);
  if (step.do === "leave_out") return leaveOutQuestion(room, step);
  if (step.do === "code") return codeQuestion();
  if (step.do === "seal") return sealQuestion(room);
  if (step.do === "rehearse") return rehearseQuestion(room);
  if (step.do === "clear") return clearQuestion();
  return step.do === "end" ? endQuestion(room, unaskedQuestions(room).filter(({ practice }) => !practice).length) : null;
}
