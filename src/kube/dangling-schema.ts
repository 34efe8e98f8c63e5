/** The condition of a FlowSchema whose level of priority is there, or is not. */
export function dangling(level: string, isThere: boolean): Record<string, string> {
  const reference = `This FlowSchema references the PriorityLevelConfiguration object named "${level}"`;
  return isThere
    ? { type: 'Dangling', status: 'False', reason: 'Found', message: `${reference} and it exists` }
    : { type: 'Dangling', status: 'True', reason: 'NotFound', message: `${reference} but there is no such object` };
}
