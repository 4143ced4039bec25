"""Every way in which smtplib can fail is one of ours."""

from __future__ import annotations

import smtplib
import socket
import ssl

import pytest

from digest.delivery.smtp import FAULTS, transport_error


def smtplib_exceptions() -> set[type[smtplib.SMTPException]]:
    return {
        item
        for item in vars(smtplib).values()
        if isinstance(item, type) and issubclass(item, smtplib.SMTPException)
    }


def test_every_exception_of_smtplib_is_mapped() -> None:
    assert set(FAULTS) == smtplib_exceptions()


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.__name__)
def test_reply_code_decides_where_there_is_one(kind: type[smtplib.SMTPException]) -> None:
    assert (FAULTS[kind] is None) == issubclass(kind, smtplib.SMTPResponseException)


@pytest.mark.parametrize(
    ("error", "is_permanent", "words"),
    [
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 no"), True, "refused the login: 535 5.7.8"),
        (smtplib.SMTPAuthenticationError(454, b"4.7.0 later"), False, "refused the login: 454"),
        (smtplib.SMTPConnectError(421, b"busy"), False, "refused the connection: 421 busy"),
        (smtplib.SMTPConnectError(554, "go away"), True, "refused the connection: 554 go away"),
        (smtplib.SMTPNotSupportedError("STARTTLS is not offered"), True, "STARTTLS"),
        (smtplib.SMTPException("no common login method"), True, "login method"),
        (smtplib.SMTPServerDisconnected("closed"), False, "closed"),
        (socket.gaierror(socket.EAI_NONAME, "unknown name"), True, "unknown name"),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), False, "try again"),
        (ConnectionRefusedError(111, "Connection refused"), False, "Connection refused"),
        (TimeoutError("timed out"), False, "timed out"),
        (FileNotFoundError(2, "No such file", "ca.pem"), True, "ca.pem"),
        (ssl.SSLError(1, "wrong version number"), True, "wrong version"),
        (ssl.SSLEOFError(8, "EOF"), False, "EOF"),
        (OSError(), False, "OSError"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_fault_is_told_to_the_editor(error: Exception, is_permanent: bool, words: str) -> None:
    fault = transport_error(error, where="mail.example.org:587")

    assert fault.permanent is is_permanent
    assert words in str(fault)
    assert "mail.example.org:587" in str(fault)
    assert "[delivery.smtp]" in str(fault)
