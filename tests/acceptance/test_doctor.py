"""`digest doctor` names each fault with its mend."""

import re
from collections.abc import Callable
from typing import Any

from digest.app.compile import CompileRequest, compile_issue
from digest.app.desk import approve, publish
from digest.app.publication import Publication
from digest.app.subscribers import add_subscriber


def faults(checks: list[dict[str, Any]]) -> dict[str, str]:
    return {check["name"]: check["detail"] for check in checks if not check["ok"]}


def change(publication: Publication, old: str, new: str) -> None:
    path = publication.root / "digest.toml"
    text, count = re.subn(old, new, path.read_text("utf-8"))
    assert count
    path.write_text(text, "utf-8")


def test_starter_has_no_fault(publication: Publication, report: Callable[..., Any]) -> None:
    checks = report("doctor")

    assert faults(checks) == {}
    assert {check["name"] for check in checks} == {
        "configuration", "base_url", "templates", "sources", "issues", "ledger", "schedule",
        "delivery",
    }  # fmt: skip


def test_doctor_names_what_is_wrong(publication: Publication, report: Callable[..., Any]) -> None:
    name = compile_issue(publication, CompileRequest()).name
    approve(publication, name)
    publish(publication, name)
    (publication.issues / f"{name}.eml").unlink()
    mail = publication.root / "templates" / "mail"
    mail.mkdir(parents=True)
    (mail / "issue.txt.j2").write_text("{{ issue.titel }}\n", "utf-8")
    change(publication, 'path = "articles"', 'path = "artikles"')
    change(publication, 'cron = "0 7', 'cron = "0 77')
    change(publication, r'transport = "folder"', 'transport = "smtp"')
    change(publication, r"# \[delivery.smtp\]\n", "[delivery.smtp]\nport = 1\n")
    publication.var.mkdir(exist_ok=True)
    publication.ledger_path.write_bytes(b"this is no database, whatever its name says" * 100)

    found = faults(report("doctor"))

    assert set(found) == {"templates", "sources", "issues", "ledger", "schedule", "delivery"}
    assert re.search(r"issue\.txt\.j2:1: .*titel", found["templates"])
    assert f"{name}.eml" in found["issues"]
    assert "0 77" in found["schedule"]


def test_doctor_offline_opens_no_connection(
    publication: Publication, report: Callable[..., Any]
) -> None:
    change(publication, r'transport = "folder"', 'transport = "smtp"')
    change(publication, r"# \[delivery.smtp\]\n", "[delivery.smtp]\nport = 1\n")

    assert faults(report("doctor", "--offline")) == {}


def test_doctor_warns_of_a_ledger_that_others_can_read(
    publication: Publication, report: Callable[..., Any]
) -> None:
    add_subscriber(publication, "reader@example.org", confirmed=True)
    publication.ledger_path.chmod(0o644)

    warnings = {check["name"]: check["detail"] for check in report("doctor") if check["is_warning"]}

    assert "chmod 600" in warnings["ledger"]
