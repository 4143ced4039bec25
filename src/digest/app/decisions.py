"""Why an issue is as it is: the decisions of its compile, kept under `var/` for `explain`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from digest.app.publication import Publication
from digest.article import Findings, Found, HeadingForm, Passed, Tier
from digest.compose.selecting.decision import Decision, Verdict
from digest.errors import IssueError
from digest.files import write_atomic


def keep_decisions(publication: Publication, name: str, *, decisions: Sequence[Decision]) -> None:
    """Keep the decisions on an issue's articles. Raises DigestError."""
    folder = publication.make_var() / "decisions"
    folder.mkdir(mode=0o700, exist_ok=True)
    lines = (json.dumps(dataclasses.asdict(each), ensure_ascii=False) for each in decisions)
    data = "".join(f"{line}\n" for line in lines).encode(errors="replace")
    write_atomic(folder / f"{name}.jsonl", data, is_private=True)


def kept_decisions(publication: Publication, name: str) -> tuple[Decision, ...] | None:
    """The decisions on an issue's articles, in the order in which these came; None without them.

    Raises IssueError for a file that cannot be read.
    """
    path = publication.var / "decisions" / f"{name}.jsonl"
    try:
        return tuple(map(_decision, path.read_text(encoding="utf-8").splitlines()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IssueError(f"{path}: cannot be read ({error}); delete it") from error


def _decision(line: str) -> Decision:
    record = json.loads(line)
    findings = record.pop("findings")
    return Decision(
        **{**record, "verdict": Verdict(record["verdict"])},
        findings=None if findings is None else _findings(findings),
    )


def _findings(record: Mapping[str, Any]) -> Findings:
    return Findings(
        takeaways=_found(record["takeaways"]),
        outlook=_found(record["outlook"]),
        passed=tuple(Passed(**each) for each in record["passed"]),
    )


def _found(record: Mapping[str, Any] | None) -> Found | None:
    """As it was, but for the passages, which a decision does not keep."""
    if record is None:
        return None
    return Found(
        **{
            **record,
            "form": HeadingForm(record["form"]),
            "reasons": tuple(record["reasons"]),
            "passages": (),
            "tier": Tier(record["tier"]) if record["tier"] else None,
        }
    )
