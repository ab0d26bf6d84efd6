/**
 * Joins questions that are asked in one turn of the event loop: a hundred services cost one git process, not a hundred.
 * `answer` gives the answers in the order of the questions; when it fails, so does each question.
 */
export function together<Question, Answer>(
  answer: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let asked: Question[] = [];
  let answers: Promise<readonly Answer[]> | undefined;
  const answerAsked = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    const questions = asked;
    asked = [];
    answers = undefined;
    return answer(questions);
  };
  return async (question) => {
    const index = asked.push(question) - 1;
    answers ??= answerAsked();
    return (await answers)[index] as Answer;
  };
}
