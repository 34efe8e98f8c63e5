/** The lessons with the progress in each, and the learner's own notebooks. */
import type { PageState } from './state.js';
import { openLesson } from './store.js';

/** The list at the left; on a narrow page it is shown when it is asked for. */
export function LessonList({
  course,
  open,
  shown,
}: {
  course: NonNullable<PageState['course']>;
  open: string | undefined;
  shown: boolean;
}) {
  const lessons = course.lessons.filter(({ own }) => !own);
  const own = course.lessons.filter((one) => one.own);
  return (
    <nav id="lessons" aria-label="Lessons" class={shown ? 'shown' : ''}>
      <ol>
        {lessons.map(({ id, number, title, done, total, finished }) => (
          <li key={id}>
            <button type="button" aria-current={id === open ? 'page' : undefined} onClick={() => openLesson(id)}>
              <span class="number">{number}</span>
              <span class="title">{title}</span>
              <small class={finished ? 'good' : ''}>
                {finished && <span aria-hidden="true">✓ </span>}
                {total > 0 && (
                  <>
                    <span aria-hidden="true">
                      {done}/{total}
                    </span>
                    <span class="sr">
                      {done} of {total} tasks solved
                    </span>
                  </>
                )}
              </small>
            </button>
          </li>
        ))}
      </ol>
      <h2>Your notebooks</h2>
      <ol>
        {own.map(({ id, title }) => (
          <li key={id}>
            <button type="button" aria-current={id === open ? 'page' : undefined} onClick={() => openLesson(id)}>
              <span class="title">{title}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
