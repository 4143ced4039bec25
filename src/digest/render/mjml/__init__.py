"""MJML done right: a lint and a pre-pass before mrml, and checks of what comes out of it."""
