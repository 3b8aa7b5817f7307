"""The training job: data → augment → model → fit → evaluate → export. `python -m train --help` shows the commands."""
