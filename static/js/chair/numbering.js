/* How a session's questions are called: numbered from 1, as in the results; practice is not counted. */

function counted(questions) {
  return questions.filter(({ practice }) => !practice);
}

/** The number of the question at `index` as text; "" for practice. */
export function questionNumber(questions, index) {
  if (questions[index].practice) return "";
  return String(counted(questions.slice(0, index + 1)).length);
}

/* Which of several practice questions: " 2"; "" for the only one. */
function practiceNumber(questions, index) {
  if (counted(questions).length === questions.length - 1) return "";
  return ` ${questions.slice(0, index + 1).filter(({ practice }) => practice).length}`;
}

/** The question at `index` within a sentence: "question 2", "the practice question". */
export function questionName(questions, index) {
  if (!questions[index].practice) return `question ${questionNumber(questions, index)}`;
  const which = practiceNumber(questions, index);
  return which ? `practice question${which}` : "the practice question";
}

/** Where the question at `index` stands: "Question 2 of 6", "Practice". */
export function questionPlace(questions, index) {
  if (questions[index].practice) return `Practice${practiceNumber(questions, index)}`;
  return `Question ${questionNumber(questions, index)} of ${counted(questions).length}`;
}
