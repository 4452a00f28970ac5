"""Models that are unknown, missing or broken."""

import os
import pathlib

import sounds
from program import require


def model_home(program):
    """Where the installed models are: VIVAVOCE_HOME or its default."""
    home = program.environment.get("VIVAVOCE_HOME")
    if home:
        return pathlib.Path(home)
    cache = os.environ.get("XDG_CACHE_HOME")
    return (pathlib.Path(cache) if cache else pathlib.Path.home() / ".cache") / "vivavoce"


def a_gguf(program):
    """Of the installed language models the smallest file."""
    files = list((model_home(program) / "models").glob("*/*.gguf"))
    require(files, f"no GGUF below {model_home(program)}")
    return min(files, key=lambda file: file.stat().st_size)


def unknown_language_model(program, _):
    program.run("talk", "--llm", "no-such-model", "--text", "Hello.").expect(
        1, "no-such-model", "models list")


def truncated_gguf(program, directory):
    broken = directory / "broken.gguf"
    with open(a_gguf(program), "rb") as whole:
        broken.write_bytes(whole.read(4 << 20))
    outcome = program.run("talk", "--llm", broken, "--text", "Hello.")
    require(outcome.code in (1, 2), f"it should fail cleanly: {outcome}")
    require("broken.gguf" in outcome.err, f"the file is not named: {outcome}")


def text_for_gguf(program, directory):
    broken = directory / "text.gguf"
    broken.write_text("no model\n" * 100)
    outcome = program.run("talk", "--llm", broken, "--text", "Hello.")
    require(outcome.code in (1, 2), f"it should fail cleanly: {outcome}")
    require("text.gguf" in outcome.err, f"the file is not named: {outcome}")


def no_models(program, directory):
    home = directory / "empty_home"
    home.mkdir()
    bare = program.with_home(home)
    recording = directory / "any.wav"
    sounds.write_pcm(recording, 16000, [0.0] * 16000)
    bare.run("listen", recording).expect(1, "models fetch", "silero-vad")
    bare.run("say", "Hello.", "-o", directory / "never.wav").expect(1, "models fetch")
    bare.run("serve", "--port", "0").expect(1, "models fetch")


def broken_model(program, directory):
    home = directory / "broken_home"
    for file in (model_home(program) / "models").rglob("*"):
        if not file.is_file():
            continue
        link = home / file.relative_to(model_home(program))
        link.parent.mkdir(parents=True, exist_ok=True)
        if "silero-vad" in file.parts:
            link.write_bytes(file.read_bytes()[:100_000])
        else:
            link.symlink_to(file.resolve())
    broken = program.with_home(home)
    outcome = broken.run("models", "verify", "silero-vad")
    require(outcome.code == 1, f"expected exit code 1: {outcome}")
    require("silero_vad" in outcome.out, f"the file is not named: {outcome}")
    require("models fetch" in outcome.err, f"no word about the remedy: {outcome}")
    recording = directory / "any.wav"
    sounds.write_pcm(recording, 16000, [0.0] * 16000)
    outcome = broken.run("listen", recording)
    require(outcome.code in (1, 2), f"it should fail cleanly: {outcome}")
    require("silero" in outcome.err, f"the file is not named: {outcome}")


def unknown_model_id(program, _):
    outcome = program.run("models", "verify", "no-such-model")
    require(outcome.code in (1, 2), f"expected a failure: {outcome}")
    require("no-such-model" in outcome.err, f"the id is not named: {outcome}")


CASES = [
    ("an unknown language model", unknown_language_model),
    ("a GGUF file cut short", truncated_gguf),
    ("a text file for a GGUF", text_for_gguf),
    ("no models: the remedy is named", no_models),
    ("a broken model file is named", broken_model),
    ("verify: an unknown id is named", unknown_model_id),
]
