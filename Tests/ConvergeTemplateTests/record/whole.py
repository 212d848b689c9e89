"""Whole templates as people keep them; the files lie in whole/."""

import json
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent / "whole"


def cases():
    """Each template with its context, in the settings that Ansible uses."""
    for path in sorted(FOLDER.glob("*.j2")):
        yield {
            "name": f"whole {path.stem}",
            "template": path.read_text(encoding="utf-8"),
            "context": json.loads(path.with_suffix(".json").read_text(encoding="utf-8")),
            "options": {"trim_blocks": True, "keep_trailing_newline": True},
        }
