"""The way to an SMTP relay: connecting, encrypting, logging in. The door to smtplib.

What is said on the connection then is in `digest.delivery.transaction`.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from typing import Final

from digest.compose.text import one_line
from digest.config.tables import SmtpConfig
from digest.delivery.transaction import Relay, Reply, SmtpSession
from digest.errors import TransportError

_CONNECT_SECONDS = 30.0

#: Each exception of smtplib, and whether trying again without a change is in vain; None: the reply
#: code decides. A test compares it with what smtplib has.
FAULTS: Final[dict[type[smtplib.SMTPException], bool | None]] = {
    smtplib.SMTPException: True,  # raised itself for want of a common login method
    smtplib.SMTPNotSupportedError: True,
    smtplib.SMTPServerDisconnected: False,
    smtplib.SMTPRecipientsRefused: False,
    smtplib.SMTPResponseException: None,
    smtplib.SMTPAuthenticationError: None,
    smtplib.SMTPHeloError: None,
    smtplib.SMTPConnectError: None,
    smtplib.SMTPSenderRefused: None,
    smtplib.SMTPDataError: None,
}


class SmtpTransport:
    """The relay of `[delivery.smtp]`. One for a run; any thread may open sessions."""

    def __init__(self, config: SmtpConfig, *, password: str = "") -> None:
        self._config = config
        self._password = password
        self._relay = Relay(name=f"{config.host}:{config.port}", connect=self._connect)

    def open(self) -> SmtpSession:
        """Connect and log in. Raises TransportError."""
        session = SmtpSession(self._relay)
        session.connect()
        return session

    def _connect(self) -> smtplib.SMTP:
        try:
            return self._connected()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise transport_error(error, where=self._relay.name) from error

    def _connected(self) -> smtplib.SMTP:
        config = self._config
        seconds = min(_CONNECT_SECONDS, config.timeout_seconds)
        smtp: smtplib.SMTP
        if config.security == "tls":
            context = ssl.create_default_context(cafile=config.ca_file)
            smtp = smtplib.SMTP_SSL(config.host, config.port, timeout=seconds, context=context)
        else:
            smtp = smtplib.SMTP(config.host, config.port, timeout=seconds)
        try:
            if config.security == "starttls":
                smtp.starttls(context=ssl.create_default_context(cafile=config.ca_file))
            smtp.ehlo_or_helo_if_needed()
            if config.username:
                smtp.login(config.username, self._password)
            if smtp.sock is not None:
                smtp.sock.settimeout(config.timeout_seconds)
                # Two small writes in a row would wait for each other's acknowledgement.
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            smtp.close()
            raise
        return smtp


def transport_error(error: Exception, *, where: str) -> TransportError:
    """What keeps us from using the relay `where`, in an editor's words."""
    if isinstance(error, smtplib.SMTPResponseException):
        reply = Reply(error.smtp_code, error.smtp_error)
        is_login = isinstance(error, smtplib.SMTPAuthenticationError)
        return TransportError(
            f"{where} refused the {'login' if is_login else 'connection'}:"
            f" {reply.code} {reply.text}; see [delivery.smtp]",
            permanent=reply.code >= 500,
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return TransportError(
            f"{where} has a certificate that cannot be trusted: {error.verify_message};"
            " see `host` and `ca_file` in [delivery.smtp]",
            permanent=True,
        )
    reason = one_line(str(error)) or type(error).__name__
    return TransportError(
        f"{where} cannot be used: {reason}; see [delivery.smtp]", permanent=_is_permanent(error)
    )


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPException):
        return bool(FAULTS.get(type(error)))
    if isinstance(error, ssl.SSLError):
        return not isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError))
    if isinstance(error, socket.gaierror):
        return error.errno != socket.EAI_AGAIN
    # A `ca_file` that cannot be read, a password that cannot be encoded.
    return isinstance(error, (FileNotFoundError, PermissionError, ValueError))
