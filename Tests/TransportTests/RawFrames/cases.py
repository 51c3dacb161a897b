"""Runs a case and says how it went, as one JSON line."""
import json
import time

from h2raw import Failure


def run(name, body):
    start = time.monotonic()
    outcome = {"case": name, "ok": True}
    try:
        detail = body()
        if detail:
            outcome["detail"] = detail
    except (Failure, AssertionError, OSError, KeyError) as error:
        outcome.update(ok=False, error=f"{type(error).__name__}: {error}")
    outcome["ms"] = round(1000 * (time.monotonic() - start))
    print(json.dumps(outcome), flush=True)
