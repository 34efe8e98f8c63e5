/** The `nbgrader_config.py` of a course that `kubelab release --nbgrader` writes. */
import { TODO } from './solution.js';

/** The file's text; `bin` is the path of kubelab's command, for where it is not on the PATH. */
export function nbgraderConfig(bin: string): string {
  return `# Written by kubelab release --nbgrader, for nbgrader 0.9. Run nbgrader's commands in this folder.
import atexit
import os
import shutil
import subprocess

c = get_config()

# In an exercise the answers stand between these two lines; nbgrader puts the stub in their place.
c.ClearSolutions.begin_solution_delimeter = "// BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "// END SOLUTION"
c.ClearSolutions.code_stub = {"typescript": ${JSON.stringify(TODO)}}

# The kernel that kubelab kernel install registers. A cell may wait for the cluster.
c.Execute.kernel_name = "tslab"
c.Execute.timeout = 120

here = os.path.dirname(os.path.abspath(__file__))
home = os.path.join(here, ".kubelab")


def kubelab(*words):
    """Runs a command of kubelab, and ends nbgrader where that fails: without a cluster every mark would be wrong."""
    found = shutil.which("kubelab")
    command = [found] if found else ["node", ${JSON.stringify(bin)}]
    if subprocess.run([*command, *words]).returncode != 0:
        raise SystemExit("kubelab " + " ".join(words) + " failed, so nothing more is graded")


def fresh_cluster(**_):
    """Gives each submission a practice cluster of its own, and check() the rubrics with their hidden checks."""
    if "KUBELAB_RUBRICS" not in os.environ or os.environ.get("KUBELAB_HOME") != home:
        os.environ["KUBELAB_HOME"] = home
        os.environ["KUBECONFIG"] = os.path.join(home, "kubeconfig")
        os.environ["KUBELAB_RUBRICS"] = os.path.join(here, "rubrics")
        kubelab("cluster", "up", "--detach", "--port", "0")
        atexit.register(kubelab, "cluster", "down")
    else:
        kubelab("cluster", "reset")


c.Autograde.pre_convert_hook = fresh_cluster
`;
}
