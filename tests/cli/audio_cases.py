"""listen and talk with good and bad recordings."""

import sounds
from program import require

SPEECH = sounds.SPEECH / "librispeech-7902-96591-0001.wav"
WORD = "obliged"  # of "Don't cry, he said, I was obliged to come"


def small_language_model(program):
    """The flags that choose the smallest language model installed: these cases are not about it."""
    models = {m["id"]: m["installed"] for m in program.run("models", "list", "--json").json()}
    return ["--llm", "smollm2-135m"] if models.get("smollm2-135m") else []


def bad_file(command, name, content, code, said):
    def case(program, directory):
        file = directory / name
        if content is not None:
            file.write_bytes(content)
        program.run(*command, file).expect(code, name, said)
    return case


def is_understood(program, file):
    heard = program.run("listen", "--json", file).json()
    text = " ".join(segment["text"] for segment in heard["segments"])
    require(WORD in text.lower(), f"'{WORD}' is not in '{text}'")


def eight_bit(program, directory):
    rate, samples = sounds.read(SPEECH)
    # 8 bits carry little: make the best of them.
    loudest = max(abs(sample) for sample in samples)
    sounds.write_pcm(directory / "8bit.wav", rate, [s / loudest for s in samples], width=1)
    is_understood(program, directory / "8bit.wav")


def stereo_44k(program, directory):
    rate, samples = sounds.read(SPEECH)
    sounds.write_pcm(directory / "stereo.wav", 44100, sounds.resample(samples, rate, 44100),
                     channels=2)
    is_understood(program, directory / "stereo.wav")


def float_32(program, directory):
    rate, samples = sounds.read(SPEECH)
    sounds.write_float32(directory / "float.wav", rate, samples)
    is_understood(program, directory / "float.wav")


def voice_is_described(program, directory):
    heard = program.run("listen", "--json", SPEECH).json()["segments"][0]["perception"]
    require(70 < heard["pitch_hz"] < 400, f"pitch {heard['pitch_hz']}")
    require(2 < heard["syllables_per_second"] < 8, f"rate {heard['syllables_per_second']}")
    require(heard["syllables_from"] == "words", heard["syllables_from"])
    require("emotion" in heard, "no emotion though it is allowed")
    forbidden = program.run("listen", "--json", SPEECH, "--emotion", "false").json()
    require("emotion" not in forbidden["segments"][0]["perception"], "emotion without consent")
    speaker = heard["speaker"]
    require(speaker["gender"] in ("male", "unknown"), f"gender {speaker['gender']}")
    require(speaker["age"] != "child", f"age {speaker['age']}")
    forbidden = program.run("listen", "--json", SPEECH, "--speaker", "false").json()
    require("speaker" not in forbidden["segments"][0]["perception"], "speaker though switched off")
    drawn = program.run("listen", "--voice", SPEECH).expect(0).out
    require("pitch    |" in drawn and "loudness |" in drawn, drawn)


def nothing_is_heard(make):
    def case(program, directory):
        file = directory / "nothing.wav"
        sounds.write_pcm(file, 16000, make())
        heard = program.run("listen", "--json", file).json()
        require(heard["segments"] == [], f"something was heard: {heard['segments']}")
    return case


def nobody_is_answered(program, directory):
    silence, noise = directory / "silence.wav", directory / "noise.wav"
    sounds.write_pcm(silence, 16000, [0.0] * 32000)
    sounds.write_pcm(noise, 16000, sounds.noise(2))
    turns = program.run("talk", "--json", *small_language_model(program), "--input", silence,
                        noise).json()["turns"]
    require([turn["reply"]["status"] for turn in turns] == ["no_reply", "no_reply"],
            f"expected no reply: {turns}")
    require(all(turn["user"]["text"] == "" for turn in turns), f"somebody was heard: {turns}")


def unknown_voice(program, directory):
    program.run("say", "Hello.", "-o", directory / "never.wav", "--voice", "no_such_voice").expect(
        1, "no_such_voice", "af_heart", "zf_xiaoxiao")
    require(not (directory / "never.wav").exists(), "a file was written all the same")


def nothing_to_say(text):
    def case(program, directory):
        file = directory / "never.wav"
        program.run("say", text, "-o", file).expect(2, "nothing to say")
        require(not file.exists(), "a file was written all the same")
    return case


def odd_text_is_spoken(program, directory):
    for odd in ("(whispering Hello [there <b>friend", "\x01Hello\x07 there\x1b[31m.",
                "(" * 5000 + " Hello there."):
        said = program.run("say", odd, "-o", directory / "odd.wav", "--json").json()
        words = [word["text"].lower() for word in said["words"]]
        require(any("hello" in word for word in words), f"{odd[:40]!r} became {words}")


def directions_are_obeyed_and_not_spoken(program, directory):
    spoken = program.run("say", "(whispering) Come *here*. [pause 500ms] 好的（轻笑）。", "--json",
                         "-o", directory / "acted.wav", "--scene", "late at night",
                         "--plan-svg", directory / "plan.svg").json()
    words = [word["text"] for word in spoken["words"]]
    require(words == ["Come", "here", "好", "的"], f"other words were spoken: {words}")
    ends = [phoneme["end_ms"] for phoneme in spoken["phonemes"]]
    require(ends == sorted(ends) and ends, f"phonemes are out of order: {ends}")
    require(ends[-1] <= spoken["seconds"] * 1000 + 1, "phonemes end behind the sound")
    picture = (directory / "plan.svg").read_text(encoding="utf-8")
    require(picture.startswith("<svg") and "here" in picture, f"no picture: {picture[:80]}")


def the_plan_is_shown(program, directory):
    shown = program.run("say", "[sigh] Fine.", "--plan", "-o", directory / "plan.wav").expect(0).out
    for part in ("Hz", "dB", "[sigh]", "Fine"):
        require(part in shown, f"'{part}' is not in the plan:\n{shown}")


TEXT = b"This is a text and no recording.\n" * 40
TRUNCATED = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00"

CASES = [
    *((f"{command[0]}: {what}", bad_file(command, name, content, code, said))
      for command in (["listen"], ["talk", "--input"])
      for what, name, content, code, said in (
          ("a missing file", "none.wav", None, 1, "No such file"),
          ("an empty file", "empty.wav", b"", 2, "empty"),
          ("a text file", "text.wav", TEXT, 2, "RIFF"),
          ("a header cut short", "cut.wav", TRUNCATED, 2, "WAV"))),
    ("listen: 8-bit", eight_bit),
    ("listen: 44.1 kHz stereo", stereo_44k),
    ("listen: 32-bit float", float_32),
    ("listen: how it is said", voice_is_described),
    ("listen: silence has no words", nothing_is_heard(lambda: [0.0] * 32000)),
    ("listen: noise has no words", nothing_is_heard(lambda: sounds.noise(2))),
    ("talk: silence and noise get no reply", nobody_is_answered),
    ("say: an unknown voice, the known are listed", unknown_voice),
    *((f"say: {what} are nothing to say", nothing_to_say(text))
      for what, text in (("emoji", "😀🎉👍"), ("signs", "）】]>*"))),
    ("say: unpaired brackets and control characters are spoken around", odd_text_is_spoken),
    ("say: directions are obeyed and not spoken", directions_are_obeyed_and_not_spoken),
    ("say: the plan is shown", the_plan_is_shown),
]
