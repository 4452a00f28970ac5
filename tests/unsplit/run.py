#!/usr/bin/env python3
"""The voice against the model it was made of: the same phonemes through the unsplit int8 export on
ONNX Runtime, one thread, on the same machine in the same minutes.

    python3 -m venv venv && venv/bin/pip install -r tests/unsplit/requirements.txt
    venv/bin/python tests/unsplit/run.py speed PATH_TO_VIVAVOCE [ROUNDS]
    venv/bin/python tests/unsplit/run.py words PATH_TO_VIVAVOCE en|zh [FILE_WITH_A_SENTENCE_A_LINE]

speed: `vivavoce bench tts --cores 1` and ONNX Runtime by turns; medians and their ratio.
words: all sentences are spoken by both and heard by `vivavoce listen`; error rates against the
text. Without a file: those of evals/ and of hard.tsv, some 300 a language.
Not part of ./test: it measures, and needs a package that the product does not."""

import array
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
import wave

import numpy
import onnxruntime

RATE = 24000
VOICES = {"en": "af_heart", "zh": "zf_xiaoxiao"}
HOME = pathlib.Path(os.environ.get("VIVAVOCE_HOME") or pathlib.Path.home() / ".cache/vivavoce")


class Unsplit:
    def __init__(self):
        model = HOME / "models/kokoro-82m"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model / "kokoro-v1.0.int8.onnx", options,
                                                    providers=["CPUExecutionProvider"])
        self.ids = json.loads((model / "vocab.json").read_text(encoding="utf-8"))["vocab"]

    def speak(self, phonemes, voice):
        tokens = [0, *(self.ids[p] for p in phonemes if p in self.ids), 0]
        file = HOME / f"models/kokoro-voices/{voice}.bin"
        style = numpy.fromfile(file, dtype="<f4").reshape(-1, 256)[len(tokens) - 2]
        return self.session.run(None, {"tokens": numpy.array([tokens], dtype=numpy.int64),
                                       "style": style[None, :],
                                       "speed": numpy.ones(1, dtype=numpy.float32)})[0].ravel()


def output_of(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                          check=True)
    return json.loads(done.stdout)


def speed(program, rounds):
    unsplit = Unsplit()
    ours, theirs = {}, {}
    for _ in range(rounds):
        rows = output_of(program, "bench", "tts", "--cores", 1, "--repeats", 3, "--json")["clauses"]
        for row in rows:
            ours.setdefault(row["name"], []).append(
                (row["wall_ms"] / 1000 / row["audio_s"], row["cpu_ms"] / 1000 / row["audio_s"]))
            unsplit.speak(row["phonemes"], row["voice"])  # the first of a length is slower
            for _ in range(3):
                wall, cpu = time.perf_counter(), time.process_time()
                sound = unsplit.speak(row["phonemes"], row["voice"])
                seconds = len(sound) / RATE
                theirs.setdefault(row["name"], []).append(
                    ((time.perf_counter() - wall) / seconds, (time.process_time() - cpu) / seconds))
    print(f"{'real-time factor':<14} {'ours':>7} {'ORT':>7} {'ratio':>6}   of CPU time:"
          f" {'ours':>6} {'ORT':>7} {'ratio':>6}")
    for name in ours:
        a = [statistics.median(x) for x in zip(*ours[name])]
        b = [statistics.median(x) for x in zip(*theirs[name])]
        print(f"{name:<16} {a[0]:7.3f} {b[0]:7.3f} {b[0] / a[0]:6.2f}   {'':>12} {a[1]:6.3f} "
              f"{b[1]:7.3f} {b[1] / a[1]:6.2f}")


def units(text):
    """Words of Latin letters and digits, single ideographs."""
    text = unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("’", "")
    return re.findall(r"[a-z0-9]+|[\u4e00-\u9fff]", text)


def errors(reference, heard):
    row = list(range(len(heard) + 1))
    for i, wanted in enumerate(reference, 1):
        before, row[0] = row[0], i
        for j, got in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (wanted != got))
    return row[-1]


def write_wav(file, samples):
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        clipped = numpy.clip(samples, -1, 1) * 32767
        out.writeframes(array.array("h", clipped.astype("int16").tolist()).tobytes())


def own_sentences(language):
    """Without their directions, marks and breaks."""
    here = pathlib.Path(__file__).parent
    found = {}  # in order, each once
    for file in ("../../evals/turns/thoughts.tsv", "../../evals/expressive/texts.tsv", "hard.tsv"):
        for line in (here / file).read_text(encoding="utf-8").splitlines():
            fields = line.split("\t")
            if line.startswith("#") or language not in fields[:-1]:
                continue
            plain = re.sub(r"\([^)]*\)|（[^）]*）|\[[^\]]*\]|<[^>]*>|[*|]", " ", fields[-1])
            plain = re.sub(r"\s+(?=[,.!?;:，。！？；：])", "", " ".join(plain.split()))
            if language == "zh":
                plain = re.sub(r"(?<=[\u3000-\uffef]) | (?=[\u3000-\uffef])", "", plain)
            found[plain] = True
    end = {"en": ".", "zh": "。"}[language]
    return [s if s[-1] in ".!?。！？" else s + end for s in found if s]


def words(program, language, file=None):
    unsplit = Unsplit()
    voice = VOICES[language]
    sentences = own_sentences(language) if file is None else [
        s for s in pathlib.Path(file).read_text(encoding="utf-8").splitlines() if s]
    total, wrong = 0, {"ours": 0, "unsplit": 0}
    for begin in range(0, len(sentences), 10):  # recordings of a minute
        text = " ".join(sentences[begin:begin + 10])
        reference = units(text)
        total += len(reference)
        with tempfile.TemporaryDirectory() as directory:
            recordings = {who: pathlib.Path(directory) / f"{who}.wav" for who in wrong}
            said = output_of(program, "say", text, "--voice", voice, "--json", "-o",
                             recordings["ours"])
            phonemes = "".join(p["symbol"] for p in said["phonemes"])
            gap = numpy.zeros(RATE // 3, dtype=numpy.float32)
            sound = []
            for part in re.findall(r"[^.!?]*[.!?]+|[^.!?]+$", phonemes):
                if part.strip():
                    sound += [unsplit.speak(part.strip(), voice), gap]
            write_wav(recordings["unsplit"], numpy.concatenate(sound))
            for who, recording in recordings.items():
                heard = output_of(program, "listen", recording, "--language", language, "--json")
                text_heard = " ".join(segment["text"] for segment in heard["segments"])
                count = errors(reference, units(text_heard))
                wrong[who] += count
                print(f"{who:<8} {count:3} of {len(reference)}: {text_heard}", flush=True)
    print(f"{len(sentences)} sentences")
    for who, count in wrong.items():
        print(f"{language} {who:<8} {100 * count / total:5.2f} %  ({count} of {total})")


def main():
    if len(sys.argv) in (3, 4) and sys.argv[1] == "speed":
        speed(sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 3)
    elif len(sys.argv) in (4, 5) and sys.argv[1] == "words" and sys.argv[3] in VOICES:
        words(*sys.argv[2:])
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
