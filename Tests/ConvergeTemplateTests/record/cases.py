"""What every rule of recording needs: an environment, and how a case becomes a line."""

import copy
import json

import jinja2


def render(case, **more):
    """The output of Jinja2, or the class of its error; `more` are options of its environment."""
    options = {**case.get("options", {}), **more}
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        loader=jinja2.DictLoader(case.get("templates", {})),
        **options,
    )
    try:
        template = environment.from_string(case["template"])
        # A filter can change what it is given, even where it fails.
        return {"output": template.render(**copy.deepcopy(case.get("context", {})))}
    except jinja2.TemplateSyntaxError as error:
        return {"error": type(error).__name__}
    except Exception as error:  # every class that a template can raise is a result
        return {"error": type(error).__name__}


def line_of(case, result):
    """A case and its result, as one line of JSON."""
    return json.dumps({**case, **result}, ensure_ascii=False) + "\n"


def line(case):
    """A case with what Jinja2 makes of it, as one line of JSON."""
    return line_of(case, render(case)).rstrip("\n")
