"""A self-hosted newsletter digest and RSS publisher.

Importing this package does nothing else: the command line is `digest.cli`, the use cases are in
`digest.app`.
"""

__version__ = "0.1.0"
