"""The press: from plain text to printed page, download and web page; the packages stand in docs/architecture.md."""
