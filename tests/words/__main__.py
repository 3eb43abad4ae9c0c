"""`make words`: gather the texts, bring every catalogue up to them, and compile. What is new is left to fill in."""

import sys

from tests.words.catalogues import LANGUAGES, compiled, current, is_whole, written

for language in sorted({*LANGUAGES, *sys.argv[1:]}):
    catalogue = current(language)
    for path, content in (written(language, catalogue), *compiled(language, catalogue)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    missing = sum(not is_whole(message) for message in catalogue if message.id)
    print(f"{language}: {len(catalogue)} texts, {missing} of them to be translated")
