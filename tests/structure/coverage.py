#!/usr/bin/env python3
"""Which tests name which event of docs/asyncapi.json; writes docs/coverage.md.

    python3 tests/structure/coverage.py

A C++ test names an event when the quoted name stands between its TEST and the next; a script when the
name stands in it."""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHOWN = 4  # tests of an event

HEAD = """# Which tests name which event

Made by `python3 tests/structure/coverage.py` from [asyncapi.json](asyncapi.json) and the tests; a test fails when a
line here is not true any more or an event has no test.

由 `tests/structure/coverage.py` 生成：每个协议事件对应的测试。
"""

FOOT = """
## Events of the hosted service that this server does not have

| event | why |
|---|---|
| `output_audio_buffer.*` (client and server) | WebRTC and SIP only; there is neither |
| `input_audio_buffer.dtmf_event_received` | SIP only |
| `mcp_list_tools.*`, `response.mcp_call*` | MCP tools are refused in `session.update` |
| `conversation.item.input_audio_transcription.segment` | recognisers that tell speakers apart only |
| `conversation.created` | in the hosted service's schema, but not seen to be sent; strict clients stumble over it |
"""


def events(root=ROOT):
    """[(direction, name)] in the order of the document."""
    operations = json.loads((root / "docs/asyncapi.json").read_text())["operations"]
    return [(direction, message["$ref"].rsplit("/", 1)[1])
            for direction, operation in (("client", "fromClient"), ("server", "fromServer"))
            for message in operations[operation]["messages"]]


def test_texts(root=ROOT):
    """{test name: its text}"""
    texts = {}
    for path in sorted((root / "src").glob("*/*_test.cc")):
        pieces = re.split(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", path.read_text(), flags=re.M)
        for suite, case, body in zip(pieces[1::3], pieces[2::3], pieces[3::3]):
            texts[f"{suite}.{case}"] = body
    for folder in ("tests/cli", "tests/conformance"):
        for path in sorted((root / folder).iterdir()):
            if path.suffix in (".py", ".mjs"):
                texts[f"{folder}/{path.name}"] = path.read_text()
    return texts


def naming(event, texts):
    quoted = re.compile(r"""["'`]""" + re.escape(event) + r"""["'`]""")
    return [name for name, text in texts.items() if quoted.search(text)]


def page(root=ROOT):
    texts = test_texts(root)
    lines = [HEAD, "| event | from | tests |", "|---|---|---|"]
    for direction, event in events(root):
        names = naming(event, texts)
        shown = ", ".join(f"`{name}`" for name in names[:SHOWN])
        more = " and others" if len(names) > SHOWN else ""
        lines.append(f"| `{event}` | {direction} | {shown}{more} |")
    return "\n".join(lines) + "\n" + FOOT


def untrue_rows(page_text, root=ROOT):
    """What the page says and the tests do not, or leaves out. New tests make no page untrue."""
    texts = test_texts(root)
    rows = {event: (direction, re.findall("`(.+?)`", tests)) for event, direction, tests in
            re.findall(r"^\| `(.+?)` \| (client|server) \| (.*) \|$", page_text, flags=re.M)}
    wanted = {event: direction for direction, event in events(root)}
    untrue = [event for event in wanted if rows.get(event, ("", []))[0] != wanted[event]]
    for event, (_, tests) in rows.items():
        named = naming(event, texts)
        if event not in wanted or not tests or any(test not in named for test in tests):
            untrue.append(event)
    return untrue


def untested(root=ROOT):
    texts = test_texts(root)
    return [event for _, event in events(root) if not naming(event, texts)]


if __name__ == "__main__":
    (ROOT / "docs/coverage.md").write_text(page())
    for missing in untested():
        print("no test names", missing)
