"""What fuzzing starts from: the sample's proposals, every case of the checks, and what strangers are known to try."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.support.examples import CASES, cases, files_of
from tests.support.hostile import BODIES, HONEST, LONG, SLOW

ROOT = CASES.parents[1]
FRONT = b"---\ntitle: Soup night\nkind: story\nstage: told\nauthors: [ana-sample]\ncreated: 2026-05-12\n---\n\n"
# What the formats are made of: a fuzzer that knows the words gets to the rooms behind them sooner.
WORDS = [
    *(
        "---\\n",
        "\\n---\\n",
        "title: ",
        "kind: story\\n",
        "stage: told\\n",
        "authors: [",
        "created: 2026-",
        "- ",
        "<<: ",
    ),
    *(
        "&a ",
        "*a",
        "!!str ",
        "? ",
        ": ",
        "|\\n",
        ">-\\n",
        "%YAML",
        "...",
        "\\x0d\\x0a",
        "\\xef\\xbb\\xbf",
        "\\xc2\\x85",
    ),
    *(
        "```",
        "~~~",
        "](",
        "![",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "[^1]",
        "[^1]: ",
        "*[a]: ",
        "!!! note",
        "??? ",
        "| - |",
    ),
    *("<script>", "</p>", "<a href=", "javascript:", "&#106;", "data:", "<svg", "<table>", "{{", "{%", "${{", "--8<--"),
    *(
        "\\xe2\\x80\\xae",
        "\\xe2\\x80\\xa8",
        "\\xf3\\xa0\\x81\\x81",
        "\\xee\\x83\\xbf",
        "\\x02",
        "\\x03",
        "klzzwxh:",
        "wzxhzdk:",
    ),
]


def seeds(target: str) -> Iterator[bytes]:
    """The files, or for the press the bodies, that fuzzing of *target* begins with."""
    files = [path.read_bytes() for path in sorted((ROOT / "proposals").rglob("*.md"))]
    files += [file.raw for case in cases() for file in files_of(case)]
    bodies = [body.encode("utf-8", "replace") for body in (*BODIES.values(), *HONEST.values())]
    bodies += [body[:2_000].encode() for body in (*SLOW.values(), *LONG.values())]
    yield from (raw[:20_000] for raw in files)
    yield from (body if target == "press" else FRONT + body for body in bodies)


def write_corpus(folder: Path, target: str) -> int:
    """Write the seeds of *target* into *folder*, one file each, beside what earlier runs found; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    for number, raw in enumerate(seeds(target), 1):
        (folder / f"seed-{number:04}").write_bytes(raw)
    return number


def write_words(file: Path) -> None:
    """The dictionary, in the fuzzer's own form."""
    escaped = (word.replace("\\n", "\\x0a").replace('"', '\\"') for word in WORDS)
    file.write_text("".join(f'"{word}"\n' for word in escaped), "utf-8")
