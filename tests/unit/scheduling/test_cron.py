from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from digest.config.tables import ScheduleConfig
from digest.errors import ScheduleError
from digest.scheduling.cron import Cron, describe, due_slots, parse_cron, upcoming

YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
#: Every kind of change there is: none, half an hour, at midnight, on a Saturday, to the west.
ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Athens",
    "Europe/Chisinau",
    "Europe/Moscow",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Asuncion",
    "America/Nuuk",
    "America/Scoresbysund",
    "America/Sao_Paulo",
    "America/Miquelon",
    "America/Adak",
    "Atlantic/Azores",
    "Atlantic/Canary",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Nairobi",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Asia/Gaza",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Australia/Eucla",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Norfolk",
    "Pacific/Easter",
    "Pacific/Apia",
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def schedule(cron: str, timezone: str = "UTC", **more: object) -> ScheduleConfig:
    return ScheduleConfig(cron=cron, timezone=timezone, **more)


def keys(cron: Cron, after: str, count: int) -> list[str]:
    return [moment.key for moment in islice(cron.moments(utc(after)), count)]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("line", ["30 0 * * *", "30 2 * * *"])
def test_daily_slot_comes_once_on_each_local_date(zone: str, line: str) -> None:
    cron = parse_cron(line, timezone=zone)
    moments = list(takewhile(lambda moment: moment.due_at < YEAR[1], cron.moments(YEAR[0])))

    days = [moment.nominal.date() for moment in moments]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
    assert len(days) in {364, 365, 366}
    assert [moment.due_at.astimezone(cron.zone).date() for moment in moments] == days


@pytest.mark.parametrize("zone", ZONES)
def test_instants_are_those_of_cronsims_own_zone_arithmetic(zone: str) -> None:
    cron = parse_cron("30 2,23 * * *", timezone=zone)
    theirs = CronSim("30 2,23 * * *", YEAR[0].astimezone(cron.zone))

    ours = [moment.due_at for moment in islice(cron.moments(YEAR[0]), 730)]
    assert ours == [local.astimezone(UTC) for local in islice(theirs, 730)]


def test_slot_before_a_gap_that_ends_at_midnight_keeps_its_own_date() -> None:
    cron = parse_cron("30 23 * * *", timezone="America/Nuuk")

    found = keys(cron, "2026-03-28T12:00", 2)
    assert found == ["2026-03-28T23:30", "2026-03-29T23:30"]
    # cronsim names the time on the clock, and that is Sunday's, twice.
    theirs = CronSim("30 23 * * *", datetime(2026, 3, 28, 12, tzinfo=cron.zone))
    assert Counter(local.date() for local in islice(theirs, 2)) == {date(2026, 3, 29): 2}


def test_slot_at_a_midnight_that_is_skipped_is_not_lost() -> None:
    cron = parse_cron("0 */12 * * *", timezone="America/Santiago")

    found = keys(cron, "2026-09-05T12:00", 3)
    assert found == ["2026-09-05T12:00", "2026-09-06T00:00", "2026-09-06T12:00"]
    theirs = CronSim("0 */12 * * *", datetime(2026, 9, 5, 13, tzinfo=cron.zone))
    assert next(theirs).hour == 12


@pytest.mark.parametrize(
    ("line", "zone", "after", "nominal", "due", "effect"),
    [
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-03-28T12:00",
            "2026-03-29T02:30",
            "2026-03-29T01:00",
            "clocks go forward: 02:30 does not exist, runs at 03:00",
        ),
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-10-24T12:00",
            "2026-10-25T02:30",
            "2026-10-25T00:30",
            "clocks go back: 02:30 comes twice, runs at the first",
        ),
        (
            "15 2 * * *",
            "Australia/Lord_Howe",
            "2026-10-03T06:00",
            "2026-10-04T02:15",
            "2026-10-03T15:30",
            "clocks go forward: 02:15 does not exist, runs at 02:30",
        ),
        (
            "45 1 * * *",
            "Australia/Lord_Howe",
            "2026-04-04T06:00",
            "2026-04-05T01:45",
            "2026-04-04T14:45",
            "clocks go back: 01:45 comes twice, runs at the first",
        ),
        (
            "30 23 * * *",
            "America/Nuuk",
            "2026-03-28T12:00",
            "2026-03-28T23:30",
            "2026-03-29T01:00",
            "clocks go forward: 23:30 does not exist, runs at 2026-03-29 00:00",
        ),
        ("0 7 * * MON", "Europe/Berlin", "2026-11-22T12:00", "2026-11-23T07:00",
         "2026-11-23T06:00", ""),
    ],
)  # fmt: skip
def test_upcoming_tells_what_the_clocks_do(
    *, line: str, zone: str, after: str, nominal: str, due: str, effect: str
) -> None:
    (moment,) = upcoming(schedule(line, zone), now=utc(after), count=1)

    assert (moment.key, moment.due_at, moment.effect) == (nominal, utc(due), effect)


def test_times_that_would_come_at_one_instant_count_once() -> None:
    cron = parse_cron("0,30 2,3 * * *", timezone="Europe/Berlin")

    found = keys(cron, "2026-03-28T12:00", 3)
    assert found == ["2026-03-29T02:00", "2026-03-29T03:30", "2026-03-30T02:00"]


