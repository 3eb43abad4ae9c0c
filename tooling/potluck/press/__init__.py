"""The press: Markdown to safe HTML, specimen and view to page, and the only writer of the site."""
