/** Many watchers of one resource: do all of them get all events in order, and when. */
import { type Api, configMap } from '../helpers/api.js';

const watchers = 500;
const changes = 100;
const cms = '/api/v1/namespaces/default/configmaps';
const limit = 60_000;

/** Seconds from the first change to the last event of the last watcher. Throws when an event is missing or out of order. */
export async function watchedChanges(admin: Api): Promise<number> {
  const { code, body } = await admin.post(cms, configMap('watched', { n: '' }));
  if (code !== 201) throw new Error(`the object was answered with ${code}`);
  const since = `resourceVersion=${body.metadata?.resourceVersion}&fieldSelector=metadata.name%3Dwatched`;
  const watching = await Promise.all(Array.from({ length: watchers }, () => admin.watch(`${cms}?${since}`)));
  const began = performance.now();
  for (let n = 0; n < changes; n++) {
    const written = await admin.patch(`${cms}/watched`, { data: { n: String(n) } });
    if (written.code !== 200) throw new Error(`a change was answered with ${written.code}`);
  }
  while (!watching.every(({ events }) => events.length >= changes)) {
    if (performance.now() - began > limit) throw new Error(`not all events within ${limit} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const seconds = (performance.now() - began) / 1000;
  const wanted = Array.from({ length: changes }, (_, n) => `MODIFIED ${n}`).join();
  for (const { events, stop } of watching) {
    const seen = events.map(({ type, object }) => `${type} ${(object.data as { n: string }).n}`).join();
    if (seen !== wanted) throw new Error(`a watcher saw ${seen}`);
    stop();
  }
  return seconds;
}
