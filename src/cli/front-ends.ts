/** Steps for readers of lessons in the notebook programs that kubelab does not start itself. */
import { join } from 'node:path';

/**
 * For each program its name and its steps; `notebooks` is the folder of the learner's copy of the lessons, `startCluster` the command
 * for the practice cluster, where the kernel does not bring it. The README says it too.
 */
export function frontEnds(notebooks: string, startCluster: string | undefined): { program: string; steps: string[] }[] {
  const start = startCluster === undefined ? [] : [`start the cluster in a terminal: ${startCluster}`];
  const first = join(notebooks, '00-start-here.ipynb');
  return [
    {
      program: 'VS Code',
      steps: [
        'install the extension "Jupyter" (ms-toolsai.jupyter)',
        ...start,
        `open the folder ${notebooks}, and in it 00-start-here.ipynb`,
        'top right: Select Kernel > Jupyter Kernel… > TypeScript (kubelab); then Run All, or Shift+Enter for a cell',
      ],
    },
    {
      program: 'JupyterLab',
      steps: [
        ...start,
        `jupyter lab ${first}`,
        'top right stands TypeScript (kubelab); if not, click there and choose it',
        'Shift+Enter runs a cell, Tab completes, Shift+Tab inside a call explains it',
      ],
    },
    {
      program: 'Notebook 7',
      steps: [
        ...start,
        `jupyter notebook ${first}`,
        'top right stands TypeScript (kubelab); if not: Kernel > Change Kernel…',
        'after "Not trusted": File > Trust Notebook, so that pictures of a saved notebook are shown',
      ],
    },
    {
      program: 'plain Jupyter (Notebook 6)',
      steps: [
        ...start,
        `jupyter notebook ${first}`,
        'Kernel > Change kernel > TypeScript (kubelab), if another one stands at the top right',
        'a kernel that ended starts again by itself; then run the cells anew from the top',
      ],
    },
  ];
}