def test_hour_that_comes_twice_counts_once() -> None:
    cron = parse_cron("0 * * * *", timezone="Europe/Berlin")

    found = keys(cron, "2026-10-24T23:30", 4)
    assert found == [f"2026-10-25T0{hour}:00" for hour in (2, 3, 4, 5)]


@given(
    zone=st.sampled_from(ZONES),
    line=st.sampled_from(["30 2 * * *", "*/20 * * * *", "0 0 * * *", "15 1,2,3 * * SAT,SUN"]),
    after=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # hypothesis wants naive bounds
)
def test_moments_go_on_wherever_one_begins(zone: str, line: str, after: datetime) -> None:
    cron = parse_cron(line, timezone=zone)
    first, second, third = islice(cron.moments(after), 3)

    assert after < first.due_at < second.due_at < third.due_at
    assert list(islice(cron.moments(first.due_at), 2)) == [second, third]
    just_before = first.due_at - timedelta(microseconds=1)
    assert next(cron.moments(max(after, just_before))) == first
    assert cron.latest(after=after, until=second.due_at) == second
    assert cron.latest(after=after, until=third.due_at - timedelta(microseconds=1)) == second
    assert cron.latest(after=after, until=after) is None


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("@weekly", "0 0 * * 0"),
        (" @Daily ", "0 0 * * *"),
        ("@monthly", "0 0 1 * *"),
        ("  0   7 * *  mon ", "0 7 * * mon"),
    ],
)
def test_cron_line_is_read(line: str, fields: str) -> None:
    assert parse_cron(line, timezone="UTC").line == fields


def test_zero_is_sunday() -> None:
    assert keys(parse_cron("0 0 * * 0", timezone="UTC"), "2026-11-20T00:00", 1) == [
        "2026-11-22T00:00"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "@reboot",
        "0 7 * *",
        "0 0 7 * * MON",
        "60 7 * * *",
        "0 24 * * *",
        "0 7 * * FUNDAY",
        "0 7 32 * *",
        "0 7 30 2 *",
        "0 7 * * MON-",
        "0 7 * * */0",
        "0 7 * * " + "9" * 5000,
        "x" * 10_000,
    ],
)
def test_cron_line_that_makes_no_sense_is_named_with_a_mend(line: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        parse_cron(line, timezone="UTC")

    assert f"`{line[:20]}" in str(refused.value)
    assert "like `0 7 * * MON`" in str(refused.value)
    assert len(str(refused.value)) < 500


@given(st.text("0123456789*/,-#LWMONFRI@ ", max_size=20))
def test_cron_line_is_read_or_refused(line: str) -> None:
    try:
        cron = parse_cron(line, timezone="Europe/Berlin")
    except ScheduleError:
        return

    assert next(cron.moments(YEAR[0])).due_at > YEAR[0]


@pytest.mark.parametrize("zone", ["Europe/Bielefeld", "", "../etc/passwd", "Europe"])
def test_cron_zone_that_is_none_is_named(zone: str) -> None:
    with pytest.raises(ScheduleError, match="there is no time zone"):
        parse_cron("0 7 * * *", timezone=zone)


def test_fault_of_a_schedule_names_it() -> None:
    with pytest.raises(ScheduleError, match=r"^schedule weekly: `0 7 \*` is not a cron line"):
        describe(schedule("0 7 *", name="weekly"))


def test_describe_says_it_in_words() -> None:
    said = describe(schedule("0 7 * * MON", "Europe/Berlin"))

    assert said == "main: At 07:00 on Monday (Europe/Berlin)"


def test_describe_warns_of_two_kinds_of_day() -> None:
    said = describe(schedule("30 6 1-7 * MON"))

    assert "day of month and day of week are both set, and either of them is enough" in said
    assert keys(parse_cron("30 6 1-7 * MON", timezone="UTC"), "2026-11-06T12:00", 3) == [
        "2026-11-07T06:30",
        "2026-11-09T06:30",
        "2026-11-16T06:30",
    ]


def test_due_slots_are_those_between_two_instants() -> None:
    found = due_slots(
        schedule("0 7 * * *", "Europe/Berlin", name="daily"),
        after=utc("2026-11-20T06:00"),
        until=utc("2026-11-22T06:00"),
        limit=5,
    )

    assert [(slot.name, slot.due_at) for slot in found] == [
        ("daily/2026-11-21T07:00", utc("2026-11-21T06:00")),
        ("daily/2026-11-22T07:00", utc("2026-11-22T06:00")),
    ]


@pytest.mark.parametrize(
    ("cron", "key"),
    [("* * * * *", "2200-01-01T00:00"), ("0 7 29 2 *", "2196-02-29T07:00")],
)
def test_due_slots_beyond_the_limit_are_the_latest_alone(cron: str, key: str) -> None:
    found = due_slots(
        schedule(cron), after=utc("1990-01-01T00:00"), until=utc("2200-01-01T00:00"), limit=3
    )

    assert [slot.key for slot in found] == [key]


def test_zones_of_the_sweep_exist_and_are_forty() -> None:
    assert len({ZoneInfo(zone).key for zone in ZONES}) >= 40
