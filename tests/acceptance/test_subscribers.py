"""Who gets the mail, by the commands: leaving, coming back, never again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from digest.app.publication import Publication
from digest.app.subscriber_file import import_subscribers
from digest.app.subscribers import (
    add_subscriber,
    list_subscribers,
    unsubscribe_subscriber,
)
from digest.errors import NothingToDo, SubscriberError
from digest.model import SubscriberStatus, SuppressionReason

ADA = "ada@example.org"

Command = Callable[..., Result]


def state(publication: Publication) -> tuple[SubscriberStatus, SuppressionReason | None]:
    (person,) = list_subscribers(publication)
    return person.status, person.suppressed


def leave(command: Command) -> None:
    for words in (["add", ADA, "--confirmed"], ["unsubscribe", ADA], ["remove", ADA]):
        command("subscribers", *words)


@pytest.mark.parametrize(
    "ways", [[["add", ADA, "--confirmed"]], [["add", ADA], ["confirm", ADA]]], ids=["at once", "2"]
)
def test_who_left_and_asks_again_is_mailed_again(
    publication: Publication, command: Command, ways: list[list[str]]
) -> None:
    leave(command)

    results = [command("subscribers", *words) for words in ways]

    assert state(publication) == (SubscriberStatus.CONFIRMED, None)
    assert results[-1].output.strip() == f"{ADA}  confirmed"


def test_addition_of_who_left_names_the_way_back(
    publication: Publication, command: Command
) -> None:
    leave(command)

    result = command("subscribers", "add", ADA)

    assert result.return_value == 3
    assert "`digest subscribers confirm` lifts that" in result.output
    assert state(publication) == (SubscriberStatus.PENDING, SuppressionReason.REQUEST)


def test_complaint_is_lifted_by_unsuppress_alone(
    publication: Publication, command: Command
) -> None:
    command("subscribers", "add", ADA, "--confirmed")
    command("subscribers", "remove", ADA, "--suppress", "complaint")

    added = command("subscribers", "add", ADA, "--confirmed")
    command("subscribers", "confirm", ADA)
    assert "`digest subscribers unsuppress` lifts that" in added.output
    assert state(publication) == (SubscriberStatus.CONFIRMED, SuppressionReason.COMPLAINT)

    lifted = command("subscribers", "unsuppress", ADA)
    assert lifted.output.strip() == f"{ADA}  confirmed; was suppressed (complaint)"
    assert state(publication) == (SubscriberStatus.CONFIRMED, None)


def test_unsuppress_of_what_is_not_suppressed_has_nothing_to_do(
    publication: Publication, command: Command
) -> None:
    assert isinstance(command("subscribers", "unsuppress", ADA).exception, NothingToDo)


def test_address_of_nobody_can_be_suppressed(
    publication: Publication, command: Command, report: Callable[..., Any]
) -> None:
    result = command("subscribers", "remove", ADA, "--suppress", "manual")

    assert result.output.strip() == (
        f"{ADA} was not among the subscribers and will not be mailed again"
    )
    added = report("subscribers", "add", ADA, "--confirmed")
    assert added["suppressed"] == "manual"
    lifted = report("subscribers", "unsuppress", ADA)
    assert (lifted["reason"], lifted["subscriber"]["suppressed"]) == ("manual", None)


def test_removal_of_nobody_without_suppression_is_an_error(
    publication: Publication, command: Command
) -> None:
    assert isinstance(command("subscribers", "remove", ADA).exception, SubscriberError)


def test_token_of_an_unsubscribe_mail_names_its_person(publication: Publication) -> None:
    subscriber = add_subscriber(publication, "reader@example.org", confirmed=True)

    left = unsubscribe_subscriber(publication, subscriber.public_id)

    assert (left.email, left.status) == ("reader@example.org", SubscriberStatus.UNSUBSCRIBED)
    with pytest.raises(SubscriberError, match="is not among the subscribers"):
        unsubscribe_subscriber(publication, "0" * 32)


def test_export_taken_in_elsewhere_confirms_nobody_who_left(
    publication: Publication, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "email,name,status,created_at,suppressed\n"
        "in@example.org,,confirmed,,\nout@example.org,,unsubscribed,,\n"
        "never@example.org,,pending,,\nangry@example.org,,confirmed,,complaint\n",
        "utf-8",
    )

    import_subscribers(publication, path, confirmed=True)

    confirmed = [
        person.email
        for person in list_subscribers(publication)
        if person.status is SubscriberStatus.CONFIRMED
    ]
    assert confirmed == ["in@example.org"]
