"""How the command line tells what checks found, of an issue and of any feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from digest.cli.run import plural
from digest.render.preflight.finding import Finding, Severity


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Two lines for each finding, under a heading for each severity."""
    for severity in Severity:
        alike = [finding for finding in findings if finding.severity is severity]
        if alike:
            yield plural(len(alike), severity)
        for finding in alike:
            yield f"  {finding.place}: {finding.message}"
            yield f"    {finding.code}: {finding.mend}"


def counted(counts: Mapping[Severity, int]) -> str:
    """`1 error, 2 notes`."""
    found = [plural(count, severity) for severity, count in counts.items() if count]
    return ", ".join(found) or "nothing found"
